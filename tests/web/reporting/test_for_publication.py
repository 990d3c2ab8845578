"""Reports for publication: what is withheld, how that reads in every format, and what is never published."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.library.models import Publication, Revision
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.web.reporting.reading import lines_of
from tests.web.reporting.test_completion_scope import put_bina_in_another_programme
from tests.web.reporting.test_learning_gain import crowd as rated

Open = Callable[[User], PageClient]
ASKED = f"?for=publication&programme={PROGRAMME}"
# In lessons nobody of these has read anything: test_lessons looks at what is published of them.
PUBLISHED = [entry for entry in REPORTS.values() if entry.may_publish and entry.name != "lessons"]
SHOWN_BY = [
    (entry, by)
    for entry in PUBLISHED
    for by in (("country", "institution", "sex", "month") if entry.name == "completion" else ("country",))
]


@pytest.fixture
def uneven(session: Session, cast: Cast) -> Cast:
    """Return the cast with groups of every size: some of Bhutan, more of Ethiopia, few of the others."""
    for code, people, certified in (("BT", 9, 0), ("ET", 15, 8), ("LA", 4, 0), ("UG", 2, 1)):
        for place in range(people):
            enrolment = factories.enrolment(
                session,
                cohort=cast.cohort,
                user=factories.user(session, name=f"{code} {place}", country=code),
            )
            enrolment.started_at = enrolment.certified_at = NOW if place < certified else None
    session.commit()
    return cast


def ask_for_groups_of(session: Session, smallest: int) -> None:
    """Publish the programme once more, with a smallest group of its own."""
    published = session.get_one(Publication, ("programme", PROGRAMME))
    now = session.get_one(Revision, published.revision_id)
    again = Revision(
        kind=now.kind,
        slug=now.slug,
        number=now.number + 1,
        sha256="1" * 64,
        source=now.source,
        document=json.dumps({**json.loads(now.document), "smallest_group": smallest}),
        published_at=NOW,
    )
    session.add(again)
    session.flush()
    published.revision_id = again.id
    session.commit()


def counts(document: dict[str, Any]) -> Iterator[object]:
    for table in document["tables"]:
        for row in [*table["rows"], table["total"] or []]:
            for column, cell in zip(table["columns"], row, strict=False):
                if column["kind"] == "count":
                    yield cell


@pytest.mark.parametrize(("entry", "by"), SHOWN_BY, ids=lambda one: getattr(one, "name", one))
def test_no_publication_holds_a_small_count_and_its_page_can_be_read(
    entry: Entry, by: str, session: Session, crowd: Cast, client_for: Open
) -> None:
    rated(session, crowd)
    rosa = client_for(crowd.rosa)
    query = f"{ASKED}&by={by}"
    document = json.loads(rosa.get(f"/reports/{entry.name}.json{query}").text)
    assert document["audience"] == "publication"
    assert not [cell for cell in counts(document) if cell in range(1, 5)]
    assert {"absent": "suppressed"} in list(counts(document))
    page = rosa.read(f"/reports/{entry.name}{query}")
    assert "withheld" in page.text
    assert "Karim" not in page.text


def test_withheld_nought_and_an_exact_count_look_different_in_every_format(
    uneven: Cast, client_for: Open
) -> None:
    rosa = client_for(uneven.rosa)
    on_screen = dict(lines_of(rosa.read(f"/reports/completion{ASKED}")))
    assert on_screen["Bhutan"][0] == "9"
    assert on_screen["Bhutan"][-1].startswith("0")
    assert on_screen["Uganda"][0] == "withheld"
    document = json.loads(rosa.get(f"/reports/completion.json{ASKED}").text)
    names = [column["name"] for column in document["tables"][0]["columns"]]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in document["tables"][0]["rows"]}
    assert rows["BT"]["certified"] == 0
    assert rows["UG"]["enrolled"] == rows["UG"]["certified_share"] == {"absent": "suppressed"}
    text = rosa.get(f"/reports/completion.csv{ASKED}").text.removeprefix("\ufeff")
    lines = {line["country"]: line for line in csv.DictReader(StringIO(text, newline=""))}
    assert (lines["BT"]["certified"], lines["UG"]["certified"]) == ("0", "suppressed")
    book = load_workbook(BytesIO(rosa.get(f"/reports/completion.xlsx{ASKED}").data))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert 0 in cells
    assert "withheld" in cells or "suppressed" in cells


def figures_of(browser: PageClient, query: str) -> dict[str, list[str]]:
    """Return every figure of the completion by country, in each format, as it is written there."""
    page = browser.read(f"/reports/completion{query}")
    document = json.loads(browser.get(f"/reports/completion.json{query}").text)
    text = browser.get(f"/reports/completion.csv{query}").text.removeprefix("\ufeff")
    book = load_workbook(BytesIO(browser.get(f"/reports/completion.xlsx{query}").data))
    pages = PdfDocument(browser.get(f"/reports/completion.pdf{query}").data)
    printed = " ".join(one.get_textpage().get_text_range() for one in pages)
    printed = printed.split("About this report", maxsplit=1)[0]
    return {
        "screen": [cell.split()[0] for _name, cells in lines_of(page) for cell in cells],
        "json": [str(cell) for cell in counts(document)],
        "csv": [cell for line in list(csv.reader(StringIO(text, newline="")))[1:] for cell in line],
        "xlsx": [
            str(cell) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) for cell in row
        ],
        "pdf": printed.split(),
    }


WITHHELD = {"json": "{'absent': 'suppressed'}", "csv": "suppressed"}


def test_the_smallest_group_that_a_programme_asks_for_holds_in_every_format(
    session: Session, uneven: Cast, client_for: Open
) -> None:
    """Nine people of Bhutan are named by default, and by no format of a programme that asks for ten."""
    rosa = client_for(uneven.rosa)
    for name, cells in figures_of(rosa, ASKED).items():
        assert {"9", "0", WITHHELD.get(name, "withheld")} <= set(cells), name
        assert not {"2", "4"} & set(cells), name
    ask_for_groups_of(session, 10)
    for name, cells in figures_of(rosa, ASKED).items():
        assert "9" not in cells, name
        assert WITHHELD.get(name, "withheld") in cells, name


def test_a_publication_that_names_no_programme_is_of_the_only_one(
    session: Session, uneven: Cast, client_for: Open
) -> None:
    rosa = client_for(uneven.rosa)
    for more in ("", "&programme="):
        document = json.loads(rosa.get(f"/reports/completion.json?for=publication{more}").text)
        assert document["parameters"]["programme"] == PROGRAMME
    page = rosa.read("/reports/completion?for=publication")
    assert "withheld" in page.text
    freeze = next(url for url in page.links().values() if "/freeze/" in url)
    assert "for=publication" in freeze
    assert f"programme={PROGRAMME}" in freeze
    put_bina_in_another_programme(session, uneven)
    session.commit()
    assert rosa.get("/reports/overview?for=publication").status_code == 422


@pytest.mark.parametrize("name", ["compare", "ledger"])
def test_a_report_that_is_not_for_publication_says_why(name: str, cast: Cast, client_for: Open) -> None:
    rosa, why = client_for(cast.rosa), "This report is not for publication: "
    assert why in rosa.read(f"/reports/{name}").text
    for address in (f"reports/{name}", f"reports/{name}.csv", f"signed-reports/freeze/{name}"):
        answer = rosa.get(f"/{address}?for=publication")
        assert answer.status_code == 422, address
        assert why in answer.text, address
    asked = f"/reports/exports/new?report={name}&for=publication"
    assert why in rosa.get(asked).text


def test_the_report_says_what_was_withheld_and_by_which_rule(uneven: Cast, client_for: Open) -> None:
    text = client_for(uneven.rosa).read(f"/reports/overview{ASKED}").text
    assert "Counts of 1 to 4 people are withheld" in text
    assert "others from which those could be worked out" in text
    assert "Shares are rounded to whole per cents" in text


def test_rows_of_people_other_programmes_and_steps_are_not_for_publication(
    uneven: Cast, client_for: Open
) -> None:
    rosa = client_for(uneven.rosa)
    for more in ("&by=person", "&reached=certified", "&missing=started"):
        assert rosa.get(f"/reports/completion.csv{ASKED}{more}").status_code == 422, more
    assert rosa.get("/reports/overview.json?for=publication&programme=another").status_code == 404
    for name in ("questions", "activity", "data-quality"):
        refused = rosa.get(f"/reports/{name}.json{ASKED}")
        assert refused.status_code == 422, name
        assert refused.text == "publication: This report is not for publication.\n", name


def test_sex_position_and_institution_appear_only_when_asked_for(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    for entry in PUBLISHED:
        document = json.loads(rosa.get(f"/reports/{entry.name}.json{ASKED}").text)
        names = {column["name"] for table in document["tables"] for column in table["columns"]}
        assert not names & {"sex", "position", "position_level", "institution", "institution_name"}, (
            entry.name
        )


def test_what_was_published_before_is_taken_into_account(app: Flask, uneven: Cast, client_for: Open) -> None:
    """They are found by programme, and asked for by publications alone."""
    rosa = client_for(uneven.rosa)
    seen: list[str] = []

    def published(_session: Session, programme: str) -> tuple[()]:
        seen.append(programme)
        return ()

    before = app.config["PUBLISHED"]
    app.config["PUBLISHED"] = published
    try:
        assert rosa.get(f"/reports/overview.json{ASKED}").status_code == 200
        assert rosa.get("/reports/overview.json").status_code == 200
    finally:
        app.config["PUBLISHED"] = before
    assert seen == [PROGRAMME]
