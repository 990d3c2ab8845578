"""A quiz file → a pool of questions and the rules by which it is sat."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.content import Quiz, QuizRules
from studyvisit.curriculum.forms import check_forms
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.pools import check_rules, read_pools, read_section
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.schemas import QuizHead
from studyvisit.curriculum.sections import Section


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
    return quiz_of(found, competencies, expected, lessons, identities, page) if found else None


def quiz_of(
    found: FrontMatter,
    competencies: Sequence[str],
    expected: Sequence[str],
    lessons: Sequence[str] | None,
    identities: Identities,
    page: Page,
) -> Quiz | None:
    """Return the quiz that a file says, once its front matter is read; None when that is at fault."""
    head = validate(QuizHead, found, page.report)
    if not head:
        return None
    identities.claim(head.id, found.line("id"), "front matter, `id`", page.report)
    introduction, pools = read_pools(found.body, identities, page)
    described = [part for pool in pools for part in pool.parts]
    quiz_sections = [one for pool in pools if (one := read_section(pool, identities, page)) is not None]
    parts = [part for part, _setting in described]
    questions = [
        question
        for part, setting in described
        if (question := _read_question(part, setting, competencies, lessons, identities, page)) is not None
    ]
    _check_pool(found, parts, questions, expected, page)
    check_rules(head, found, quiz_sections, questions, len(parts), page.report)
    check_forms(parts, questions, lessons, found.line("id"), page.report)
    return Quiz(
        id=head.id,
        title=head.title,
        introduction=page.rendered(introduction, "introduction").html,
        rules=_rules(head),
        questions=tuple(questions),
        sections=tuple(quiz_sections),
    )


def _rules(head: QuizHead) -> QuizRules:
    return QuizRules(
        pass_mark=head.pass_mark,
        attempts=head.attempts,
        scoring=head.scoring,
        draw=head.draw,
        shuffle=head.shuffle,
        time_limit=head.time_limit,
        review=head.review.content,
        certainty=head.certainty,
        marking=head.marking.content,
        grace=head.grace,
        wait=head.wait,
        progress=head.progress,
        look_back=head.look_back,
        forms=head.forms,
        practice=head.practice,
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
    asked = {question.competency for question in questions}
    for name in expected:
        if parts and name not in asked:
            page.report.warn(
                found.line("id"), "questions", f"none asks about the competency `{name}`: write one"
            )
