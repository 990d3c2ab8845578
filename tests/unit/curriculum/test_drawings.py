"""Small pictures drawn into the page: written anew, with nothing in them that could act."""

from __future__ import annotations

from html import escape
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.drawings import LARGEST, drawing_of
from studyvisit.curriculum.figures import Picture
from tests.unit.curriculum.builders import LESSON, LESSON_PATH, checked, module_of

PICTURE_PATH = "modules/measuring/media/box.svg"
SIZE = (40, 20)
PLAIN = "<g fill='#00558c'><rect width='9' height='9'/><text x='1'>one <tspan>two</tspan> three</text></g>"
SHOWN = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}


def svg(inside: str, attributes: str = "") -> bytes:
    """Return a picture with its title and description."""
    words = "<title>x</title><desc>A box, and beside it the words that say what it is.</desc>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"{attributes}>{words}{inside}</svg>'.encode()


def elements(drawing: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements that a browser makes of a drawing, with their attributes."""
    tree = html5lib.parseFragment(f"<svg{drawing}", namespaceHTMLElements=False)
    found = [(str(element.tag).rpartition("}")[2], dict(element.attrib)) for element in tree.iter()]
    return found[1:]  # the first is the fragment


def test_a_plain_picture_is_drawn_without_its_title_and_description() -> None:
    drawing = drawing_of(svg(PLAIN), SIZE)
    assert drawing == (
        ' width="40" height="20" viewBox="0 0 40 20"><g fill="#00558c"><rect width="9" height="9"></rect>'
        '<text x="1">one <tspan>two</tspan> three</text></g></svg>'
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<style>rect{fill:red}</style>",
        "<defs><linearGradient id='g'/></defs>",
        "<use href='#g'/>",
        "<rect id='main'/>",
        "<rect class='band'/>",
        "<rect style='fill:red'/>",
        "<rect onload='x'/>",
        "<rect fill='url(#g)'/>",
        "<rect fill='a&quot;b'/>",
        "<text x='1'><desc>words</desc><script>x</script></text>",
        "<foreignObject/>",
        "<h:p xmlns:h='http://www.w3.org/1999/xhtml'>words</h:p>",
        f"<path d='{'M0 0' * LARGEST}'/>",
    ],
)
def test_a_picture_with_anything_else_in_it_stays_a_file(inside: str) -> None:
    assert drawing_of(svg(PLAIN + inside), SIZE) == ""


def test_a_picture_that_cannot_be_read_or_measured_is_not_drawn() -> None:
    assert drawing_of(b"<svg", SIZE) == ""
    assert drawing_of(b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>', SIZE) == ""
    assert drawing_of(b"<p>words</p>", SIZE) == ""
    assert drawing_of(svg(PLAIN), None) == ""


@given(
    words=st.text(max_size=60),
    name=st.sampled_from(["fill", "d", "x", "onload", "style", "href", "id", "font-family"]),
    value=st.text(max_size=40),
    tag=st.sampled_from(["rect", "text", "g", "script", "style", "a", "image", "title", "p"]),
)
def test_whatever_is_written_a_drawing_has_only_shapes_and_text(
    words: str, name: str, value: str, tag: str
) -> None:
    inside = f'<text>{escape(words)}</text><{tag} {name}="{escape(value)}">{escape(words)}</{tag}>'
    drawing = drawing_of(svg(inside), SIZE)
    if drawing:
        found = elements(drawing)
        assert {tag for tag, _ in found} <= SHOWN
        for _, attributes in found:
            assert not {"onload", "style", "href", "id"} & set(attributes)
            assert not any("url" in value.lower() for value in attributes.values())


def test_a_small_picture_stands_in_the_lesson_itself_with_its_words(tmp_path: Path) -> None:
    text = LESSON.replace("![A box]", '![A box "as big" as <this>]')
    lesson = module_of(checked(tmp_path, {LESSON_PATH: text})).lessons[0]
    [picture] = [part for part in lesson.body if isinstance(part, Picture)]
    assert picture.html.startswith('<svg role="img" aria-label="A box &quot;as big&quot; as &lt;this')
    assert "<img" not in str(lesson.body)


def test_a_picture_that_is_not_plain_is_loaded_when_it_comes_near(tmp_path: Path) -> None:
    changed: dict[str, str | bytes | None] = {PICTURE_PATH: svg("<rect class='x' width='9'/>")}
    lesson = module_of(checked(tmp_path, changed)).lessons[0]
    [picture] = [part for part in lesson.body if isinstance(part, Picture)]
    assert picture.html.startswith("<img ")
    assert 'loading="lazy"' in picture.html
