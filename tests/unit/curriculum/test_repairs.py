"""Each repair mends what it is offered for, changes one line, and is not offered where it could be wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.prose import check_prose
from studyvisit.curriculum.repairs import Mend, Repair, repairs_of

MEDIA = {"media/hall.webp": MediaRef("0" * 64, "webp", 40, 20)}


def problems_of(text: str) -> list[Problem]:
    """Return what is wrong with a text of a lesson."""
    report = Report("01-a.md")
    check_prose(numbered(text), "text", MEDIA, report)
    return list(report.problems)


def offered(text: str) -> list[tuple[Problem, Repair]]:
    """Return the repairs of a text, each with its problem."""
    return [(problem, one) for problem in problems_of(text) for one in repairs_of(problem, text)]


@pytest.mark.parametrize(
    ("text", "mend", "words", "mended"),
    [
        ("# Title\n\nText.", Mend.HEADING, "", "## Title\n\nText."),
        ("## A\n\n#### B {#b}", Mend.HEADING, "", "## A\n\n### B {#b}"),
        ("## A\n\n### B\n\n#### C\n\n###### D", Mend.HEADING, "", "## A\n\n### B\n\n#### C\n\n#### D"),
        ("![](media/hall.webp)", Mend.PICTURE_WORDS, "A hall", "![A hall](media/hall.webp)"),
        ("![ ](media/hall.webp) too", Mend.DECORATIVE, "", "![ ](media/hall.webp){.decorative} too"),
        ("See [](https://un.org/).", Mend.LINK_WORDS, "the UN", "See [the UN](https://un.org/)."),
        ("[Click here](https://un.org/)", Mend.LINK_WORDS, "The UN", "[The UN](https://un.org/)"),
        ("[A](https://un.org/a b)", Mend.SPACE, "", "[A](https://un.org/a%20b)"),
        ("Text\n\n```\ncode\n", Mend.FENCE, "", "Text\n\n```\ncode\n```\n"),
        ("- a\n  - b", Mend.INDENT, "", "- a\n    - b"),
        ("![Hall](media/hal.webp)", Mend.NEAREST, "", "![Hall](media/hall.webp)"),
    ],
)
def test_a_repair_mends_what_it_is_offered_for(text: str, mend: Mend, words: str, mended: str) -> None:
    [(problem, repair)] = [one for one in offered(text) if one[1].mend is mend]
    assert repair.of(text, words) == mended
    assert problem.message not in [one.message for one in problems_of(mended)]


@pytest.mark.parametrize(
    "words", ["](javascript:alert(1)) [x", "a\nb", "\\", "[[gap]]", "  two   words  ", "x" * 400]
)
def test_words_that_are_filled_in_stay_words(words: str) -> None:
    text = "![](media/hall.webp) and [x](https://un.org/)"
    [repair] = [one for _problem, one in offered(text) if one.mend is Mend.PICTURE_WORDS]
    mended = repair.of(text, words)
    assert mended.startswith("![")
    assert mended.endswith("](media/hall.webp) and [x](https://un.org/)")
    assert "\n" not in mended
    assert mended.count("](") == 2
    assert len(mended) < 320


def test_nothing_is_offered_where_two_places_could_be_meant() -> None:
    text = "![](media/hall.webp) ![](media/hall.webp)"
    assert [one.mend for _problem, one in offered(text)] == []


def test_a_key_changes_with_the_line_and_with_the_problem() -> None:
    [(problem, repair)] = offered("# Title")
    [(_problem, other)] = offered("# Another")
    assert repair.key != other.key
    assert repairs_of(replace(problem, line=99), "# Title") == ()
    assert repairs_of(replace(problem, message="is wrong"), "# Title") == ()


_LINES = (
    "# Title",
    "##### Deep",
    "## Part",
    "![](media/hall.webp)",
    "![a](media/hal.webp) ![](media/hall.webp)",
    "[here](https://un.org/) and [](https://un.org/x)",
    "[a](https://un.org/a b)",
    "- item",
    "  - item",
    "Words.\r",
    "",
)


@given(st.lists(st.sampled_from(_LINES), max_size=8))
def test_any_repair_changes_its_line_alone_and_its_problem_is_gone(lines: list[str]) -> None:
    text = "\n".join(lines)
    for problem, repair in offered(text):
        after = repair.of(text, "A hall").split("\n")
        changed = [number for number, line in enumerate(lines, 1) if after[number - 1] != line]
        assert changed == [repair.line]
        assert len(after) == len(lines)
        left = [one for one in problems_of("\n".join(after)) if one.line == repair.line]
        assert problem.message not in [one.message for one in left]
