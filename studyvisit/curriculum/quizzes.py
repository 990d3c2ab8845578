"""A quiz file → a pool of questions and the rules by which it is sat."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.content import Quiz, QuizRules
from studyvisit.curriculum.forms import check_forms
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.descriptions import with_descriptions
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.schemas import QuizHead
from studyvisit.curriculum.sections import Section, sections


def read_quiz(
    text: str,
    competencies: Sequence[str],
    expected: Sequence[str],
    lessons: Sequence[str] | None,
    identities: Identities,
    page: Page,
) -> Quiz | None:
    """Return a quiz; None when its front matter is at fault.

    Its questions may ask about `competencies` and should ask about each of the `expected`. They may name
    the `lessons`; None when these could not be read.
    """
    found = read_front_matter(text, page.report)
    head = validate(QuizHead, found, page.report) if found else None
    if not found or not head:
        return None
    identities.claim(head.id, found.line("id"), "front matter, `id`", page.report)
    introduction, sectioned = sections(found.body, 2)
    described = with_descriptions(sectioned, identities, page)
    parts = [part for part, _setting in described]
    questions = [
        question
        for part, setting in described
        if (question := _read_question(part, setting, competencies, lessons, identities, page)) is not None
    ]
    _check_pool(head, found, parts, questions, expected, page)
    check_forms(parts, questions, lessons, found.line("id"), page.report)
    rules = QuizRules(
        pass_mark=head.pass_mark,
        attempts=head.attempts,
        scoring=head.scoring,
        draw=head.draw,
        shuffle=head.shuffle,
        time_limit=head.time_limit,
        review=head.review.content,
        certainty=head.certainty,
    )
    return Quiz(
        id=head.id,
        title=head.title,
        introduction=page.rendered(introduction.lines, "introduction").html,
        rules=rules,
        questions=tuple(questions),
    )


def _read_question(
    part: Section,
    setting: str,
    competencies: Sequence[str],
    lessons: Sequence[str] | None,
    identities: Identities,
    page: Page,
) -> Question | None:
    identities.claim(part.attributes.id, part.number, f"question {part.attributes.id}", page.report)
    block = Block(
        part.number,
        part.title,
        part.attributes,
        part.lines,
        is_graded=True,
        lessons=lessons,
        setting=setting,
    )
    return parse_question(block, competencies, page)


def _check_pool(
    head: QuizHead,
    found: FrontMatter,
    parts: Sequence[Section],
    questions: Sequence[Question],
    expected: Sequence[str],
    page: Page,
) -> None:
    if not parts:
        page.report.error(
            found.line("id"), "questions", "has none: add `## Name {#id competency=…}` and the question"
        )
    elif head.draw is not None and head.draw > len(parts):
        page.report.error(
            found.line("draw"),
            "front matter, `draw`",
            f"draws {head.draw} questions from a pool of {len(parts)}: draw fewer or write more",
        )
    asked = {question.competency for question in questions}
    for name in expected:
        if parts and name not in asked:
            page.report.warn(
                found.line("id"), "questions", f"none asks about the competency `{name}`: write one"
            )
