"""The rule for numbers: a fact in digits has its source beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.blocks import blocks_of
from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.numbers import check_numbers, numbers_in
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.render import render


def faults(text: str) -> list[tuple[int, str]]:
    """Return the line and the number of each fault."""
    report = Report("lesson.md")
    check_numbers(numbered(text), report)
    assert all(problem.is_error for problem in report.problems)
    return [(problem.line, problem.message.split("`")[1]) for problem in report.problems]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("In a year,\nsay 2018, it rose.", (2, "2018")),
        ("- One\n- 40 cities\n- Two", (2, "40")),
        ("1. One\n2. In 40 cities\n", (2, "40")),
        ("- One\n\n    Below it 12,345.6 km", (3, "12,345.6")),
        ("| a | b |\n| --- | --- |\n| x | 0.5 |", (3, "0.5")),
        ("> Said in 1999", (1, "1999")),
        ("Term\n:   Since 1999", (2, "1999")),
        ('!!! note "Mind"\n    Since 1999', (2, "1999")),
        ("One.[^a]\n\nTwo, 2.", (3, "2")),
        ("Half, or 50 %.\n\n{: .computed}", (1, "50")),
        ("See [the 2018 report](https://example.org/2018).", (1, "2018")),
        ("The target 10 per cent.", (1, "10")),
        ("Ranked 115th.", (1, "115")),
        ("SDG 16 has 12 targets.", (1, "12")),
        ("It was 16.6 then.", (1, "16.6")),
        ("## Sources\n\n[^a]: From 2018.\n\n## After\n\nIn 2018.", (7, "2018")),
        ("::: chart {#c file=media/a.csv}\nIt rose to 5.\n:::", (2, "5")),
        ("![Rose to 5](media/a.svg)", (1, "5")),
        ("About 5 of them are `5`.", (1, "5")),
    ],
)
def test_a_number_without_a_source_is_an_error_in_its_line(text: str, fault: tuple[int, str]) -> None:
    assert faults(text)[0] == fault


@pytest.mark.parametrize(
    "text",
    [
        "It rose in 2018.[^data]",
        "In 2018\nit rose.[^data]",
        "Two times 2 is 4.\n{: .computed}",
        "- two times 2\n{: .computed}\n- none",
        "- none\n    - two times 2\n    {: .computed}",
        "| a[^data] | b |\n| --- | --- |\n| x | 0.5 |",
        "| a | b |\n| --- | --- |\n| x | 0.5 |\n{: .computed}",
        "> It rose\n>\n> in 2018.[^data]",
        "Term\n:   Since 1999[^a]\n:   In digits none",
        "!!! note\n    Since 1999[^a]",
        "## In 2018",
        "Text\n\n## Sources\n\nAs of 2018.\n\n[^a]: Read in 2018,\n    page 3.\n\n    And 4.",
        "SDG 16, Goals 9, 16 and 17, goal 5.",
        "Target 16.6, targets 1.4, 16.6 and 17.18, *target 16.10*, indicator 16.6.2.",
        "Both 9.c and 17.18.1 are meant, and **16.6.2**.",
        "| target | what |\n| --- | --- |\n| 16.6 | institutions |\n| 9.c, 17.8 | access |",
        "The 2030 Agenda; Agenda 2063.",
        "[The report](https://example.org/2018) and <https://example.org/2019>",
        "See https://example.org/2018 for more.",
        "Run `make 2018`.\n\n```\n2018\n```",
        "Government24, G2C, an A4 page, 4G and e-Gov3",
        "*[EGDI]: Index of 2018",
        "It rose to 5.[^a]\n\n![Rose to 5](media/a.svg)",
        "![Rose to 5](media/a.svg)\n\nIt rose to 5.[^a]",
        "![A box](media/egdi-2018.svg)",
        "::: check {#a}\n### Q {#q}\nIn 2018?\n\n= true\n:::",
        "R&#228;der",
        "five cities",
    ],
)
def test_a_number_with_a_source_and_a_name_with_digits_are_right(text: str) -> None:
    assert faults(text) == []


def test_a_mark_that_stands_below_nothing_is_an_error() -> None:
    assert faults("Text\n\n{: .computed}\n\nMore") == [(3, "{: .computed}")]


@pytest.mark.parametrize(
    "text",
    [
        "Two.\n{: .computed}",
        "- Two.\n{: .computed}\n- Three",
        "- Two.\n- Three\n  {: .computed}",
        "1. Two.\n{: .computed}",
        "> Two\n{: .computed}",
        "| a | b |\n| --- | --- |\n| 2 | 3 |\n{: .computed}",
        "Term\n:   Two.\n    {: .computed}",
        "!!! note\n    Two.\n    {: .computed}",
    ],
)
def test_what_the_check_takes_for_a_mark_is_a_mark_to_readers(text: str) -> None:
    marked = [block for block in blocks_of(numbered(text)) if block.is_computed]
    html = render(text).html
    assert len(marked) == html.count('class="computed"') == 1
    assert "{:" not in html


@given(st.text(st.sampled_from(list("a1 \n-|>#:[]^{}.!`(")), max_size=60))
def test_every_line_with_words_is_in_one_block_at_most_and_in_order(text: str) -> None:
    numbers = [line.number for block in blocks_of(numbered(text)) for line in block.lines]
    assert numbers == sorted(set(numbers))
    for block in blocks_of(numbered(text)):
        assert all(number[0].isdigit() for number in numbers_in(block))
