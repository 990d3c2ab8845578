"""The content that is shipped: publishable, and as thorough as it promises to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import assert_never

from studyvisit.curriculum.compile import CompiledTree, compile_tree
from studyvisit.curriculum.content import Check, Lesson, Module, Programme, Questionnaire
from studyvisit.curriculum.questions import (
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    mark,
)
from studyvisit.curriculum.source import write_tree

CONTENT = Path(__file__).parents[2] / "content"


@cache
def compiled() -> CompiledTree:
    return compile_tree(CONTENT)


def modules() -> list[Module]:
    return [unit.document for unit in compiled().units if isinstance(unit.document, Module)]


def lessons() -> list[Lesson]:
    return [lesson for module in modules() for lesson in module.lessons]


def questions() -> Iterator[Question]:
    for module in modules():
        yield from module.quiz.questions
    for lesson in lessons():
        for part in lesson.body:
            if isinstance(part, Check):
                yield from part.questions


def explanations(question: Question) -> list[str]:
    """Return the feedback that each possible answer gets."""
    match question:
        case OneChoice(options=options) | SeveralChoices(options=options):
            return [option.feedback for option in options]
        case TrueFalse():
            return [
                question.feedback_if_true or question.feedback,
                question.feedback_if_false or question.feedback,
            ]
        case LongAnswer() | FileUpload():
            return [criterion.html for criterion in question.rubric]
        case (
            Number()
            | GeneratedNumber()
            | ShortAnswer()
            | Matching()
            | Ordering()
            | Categorising()
            | GapFill()
        ):
            return [question.feedback]
        case _ as unreachable:
            assert_never(unreachable)


def test_the_first_module_is_whole_in_french_and_its_results_pool() -> None:
    units = {unit.slug: unit.document for unit in compile_tree(CONTENT).units}
    module, assessment = units["e-government-and-the-2030-agenda"], units["self-assessment"]
    assert isinstance(module, Module)
    assert isinstance(assessment, Questionnaire)
    french = module.in_language("fr")
    told = assessment.in_language("fr")
    assert {french.language, french.quiz.language, told.language} == {"fr"}
    assert {(lesson.language, lesson.is_behind) for lesson in french.lessons} == {("fr", False)}
    assert (french.is_behind, french.quiz.is_behind, told.is_behind) == (False, False, False)
    assert [one.id for one in french.quiz.questions] == [one.id for one in module.quiz.questions]
    for ours, theirs in zip(module.quiz.questions, french.quiz.questions, strict=True):
        for answer in (ours.right_answer, theirs.right_answer):
            assert mark(ours, answer).is_right, ours.id
            assert mark(theirs, answer).is_right, ours.id
    assert all(one.statement.startswith("Je peux ") for one in french.competencies)


def test_the_content_has_no_problems() -> None:
    assert [str(problem) for problem in compiled().problems] == []


def test_everything_that_is_promised_is_there() -> None:
    assert {module.slug for module in modules()} >= {
        "e-government-and-the-2030-agenda",
        "measuring-e-government",
    }
    assert any(isinstance(unit.document, Questionnaire) for unit in compiled().units)
    assert any(isinstance(unit.document, Programme) for unit in compiled().units)
    assert sum(len(module.lessons) for module in modules()) >= 9


def test_a_module_has_at_least_twelve_questions_and_two_for_each_of_three_competencies() -> None:
    for module in modules():
        asked = Counter(question.competency for question in module.quiz.questions)
        assert len(module.quiz.questions) >= 12, module.slug
        assert {competency.id for competency in module.competencies if asked[competency.id] < 2} == set()
        assert len(module.competencies) >= 3, module.slug


def test_a_lesson_names_its_facts_and_ends_with_its_sources() -> None:
    assert [
        lesson.id for lesson in lessons() if not lesson.facts or lesson.contents[-1].text != "Sources"
    ] == []


def test_every_answer_is_explained() -> None:
    assert [question.id for question in questions() if not all(explanations(question))] == []


def test_the_right_answer_of_every_question_earns_every_point() -> None:
    assert [
        question.id for question in questions() if not mark(question, question.right_answer).is_right
    ] == []


def test_every_competency_of_a_module_is_taught_and_self_assessed() -> None:
    stated = {
        statement.competency
        for unit in compiled().units
        if isinstance(unit.document, Questionnaire)
        for statement in unit.document.statements
    }
    for module in modules():
        taught = {name for lesson in module.lessons for name in lesson.competencies}
        wanted = {competency.id for competency in module.competencies}
        assert wanted <= taught, module.slug
        assert wanted <= stated, module.slug


def test_every_day_of_the_programme_has_its_agenda() -> None:
    for unit in compiled().units:
        if isinstance(unit.document, Programme):
            days = (unit.document.ends_on - unit.document.starts_on).days + 1
            assert len(unit.document.agenda) == days
            assert all(day.entries for day in unit.document.agenda)
            assert set(unit.document.modules) <= {module.slug for module in modules()}


def test_exporting_the_content_gives_back_every_byte(tmp_path: Path) -> None:
    written = write_tree([unit.bundle for unit in compiled().units], tmp_path)
    for path in written:
        assert path.read_bytes() == (CONTENT / path.relative_to(tmp_path)).read_bytes()
    shipped = [path for path in CONTENT.rglob("*") if path.is_file() and path.name != "README.md"]
    assert len(written) == len(shipped)
