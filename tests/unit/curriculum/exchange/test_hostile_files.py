"""Whatever somebody hands in gives questions and remarks, soon, and never a stack trace or a script."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyvisit.curriculum.exchange.convert import Kind, Sorting, Source, previews, take, write
from studyvisit.curriculum.exchange.decoding import MOST_BYTES, Unreadable, ensure_size
from tests.unit.curriculum.exchange.taking import taken

MANY = 20_000
STEM = (
    "<quiz><question type='{}'><questiontext format='html'><text>{}</text></questiontext>{}</question></quiz>"
)
HOSTILE = {
    "deep elements": (f"::Q::[html]{'<b>' * MANY}x{{T}}", Kind.GIFT),
    "deep lists": (f"::Q::[html]{'<ul><li>' * MANY}x{{T}}", Kind.GIFT),
    "broken pictures": (f"::Q::[html]{'<img ' * MANY}x{{T}}", Kind.GIFT),
    "open tags of comments": (f"// {'[tag:' * MANY}\n::Q::x{{T}}", Kind.GIFT),
    "open braces": ("{\n\n" * MANY, Kind.GIFT),
    "open formulas": (f"::Q::{chr(92) * 2}({'(' * MANY}x{{T}}", Kind.GIFT),
    "open questions": (f"<quiz>{'<question>' * MANY}</quiz>", Kind.MOODLE_XML),
    "open CDATA": (f"<quiz>{'<![CDATA[' * MANY}", Kind.MOODLE_XML),
    "deep XML": (STEM.format("essay", "<a>" * MANY + "</a>" * MANY, ""), Kind.MOODLE_XML),
    "open gaps": (STEM.format("cloze", "{1:SA:=a~" * MANY, ""), Kind.MOODLE_XML),
    "many powers": (STEM.format("calculated", "x", f"<answer><text>{'pow(1,' * MANY}"), Kind.MOODLE_XML),
    "an open quotation": ('question\n"' + "x" * 300_000, Kind.CSV),
    "options alone": ("A. x\n" * MANY, Kind.AIKEN),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_stop_us_takes_seconds_at_most(name: str) -> None:
    text, kind = HOSTILE[name]
    start = time.process_time()
    with suppress(Unreadable):
        taken(text, kind)
    assert time.process_time() - start < 10


TAGS = "<b> </p> <p> <ul> <li> </li> <table> <td> <tr> <pre> <blockquote> <script>alert(1)</script>"
MARKS = ":: Q { } = ~ # #### -> %50% \\ [html] [markdown] 1 .. : T [[ ]] | ` & &nbsp; $$ // A."
LINES = (
    "- ( ) ",
    "## ",
    "> ",
    "ANSWER: A",
    "\n",
    "\n\n",
    " ",
    "<img src=x onerror=alert(1)>",
    "<iframe src=x></iframe>",
)
PIECES = st.sampled_from([*TAGS.split(), *MARKS.split(), *LINES])
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.sampled_from([Kind.GIFT, Kind.AIKEN, Kind.CSV, Kind.MARKDOWN, Kind.MOODLE_XML]))
def test_any_text_gives_questions_or_remarks_and_no_script(text: str, kind: Kind) -> None:
    whole = STEM.format(
        "shortanswer", f"<![CDATA[{text}]]>", "<answer fraction='100'><text>a</text></answer>"
    )
    file = {Kind.MOODLE_XML: whole, Kind.CSV: f"question,right\n{text},true\n"}.get(kind, text)
    with suppress(Unreadable):
        found = take(Source(file.encode(), kind), Sorting())
        for wanted in Kind:
            write(found.collection, wanted)
        for shown in previews(found):
            html = repr(shown)
            assert "<script" not in html
            assert not re.search(r"<[^<>]*(?:onerror|iframe)", html)


def test_a_file_or_a_bank_beyond_the_limits_is_refused_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match="more than 50 MB: split it"):
        ensure_size(bytes(MOST_BYTES + 1))
    with pytest.raises(Unreadable, match="3 questions, more than 2: split it"):
        take(Source(b"::A::x{T}\n\n::B::x{T}\n\n::C::x{T}", Kind.GIFT), None, most=2)
