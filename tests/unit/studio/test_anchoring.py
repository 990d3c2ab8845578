"""Comments stay with the words of their line."""

from __future__ import annotations

import pytest

from studyvisit.studio.rules.anchoring import line_now, replaced

TEXT = ["# Title", "", "The survey began in 2003.", "", "It has 193 members.", ""]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TEXT, 3),
        (["new", "lines", *TEXT], 5),
        (["The survey began in 2001.", *TEXT[:2], "It has 193 members."], 1),
        ([TEXT[2], *TEXT[:2], TEXT[2]], 4),
        (["Something else altogether", "", "and more"], None),
        ([], None),
    ],
)
def test_a_comment_finds_its_line_when_the_text_moves(lines: list[str], expected: int | None) -> None:
    assert line_now(lines, TEXT[2], 3) == expected


def test_a_suggestion_takes_the_place_of_its_line_only_while_that_says_the_same() -> None:
    assert replaced(TEXT, 3, TEXT[2], "One\nTwo") == [*TEXT[:2], "One", "Two", *TEXT[3:]]
    assert replaced(TEXT, 3, "other words", "One") is None
    assert replaced(TEXT, 9, TEXT[2], "One") is None
