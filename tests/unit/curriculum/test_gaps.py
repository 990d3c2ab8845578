"""Texts with gaps and things to sort into categories: how they are written."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.questions import Categorising, GapFill, mark, parsing
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap, find_gaps
from studyvisit.curriculum.questions.parsing import KindName
from tests.unit.curriculum.builders import question_of

HEAD = "## Name {#q competency=explain-egdi points=2}\n"
SORTED = "## Name {#q competency=explain-egdi kind=categorising}\nWhere?\n\n| a | b |\n|---|---|\n"


def asked(text: str) -> GapFill:
    question, problems = question_of(HEAD + text)
    assert [str(problem) for problem in problems] == []
    assert isinstance(question, GapFill)
    return question


def faults(text: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in question_of(text)[1]]


def test_every_kind_has_its_parser() -> None:
    assert set(parsing._PARSERS) == set(get_args(KindName))


def test_gaps_are_read_where_they_stand() -> None:
    question = asked(
        "The *[[mean|average of*]]* of three.\n\nIt is [[(x) 0.2 | ( ) 0.3 & more]], not `[[code]]`.\n\n"
        "```\n[[code]]\n```\n\n> For all.\n"
    )
    assert question.gaps == (
        TextGap(accepted=("mean", "average of*")),
        ListGap(words=("0.2", "0.3 & more"), right="0.2"),
    )
    assert question.pieces[:2] == ("<p>The <em>", "</em> of three.</p>\n<p>It is ")
    assert question.pieces[2].startswith(", not <code>[[code]]</code>.</p>")
    assert question.prompt.startswith("<p>The <em>____</em> of three.</p>\n<p>It is ____, not ")
    assert question.feedback == "<p>For all.</p>"


def test_a_gap_may_stand_in_a_table() -> None:
    question = asked("| country | rank |\n| --- | --- |\n| Bhutan | [[(x) 103 | ( ) 126]] |\n")
    assert question.pieces[0].endswith("<td>")
    assert question.pieces[1].startswith("</td>")


def test_things_are_read_with_their_categories() -> None:
    question, problems = question_of(SORTED + "| A {#a} | X |\n| B {#b} | X |\n| - | Y |\n")
    assert problems == ()
    assert isinstance(question, Categorising)
    assert question.counterparts == ("X", "Y")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + "A [[ ]] b.\n", "2: `` is not an accepted form"),
        (HEAD + "A [[*]] b.\n", "2: `*` is not an accepted form"),
        (HEAD + "A [[b|B]] c.\n", '2: "B" is compared like "b"'),
        (HEAD + "A [[b*]] c.\n", '2: "b*" is shown as the right answer'),
        (HEAD + "A [[(x) b]] c.\n", "2: a gap with a list needs two choices"),
        (HEAD + "A [[( ) b | ( ) c]] d.\n", "2: a gap with a list needs two choices"),
        (HEAD + "A [[(x) b | (x) c]] d.\n", "2: a gap with a list needs two choices"),
        (HEAD + "A [[(x) b | c]] d.\n", "2: `c` is no choice of a gap"),
        (HEAD + "A [[(x) b | ( ) b]] d.\n", "2: `b` stands twice"),
        (HEAD + "A [[(x) *b* | ( ) c]] d.\n", "2: has formatting"),
        (HEAD + "A [link [[b]]](https://example.org/).\n", "1: has a gap in a link"),
        (HEAD + "A [link](https://example.org/[[b]]).\n", "1: has a gap in a link"),
        (HEAD + " ".join("[[a]]" for _ in range(13)) + "\n", "1: has 13 gaps"),
        (
            SORTED.replace("categorising", "sorting") + "| A {#a} | X |\n| B {#b} | Y |\n",
            "1: `kind=sorting` is not",
        ),
        (SORTED.split("|", maxsplit=1)[0] + "= true\n", "1: has kind=categorising but no table"),
        (SORTED + "| A {#a} | X |\n| B {#b} | X |\n", "1: leaves nothing to choose"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(text)), faults(text)


PARTS = st.sampled_from(
    [
        "[[a]]",
        "[[a|b]]",
        "[[(x) a | ( ) b]]",
        "[[",
        "]]",
        "`",
        "``",
        "*",
        "[x](",
        ")",
        "|",
        " ",
        "\n",
        "\n\n",
        "```\n",
        "w",
        "<b>",
    ]
)


@given(st.one_of(st.text(), st.lists(PARTS).map("".join)))
def test_whatever_stands_there_is_a_question_or_a_problem(text: str) -> None:
    question, problems = question_of(f"{HEAD}{text}\n")
    assert question is not None or problems
    if isinstance(question, GapFill) and not problems:
        assert mark(question, question.right_answer).is_right
        assert len(question.pieces) == len(question.gaps) + 1


@given(st.lists(PARTS).map("".join))
def test_what_is_no_gap_stays_as_it_is(text: str) -> None:
    lines = numbered(text)
    holed = find_gaps(lines)
    for line, before in zip(holed.lines, lines, strict=True):
        assert line == before or holed.word in line.text
