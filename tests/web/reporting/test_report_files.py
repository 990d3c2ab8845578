"""The files of reports where people ask for them: each format, by who may, in as few actions as there can be."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator

from studyvisit.accounts.models import User
from studyvisit.reporting.pages.catalogue import REPORTS
from studyvisit.tables.files import Format
from tests.client import PageClient
from tests.people import Cast

pytestmark = pytest.mark.one_database
Open = Callable[[User], PageClient]


def test_completion_by_country_is_one_action_away_and_its_workbook_two(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    links = rosa.read("/").links()
    page = rosa.read(next(url for url in links.values() if url.startswith("/reports/completion")))
    assert "Ethiopia" in page.text
    response = rosa.get(page.links()["Download Excel workbook"])
    assert response.mimetype == Format.XLSX.media_type
    assert response.data.startswith(b"PK")
    assert ".xlsx" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("name", [entry.name for entry in REPORTS.values() if not entry.has_own_page])
def test_a_report_offers_every_format_and_each_is_what_it_says(
    crowd: Cast, client_for: Open, name: str
) -> None:
    rosa = client_for(crowd.rosa)
    links = rosa.read(f"/reports/{name}").links()
    schema = Draft202012Validator(json.loads(rosa.get("/reports/schema.json").text))
    for wanted, label in {
        Format.XLSX: "Excel workbook",
        Format.PDF: "PDF to print",
        Format.CSV: "CSV",
        Format.JSON: "JSON",
    }.items():
        response = rosa.get(links[f"Download {label}"])
        assert (response.status_code, response.mimetype) == (200, wanted.media_type)
        if wanted is Format.JSON:
            schema.validate(json.loads(response.text))


def test_what_there_is_not_is_not_found(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    assert rosa.get("/reports/overview.docx").status_code == 404
    assert rosa.get("/reports/overview.csv?table=none").status_code == 404


def test_hashtags_come_when_they_are_asked_for(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    plain = rosa.get("/reports/overview.csv?table=countries").text.splitlines()
    tagged = rosa.get("/reports/overview.csv?table=countries&hxl=1").text.splitlines()
    assert tagged[1].startswith("#country+code,#country+name,#affected")
    assert [tagged[0], *tagged[2:]] == plain


def test_the_page_says_what_no_figure_means(crowd: Cast, client_for: Open) -> None:
    text = client_for(crowd.rosa).read("/reports/overview").text
    assert "Where there is no figure" in text
    assert "Nobody said." in text
