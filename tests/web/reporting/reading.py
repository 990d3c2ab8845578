"""Reading a report in each of its forms."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element

from tests.client import PageClient, Read

STEPS = (
    "started_at",
    "assessed_before_at",
    "lessons_read_at",
    "quiz_passed_at",
    "assessed_after_at",
    "certified_at",
)
COUNTED = [step.removesuffix("_at") for step in STEPS]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def lines_of(page: Read) -> Iterator[tuple[str, list[str]]]:
    """Yield each row of the report's body: its head's words and its cells' words."""
    for row in page.tree.iterfind(".//table/tbody/tr"):
        head, *cells = list(row)
        yield words(head), [words(cell) for cell in cells]


def csv_of(browser: PageClient, query: str) -> list[dict[str, str]]:
    response = browser.get(f"/reports/completion.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"), newline="")))


def json_of(browser: PageClient, query: str) -> dict[str, Any]:
    """Return a report's only table, its cells plain: None where there is no value, and the report's facts."""
    response = browser.get(f"/reports/completion.json{query}")
    assert response.status_code == 200
    document: dict[str, Any] = json.loads(response.text)
    [table] = document["tables"]
    return {
        "columns": [column["name"] for column in table["columns"]],
        "rows": [_plain(row) for row in table["rows"]],
        "total": _plain(table["total"] or []),
        **document["facts"],
    }


def _plain(row: list[Any]) -> list[Any]:
    return [None if isinstance(cell, dict) else cell for cell in row]
