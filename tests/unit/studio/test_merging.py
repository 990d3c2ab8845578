"""Merging two changes of one text: both fit, or somebody chooses, and no word is lost."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyvisit.studio.rules.blocks import join, split
from studyvisit.studio.rules.merging import Choice, Conflict, Settled, merge

BASE = """---
title: The survey
minutes: 8
---

# The survey

It comes out every second year.

```text
a

b
```

## Sources
"""

_WORDS = st.sampled_from(["a", "b", "c", "d", "# Head", "- one\n- two", "```\nx\n\ny\n```", "~~~\nopen"])
_GAPS = st.sampled_from(["\n\n", "\n\n\n", "\n \n"])
TEXTS = st.builds(
    lambda front, lead, parts, tail: front + lead + "".join(word + gap for word, gap in parts)[:-1] + tail,
    st.sampled_from(["", "---\nid: x\nminutes: 3\n---\n", "---\nid: y\n---\n\n"]),
    st.sampled_from(["", "\n"]),
    st.lists(st.tuples(_WORDS, _GAPS), max_size=6),
    st.sampled_from(["", "\n"]),
)
ANY = TEXTS | st.text(alphabet="ab \n\r`-", max_size=30)


@given(text=ANY, line_end=st.sampled_from(["\n", "\r\n"]))
def test_a_text_taken_apart_is_put_together_as_it_was(text: str, line_end: str) -> None:
    text = text.replace("\r", "").replace("\n", line_end)
    parts = split(text)
    assert join(parts.blocks, parts.tail, parts.line_end) == text


@given(base=ANY, other=ANY)
def test_what_only_one_side_changed_is_taken_byte_for_byte(base: str, other: str) -> None:
    for merged in (merge(base, base, other), merge(base, other, base), merge(base, other, other)):
        assert merged.text == other


@settings(max_examples=150)
@given(base=TEXTS, mine=TEXTS, theirs=TEXTS)
def test_merging_is_the_same_from_either_side(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.text == other.text
    assert [(c.base, c.mine, c.theirs) for c in one.conflicts] == [
        (c.base, c.theirs, c.mine) for c in other.conflicts
    ]
    all_mine = [Choice.MINE] * len(one.conflicts)
    all_theirs = [Choice.THEIRS] * len(one.conflicts)
    assert one.chosen(all_mine) == other.chosen(all_theirs)


@settings(max_examples=150)
@given(base=TEXTS, mine=TEXTS, theirs=TEXTS)
def test_no_new_paragraph_of_either_side_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    everything = merged.chosen([Choice.BOTH] * len(merged.conflicts))
    old = {block.text for block in split(base).blocks}
    for block in (*split(mine).blocks, *split(theirs).blocks):
        assert block.text in old or block.text in everything


@settings(max_examples=150)
@given(
    size=st.integers(1, 7),
    edits=st.lists(st.sampled_from(["", "change", "remove", "add after"]), min_size=7, max_size=7),
    sides=st.lists(st.sampled_from("mt"), min_size=7, max_size=7),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_changes_of_different_paragraphs_always_fit(
    size: int, edits: list[str], sides: list[str], line_end: str
) -> None:
    def written(wanted: str) -> str:
        paragraphs: list[str] = []
        for at in range(size):
            edit = edits[at] if sides[at] in wanted else ""
            paragraphs += [] if edit == "remove" else [f"new {at}" if edit == "change" else f"old {at}"]
            paragraphs += [f"added {at}"] if edit == "add after" else []
        return (line_end * 2).join([*paragraphs, "The end."]) + line_end

    merged = merge(written(""), written("m"), written("t"))
    assert merged.text == written("mt")


def test_two_lines_of_the_front_matter_and_code_with_blank_lines_merge() -> None:
    mine = BASE.replace("minutes: 8", "minutes: 9").replace("a\n\nb", "a\n\nB")
    theirs = BASE.replace("The survey\nm", "The E-Government Survey\nm") + "\n[^1]: UN DESA\n"
    assert merge(BASE, mine, theirs).text == (
        BASE.replace("minutes: 8", "minutes: 9")
        .replace("a\n\nb", "a\n\nB")
        .replace("The survey\nm", "The E-Government Survey\nm")
        + "\n[^1]: UN DESA\n"
    )


def test_a_paragraph_that_both_changed_is_asked_for_with_its_three_texts() -> None:
    mine = BASE.replace("every second", "every other")
    theirs = BASE.replace("every second year", "in even years")
    merged = merge(BASE, mine, theirs)
    assert merged.text is None
    assert merged.conflicts == (
        Conflict(
            number=0,
            line=8,
            base="It comes out every second year.",
            mine="It comes out every other year.",
            theirs="It comes out in even years.",
        ),
    )
    assert merged.chosen([Choice.MINE]) == mine
    assert merged.chosen([Choice.THEIRS]) == theirs
    assert "every other year.\n\nIt comes out in even years.\n\n```" in merged.chosen([Choice.BOTH])
    assert [type(stretch) for stretch in merged.stretches] == [Settled, Conflict, Settled]
    with pytest.raises(ValueError, match="1 choices are wanted, 0 were made"):
        merged.chosen([])


def test_two_additions_in_one_place_are_asked_for_and_keep_what_they_share() -> None:
    merged = merge("a\n", "a\n\nnew\n\nmine\n", "a\n\nnew\n\ntheirs\n")
    (conflict,) = merged.conflicts
    assert (conflict.base, conflict.mine, conflict.theirs, conflict.line) == ("", "mine", "theirs", 5)
    assert {choice: merged.chosen([choice]) for choice in Choice} == {
        Choice.MINE: "a\n\nnew\n\nmine\n",
        Choice.THEIRS: "a\n\nnew\n\ntheirs\n",
        Choice.BOTH: "a\n\nnew\n\nmine\n\ntheirs\n",
    }


def test_windows_line_ends_stay_and_a_change_of_them_merges() -> None:
    windows = BASE.replace("\n", "\r\n")
    mine = windows.replace("minutes: 8", "minutes: 9")
    assert merge(windows, mine, windows + "\r\nMore.\r\n").text == mine + "\r\nMore.\r\n"
    assert merge(BASE, windows, BASE.replace("8", "9")).text == windows.replace("8", "9")


def test_a_text_of_the_same_line_over_and_over_does_not_hold_anybody_up() -> None:
    base = "a\n\n" * 20_000
    merged = merge(base, "b\n\n" + base[:-3] + "\n\nc", base[:-60] + "d\n\n" * 10)
    assert len(merged.conflicts) == 1


@pytest.mark.parametrize("choices", [*product(Choice, repeat=2)])
def test_every_way_to_choose_gives_a_text_without_paragraphs_run_together(
    choices: tuple[Choice, Choice],
) -> None:
    merged = merge("a\n\nb\n\nc", "a1\n\nb\n\nc1", "a2\n\nb\n\nc2")
    assert re.fullmatch(r"(?:a\d\n\n)+b(?:\n\nc\d)+", merged.chosen(choices))
