"""HTML as editors of other platforms write it becomes Markdown that shows the same; what goes is named."""

from __future__ import annotations

import pytest

from studyvisit.curriculum.exchange.html_words import markdown_of_html
from studyvisit.curriculum.render import render


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<p dir="ltr" style="text-align: left;">A <strong>bold </strong>word<br></p>', "A **bold** word"),
        ("<p>one</p><p>&nbsp;</p><p>two<br>three</p>", "one\n\ntwo<br>three"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol start=3><li>d</ol>", "- a\n- b\n    - c\n\n3. d"),
        ("<table><tr><th>a|b<th>c</tr><tr><td>1<td>2</tr></table>", "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |"),
        ("H<sub>2</sub>O &amp; <em>x</em><code>y*z</code>", "H<sub>2</sub>O & *x*<code>y\\*z</code>"),
        ("<blockquote><p>said</p></blockquote><pre>a\n  b</pre>", "> said\n\n```\na\n  b\n```"),
        ('<a href="https://un.org/x y">the UN</a>', "[the UN](https://un.org/x%20y)"),
    ],
)  # fmt: skip
def test_what_our_texts_hold_comes_in_without_a_word(html: str, markdown: str) -> None:
    said: list[str] = []
    assert markdown_of_html(html, said.append) == markdown
    assert said == []
    assert "\\" not in render(markdown).html


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<p style='color: red'>x</p>", "colours, sizes"),
        ("<video src='a.mp4'>x</video>", "<video>"),
        ("<h3>Title</h3><p>x</p>", "a heading becomes"),
        ("<img src='https://e.org/a.png' alt='A map'>", "the picture https://e.org/a.png"),
        (
            "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
            "cells of a table that span",
        ),
        ("<script>x</script>y", "a script"),
    ],
)
def test_what_they_cannot_hold_is_named(html: str, named: str) -> None:
    said: list[str] = []
    markdown_of_html(html, said.append)
    assert any(named in words for words in said), said
