"""A document → the passages that people read, each as sanitised HTML; two documents → those that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import assert_never

from studyvisit.curriculum.content import Check, Competencies, Module, Part, Programme, Prose, Questionnaire
from studyvisit.curriculum.differences.files import What
from studyvisit.curriculum.differences.questions_read import html_of_question
from studyvisit.curriculum.differences.rendered import MarkWords, difference
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.figures import Chart, Picture, Recording


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to read: where it stands ("lesson", "question"), its id there, its title and its HTML."""

    place: str
    id: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that differs; `html` shows both states as one, with what changed marked."""

    place: str
    id: str
    title: str
    what: What
    html: str


def passage_changes(before: Document | None, after: Document, marks: MarkWords) -> tuple[PassageChange, ...]:
    """Return the passages in which two documents differ, in reading order, then those that are gone."""
    old = {(one.place, one.id): one for one in passages(before)} if before else {}
    new = {(one.place, one.id): one for one in passages(after)}
    found: list[PassageChange] = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        shown = now or was
        assert shown is not None
        what = What.CHANGED if was and now else What.ADDED if now else What.GONE
        html = difference(_titled(was), _titled(now), marks)
        found.append(PassageChange(shown.place, shown.id, shown.title, what, html))
    return tuple(found)


def passages(document: Document) -> Iterator[Passage]:
    """Return what people read of a document, in order; of questions with what is right, in the notation of files."""
    match document:
        case Module():
            return _of_module(document)
        case Programme():
            return _of_programme(document)
        case Questionnaire():
            return _of_questionnaire(document)
        case FeedbackForm():
            return _of_form(document)
        case Competencies():
            listed = document.competencies
            return (Passage("competency", one.id, one.id, _line(one.statement)) for one in listed)
        case _ as unreachable:
            assert_never(unreachable)


def _of_questionnaire(questionnaire: Questionnaire) -> Iterator[Passage]:
    yield Passage("overview", "", questionnaire.title, questionnaire.introduction)
    for wave, asked in questionnaire.waves.items():
        yield Passage("wave", wave.value, wave.value, _line(asked))
    yield Passage("scale", "", "", _listed(f"{point.value} {point.label}" for point in questionnaire.scale))
    for statement in questionnaire.statements:
        yield Passage("statement", statement.id, statement.id, _line(statement.text))


def _of_form(form: FeedbackForm) -> Iterator[Passage]:
    yield Passage("overview", "", form.title, form.introduction)
    for item in form.items:
        options = _listed(option.label for option in item.options)
        yield Passage("statement", item.id, item.id, _line(item.text) + _line(item.hint) + options)


def _of_module(module: Module) -> Iterator[Passage]:
    yield Passage("overview", "", module.title, _line(module.summary) + module.overview)
    for lesson in module.lessons:
        yield Passage("lesson", lesson.id, lesson.title, _line(lesson.objective) + _parts(lesson.body))
    if module.guide:
        yield Passage("guide", module.guide.id, module.guide.title, _parts(module.guide.body))
    if module.handout:
        yield Passage("handout", module.handout.id, module.handout.title, _parts(module.handout.body))
    quiz = module.quiz
    yield Passage(
        "quiz", quiz.id, quiz.title, quiz.introduction + "".join(s.introduction for s in quiz.sections)
    )
    for question in quiz.questions:
        yield Passage("question", question.id, question.name, html_of_question(question))


def _of_programme(programme: Programme) -> Iterator[Passage]:
    yield Passage("overview", "", programme.title, programme.overview)
    for day in programme.agenda:
        for entry in day.entries:
            when = _line(f"{day.on} {entry.starts_at:%H:%M}–{entry.ends_at:%H:%M}")
            yield Passage("agenda", f"{day.on} {entry.id}", entry.title, when + entry.html)
    for visit in programme.visits:
        prompts = "".join(f"<li>{prompt.html}</li>" for prompt in (*visit.observe, *visit.debrief))
        yield Passage("visit", visit.id, visit.title, f"{visit.brief}<ul>{prompts}</ul>{visit.sources}")


def _parts(body: Iterable[Part]) -> str:
    return "".join(_part(part) for part in body)


def _part(part: Part) -> str:
    match part:
        case Prose():
            return part.html
        case Check():
            return "".join(html_of_question(question) for question in part.questions)
        case Chart():
            return _chart(part)
        case Picture():
            return part.html + _line(part.description)
        case Recording():
            return _line(f"{part.title} ({part.media_type}, {part.size:,} bytes)") + part.transcript
        case _ as unreachable:
            assert_never(unreachable)


def _chart(chart: Chart) -> str:
    lines = [
        (escape(row.label), *("" if v is None else str(v) for v in row.values)) for row in chart.data.rows
    ]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    heads = "".join(f"<th>{escape(name)}</th>" for name in (chart.data.label, *chart.data.series))
    return f"<p>{chart.caption}</p><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _titled(passage: Passage | None) -> str:
    return (
        f"<h3>{escape(passage.title)}</h3>{passage.html}"
        if passage and passage.title
        else (passage.html if passage else "")
    )


def _line(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _listed(lines: Iterable[str]) -> str:
    found = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{found}</ul>" if found else ""
