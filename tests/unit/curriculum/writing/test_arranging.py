"""Questions of a file changed, added, copied, moved and taken out, and everything else as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config import ROOT
from studyvisit.curriculum.writing.arranging import (
    copied,
    identified,
    inserted,
    moved,
    removed,
    replaced,
)
from studyvisit.curriculum.writing.fields import ChoiceFields, Kind, OptionFields, QuestionFields
from studyvisit.curriculum.writing.reading import fields_of, section_of
from studyvisit.curriculum.writing.spans import Outline, Span, ids_in, outline_of

HEAD = "---\nid: quiz\ntitle: Quiz\n---\n"
A = "## A {#a competency=x}\nTrue?\n\n= true"
B = "## B {#b competency=x}\nTrue?\n\n```\n## no heading\n```\n\n= false"
C = "## C {#c competency=x}\nTrue?\n\n= true"
FLAT = f"{HEAD}\nHello.\n\n{A}\n\n\n{B}\n\n{C}\n"
IN_TWO = f"{HEAD}\n# One {{#one}}\nFirst.\n\n{A}\n\n# Two {{#two}}\nSecond.\n\n{B}\n\n{C}\n"
LESSON = (
    f"{HEAD}\nText.\n\n::: check {{#check-a}}\n#{A}\n\n#{C}\n:::\n\nMore.\n\n"
    f"::: check {{#check-b}}\n#{B}\n:::\n\n## Sources\n\n[^a]: B\n"
)


def keys(text: str, name: str = "quiz.md") -> list[list[str]]:
    """Return the keys of a file's questions, stretch by stretch."""
    outline = outline_of(text, name)
    return [[span.key for span in outline.within(place)] for place in range(len(outline.stretches))]


def at(outline: Outline, key: str) -> Span:
    """Return the question of that key."""
    span = outline.span(key)
    assert span is not None
    return span


def test_each_span_of_the_curriculum_is_exactly_its_question() -> None:
    for path in sorted((ROOT / "content/modules").glob("*/*.md")):
        text = path.read_bytes().decode()
        outline = outline_of(text, path.name)
        for span in outline.spans:
            assert text[span.start : span.end] == span.source
            assert section_of(span.source, outline.level).attributes.id == span.key
            assert replaced(outline, span, span.source) == text
            assert text[: span.start].count("\n") + 1 == span.line


def test_questions_are_found_in_their_sections_and_checks() -> None:
    assert keys(FLAT) == [["a", "b", "c"]]
    assert keys(IN_TWO) == [["a"], ["b", "c"]]
    assert keys(LESSON, "01-it.md") == [["a", "c"], ["b"]]
    assert keys(FLAT.replace("{#b", "{#a")) == [["@1", "@2", "c"]]
    assert keys(f"\ufeff{FLAT}".replace("\n", "\r\n")) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("text", "key", "by", "expected"),
    [
        (FLAT, "b", -1, [["b", "a", "c"]]),
        (FLAT, "b", 1, [["a", "c", "b"]]),
        (FLAT, "a", -1, [["a", "b", "c"]]),
        (FLAT, "c", 1, [["a", "b", "c"]]),
        (IN_TWO, "b", -1, [["a", "b"], ["c"]]),
        (IN_TWO, "a", 1, [[], ["a", "b", "c"]]),
    ],
)
def test_a_question_moves_by_one_place(text: str, key: str, by: int, expected: list[list[str]]) -> None:
    outline = outline_of(text, "quiz.md")
    after = moved(outline, at(outline, key), by)
    assert keys(after) == expected
    assert sorted(span.source for span in outline_of(after, "quiz.md").spans) == sorted((A, B, C))


def test_moving_there_and_back_gives_the_same_text() -> None:
    for text in (FLAT, FLAT.replace("\n", "\r\n")):
        outline = outline_of(text, "quiz.md")
        there = outline_of(moved(outline, at(outline, "a"), 1), "quiz.md")
        assert moved(there, at(there, "a"), -1) == text


def test_a_question_is_taken_out_with_the_blank_lines_on_one_side() -> None:
    outline = outline_of(FLAT, "quiz.md")
    assert removed(outline, at(outline, "a")) == f"{HEAD}\nHello.\n\n{B}\n\n{C}\n"
    assert removed(outline, at(outline, "c")) == f"{HEAD}\nHello.\n\n{A}\n\n\n{B}\n"


def test_the_last_question_of_a_check_takes_the_check_with_it() -> None:
    outline = outline_of(LESSON, "01-it.md")
    after = removed(outline, at(outline, "b"))
    assert keys(after, "01-it.md") == [["a", "c"]]
    assert after.endswith("More.\n\n## Sources\n\n[^a]: B\n")


@pytest.mark.parametrize("text", [HEAD, f"{HEAD}\nHello.\n", FLAT, IN_TWO, FLAT.replace("\n", "\r\n")])
def test_a_question_is_added_at_the_end_and_all_else_stays(text: str) -> None:
    new = "## New {#new competency=x}\nTrue?\n\n= true"
    after = inserted(outline_of(text, "quiz.md"), new)
    assert after.startswith(text.rstrip())
    assert keys(after)[-1][-1] == "new"
    outline = outline_of(after, "quiz.md")
    assert removed(outline, at(outline, "new")) in (text, f"{HEAD}")
    assert ("\r\n" in text) == ("\r\n" in outline.span("new").source)  # type: ignore[union-attr]


def test_a_lesson_without_a_check_gets_one_above_its_sources() -> None:
    text = f"{HEAD}\nText.\n\n## Sources\n\n[^a]: B\n"
    after = inserted(outline_of(text, "01-it.md"), f"#{A}", check_id="check-it")
    assert after == f"{HEAD}\nText.\n\n::: check {{#check-it}}\n#{A}\n:::\n\n## Sources\n\n[^a]: B\n"
    assert keys(inserted(outline_of(LESSON, "01-it.md"), "### N {#n}\nTrue?\n\n= true"), "01-it.md") == [
        ["a", "c"],
        ["b", "n"],
    ]


def test_a_copy_has_an_id_of_its_own_and_every_other_word() -> None:
    outline = outline_of(FLAT, "quiz.md")
    source, identity = copied(at(outline, "b"), ids_in([FLAT]))
    assert identity == "b-2"
    assert source == B.replace("{#b ", "{#b-2 ")


def test_ids_are_made_of_words_and_those_that_are_there_stay() -> None:
    asked = QuestionFields(
        kind=Kind.ONE_CHOICE,
        prompt="Which component is the weakest of {all}?",
        answers=ChoiceFields(
            options=(
                OptionFields(text="Online services"),
                OptionFields(text="Online services!", id="kept"),
                OptionFields(text="অনলাইন"),
            )
        ),
    )
    made = identified(asked, {"which-component-is-the-weakest-of-all"})
    assert made.id == "which-component-is-the-weakest-of-all-2"
    assert "{" not in made.name
    assert isinstance(made.answers, ChoiceFields)
    assert [option.id for option in made.answers.options] == ["online-services", "kept", "part-3"]
    assert identified(replace(made, prompt="Other words?"), set()).id == made.id
    assert fields_of(section_of(f"## {made.name} {{#{made.id}}}\n?\n\n= true", 2)).id == made.id
