"""The translations of the list of competencies and of a self-assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from studyvisit.curriculum.content import (
    Competencies,
    Competency,
    Questionnaire,
    QuestionnaireWords,
    ScalePoint,
    Statement,
    Wave,
)
from studyvisit.curriculum.frontmatter import Value
from studyvisit.curriculum.items import Item, items_of
from studyvisit.curriculum.languages import language_of
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.translating.files import Translated
from studyvisit.curriculum.translating.reading import read_translation

LIST = "competencies.md"


def translated_competencies(found: Competencies, bundle: Bundle, report: Report) -> Competencies:
    """Return the competencies with what they say in every language that the list is translated into."""
    said: dict[str, dict[str, str]] = {}
    for language in _languages(bundle):
        words = read_translation(bundle, LIST, language, report, lambda opened, _report: _statements(opened))
        for name, text in (words or {}).items():
            said.setdefault(name, {})[language] = text
    competencies = tuple(replace(one, translations=said.get(one.id, {})) for one in found.competencies)
    return replace(found, competencies=competencies)


def translated_questionnaire(
    found: Questionnaire, bundle: Bundle, known: Mapping[str, Competency], report: Report
) -> Questionnaire:
    """Return a self-assessment with its words in every language that it is translated into."""
    translations = {}
    for language in _languages(bundle):

        def read(opened: Translated, apart: Report, language: str = language) -> QuestionnaireWords:
            for item in items_of(opened.found.body)[0]:
                _check_words(item, language, known, apart)
            return _words(found, opened, apart)

        words = read_translation(bundle, f"{bundle.slug}.md", language, report, read)
        if words is not None:
            translations[language] = words
    return replace(found, translations=translations)


def _languages(bundle: Bundle) -> list[str]:
    return sorted({language for name in bundle.files if (language := language_of(name))})


def _statements(opened: Translated) -> dict[str, str]:
    return {item.attributes.id: item.text for item in items_of(opened.found.body)[0]}


def _check_words(item: Item, language: str, known: Mapping[str, Competency], report: Report) -> None:
    competency = known.get(item.attributes.values.get("competency", ""))
    said = competency.translations.get(language) if competency else None
    if said is not None and said != item.text:
        report.warn(
            item.number,
            f"statement {item.attributes.id}",
            f"is not in the words of competencies.{language}.md, which says: {said}",
        )


def _words(found: Questionnaire, opened: Translated, report: Report) -> QuestionnaireWords:
    items, introduction = items_of(opened.found.body)
    said = {item.attributes.id: item.text for item in items}
    waves, scale = opened.found.values.get("waves"), opened.found.values.get("scale")
    return QuestionnaireWords(
        title=opened.words("title"),
        introduction=Page(report, is_translation=True).rendered(introduction, "introduction").html,
        waves={wave: _of(waves, wave) for wave in found.waves},
        scale=tuple(
            ScalePoint(value=point.value, label=_label(scale, index))
            for index, point in enumerate(found.scale)
        ),
        statements=tuple(
            Statement(id=one.id, competency=one.competency, text=said.get(one.id, one.text))
            for one in found.statements
        ),
        is_behind=opened.is_behind,
    )


def _of(waves: Value | None, wave: Wave) -> str:
    return str(waves.get(wave, "")) if isinstance(waves, dict) else ""


def _label(scale: Value | None, index: int) -> str:
    step = scale[index] if isinstance(scale, list) else None
    return str(step.get("label", "")) if isinstance(step, dict) else ""
