"""A lesson file → a lesson: prose and checks in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.bodies import read_body
from studyvisit.curriculum.content import Check, Lesson, Prose
from studyvisit.curriculum.fences import Fence
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import joined
from studyvisit.curriculum.numbers import check_numbers
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.descriptions import with_descriptions
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.readability import reading_grade, running_text
from studyvisit.curriculum.schemas import LessonHead
from studyvisit.curriculum.sections import sections

_MOST_QUESTIONS = 3


def read_lesson(
    number: int, text: str, competencies: Sequence[str], identities: Identities, page: Page
) -> Lesson | None:
    """Return a lesson of a module with those competencies; None when its front matter is at fault."""
    found = read_front_matter(text, page.report)
    return lesson_of(number, found, competencies, identities, page) if found else None


def lesson_of(
    number: int, found: FrontMatter, competencies: Sequence[str], identities: Identities, page: Page
) -> Lesson | None:
    """Return the lesson that a file says, once its front matter is read; None when that is at fault."""
    head = validate(LessonHead, found, page.report)
    if not head:
        return None
    identities.claim(head.id, found.line("id"), "front matter, `id`", page.report)
    _check_competencies(head, found, competencies, page)
    if not page.is_translation:
        check_numbers(found.body, page.report)
    if not joined(found.body).strip():
        page.report.error(found.line("id"), "text", "is missing: write the lesson below the front matter")

    def read_check(fence: Fence) -> Check:
        return _read_check(fence, competencies, identities, page)

    body = read_body(found.body, read_check, head.facts, identities, page)
    return Lesson(
        id=head.id,
        number=number,
        title=head.title,
        minutes=head.minutes,
        objective=head.objective,
        competencies=head.competencies,
        sdg=head.sdg,
        facts=head.facts,
        words=body.words,
        contents=body.headings,
        body=body.parts,
        grade=reading_grade(running_text(part.html for part in body.parts if isinstance(part, Prose))),
    )


def _check_competencies(head: LessonHead, found: FrontMatter, known: Sequence[str], page: Page) -> None:
    for index, name in enumerate(head.competencies):
        if name not in known:
            page.report.error(
                found.line("competencies", index),
                "front matter, `competencies`",
                f"`{name}` is not one of the module's competencies.{did_you_mean(name, known)} "
                f"Known: {', '.join(known)}.",
            )


def _read_check(fence: Fence, competencies: Sequence[str], identities: Identities, page: Page) -> Check:
    where = fence.where
    before, sectioned = sections(fence.lines, 3)
    parts = with_descriptions(sectioned, identities, page)
    for line in before.lines:
        if line.text.strip():
            page.report.error(
                line.number, where, "has text before its first question: begin with `### Name {#id}`"
            )
            break
    if not 1 <= len(parts) <= _MOST_QUESTIONS:
        page.report.error(
            fence.number,
            where,
            f"has {len(parts) or 'no'} questions: a check has one to "
            f"{_MOST_QUESTIONS}, each below a heading such as `### Name {{#id}}`",
        )
    questions: list[Question] = []
    for part, setting in parts:
        identities.claim(part.attributes.id, part.number, f"question {part.attributes.id}", page.report)
        block = Block(part.number, part.title, part.attributes, part.lines, is_graded=False, setting=setting)
        if (question := parse_question(block, competencies, page)) is not None:
            questions.append(question)
    return Check(id=fence.attributes.id, questions=tuple(questions))
