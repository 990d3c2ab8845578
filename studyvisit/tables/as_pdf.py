"""Reports on paper: A4 pages set by typst, tagged for screen readers and made to be kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from studyvisit.errors import Unprocessable
from studyvisit.tables.content import Absent, MarkKind, Report, Table
from studyvisit.tables.shown import (
    Shown,
    definitions_of,
    heads_of,
    line_of,
    moment_text,
    shown_columns,
)
from studyvisit.tables.words import ReportWords

MOST_ROWS = 2_000
"""More nobody reads on paper: such a report is for a spreadsheet."""
WIDE = 7
"""A report with a table of more columns lies on its side."""
LACKING = "\ufffd"
"""Stands for a sign that no font here can show."""

STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a and PDF/UA-1: to be kept for long, and read by everybody."""
AUTHOR = "studyvisit"
_SETTING = Path(__file__).with_name("setting.py")
_SECONDS = 60
_TEMPLATE = Path(__file__).with_name("report.typ")
_PREFERRED = (
    *("Noto Sans", "Noto Sans Ethiopic", "Noto Sans Bengali", "Noto Sans Devanagari", "Noto Sans Lao"),
    *("Noto Sans Khmer", "Noto Sans Thai", "Noto Sans Myanmar", "Noto Sans Tamil", "Noto Sans Sinhala"),
    *("Noto Serif Tibetan", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Georgian"),
    *("Noto Sans Armenian", "Noto Sans Symbols2", "Liberation Sans", "DejaVu Sans", "Libertinus Serif"),
)
_UNSHOWN = re.compile(r'(?:the text|the codepoint) `"(.+?)"`(?: could not be displayed|\n)', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES = 8


class TooLong(Unprocessable):
    """A report has more rows than anybody reads on paper."""

    code = "too-long-for-paper"


class NoGlyphs(Exception):
    """There is no font here for what a report says."""


class NotSet(Exception):
    """What typst found wrong, in its words."""


def report_as_pdf(report: Report, words: ReportWords) -> bytes:
    """Return a report as PDF. The same report, words and fonts give the same bytes.

    A sign that no font here can show becomes U+FFFD, and "About this report" names it. Raises TooLong for more
    than MOST_ROWS rows.
    """
    data, lacking = _data(report, words), set[str]()
    for _try in range(_TRIES):
        try:
            return _report_set(data, lacking, words, int(report.as_of.timestamp()))
        except NotSet as error:
            found = _unshown(error)
            if not found - lacking:
                raise
            lacking |= found
    raise NoGlyphs(", ".join(sorted(map(_named, lacking))))


def fonts_lacking(text: str) -> set[str]:
    """Return the signs of a text that no font of this computer can show."""
    try:
        _set('#set document(title: "-")\n#sys.inputs.text', {"text": text}, 0)
    except NotSet as error:
        return _unshown(error)
    return set()


def _report_set(data: dict[str, Any], lacking: set[str], words: ReportWords, timestamp: int) -> bytes:
    said = _without(data, lacking)
    if lacking:
        signs = ", ".join(sorted(map(_named, lacking)))
        said["about"].append([words.phrases.lacking % {"sign": LACKING}, signs])
    inputs = {"data": json.dumps(said, ensure_ascii=False)}
    return _set(_TEMPLATE.read_text(encoding="utf-8"), inputs, timestamp)


def _set(source: str, inputs: dict[str, str], timestamp: int) -> bytes:
    """Return a document set in a process of its own. Raises NotSet, with what typst says of it."""
    asked = {
        "source": source,
        "inputs": inputs,
        "preferred": _PREFERRED,
        "standards": STANDARDS,
        "timestamp": timestamp,
    }
    command = [sys.executable, "-I", str(_SETTING)]
    done = subprocess.run(
        command, input=json.dumps(asked).encode(), capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise NotSet(done.stderr.decode(errors="replace"))
    return done.stdout


def _unshown(error: NotSet) -> set[str]:
    """Return the signs that typst could not show; the report keeps all others."""
    texts = _UNSHOWN.findall(str(error))
    plain = "".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in texts)
    return {sign for sign in plain if not sign.isascii() or not sign.isprintable()}


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def _without(data: Any, lacking: set[str]) -> Any:
    if isinstance(data, str):
        return "".join(LACKING if sign in lacking else sign for sign in data) if lacking else data
    if isinstance(data, dict):
        return {name: _without(value, lacking) for name, value in data.items()}
    return [_without(value, lacking) for value in data] if isinstance(data, list) else data


def _data(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return all that the pages say, as the template reads it."""
    locale, phrases = Locale.parse(words.locale), words.phrases
    as_of = phrases.as_of % {"moment": f"{moment_text(report.as_of, words)} {words.timezone}"}
    seen: set[str] = set()
    tables = [_table(table, words, seen) for table in report.tables]
    programme = words.programme or report.programme or ""
    return {
        "title": words.title,
        "author": AUTHOR,
        "lang": locale.language,
        "region": locale.territory,
        "dir": locale.text_direction,
        "head": f"{programme} · {words.title}" if programme else words.title,
        "line": f"{programme} · {as_of}" if programme else as_of,
        "as_of": as_of,
        "page": phrases.page,
        "source": phrases.source,
        "phrases": {
            "definitions": phrases.definitions,
            "about": phrases.about,
            "absences": phrases.absences,
        },
        "wide": any(len(table["heads"]) > WIDE for table in tables),
        "tables": tables,
        "about": [list(line) for line in words.about],
        "absences": [
            [words.absents[absent], words.meanings.get(absent, "")] for absent in Absent if absent in seen
        ],
    }


def _table(table: Table, words: ReportWords, seen: set[str]) -> dict[str, Any]:
    its = words.tables[table.name]
    columns = shown_columns(table, its)
    rows = list(islice(iter(table.rows), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooLong(table.name)
    lines = [line_of(table, row, columns, words) for row in rows]
    total = None if table.total is None else line_of(table, table.total, columns, words, is_total=True)
    seen.update(cell.absent for line in (*lines, total or ()) for cell in line if cell.absent)
    drawn = _drawn_columns(lines)
    n = "" if table.n is None else words.phrases.n % {"n": format_decimal(table.n, locale=words.locale)}
    return {
        "title": its.title,
        "finding": its.finding,
        "about": n,
        "note": its.note,
        "size": 8 if len(columns) > WIDE else 9,
        "heads": [
            {"text": head.text, "number": head.is_number, "drawn": place in drawn}
            for place, head in enumerate(heads_of(columns, its))
        ],
        "rows": [[_cell(cell) for cell in line] for line in lines],
        "total": None if total is None else [_cell(cell) for cell in total],
        "definitions": [list(pair) for pair in definitions_of(table, its)],
    }


def _drawn_columns(lines: Iterable[tuple[Shown, ...]]) -> set[int]:
    return {
        place
        for line in lines
        for place, cell in enumerate(line)
        if cell.mark is not None and cell.mark.kind is not MarkKind.HEAT
    }


def _cell(cell: Shown) -> dict[str, Any]:
    return {
        "text": cell.text,
        "note": cell.note,
        "key": cell.is_key,
        "number": cell.is_number,
        "absent": bool(cell.absent),
        "mark": None if cell.mark is None else asdict(cell.mark),
    }
