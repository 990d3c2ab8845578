"""The two forms of a pool: once one question names them, all of them are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.curriculum.builders import LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, checked

A, B = "lesson=the-survey form=a", "lesson=the-survey form=b"
FIRST, SECOND = "competency=explain-egdi points=2", "{#rank competency=explain-egdi"


def faults(root: Path, first: str, second: str) -> list[tuple[int, str]]:
    """Return line and message of what is wrong when the two questions have these attributes as well."""
    text = QUIZ.replace(FIRST, f"{FIRST} {first}").replace(SECOND, f"{SECOND} {second}")
    found = checked(root, {QUIZ_PATH: text}).problems
    assert all(problem.is_error and problem.path.endswith("quiz.md") for problem in found)
    return [(problem.line, problem.message) for problem in found]


def test_both_forms_of_a_lesson_are_right(tmp_path: Path) -> None:
    assert faults(tmp_path, A, B) == []


@pytest.mark.parametrize(
    ("first", "second", "line", "message"),
    [
        (A, A, 2, "no question of form b asks about the lesson `the-survey`"),
        (B, B, 2, "no question of form a asks about the lesson `the-survey`"),
        (A, "lesson=the-survey", 20, "names no form, though other questions do"),
        (A, "form=b", 20, "names no lesson, though other questions do"),
    ],
)
def test_half_a_form_is_an_error(tmp_path: Path, first: str, second: str, line: int, message: str) -> None:
    assert (line, message) in [(at, said[: len(message)]) for at, said in faults(tmp_path, first, second)]


def test_a_lesson_that_no_question_asks_about_is_an_error(tmp_path: Path) -> None:
    second = LESSON.replace("id: the-survey", "id: more").replace("check-it", "check-more")
    text = QUIZ.replace(FIRST, f"{FIRST} {A}").replace(SECOND, f"{SECOND} {B}")
    found = checked(
        tmp_path,
        {
            QUIZ_PATH: text,
            LESSON_PATH.replace("01-the-survey", "02-more"): second.replace("{#which-part}", "{#part}"),
        },
    )
    [problem] = found.problems
    assert problem.message.startswith("no question asks about the lesson `more`: write at least two")


def test_a_form_that_is_mistyped_is_one_error(tmp_path: Path) -> None:
    assert [message.split(":")[0] for _, message in faults(tmp_path, A, "lesson=the-survey form=c")] == [
        "no question of form b asks about the lesson `the-survey`",
        "`form=c` is not a form",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "All of the above",
        "None of the above.",
        "none of these",
        "Both of the above",
        "All of them",
        "All of the other options",
        "All answers are right",
        "A and B",
        "Both a and c",
        "All the above",
        "Neither of these",
    ],
)
def test_an_option_that_speaks_of_others_is_refused(tmp_path: Path, words: str) -> None:
    lesson = LESSON.replace("- ( ) Human capital {#hci}", f"- ( ) {words} {{#hci}}")
    [problem] = checked(tmp_path, {LESSON_PATH: lesson}).problems
    assert problem.is_error
    assert "speaks of other options" in problem.message
    assert problem.line == 22


@pytest.mark.parametrize(
    "words",
    ["All three are equally far below", "None of the five countries", "A and B units", "Both ministries"],
)
def test_an_option_with_words_of_its_own_is_right(tmp_path: Path, words: str) -> None:
    lesson = LESSON.replace("- ( ) Human capital {#hci}", f"- ( ) {words} {{#hci}}")
    assert checked(tmp_path, {LESSON_PATH: lesson}).problems == ()
