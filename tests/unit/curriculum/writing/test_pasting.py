"""What word processors and web pages put on the clipboard becomes the Markdown that a trainer would have typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.render import render
from studyvisit.curriculum.writing.pasting import markdown_of_paste

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style>
</head><body lang=EN-GB><!--StartFragment-->
<p class=MsoTitle>One door<o:p></o:p></p>
<p class=MsoNormal>People <b>wait</b> because <i>forms</i> are asked for twice.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Ask once<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><!--[endif]-->Keep it</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>Count</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.</span>Add</p>
<h3>Figures</h3>
<table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal>Hall</p></td><td><p>Wait</p></td></tr>
<tr><td><p class=MsoNormal>North</p></td><td><p class=MsoNormal>20 * 2 min</p></td></tr></table>
<p class=MsoNormal><a href="https://publicadministration.un.org/">The site</a><a href="#_ftn1"
name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a><img src="file:///C:/a.png" alt=hall></p>
<!--EndFragment--></body></html>"""
FROM_WORD = """## One door

People **wait** because *forms* are asked for twice.

- Ask once
    - Keep it

1. Count
2. Add

### Figures

| Hall | Wait |
| --- | --- |
| North | 20 \\* 2 min |

[The site](https://publicadministration.un.org/)\\[1\\]"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span
style="font-size:16pt;">A title</span></h2><p dir="ltr"><span style="font-weight:400;">Plain </span><span
style="font-weight:700;">bold</span><span style="font-style:italic"> slanted</span></p><ul><li dir="ltr"
aria-level="1"><p role="presentation"><span>One</span></p></li><ul><li
aria-level="2"><p><span>Two</span></p></li></ul>
<li><p>Three</p></li></ul></b>"""
FROM_DOCS = "## A title\n\nPlain **bold** *slanted*\n\n- One\n    - Two\n- Three"
OFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><style
type="text/css">p { line-height: 115% }</style></head><body lang="en-GB"><h1 class="western">Part</h1><p
style="margin:0">
<font face="Arial"><b>Bold</b> and <u>under</u></font></p><ol start="3"><li><p>third</p></li></ol></body></html>"""
FROM_OFFICE = "## Part\n\n**Bold** and under\n\n3. third"
PAGE = """<nav><a href="/home">Home</a></nav><article><h1>Top</h1><h4>Deep</h4><p>Text with <code>a*b</code><br>line #
two</p><blockquote><p>said</p></blockquote><pre>x = 1
y</pre><h2 onclick="alert(1)">Again</h2><p>1. not a list</p><script>alert(1)</script><p>&lt;b&gt;
<a href="javascript:alert(1)">no</a></p></article>"""
FROM_PAGE = """Home

## Top

### Deep

Text with <code>a\\*b</code><br>line # two

> said

```
x = 1
y
```

### Again

1\\. not a list

&lt;b> no"""


@pytest.mark.parametrize(
    ("html", "markdown", "pictures"),
    [
        pytest.param(WORD, FROM_WORD, 1, id="word"),
        pytest.param(DOCS, FROM_DOCS, 0, id="docs"),
        pytest.param(OFFICE, FROM_OFFICE, 0, id="office"),
        pytest.param(PAGE, FROM_PAGE, 0, id="page"),
        pytest.param("", "", 0, id="nothing"),
        pytest.param("<p>unfinished <b>bold", "unfinished **bold**", 0, id="unfinished"),
        pytest.param("a &lt;script&gt; & b", "a &lt;script> & b", 0, id="words alone"),
    ],
)
def test_what_is_pasted_becomes_markdown(html: str, markdown: str, pictures: int) -> None:
    found = markdown_of_paste(html)
    assert (found.markdown, found.pictures) == (markdown, pictures)


_LINES = ("b", "i", "em", "strong", "span", "a", "font", "o:p", "sup", "code")
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h5", "blockquote", "section")
_STYLES = (
    "",
    " style='mso-list:l0 level2 lfo1'",
    " style='font-weight:700'",
    " class=MsoHeading1",
    " href='x:y'",
    " onclick='alert(1)'",
)
_SIGNS = (
    "",
    "*",
    "_",
    "#",
    "- ",
    "1. ",
    "[x](y)",
    "|",
    "\\",
    ":::",
    "&lt;b&gt;",
    "{#a}",
    ">",
    "~~",
    "!!! ",
    "$",
    "[^1]",
)
_WORDS = st.builds("{} word {}".format, st.sampled_from(_SIGNS), st.sampled_from(_SIGNS))


def _in(tags: tuple[str, ...], inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, style, within: f"<{tag}{style}>{''.join(within)}</{tag}>",
        st.sampled_from(tags),
        st.sampled_from(_STYLES),
        st.lists(inside, min_size=1, max_size=3),
    )


_LINE = st.recursive(_WORDS, lambda inside: _in(_LINES, inside), max_leaves=4)
_CELL = st.builds("<td>{}</td>".format, st.one_of(_LINE, _in(("p",), _LINE)))
_TABLE = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=1, max_size=3)
)
_PAGE = st.recursive(
    st.one_of(
        _in(_BLOCKS, _LINE),
        _TABLE.map(
            lambda rows: "<table>" + "".join("<tr>" + "".join(row) + "</tr>" for row in rows) + "</table>"
        ),
    ),
    lambda inside: st.one_of(
        _in(("div", "blockquote", "section"), inside),
        st.builds(
            lambda kind, items: f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>",
            st.sampled_from(("ul", "ol")),
            st.lists(st.one_of(_LINE, inside), min_size=1, max_size=3),
        ),
    ),
    max_leaves=5,
)


def _numbered(html: str) -> tuple[str, list[str]]:
    """Return a page whose words differ, and the words in order."""
    first, *rest = re.split(r"\bword\b", html)
    words = [f"w{number}w" for number in range(len(rest))]
    return first + "".join(f"{word}{after}" for word, after in zip(words, rest, strict=True)), words


@given(st.lists(_PAGE, max_size=4).map("".join))
def test_whatever_is_pasted_its_words_are_shown_in_order(html: str) -> None:
    numbered, words = _numbered(html)
    rendered = render(markdown_of_paste(numbered).markdown).html
    assert re.findall(r"w\d+w", re.sub(r"<[^<>]*>", " ", rendered)) == words


@given(
    st.lists(
        st.sampled_from((*_LINES, *_BLOCKS, "table", "tr", "td", "ul", "li", "img", "script")), max_size=20
    )
)
def test_tags_in_any_order_bring_nothing_with_them(tags: list[str]) -> None:
    soup = "".join(f"</{tag}>x" if place % 3 == 2 else f"<{tag} onclick=a>" for place, tag in enumerate(tags))
    rendered = render(markdown_of_paste(soup).markdown).html
    assert not re.search(r"<script|\son\w+=|<font|<section|href=.x:", rendered)


def test_a_long_document_is_no_more_work_a_word_than_a_short_one() -> None:
    long = "<p>" + "<div>" * 5_000 + "word" + "<b>" * 5_000
    assert markdown_of_paste(long).markdown.strip("*") == "word"
    assert len(markdown_of_paste("<p>a paragraph</p>" * 900).markdown.split("\n\n")) == 900
