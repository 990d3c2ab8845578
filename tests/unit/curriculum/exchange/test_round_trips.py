"""What goes out and comes back is what it was: our Markdown → another format → our Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ROOT
from studyvisit.curriculum.exchange.convert import Kind, Sorting, write
from studyvisit.curriculum.exchange.items import Body, Gaps, Item, essence
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from tests.unit.curriculum.exchange.questions import CLOSED, DRAWN, ORDERS, WRITTEN, described, gaps, items
from tests.unit.curriculum.exchange.taking import taken, there_and_back

QUIZZES = sorted((ROOT / "content/modules").glob("*/quiz.md"))
IN_GIFT: st.SearchStrategy[Body] = st.one_of(CLOSED, gaps(most=1))
IN_XML: st.SearchStrategy[Body] = st.one_of(CLOSED, gaps(most=3), ORDERS, WRITTEN, DRAWN)
IN_CSV: st.SearchStrategy[Body] = st.one_of(CLOSED, gaps(most=3), ORDERS)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(items(IN_GIFT))
def test_gift_gives_back_every_question_that_it_can_hold(item: Item) -> None:
    before, after, said = there_and_back((*described(item),), Kind.GIFT)
    assert len(before) == 2
    assert after == before, said


@SLOW
@given(items(IN_XML))
def test_moodle_xml_gives_back_every_question(item: Item) -> None:
    before, after, said = there_and_back((*described(item),), Kind.MOODLE_XML)
    assert len(before) == 2
    assert after == before, said


@pytest.mark.parametrize(
    "gap",
    [
        ListGap(words=("=1", "1"), right="1"),
        ListGap(words=("%50%", "1"), right="1"),
        TextGap(accepted=("<a>",)),
    ],
    ids=str,
)
def test_moodle_xml_mistakes_no_word_of_a_gap_for_a_sign(gap: TextGap | ListGap) -> None:
    item = Item(body=Gaps(pieces=("Some ", ""), gaps=(gap,)), name="1", id="q-1", competency="explain-egdi")
    before, after, said = there_and_back((item,), Kind.MOODLE_XML)
    assert len(before) == 1
    assert after == before, said


@SLOW
@given(items(IN_CSV))
def test_a_table_gives_back_every_question_that_it_can_hold(item: Item) -> None:
    before, after, said = there_and_back((*described(item),), Kind.CSV)
    assert len(before) == 2
    assert after == before, said


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda path: path.parent.name)
def test_our_own_quizzes_come_back_from_moodle_xml_as_they_were(quiz: Path) -> None:
    before = taken(quiz.read_bytes(), Kind.MARKDOWN)
    after = taken(write(before.collection, Kind.MOODLE_XML).content, Kind.MOODLE_XML, Sorting())
    assert [essence(item) for item in after.collection.items] == [
        essence(item) for item in before.collection.items
    ]


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda path: path.parent.name)
def test_our_own_quizzes_come_back_from_gift_as_they_were_or_are_named(quiz: Path) -> None:
    before = taken(quiz.read_bytes(), Kind.MARKDOWN)
    written = write(before.collection, Kind.GIFT)
    after = taken(written.content, Kind.GIFT, Sorting())
    named = {
        remark.name
        for remark in written.remarks
        if "GIFT can" in remark.message or "GIFT cannot" in remark.message
    }
    kept = [essence(item) for item in before.collection.items if item.label not in named]
    assert len(kept) > len(before.collection.items) // 2
    assert [essence(item) for item in after.collection.items] == kept
