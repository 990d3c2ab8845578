"""Descriptions: what several questions have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.web.questions import settings_of
from tests.unit.curriculum.builders import LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, checked, module_of

CASE = "## Case {#case kind=description questions=2}\nA *ministry* has a register.\n\n"
WITH_CASE = QUIZ.replace("## The mean", f"{CASE}## The mean").replace("draw: 1", "draw: 2")
MORE = "\n## More {#more competency=explain-egdi}\nIs it so?\n\n= true\n> It is.\n"


def test_a_description_belongs_to_as_many_questions_as_it_says(tmp_path: Path) -> None:
    found = checked(tmp_path, {QUIZ_PATH: WITH_CASE + MORE})
    assert [str(problem) for problem in found.problems] == []
    questions = module_of(found).quiz.questions
    html = "<p>A <em>ministry</em> has a register.</p>"
    assert [question.setting for question in questions] == [html, html, ""]
    assert list(settings_of(questions)) == [html, "", ""]
    assert list(settings_of([questions[0], questions[2], questions[1]])) == [html, "", html]


def test_a_check_may_have_a_description_besides_its_questions(tmp_path: Path) -> None:
    lesson = LESSON.replace(
        "### Which part", "### Case {#case kind=description}\nA register.\n\n### Which part"
    )
    found = checked(tmp_path, {LESSON_PATH: lesson})
    assert [str(problem) for problem in found.problems] == []


@pytest.mark.parametrize(
    ("quiz", "fault"),
    [
        (WITH_CASE.replace("questions=2", "questions=3"), "belongs to 1 questions more than follow it"),
        (QUIZ + CASE, "belongs to 2 questions more than follow it"),
        (WITH_CASE.replace("questions=2", "questions=0"), "`questions=0` is not a whole number from 1 to 20"),
        (WITH_CASE.replace("questions=2", "points=2"), "`points` is not known here"),
        (WITH_CASE.replace("A *ministry* has a register.", ""), "says nothing"),
        (WITH_CASE.replace("{#case", "{#rank"), "`rank`"),
        (WITH_CASE.replace("#case ", ""), "has no id"),
        (QUIZ.replace("draw: 1", "draw: 3").replace("## The mean", f"{CASE}## The mean"), "from a pool of 2"),
    ],
)
def test_a_fault_in_a_description_is_named(tmp_path: Path, quiz: str, fault: str) -> None:
    problems = [str(problem) for problem in checked(tmp_path, {QUIZ_PATH: quiz}).problems]
    assert any(fault in problem for problem in problems), problems
