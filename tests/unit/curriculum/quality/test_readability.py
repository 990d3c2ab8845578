"""How hard a lesson is to read."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from studyvisit.curriculum.readability import reading_grade, running_text

PLAIN = "The cat sat on the mat. It saw a dog. The dog ran to the door, and the cat ran up a tree. " * 6
HARD = (
    "Interoperability necessitates comprehensive institutional collaboration, notwithstanding considerable "
    "organisational heterogeneity, jurisdictional fragmentation and administrative responsibilities. "
)


def test_plain_words_have_a_low_grade_and_long_ones_a_high_one() -> None:
    plain, hard = reading_grade(PLAIN), reading_grade(HARD * 8)
    assert plain is not None
    assert hard is not None
    assert plain < 3
    assert hard > 20


def test_the_grade_is_the_formulas() -> None:
    # Ten words of one syllable each, a sentence: 0.39 × 10 + 11.8 × 1 − 15.59.
    assert reading_grade("The dog ran up the hill and saw a cat. " * 12) == pytest.approx(0.1)


def test_a_point_within_a_number_ends_no_sentence() -> None:
    with_points = "The dog ran up the hill and saw 0.5 of 0.3 of 0.9 cats. "
    assert reading_grade(with_points * 12) == reading_grade(with_points.replace("0.", "0,") * 12)


def test_a_short_text_has_no_grade() -> None:
    assert reading_grade("Too few words to say.") is None
    assert reading_grade("") is None


def test_running_text_leaves_out_what_is_not_read_as_sentences() -> None:
    html = (
        '<h2 id="s-a">A heading</h2>\n<p>One<sup id="s-f"><a class="footnote-ref" href="#s-x">1</a></sup> '
        "<em>two</em> &amp; three.</p>\n<table><tr><td>cell</td></tr></table>\n<ul>\n<li>four;</li>\n"
        '<li>five?</li></ul><pre><code>code\n</code></pre><p><img src="/a.svg" alt="Six"></p>'
        '<div class="admonition note"><p class="admonition-title">Note</p><p>seven</p></div>'
        '<h2>Sources</h2><div class="footnote"><ol><li>eight</li></ol></div>'
    )
    assert running_text([html, "<p>nine</p>"]) == "One two & three.\nfour.\nfive?\nseven.\nnine."


def test_the_dictionary_is_read_without_a_warning_and_only_when_it_is_needed() -> None:
    program = (
        "import sys\n"
        "from studyvisit.curriculum import compile, readability\n"
        "assert 'textstat' not in sys.modules\n"
        f"print(readability.reading_grade({HARD * 8!r}))\n"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert float(done.stdout) > 20
    assert done.stderr == ""
    assert time.perf_counter() - start < 30
