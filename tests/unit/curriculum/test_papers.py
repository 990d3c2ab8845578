"""The trainer's guide and the handout."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.papers import SECTIONS
from studyvisit.curriculum.source import UnitKind
from tests.unit.curriculum.builders import (
    GUIDE,
    GUIDE_PATH,
    HANDOUT,
    HANDOUT_PATH,
    checked,
    module_of,
    only_problem,
)


def test_a_module_has_its_guide_and_its_handout(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path))
    assert module.guide is not None
    assert module.handout is not None
    assert (module.guide.title, module.guide.minutes) == ("How to run the session", 90)
    assert [heading.text for heading in module.guide.contents] == list(SECTIONS)
    assert (module.handout.id, module.handout.words) == ("measuring-handout", 10)


def test_a_module_needs_neither_guide_nor_handout(tmp_path: Path) -> None:
    found = checked(tmp_path, {GUIDE_PATH: None, HANDOUT_PATH: None})
    module = module_of(found)
    assert found.problems == ()
    assert (module.guide, module.handout) == (None, None)


def test_a_module_published_before_there_were_guides_still_loads(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path, {GUIDE_PATH: None, HANDOUT_PATH: None}))
    older = document.dump(module).replace(',"guide":null,"handout":null', "")
    assert "guide" not in older
    assert document.load(UnitKind.MODULE, older) == module


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_that_a_guide_leaves_out_is_named(tmp_path: Path, title: str) -> None:
    problem = only_problem(tmp_path, GUIDE_PATH, GUIDE.replace(f"## {title}", "## Something else"))
    assert f"has no section `## {title}`" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("| 60 |", "| 50 |", 12, "the minutes add up to 80, but the front matter says 90"),
        ("minutes: 90", "minutes: 100", 12, "the minutes add up to 90, but the front matter says 100"),
        ("| 60 |", "| 60 min |", 17, "`60 min` is not a number of minutes"),
        (
            "| minutes | what | how |\n| --- | --- | --- |\n| 30 | The index | Talk |\n",
            "",
            12,
            "has no table",
        ),
        ("minutes: 90", "minutes: soon", 4, "is not a whole number"),
        ("Print the handout.", "::: check {#x}\n:::", 10, "is not known here"),
        ("Print the handout.", "Print it.[^a]", 10, "[^a] is cited but not written"),
    ],
)
def test_a_fault_in_a_guide_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GUIDE
    found = checked(tmp_path, {GUIDE_PATH: GUIDE.replace(old, new, 1)})
    problems = [str(problem) for problem in found.problems]
    assert any(f"{GUIDE_PATH}:{line}: " in problem and message in problem for problem in problems), problems
    assert found.has_errors


def test_a_handout_that_will_not_fit_its_paper_is_warned_of(tmp_path: Path) -> None:
    long = HANDOUT.replace("The index is a mean.", "The index is a mean. " + "Word " * 700)
    problem = only_problem(tmp_path, HANDOUT_PATH, long)
    assert not problem.is_error
    assert "will not fit two sheets of paper" in problem.message


def test_a_handout_with_footnotes_ends_with_its_sources(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, HANDOUT_PATH, HANDOUT.replace("## Sources", "## Where from"))
    assert "does not end with `## Sources`" in problem.message


def test_the_id_of_a_handout_is_its_own(tmp_path: Path) -> None:
    problem = only_problem(
        tmp_path, HANDOUT_PATH, HANDOUT.replace("id: measuring-handout", "id: measuring-guide")
    )
    assert "is used already in" in problem.message


def test_an_empty_guide_says_so(tmp_path: Path) -> None:
    found = checked(tmp_path, {GUIDE_PATH: GUIDE.split("For whoever")[0]})
    assert any("is missing: write it below" in str(problem) for problem in found.problems)
    assert not any(isinstance(unit.document, Module) for unit in found.units)
