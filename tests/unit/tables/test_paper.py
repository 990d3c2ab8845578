"""Reports on paper, read back from the pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
from pypdfium2 import raw

from studyvisit.tables.as_pdf import LACKING, MOST_ROWS, TooLong, fonts_lacking, report_as_pdf
from studyvisit.tables.content import Absent, Column, Kind, Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords
from tests.unit.tables import samples

NARROW = (Column(name="name", kind=Kind.TEXT, is_key=True), Column(name="people", kind=Kind.COUNT))

needs_fonts = pytest.mark.skipif(
    bool(fonts_lacking("".join(samples.NAMES))),
    reason="no fonts for these scripts: `make machine` installs them, as root",
)


def narrow(*names: str) -> Report:
    rows = [(name, 1000 + place) for place, name in enumerate(names)]
    return samples.report(Table(name="narrow", columns=NARROW, rows=rows, n=len(rows)))


def opened(report: Report, words: ReportWords | None = None) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(report_as_pdf(report, words or samples.words(report)))


def texts(pdf: pypdfium2.PdfDocument) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


@needs_fonts
def test_a_page_shows_every_script_and_takes_nothing_for_markup() -> None:
    [text] = texts(opened(narrow(*samples.NAMES, *samples.HOSTILE[:4])))
    for typed in samples.HOSTILE[:4]:
        assert typed in text
    for name in samples.NAMES[:4]:
        assert name in text
    assert LACKING not in text
    # PDFium gives the letters of a right-to-left text in an order of its own.
    letters = [sign for sign in unicodedata.normalize("NFKC", text) if "ARABIC" in unicodedata.name(sign, "")]
    assert Counter(letters) == Counter("".join(samples.NAMES[4].split()))


def test_a_sign_without_a_font_is_named_and_not_hidden() -> None:
    text = " ".join(texts(opened(narrow("Alem \ue000 \U0001f9ff\U0010fffd"))))
    assert f"Alem {LACKING}" in text
    assert f"no font was found, shown as {LACKING}" in text
    assert "U+E000" in text


def test_the_document_says_its_title_and_language_and_is_tagged() -> None:
    pdf = opened(narrow("Alem"))
    assert pdf.get_metadata_dict()["Title"] == "Learning gain"
    assert raw.FPDFCatalog_IsTagged(pdf)
    bytes_of = report_as_pdf(narrow("Alem"), samples.words(narrow("Alem")))
    assert re.search(rb"/Lang\s*\(en-GB\)", bytes_of)
    assert b"pdfuaid" in bytes_of


def test_the_same_report_gives_the_same_bytes() -> None:
    made = samples.report()
    assert report_as_pdf(made, samples.words(made)) == report_as_pdf(made, samples.words(made))


def test_pages_are_numbered_and_repeat_the_heads_and_what_the_report_is() -> None:
    pages = texts(opened(narrow(*(f"Person {number}" for number in range(120)))))
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "study-visit-2019 · Learning gain" in text
        assert "as of 23 Nov 2026" in text
    for text in pages[:-1]:
        assert "name people" in text or "Group Enrolled" in text


def test_zero_and_every_reason_for_no_figure_are_told_apart() -> None:
    text = " ".join(texts(opened(samples.report())))
    for absent in Absent:
        assert f"row {absent} 0 " in text
        assert f"It means {absent}." in text
        assert samples.WORDS[absent] in text


def test_a_report_with_a_table_of_many_columns_lies_on_its_side() -> None:
    many = tuple(Column(name=f"c{number}", kind=Kind.COUNT) for number in range(9))
    made = samples.report(Table(name="many", columns=many, rows=[tuple(range(9))]))
    said = samples.words(made)
    heads = {column.name: ColumnWords(column.name) for column in many}
    lying = replace(said, tables={"many": replace(said.tables["many"], columns=heads)})
    assert [round(side) for side in opened(made, lying)[0].get_size()] == [842, 595]
    assert [round(side) for side in opened(narrow("Alem"))[0].get_size()] == [595, 842]


def test_what_is_too_long_for_paper_says_so() -> None:
    with pytest.raises(TooLong):
        opened(narrow(*("x",) * (MOST_ROWS + 1)))


@pytest.mark.parametrize(("locale", "thousand"), [("fr", "1\u202f000"), ("en_GB", "1,000"), ("de", "1.000")])
def test_numbers_are_written_as_the_language_writes_them(locale: str, thousand: str) -> None:
    made = narrow("Alem")
    text = " ".join(texts(opened(made, replace(samples.words(made), locale=locale))))
    assert f"Alem {' '.join(thousand.split())}" in text


def test_a_language_that_reads_from_the_right_is_set_from_the_right() -> None:
    made = narrow("Alem")
    [page] = opened(made, replace(samples.words(made), locale="ar"))
    found = page.get_textpage().search("Alem").get_next()
    assert found is not None
    left = page.get_textpage().get_charbox(found[0])[0]
    assert left > page.get_width() / 2
