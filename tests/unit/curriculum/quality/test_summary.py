"""The curriculum in figures."""

from __future__ import annotations

from dataclasses import replace

from studyvisit.cli.tables import tables
from studyvisit.curriculum.content import Check, Lesson, Module, Prose
from studyvisit.curriculum.figures import Picture
from studyvisit.curriculum.quality.summary import KINDS, Span, summarise
from studyvisit.curriculum.questions.base import Form
from tests.unit.content_factories import lesson, module, one_choice, quiz

PICTURE = '<p><img alt="A box" src="/media/a.svg" loading="lazy"></p>'
NOTES = '<div class="footnote"><ol><li id="s-fn-a">One</li><li id="s-fn-b">Two</li></ol></div>'


def full() -> Module:
    """Return a module in which everything can be counted."""
    parts = (
        Prose(html=f"<p>Text</p>{PICTURE}"),
        Check(id="check", questions=(one_choice("in-check"),)),
        Picture(html='<img alt="B" src="/media/b.svg">', description="B"),
        Prose(html=f"{PICTURE}{NOTES}"),
    )
    lessons: tuple[Lesson, ...] = (
        replace(lesson("a", 1), words=700, grade=6.5, body=parts),
        replace(lesson("b", 2), words=900, grade=8.25),
    )
    questions = (replace(one_choice("q1"), form=Form.A), replace(one_choice("q2"), form=Form.B))
    return replace(module("full"), lessons=lessons, quiz=quiz(questions))


def test_everything_is_counted() -> None:
    [row] = summarise([full()], {"full": 3}).rows
    assert (row.lessons, row.minutes, row.questions, row.checks, row.problems) == (2, 10, 2, 1, 3)
    assert (row.words, row.grade) == (Span(700, 900), Span(6.5, 8.25))
    assert row.pictures == 2, "a picture that is shown twice is one"
    assert row.sources == 2
    assert (row.forms[Form.A], row.forms[Form.B]) == (1, 1)
    assert row.kinds == {"one-choice": 2}
    assert (row.longest, row.one_choice, row.longest_share) == (0, 2, 0.0)
    assert row.places == (2,)


def test_the_row_of_all_adds_up() -> None:
    summary = summarise([full(), module("other")], {"full": 3, "other": 1})
    assert [row.slug for row in summary.rows] == ["full", "other"]
    total = summary.total
    assert (total.lessons, total.questions, total.problems) == (4, 3, 4)
    assert total.words == Span(500, 900)
    assert total.grade == Span(6.5, 8.25), "lessons without a grade do not count"
    assert total.places == (3,)


def test_nothing_is_counted_without_modules() -> None:
    summary = summarise([], {})
    assert summary.rows == ()
    assert (summary.total.questions, summary.total.words, summary.total.longest_share) == (0, None, None)


def test_the_tables_are_aligned_and_name_the_kinds_that_are_used() -> None:
    lines = list(tables(summarise([full(), module("other")], {})))
    blocks = "\n".join(lines).split("\n\n")
    assert len(blocks) == 4
    for block in blocks:
        rows = block.splitlines()
        assert rows[1] == rows[-2]
        assert set(rows[1]) <= {"-", " "}
        assert rows[-1].startswith("all ")
        assert max(map(len, rows)) == len(rows[1])
    assert blocks[-1].splitlines()[0].split() == ["module", "one-choice"]
    assert "700–900" in blocks[0]
    assert "6.5–8.2" in blocks[0]


def test_every_kind_of_question_has_a_column() -> None:
    assert {"one-choice", "several-choices", "number", "matching", "ordering"} <= set(KINDS)
