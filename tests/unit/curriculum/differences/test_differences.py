"""Differences between two states of a text, of what readers see and of what is asked."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyvisit.curriculum.differences.files import What, file_changes
from studyvisit.curriculum.differences.passages import passage_changes
from studyvisit.curriculum.differences.questions import QuestionFate, question_changes
from studyvisit.curriculum.differences.rendered import MarkWords, difference
from studyvisit.curriculum.differences.runs import Fate
from studyvisit.curriculum.differences.texts import hunks, lines_of, rows_of
from studyvisit.curriculum.questions import Option, Question, TrueFalse
from studyvisit.curriculum.render import render
from studyvisit.curriculum.source import Bundle, UnitKind
from tests.unit.content_factories import module, one_choice

MARKS = MarkWords(added="Added:", gone="Taken out:")
_LINES = st.lists(
    st.sampled_from(["", "a", "b", "a b c", "a x c", "# a", "- a", "|a|b|\n|-|-|\n|1|2|"]), max_size=9
)


def bundle(**files: str) -> Bundle:
    """Make a module's bundle of text files."""
    named = {name.replace("_", "-") + ".md": text.encode() for name, text in files.items()}
    return Bundle(UnitKind.MODULE, "module", named)


def words_of(html: str, without: str) -> list[str]:
    """Return the words that are left once every element of a tag, and the words for the ear, are taken out."""
    bare = re.sub(r'<span class="sr">[^<]*</span>', "", html)
    bare = re.sub(rf"<{without}>.*?</{without}>", "", bare, flags=re.DOTALL)
    return entities.unescape(re.sub(r"<[^>]+>", " ", bare)).split()


@given(_LINES, _LINES)
@settings(max_examples=60, deadline=None)
def test_the_lines_of_both_texts_can_be_read_off_their_difference(one: list[str], other: list[str]) -> None:
    before, after = "\n".join(one), "\n".join(other)
    rows = list(rows_of(before, after))
    for fate, text in ((Fate.GONE, before), (Fate.ADDED, after)):
        kept = ["".join(p.text for p in row.pieces) for row in rows if row.fate in (Fate.SAME, fate)]
        assert kept == lines_of(text)


def test_a_changed_word_is_marked_within_its_line_and_far_lines_are_left_out() -> None:
    lines = [f"line {number}" for number in range(30)]
    other = [*lines]
    other[10] = "line ten"
    (found,) = hunks("\n".join(lines), "\n".join(other))
    assert [row.after for row in found.rows if row.fate is Fate.SAME] == [8, 9, 10, 12, 13, 14]
    (added,) = (row for row in found.rows if row.fate is Fate.ADDED)
    assert [(piece.fate, piece.text) for piece in added.pieces] == [(Fate.SAME, "line "), (Fate.ADDED, "ten")]
    assert hunks("same", "same") == ()


def test_a_lesson_that_got_another_number_is_renamed_and_not_new() -> None:
    before = bundle(module="m", **{"01_a": "A\nfirst", "02_b": "B"})
    after = bundle(module="m", **{"01_b": "B", "02_a": "A\nsecond"})
    found = {change.name: change for change in file_changes(before, after)}
    assert {name: (change.what, change.was) for name, change in found.items()} == {
        "01-b.md": (What.RENAMED, "02-b.md"),
        "02-a.md": (What.RENAMED, "01-a.md"),
    }
    assert not found["01-b.md"].hunks
    assert found["02-a.md"].hunks


@given(_LINES, _LINES)
@settings(max_examples=60, deadline=None)
def test_both_states_can_be_read_off_the_rendered_difference(one: list[str], other: list[str]) -> None:
    before, after = (render("\n\n".join(lines)).html for lines in (one, other))
    merged = difference(before, after, MARKS)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(merged)
    assert not parser.errors
    assert words_of(merged, without="del") == words_of(after, without="none")
    assert sorted(words_of(merged, without="ins")) == sorted(words_of(before, without="none"))


def test_what_changed_is_said_in_words_and_no_id_stands_twice() -> None:
    before = render("Read *the* survey.[^1]\n\n[^1]: A source.").html
    after = render("Read *the whole* survey.[^1]\n\n[^1]: A source.").html
    merged = difference(before, after, MARKS)
    assert '<ins><span class="sr">Added: </span>' in merged
    assert "id=" not in merged
    assert 'href="#' not in merged


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", '"><svg onload=1>']
)
def test_a_difference_of_hostile_markup_is_harmless(hostile: str) -> None:
    for one, other in (
        (hostile, "<p>a</p>"),
        ("<p>a</p>", hostile),
        (f"<p>{hostile}</p>", f"<p>{hostile} b</p>"),
    ):
        merged = difference(one, other, MARKS)
        assert "<script" not in merged
        assert "onerror" not in merged.replace("&lt;", "<").split("<img", 1)[-1].split(">", 1)[0]
        assert "<svg" not in merged


def _reworded(question: Question) -> Question:
    return replace(question, prompt="<p>Other words</p>")


@pytest.mark.parametrize(
    ("after", "fates"),
    [
        (one_choice("q"), ()),
        (_reworded(one_choice("q")), (QuestionFate.WORDS,)),
        (one_choice("q", points=2), (QuestionFate.POINTS,)),
        (one_choice("q", competency="d"), (QuestionFate.PLACE,)),
        (replace(one_choice("q"), options=one_choice("q").options[::-1]), (QuestionFate.WORDS,)),
        (
            replace(
                one_choice("q"),
                options=tuple(replace(one, is_right=not one.is_right) for one in one_choice("q").options),
            ),
            (QuestionFate.KEY,),
        ),
        (
            replace(
                one_choice("q"), options=(*one_choice("q").options, Option(id="x", html="X", is_right=False))
            ),
            (QuestionFate.WORDS,),
        ),
        (
            TrueFalse(id="q", name="q", competency="c", points=1, prompt="?", is_true=True),
            (QuestionFate.KIND,),
        ),
    ],
)
def test_a_changed_question_says_whether_results_are_touched(
    after: Question, fates: tuple[QuestionFate, ...]
) -> None:
    found = question_changes([one_choice("q")], [after])
    assert [change.fates for change in found] == ([fates] if fates else [])
    decided = {QuestionFate.KEY, QuestionFate.POINTS}
    assert all(change.needs_decision == bool(decided & {*fates}) for change in found)


def test_new_questions_and_those_that_are_gone_are_told_apart() -> None:
    found = question_changes([one_choice("old"), one_choice("kept")], [one_choice("kept"), one_choice("new")])
    assert [(change.id, change.fates) for change in found] == [
        ("new", (QuestionFate.NEW,)),
        ("old", (QuestionFate.GONE,)),
    ]


def test_only_passages_that_differ_are_shown_and_a_new_module_is_all_added() -> None:
    before = module()
    after = replace(before, lessons=(before.lessons[0], replace(before.lessons[1], title="Another")))
    (change,) = passage_changes(before, after, MARKS)
    assert (change.place, change.id, change.what) == ("lesson", "b", What.CHANGED)
    assert "<del>" in change.html
    assert {one.what for one in passage_changes(None, after, MARKS)} == {What.ADDED}
