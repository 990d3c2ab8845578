"""The list of facts: what it holds, and that lessons name nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum.facts import read_facts
from studyvisit.curriculum.problems import Report
from tests.unit.curriculum.builders import LESSON, LESSON_PATH, SVG, checked

FACTS = """---
id: facts
title: Facts
---
What this is.

- 1.01 How the index is composed
- 4.2 Systems
- P1 The notice
"""
BROKEN = [
    ("- P1 The notice", "- PX The notice", 9, "is not the number of a fact"),
    ("- P1 The notice", "- 4.2 Systems", 9, "is in the list already"),
    ("- P1 The notice", "- P1", 9, "is about nothing"),
    ("title: Facts\n", "", 2, "is missing"),
]


def test_a_list_of_facts_is_read() -> None:
    report = Report("facts.md")
    assert read_facts(FACTS, report) == {
        "1.01": "How the index is composed",
        "4.2": "Systems",
        "P1": "The notice",
    }
    assert report.problems == ()


def test_facts_of_the_list_may_be_named(tmp_path: Path) -> None:
    lesson = LESSON.replace('["1.01"]', '["1.01", "4.2", "P1"]')
    assert checked(tmp_path, {"facts.md": FACTS, LESSON_PATH: lesson}).problems == ()


def test_a_fact_outside_the_list_is_an_error_in_its_line(tmp_path: Path) -> None:
    lesson = LESSON.replace('["1.01"]', '["1.01", "1.02"]')
    found = checked(tmp_path, {"facts.md": FACTS, LESSON_PATH: lesson})
    [problem] = found.problems
    assert (problem.path[-len(LESSON_PATH) :], problem.line, problem.is_error) == (LESSON_PATH, 8, True)
    assert "`1.02` is not in facts.md" in problem.message
    assert not any(unit.bundle.kind == "module" for unit in found.units)


def test_without_a_list_any_fact_may_be_named(tmp_path: Path) -> None:
    assert checked(tmp_path, {LESSON_PATH: LESSON.replace('["1.01"]', '["9.99"]')}).problems == ()


@pytest.mark.parametrize(("old", "new", "line", "message"), BROKEN)
def test_a_list_that_cannot_be_relied_on_is_an_error(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in FACTS
    found = checked(tmp_path, {"facts.md": FACTS.replace(old, new), "modules/measuring/media/box.svg": SVG})
    [problem] = [problem for problem in found.problems if problem.path.endswith("facts.md")]
    assert problem.line == line
    assert message in problem.message
