"""Rendering: what each mark of Markdown becomes, and that no text takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.render import inline, render, render_file, words_in

HALF_A_MEGABYTE = 500_000
SECTION = (
    "## A heading\n\nThe **EGDI** is the mean of [three parts](https://example.org/x), see *also* `code` & the rest "
    "of a line that goes on for a while.[^1]\nA second line of plain words.\n\n- one\n- two\n    - nested\n\n"
    "| a | b |\n|---|--:|\n| 1 | 2 |\n\n"
)


def filled(piece: str) -> str:
    return (piece * (HALF_A_MEGABYTE // len(piece) + 1))[:HALF_A_MEGABYTE]


HUGE = {
    "sections of a lesson": filled(SECTION) + "\n\n[^1]: A source\n",
    "one paragraph of words": filled("word "),
    "stars": filled("*"),
    "stars and letters": filled("*a **b "),
    "opening brackets": filled("["),
    "quotes": filled(">"),
    "parentheses": filled("("),
    "backticks": filled("`"),
    "ampersands": filled("&"),
    "less-than signs": filled("<"),
    "unclosed tags": filled("<a\n\n"),
    "open elements": filled("<div\n>\n\n"),
    "nested lists": "\n".join(" " * 4 * depth + "- a" for depth in range(490)),
    "headings": filled("# a\n"),
    "a huge table": "| a | b |\n|---|---|\n" + filled("| 1 | 2 |\n"),
    "footnotes": "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(20_000)),
}
LARGE = {
    "one word": "x",
    "short paragraphs": "a\n\n",
    "images": "![a](b)",
    "opening images": "![a](",
    "tags": "<b>",
    "backticks apart": "` `` ",
    "list marks": "- ",
    "quoted lines": "> a\n",
    "a wide table": "a|",
    "spaces": " ",
    "references": "[a]: b\n",
    "line breaks": "a  \n",
    "fences": "```\n",
    "comments": "<!-- >\n\n",
    "NULs": "\0",
    "lone surrogates": "\ud800",
    "links": "[a](b) ",
    "attributes": "{#a .b}",
    "brackets": "[[a](b)",
    "rules": "---\n\n",
    "abbreviations": "*[a]: b\n",
    "definitions": "a\n:   b\n\n",
    "admonitions": "!!! note\n    a\n\n",
    "escapes": "\\*",
}


@pytest.mark.parametrize("name", HUGE)
def test_half_a_megabyte_takes_less_than_two_seconds(name: str) -> None:
    start = time.process_time()
    assert render(HUGE[name]).html
    assert time.process_time() - start < 2


@pytest.mark.parametrize("name", LARGE)
def test_thirty_kilobytes_of_one_mark_take_less_than_a_second(name: str) -> None:
    text = filled(LARGE[name])[:30_000]
    start = time.process_time()
    render(text)
    assert time.process_time() - start < 1


def test_an_honest_half_megabyte_is_rendered_to_its_end() -> None:
    text = filled(
        "A paragraph of some words with **one** mark, as lessons have them, that runs on a little.\n\n"
    )
    found = render(text)
    assert found.complaints == ()
    assert found.html.count("<strong>") == text.count("**one**")


@given(st.text(st.characters()))
def test_rendering_never_raises(text: str) -> None:
    render(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "[^a]",
                "[^a]:",
                ": ",
                "*[",
                "]: ",
                "!!! ",
                "\n",
                "\n\n",
                "    ",
                "|",
                "-",
                "{#",
                "}",
                "a",
                ">",
                "# ",
                "```",
                "- ",
                "1. ",
                "[",
                "](",
                ")",
                "![",
                "`",
                "*",
                "_",
                "<",
                "b>",
                "&",
            ]
        )
    )
)
def test_rendering_marks_never_raises_or_has_to_give_up(parts: list[str]) -> None:
    assert not any(
        "cannot be rendered" in complaint.message for complaint in render("".join(parts)).complaints
    )


def test_nesting_without_end_is_shown_as_it_is_written() -> None:
    found = render("Before\n\n" + ">" * 30 + " deep\n\nAfter")
    assert "<pre>&gt;&gt;" in found.html
    assert found.html.startswith("<p>Before</p>")
    assert found.html.endswith("<p>After</p>")
    assert [(complaint.line, "six deep" in complaint.message) for complaint in found.complaints] == [
        (2, True)
    ]


def test_headings_have_ids_that_the_contents_point_at() -> None:
    found = render("## What it is\n\n### Its *parts* {#parts}\n\n## What it is\n\n#### Deep")
    assert [(heading.id, heading.text, heading.level) for heading in found.headings] == [
        ("s-what-it-is", "What it is", 2),
        ("s-parts", "Its parts", 3),
        ("s-what-it-is-2", "What it is", 2),
    ]
    for heading in found.headings:
        assert f'id="{heading.id}"' in found.html


def test_headings_of_every_script_have_ids() -> None:
    assert [heading.id for heading in render("## ডিজিটাল সরকার\n\n## !!!").headings] == [
        "s-ডিজিটাল-সরকার",
        "s-section",
    ]


def test_a_first_level_heading_becomes_a_second_level_one() -> None:
    assert render("# Title").html == '<h2 id="s-title">Title</h2>'


def test_a_table_scrolls_by_keyboard_and_its_headings_have_scope() -> None:
    html = render(
        "| Year | Value |\n|---|--:|\n| 2018 | 0.3 |\n\nand\n\n| Year | Value |\n|---|---|\n| 1 | 2 |"
    ).html
    assert '<div aria-label="Year, Value" class="table-scroll" role="region" tabindex="0"><table>' in html
    assert 'aria-label="Year, Value-2"' in html
    assert html.count('scope="col"') == 4
    assert '<td class="align-end">0.3</td>' in html
    assert "style=" not in html
    assert html.count("</table></div>") == 2


def test_a_picture_has_its_fingerprint_and_size() -> None:
    media = {"media/a.svg": MediaRef("0" * 64, "svg", 40, 20)}
    html = render("![A box](media/a.svg)", media).html
    assert f'src="/media/{"0" * 64}.svg"' in html
    for attribute in ('alt="A box"', 'width="40"', 'height="20"', 'loading="lazy"'):
        assert attribute in html


def test_footnotes_lead_there_and_back() -> None:
    html = render("A fact.[^src]\n\n[^src]: The source.").html
    assert '<sup id="s-fnref-src"><a class="footnote-ref" href="#s-fn-src">1</a></sup>' in html
    assert '<li id="s-fn-src">' in html
    assert 'aria-label="Back to the text" class="footnote-backref" href="#s-fnref-src">' in html


def test_a_source_cited_twice_leads_back_once() -> None:
    html = render("One.[^src] Two.[^src] Three.[^2018]\n\n[^src]: The source.\n\n[^2018]: The year.").html
    assert html.count('href="#s-fn-src"') == 2
    assert html.count('href="#s-fnref-src"') == html.count('id="s-fnref-src"') == 1
    assert html.count('href="#s-fnref-2018"') == html.count('id="s-fnref-2018"') == 1
    assert "Jump back" not in html


def test_an_empty_cell_above_a_column_is_no_heading() -> None:
    html = render("| my service | |\n| --- | --- |\n| who waits | |").html
    assert '<th scope="col">my service</th>\n<td></td>' in html
    assert 'aria-label="my service"' in html


def test_a_task_list_is_text() -> None:
    html = render("- [ ] open\n- [x] done").html
    assert '<li class="task">☐ open</li>' in html
    assert '<li class="task">☑ done</li>' in html


def test_code_between_fences_is_shown_as_it_is() -> None:
    assert render('```json\n{"a": "<b>"}\n\n# no heading\n```').html == (
        '<pre><code>{"a": "&lt;b&gt;"}\n\n# no heading\n</code></pre>'
    )


def test_admonitions_definitions_and_abbreviations_are_rendered() -> None:
    html = render("!!! note\n    Mind.\n\nTerm\n:   Meaning of OSI\n\n*[OSI]: Online Services Index").html
    assert '<div class="admonition note">' in html
    assert "<dt>Term</dt>" in html
    assert '<abbr title="Online Services Index">OSI</abbr>' in html


def test_a_language_and_a_direction_stay() -> None:
    assert render("عربي\n{: lang=ar dir=rtl}").html in (
        '<p lang="ar" dir="rtl">عربي</p>',
        '<p dir="rtl" lang="ar">عربي</p>',
    )


def test_a_file_is_rendered_without_its_front_matter() -> None:
    assert render_file("---\nid: x\n---\nHello *you*.\n") == "<p>Hello <em>you</em>.</p>"
    assert render_file("Hello") == "<p>Hello</p>"
    assert render_file("--- not front matter") == "<p>--- not front matter</p>"


@pytest.mark.parametrize(
    ("html", "within"),
    [
        ("<p>a <b>b</b></p>", "a <b>b</b>"),
        ("<p>a</p>\n<p>b</p>", None),
        ("<ul><li>a</li></ul>", None),
        ("", ""),
    ],
)
def test_only_one_paragraph_may_stand_within_a_line(html: str, within: str | None) -> None:
    assert inline(html) == within


def test_words_are_counted_without_footnotes() -> None:
    text = "Four words – no more.[^1]\n\n## Sources\n\n[^1]: Not these words"
    assert words_in(render(text).html) == 4


def test_the_cells_of_a_table_are_counted_as_words() -> None:
    assert words_in(render("| year | value |\n|---|--:|\n| 2018 | 0.59 |\n| 2020 | – |").html) == 5


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Twice 2 is 4.\n{: .computed}", '<p class="computed">Twice 2 is 4.</p>'),
        ("- 4\n{: .computed}\n- four", '<li class="computed">4</li>\n<li>four</li>'),
        ("> 4\n{: .computed}", '<p class="computed">4</p>'),
    ],
)
def test_a_computed_block_keeps_its_mark(text: str, html: str) -> None:
    assert html in render(text).html


def test_a_table_takes_the_mark_right_below_it() -> None:
    html = render("| a | b |\n| --- | --- |\n| 2 | 4 |\n{: .computed}\n").html
    assert '<table class="computed">' in html
    assert html.count("<tr>") == 2


def test_the_name_of_a_table_leaves_out_the_marks_of_footnotes() -> None:
    html = render("| edition[^a] | rank |\n| --- | --- |\n| 2018 | 5 |\n\n[^a]: Data\n").html
    assert 'aria-label="edition, rank"' in html
