"""Lists of "I can …" statements: the competencies, and what a self-assessment asks about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from studyvisit.curriculum.content import (
    Competencies,
    Competency,
    Questionnaire,
    ScalePoint,
    Statement,
    Wave,
)
from studyvisit.curriculum.frontmatter import read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import Attributes, Line, check_attributes, outside_code, split_attributes
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import TARGET, CompetenciesHead, QuestionnaireHead

_ITEM = re.compile(r"[-*+]\s+(.*)")


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    text: str
    attributes: Attributes

    @property
    def where(self) -> str:
        return f"statement {self.attributes.id or self.text[:30]}"


def read_competencies(text: str, report: Report) -> Competencies | None:
    """Return the competencies that `competencies.md` lists; None when its front matter is at fault."""
    found = read_front_matter(text, report)
    head = validate(CompetenciesHead, found, report) if found else None
    if not found or not head:
        return None
    items, _ = _items(found.body)
    identities = Identities()
    for item in items:
        check_attributes(item.attributes, ("sdg",), item.number, item.where, report)
        identities.claim(item.attributes.id, item.number, item.where, report)
        if not item.text.startswith("I can "):
            report.error(item.number, item.where, "does not begin with “I can”: say what somebody can do")
    if not items:
        report.error(found.line("id"), "competencies", "lists nothing: add `- I can … {#id sdg=16.6}`")
    return Competencies(
        id=head.id,
        title=head.title,
        competencies=tuple(
            Competency(id=item.attributes.id, statement=item.text, sdg=_targets(item, report))
            for item in items
        ),
    )


def _targets(item: _Item, report: Report) -> tuple[str, ...]:
    targets = tuple(filter(None, item.attributes.values.get("sdg", "").split(",")))
    for target in targets:
        if not TARGET.fullmatch(target):
            report.error(
                item.number,
                item.where,
                f"`{target}` is not a target of the Sustainable Development Goals: "
                "write them as sdg=16.6,17.18",
            )
    return targets


def read_questionnaire(
    slug: str, text: str, known: Mapping[str, Competency], report: Report
) -> Questionnaire | None:
    """Return a self-assessment, checked against the competencies; None when its front matter is at fault."""
    found = read_front_matter(text, report)
    head = validate(QuestionnaireHead, found, report) if found else None
    if not found or not head:
        return None
    items, introduction = _items(found.body)
    identities = Identities()
    stated: dict[str, int] = {}
    for item in items:
        check_attributes(item.attributes, ("competency",), item.number, item.where, report)
        identities.claim(item.attributes.id, item.number, item.where, report)
        _check_statement(item, known, stated, report)
    if not items:
        report.error(1, "statements", "has none: add `- I can … {#id competency=…}`")
    return Questionnaire(
        id=head.id,
        slug=slug,
        title=head.title,
        introduction=Page(report).rendered(introduction, "introduction").html,
        waves={wave: getattr(head.waves, wave) for wave in Wave},
        scale=tuple(ScalePoint(value=point.value, label=point.label) for point in head.scale),
        statements=tuple(
            Statement(
                id=item.attributes.id, competency=item.attributes.values.get("competency", ""), text=item.text
            )
            for item in items
        ),
    )


def _check_statement(
    item: _Item, known: Mapping[str, Competency], stated: dict[str, int], report: Report
) -> None:
    name = item.attributes.values.get("competency", "")
    competency = known.get(name)
    if not name:
        report.error(item.number, item.where, "names no competency: add competency=<id>")
    elif competency is None:
        report.error(
            item.number, item.where, f"`{name}` is not in competencies.md.{did_you_mean(name, known)}"
        )
    elif item.text != competency.statement:
        report.error(
            item.number,
            item.where,
            f"is not in the words of competencies.md, which says: {competency.statement}",
        )
    if name and name in stated:
        report.error(item.number, item.where, f"`{name}` is stated already in line {stated[name]}: keep one")
    stated.setdefault(name, item.number)


def _items(body: tuple[Line, ...]) -> tuple[list[_Item], list[Line]]:
    """Return the list items of a body, continued lines joined, and the lines that are none."""
    raw: list[tuple[int, str]] = []
    others: list[Line] = []
    for line, is_prose in outside_code(body):
        found = _ITEM.match(line.text) if is_prose else None
        if found:
            raw.append((line.number, found[1]))
        elif raw and is_prose and line.text[:1] in (" ", "\t") and line.text.strip():
            raw[-1] = (raw[-1][0], f"{raw[-1][1]} {line.text.strip()}")
        else:
            others.append(line)
    items = []
    for number, text in raw:
        statement, attributes = split_attributes(text)
        items.append(_Item(number, " ".join(statement.split()), attributes))
    return items, others
