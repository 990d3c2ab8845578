"""Plain words stay what they are: in Markdown, and on the short way past it."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.exchange.plain_words import escaped, escaped_line
from studyvisit.curriculum.markup import plain_characters
from studyvisit.curriculum.render import render
from tests.unit.curriculum.exchange.questions import SIGNS

WORDS = st.text("aé中ড 1,.;?'\"%/()’“–—-_*:#", min_size=1, max_size=14)


@given(st.one_of(st.text(SIGNS, max_size=20), st.text(max_size=20)))
def test_escaped_words_are_shown_as_they_were(text: str) -> None:
    line = " ".join(plain_characters(text).split())
    shown = render(escaped_line(line)).html.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in shown
    assert unescape(shown).split() == line.split()


@given(WORDS)
def test_a_line_of_plain_words_looks_the_same_with_and_without_markdown(text: str) -> None:
    assert render(text).html == render(f"\n{text}").html  # the blank line keeps it from the short way


def test_lines_stay_lines_and_paragraphs_stay_paragraphs() -> None:
    shown = render(escaped("1. one\n2) two\n= three\n\n- four")).html
    assert shown == "<p>1. one<br>\n2) two<br>\n= three</p>\n<p>- four</p>"
