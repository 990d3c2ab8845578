"""Front matter: read as text, every fault with its line and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum.frontmatter import read_front_matter, validate
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.schemas import LessonHead
from tests.unit.curriculum.builders import (
    LESSON,
    LESSON_PATH,
    MODULE,
    MODULE_PATH,
    PROGRAMME,
    PROGRAMME_PATH,
    QUESTIONNAIRE,
    QUESTIONNAIRE_PATH,
    QUIZ,
    QUIZ_PATH,
    checked,
    only_problem,
)

FAULTS = [
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: soon", 4, "`soon` is not a whole number"),
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: 0", 4, "`0` is too small: the least is 1"),
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: 120", 4, "`120` is too large: the most is 90"),
    (LESSON_PATH, LESSON, "minutes: 12", "minuts: 12\nminutes: 12", 4, "Did you mean `minutes`?"),
    (LESSON_PATH, LESSON, "title: The Survey", "title:", 3, "is empty: write something"),
    (LESSON_PATH, LESSON, "objective: Describe", "objective: Understand", 5, "begins with `understand`"),
    (LESSON_PATH, LESSON, 'sdg: ["16.6"]', 'sdg: ["18.6"]', 7, "`18.6` is not a target"),
    (LESSON_PATH, LESSON, 'facts: ["1.01"]', 'facts: ["one"]', 8, "`one` is not the number of a fact"),
    (LESSON_PATH, LESSON, 'sdg: ["16.6"]', "sdg: 16.6", 7, "must be a list: write it as [one, two]"),
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: 12\nminutes: 13", 5, "second time (first in line 4)"),
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: &a 12", 4, "`&` and `*` are not used here"),
    (LESSON_PATH, LESSON, "minutes: 12", "minutes: !!python/name:os.system 12", 4, "is not used here"),
    (LESSON_PATH, LESSON, "title: The Survey", "title: The Survey: a view", 3, "is not YAML"),
    (LESSON_PATH, LESSON, "id: the-survey", "id: The_Survey", 2, "is not an id"),
    (LESSON_PATH, LESSON, "[explain-egdi]", "[explain-egdo]", 6, "Did you mean `explain-egdi`?"),
    (MODULE_PATH, MODULE, "[explain-egdi]", "[explain-egdi, gone]", 5, "`gone` is not in competencies.md"),
    (QUIZ_PATH, QUIZ, "pass_mark: 70", "pass_mark: 101", 4, "the most is 100"),
    (QUIZ_PATH, QUIZ, "attempts: 3", "attempts: many", 5, "`many` is not a whole number"),
    (QUIZ_PATH, QUIZ, "scoring: highest", "scoring: best", 6, "`best` is not one of 'highest'"),
    (QUIZ_PATH, QUIZ, "draw: 1", "draw: 3", 7, "draws 3 questions from a pool of 2"),
    (QUIZ_PATH, QUIZ, "shuffle: true", "shuffle: maybe", 8, "neither `true` nor `false`"),
    (
        QUIZ_PATH,
        QUIZ,
        "time_limit: 20 min",
        "time_limit: 20",
        9,
        "write it as `30 s`, `20 min`, `1 h` or `1 day`",
    ),
    (QUIZ_PATH, QUIZ, "{marks: after-submit,", "{mark: after-submit,", 10, "Did you mean `marks`?"),
    (
        QUESTIONNAIRE_PATH,
        QUESTIONNAIRE,
        "  then: How well before?\n",
        "",
        5,
        "is missing: add a line `then: …`",
    ),
    (QUESTIONNAIRE_PATH, QUESTIONNAIRE, "value: 2", "value: 1", 9, "must rise from step to step"),
    (PROGRAMME_PATH, PROGRAMME, "starts_on: 2019-04-01", "starts_on: 1 April", 4, "write it as 2019-04-01"),
    (PROGRAMME_PATH, PROGRAMME, "ends_on: 2019-04-05", "ends_on: 2019-03-05", 5, "is before starts_on"),
    (PROGRAMME_PATH, PROGRAMME, "Asia/Seoul", "Asia/Seol", 7, "Did you mean `Asia/Seoul`?"),
    (PROGRAMME_PATH, PROGRAMME, "[BD, NO]", "[BD, XX]", 9, "`XX` is not an ISO 3166 code"),
    (
        PROGRAMME_PATH,
        PROGRAMME,
        "modules: [measuring]",
        "modules: [measurng]",
        10,
        "Did you mean `measuring`?",
    ),
    (
        PROGRAMME_PATH,
        PROGRAMME,
        "self_assessment: self-",
        "self_assessment: other-",
        11,
        "no questionnaire `other-",
    ),
]


@pytest.mark.parametrize(("path", "text", "old", "new", "line", "message"), FAULTS)
def test_a_fault_in_front_matter_is_named_with_its_line(
    tmp_path: Path, path: str, text: str, old: str, new: str, line: int, message: str
) -> None:
    assert old in text
    problems = [str(problem) for problem in checked(tmp_path, {path: text.replace(old, new, 1)}).problems]
    assert any(
        problem.split(": ", 1)[0].endswith(f"{path}:{line}") and message in problem for problem in problems
    ), problems


def test_every_fault_of_a_file_is_reported_at_once(tmp_path: Path) -> None:
    text = LESSON.replace("minutes: 12", "minutes: soon").replace("title: The Survey", "titel: The Survey")
    lines = {problem.line for problem in checked(tmp_path, {LESSON_PATH: text}).problems}
    assert {3, 4} <= lines


def test_a_problem_reads_as_path_line_place_and_message(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, LESSON_PATH, LESSON.replace("minutes: 12", "minutes: soon"))
    assert str(problem) == (
        f"{tmp_path.as_posix()}/content/{LESSON_PATH}:4: front matter, `minutes`: "
        "`soon` is not a whole number: write one in digits"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "is missing"),
        ("---\nid: x\n", "does not end"),
        ("---\n- a\n---\n", "not a list of `key: value` lines"),
        ("---\n---\n", "is empty"),
        ("---\n" + "a: [" * 50 + "]" * 50 + "\n---\n", "nested too deeply"),
        ("---\na: " + "x" * 30_000 + "\n---\n", "longer than"),
        ("---\na: b: c\n---\n", "is not YAML"),
        ("---\na: [\n---\n", "is not YAML"),
        ("---\n[a, b]: c\n---\n", "a key that is not a word"),
    ],
)
def test_front_matter_that_cannot_be_read_says_why(text: str, message: str) -> None:
    report = Report("x.md")
    assert read_front_matter(text, report) is None
    assert message in str(report.problems[0])


def test_scalars_stay_the_text_that_was_written() -> None:
    report = Report("x.md")
    found = read_front_matter("---\ncountry: NO\ntarget: 16.10\ntime: 09:30\noctal: 010\n---\nbody", report)
    assert found is not None
    assert found.values == {"country": "NO", "target": "16.10", "time": "09:30", "octal": "010"}
    assert [(line.number, line.text) for line in found.body] == [(7, "body")]


def test_windows_line_ends_and_a_byte_order_mark_are_understood() -> None:
    report = Report("x.md")
    found = read_front_matter("\ufeff" + LESSON.replace("\n", "\r\n"), report)
    assert found is not None
    assert validate(LessonHead, found, report) is not None
    assert report.problems == ()
