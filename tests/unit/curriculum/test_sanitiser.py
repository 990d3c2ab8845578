"""The sanitiser: whatever goes in, nothing active comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from bleach.sanitizer import Cleaner
from hypothesis import example, given
from hypothesis import strategies as st

from studyvisit.curriculum import markup
from studyvisit.curriculum.markup import PREFIX, sanitise, verbatim
from studyvisit.curriculum.render import render
from tests.unit.curriculum.payloads import HTML, MARKDOWN

# Written out once more, so that a name added to the allow-list is added on purpose.
_TAGS = """
a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 hr i img ins kbd li mark
ol p pre q s small span strong sub sup table tbody td tfoot th thead tr ul var wbr
"""
_ATTRIBUTES = """
id class title lang dir href rel aria-label role tabindex src alt width height loading value start reversed colspan
rowspan headers scope abbr
"""
_CLASSES = """
admonition admonition-title note tip warning important example footnote footnote-ref footnote-backref table-scroll
align-center align-end computed task
"""
TAGS, ATTRIBUTES, CLASSES = set(_TAGS.split()), set(_ATTRIBUTES.split()), set(_CLASSES.split())
TAG = re.compile(r"<[^>]*>")
PIECES = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "/>",
        "&",
        "&#",
        ";",
        '"',
        "'",
        "=",
        " ",
        "\n",
        "\0",
        "a",
        "b",
        "p",
        "img",
        "table",
        "td",
        "svg",
        "math",
        "style",
        "script",
        "noscript",
        "template",
        "title",
        "onerror",
        "href",
        "src",
        "id",
        "class",
        "javascript:",
        "x",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "alert(1)",
        "\x1e",
        "\x1f",
        "\ud800",
        "&lt;",
        "&colon;",
        "<b>",
        "</p>",
    ]
)


def elements(html: str) -> Iterator[Element]:
    tree = html5lib.parse(f"<!doctype html><body>{html}", treebuilder="etree", namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    found = body.iter()
    next(found)
    return (element for element in found)


def assert_harmless(html: str) -> None:
    html.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", html)
    for element in elements(html):
        assert element.tag in TAGS, html
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, html
            _assert_harmless_value(str(element.tag), name, value)


def _assert_harmless_value(tag: str, name: str, value: str) -> None:
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", "", value).lower()
    if name == "id":
        assert value.startswith(PREFIX)
    if name == "class":
        assert set(value.split()) <= CLASSES
    if name == "href":
        assert re.match(r"https?:|mailto:|[^:]*$|[^:]*[/?#]", bare), value
        assert "script:" not in bare.split("?")[0]
        assert not value.startswith("#") or value.startswith(f"#{PREFIX}")
    if name == "src":
        assert tag == "img"
        assert not re.match(r"[a-z+.-]*:|//|\\\\", bare), value


@pytest.mark.parametrize("payload", HTML)
def test_hostile_html_comes_out_harmless_and_stays_as_it_is(payload: str) -> None:
    clean = sanitise(payload)
    assert_harmless(clean)
    assert sanitise(clean) == clean


@pytest.mark.parametrize("payload", [*HTML, *MARKDOWN])
def test_hostile_markdown_comes_out_harmless(payload: str) -> None:
    for text in (
        payload,
        f"A line before\n\n{payload}\n\nand after",
        f"- {payload}",
        f"> {payload}",
        f"| {payload} |",
    ):
        assert_harmless(render(text).html)


@given(st.lists(PIECES, max_size=40).map("".join))
@example("a&\x1elt;script>")
def test_no_mixture_of_marks_gets_through(html: str) -> None:
    clean = sanitise(html)
    assert_harmless(clean)
    assert sanitise(clean) == clean


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_mixture_of_marks_gets_through_markdown(text: str) -> None:
    assert_harmless(render(text).html)


@given(
    st.lists(
        st.one_of(PIECES, st.sampled_from(['<p class="note">', '<a href="#x">', '<h2 id="x">', "</h2>"]))
    )
)
@example(['<a href="#x">', '<h2 id="x">', '<a href="#x">', "</h2>"])
@example(['<h2 id="x">', '<a href="#x">', '<h2 id="x">'])
def test_what_goes_past_bleach_is_what_bleach_would_allow(parts: list[str]) -> None:
    """The same words, and the same tags with the same attributes; unclosed ones each parser nests its own way."""
    html = markup.plain_characters("".join(parts))
    if markup._PLAIN.fullmatch(html):
        cleaner = Cleaner(tags=markup.TAGS, attributes=markup._may_stay, protocols=markup.SCHEMES, strip=True)
        with_bleach, without = sanitise(cleaner.clean(html)), sanitise(html)
        assert set(TAG.findall(with_bleach)) == set(TAG.findall(without))
        assert TAG.sub("", with_bleach).split() == TAG.sub("", without).split()


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p id="x" class="note odd">a</p>', '<p id="s-x" class="note">a</p>'),
        ('<a href="#x">a</a>', '<a href="#s-x">a</a>'),
        (
            '<a href="https://a.example/?b&amp;c">a</a>',
            '<a href="https://a.example/?b&amp;c" rel="noopener">a</a>',
        ),
        ('<a href="//a.example">a</a>', '<a href="//a.example" rel="noopener">a</a>'),
        ('<a href="/modules">a</a>', '<a href="/modules">a</a>'),
        ('<a href="mailto:a@b.example">a</a>', '<a href="mailto:a@b.example">a</a>'),
        ('<p lang="bn" dir="rtl">a</p>', '<p dir="rtl" lang="bn">a</p>'),
        (
            '<img src="/media/a.png" alt="A" width="1" height="2">',
            '<img alt="A" height="2" src="/media/a.png" width="1">',
        ),
        ("<img alt='gone'>", ""),
        ("<u>kept words</u>", "kept words"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_what_is_allowed_stays(html: str, clean: str) -> None:
    assert sorted(re.split(r"[ >]", sanitise(html))) == sorted(re.split(r"[ >]", clean))


@given(st.text())
def test_text_shown_as_written_can_be_read_as_written(text: str) -> None:
    shown = sanitise(verbatim(markup.plain_characters(text)))
    words = "".join("".join(element.itertext()) for element in elements(shown) if element.tag == "pre")
    assert words.replace("\n", "") == markup.plain_characters(text).replace("\n", "")
