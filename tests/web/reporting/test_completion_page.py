"""The completion report as a reviewer meets it: the same rows on the screen, as CSV and as JSON."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.reporting.rules import By, Sort, key_columns
from studyvisit.tables.files import Format
from tests import factories
from tests.client import PageClient
from tests.people import MODULES, PROGRAMME, Cast
from tests.web.reporting.reading import COUNTED, STEPS, csv_of, json_of, lines_of, words

Open = Callable[[User], PageClient]


@pytest.mark.parametrize(
    "narrowed", ["", f"&module={MODULES[0]}", "&country=BD", "&country=-&sort=certified"]
)
def test_screen_csv_and_json_hold_the_same_counts(crowd: Cast, client_for: Open, narrowed: str) -> None:
    rosa = client_for(crowd.rosa)
    for by in By:
        if by is not By.PERSON:
            hold_the_same_counts(rosa, by, f"?by={by}{narrowed}")


def hold_the_same_counts(rosa: PageClient, by: By, query: str) -> None:
    page, rows, document = rosa.read(f"/reports/completion{query}"), csv_of(rosa, query), json_of(rosa, query)
    names = document["columns"]
    assert [list(row) for row in rows] == [names] * len(rows)
    on_screen = list(lines_of(page))
    assert len(on_screen) == len(rows) == len(document["rows"]) > 0
    for (name, cells), row, cells_in_json in zip(on_screen, rows, document["rows"], strict=True):
        shown = dict(zip(map(str, names), cells_in_json, strict=True))
        assert [("not stated" if cell is None else str(cell)) for cell in cells_in_json] == [
            value.removeprefix("'") for value in row.values()
        ]
        if len(key_columns(by)) > 1:
            assert name.startswith(str(shown[str(names[1])] or "Not stated"))
        counts = [shown["enrolled"], *(shown[step] for step in COUNTED)]
        assert [int(cell.split()[0]) for cell in cells] == counts
        shares = [int(cell.split()[1]) for cell in cells[1:]]
        assert shares == [
            pytest.approx(100 * float(str(shown[f"{step}_share"])), abs=0.5) for step in COUNTED
        ]


def test_every_bar_is_as_long_as_the_share_beside_it(crowd: Cast, client_for: Open) -> None:
    page = client_for(crowd.rosa).read("/reports/completion")
    cells = [cell for cell in page.all("td") if cell.find("{*}svg") is not None]
    assert cells
    for cell in cells:
        bar = cell.findall(".//{*}rect")[-1]
        share = re.search(r"(\d+) %", words(cell))
        assert share is not None
        assert float(bar.get("width", "")) == pytest.approx(float(share[1]), abs=0.5)


def test_screen_csv_and_json_hold_the_same_people(crowd: Cast, client_for: Open) -> None:
    rosa, query = client_for(crowd.rosa), "?by=person&sort=enrolled&order=desc"
    page, rows, document = rosa.read(f"/reports/completion{query}"), csv_of(rosa, query), json_of(rosa, query)
    on_screen = list(lines_of(page))
    assert [name for name, _cells in on_screen] == [row["name"].removeprefix("'") for row in rows]
    assert [row[1] for row in document["rows"]] == [name for name, _cells in on_screen]
    for row, cells in zip(rows, document["rows"], strict=True):
        there = dict(zip(map(str, document["columns"]), cells, strict=True))
        assert row["country"] == (there["country"] or "not stated")
        for step in STEPS:
            assert row[step] == (there[step] or "")
    for row, (_name, shown) in zip(rows, on_screen, strict=True):
        reached = [cell != "not yet" for cell in shown[4:]]
        assert reached == [bool(row[step]) for step in STEPS]


def test_the_total_is_the_sum_of_the_rows(crowd: Cast, client_for: Open) -> None:
    page = client_for(crowd.rosa).read("/reports/completion")
    summed = [
        sum(int(cells[place].split()[0]) for _name, cells in lines_of(page))
        for place in range(1 + len(STEPS))
    ]
    total = page.tree.find(".//table/tfoot/tr")
    assert total is not None
    assert [int(words(cell).split()[0]) for cell in total.iterfind("td")] == summed
    assert summed[0] == 12


def test_who_withdrew_is_not_counted_but_said(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    assert "1 enrolment that was withdrawn is not counted" in rosa.read("/reports/completion").text
    assert json_of(rosa, "")["withdrawn"] == 1
    assert "ሰላም ከበደ 10" not in rosa.get("/reports/completion.csv?by=person").text


def test_the_caption_says_the_finding_with_n_and_the_date(crowd: Cast, client_for: Open) -> None:
    page = client_for(crowd.rosa).read("/reports/completion")
    caption = words(page.all("caption")[0])
    assert re.search(r"8 % of those enrolled are certified \(1 of 12\)", caption)
    assert "n = 12 enrolments" in caption
    assert "as of" in caption


def test_the_column_sorted_by_says_so_and_turns_round(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    page = rosa.read("/reports/completion?sort=certified&order=desc")
    sorted_heads = [head for head in page.all("th") if head.get("aria-sort")]
    assert [(words(head), head.get("aria-sort")) for head in sorted_heads] == [("Certified ↓", "descending")]
    link = sorted_heads[0].find("a")
    assert link is not None
    again = rosa.read(link.get("href", ""))
    assert [head.get("aria-sort") for head in again.all("th") if head.get("aria-sort")] == ["ascending"]
    falling, rising = ([int(cells[6].split()[0]) for _name, cells in lines_of(p)] for p in (page, again))
    assert falling == sorted(falling, reverse=True)
    assert rising == sorted(rising)


def test_every_column_there_is_can_be_sorted_by(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    for by in By:
        for sort in Sort:
            status = rosa.get(f"/reports/completion?by={by}&sort={sort}&order=desc").status_code
            is_there = by is By.PERSON or sort not in ("country", "institution", "cohort")
            assert status == (200 if is_there else 422), (by, sort)


JUNK = [
    "by=planet",
    "sort=name;drop table user",
    "sort=enrolment.id",
    "order=sideways",
    "institution=abc",
    "from=yesterday",
    "to=9999-12-31",
    "from=0001-01-01",
    "from=1999-12-31",
    "to=2101-01-01",
    "from=20190401",
    "from=2019-W14-1",
    "from=2019-02-30",
    "to=2019-02-30",
    "from=2019-04-02&to=2019-04-01",
    "country=%00",
    "cohort=" + "x" * 300,
    "by=country&sort=institution",
    "sex=unknown",
    "position=king",
    "reached=name",
    "missing=moon",
]


def test_what_cannot_be_read_is_said_and_never_breaks(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    for junk in JUNK:
        page = rosa.read(f"/reports/completion?{junk}")
        assert page.status == 422, junk
        assert "There is a problem" in page.text
        assert not page.all("table")
        for kind in ("csv", "json"):
            response = rosa.get(f"/reports/completion.{kind}?{junk}")
            assert response.status_code == 422, junk
            assert response.mimetype == "text/plain"
            assert response.text.split(":")[0] in junk


def test_the_page_number_is_kept_to_those_there_are(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    for page in ("0", "-3", "9999999999999999999999", "x", ""):
        assert rosa.get(f"/reports/completion?by=person&page={page}").status_code == 200


def test_fifty_people_stand_on_a_page_and_all_in_the_file(
    session: Session, cast: Cast, client_for: Open
) -> None:
    for number in range(60):
        factories.enrolment(
            session, cohort=cast.cohort, user=factories.user(session, name=f"Person {number:02}")
        )
    session.commit()
    rosa = client_for(cast.rosa)
    first = rosa.read("/reports/completion?by=person")
    second = rosa.read(first.links()["Next"])
    names = [name for page in (first, second) for name, _cells in lines_of(page)]
    assert len(list(lines_of(first))) == 50
    assert names == [row["name"] for row in csv_of(rosa, "?by=person")]
    assert "51 to 62 of 62" in second.text


def test_a_row_leads_to_the_people_behind_it(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    page = rosa.read("/reports/completion")
    for name, cells in lines_of(page):
        assert len(list(lines_of(rosa.read(page.links()[name])))) == int(cells[0])


@pytest.mark.parametrize("by", ["country", "month", "module", "position"])
def test_a_figure_leads_to_the_people_it_counts(crowd: Cast, client_for: Open, by: str) -> None:
    rosa = client_for(crowd.rosa)
    cells = [
        (cell, link)
        for cell in rosa.read(f"/reports/completion?by={by}").tree.iterfind(".//table/tbody/tr/td")
        if (link := cell.find("a")) is not None
    ]
    assert cells
    for cell, link in cells[:12]:
        people = list(lines_of(rosa.read(link.get("href", ""))))
        assert len(people) == int(words(cell).split()[0])


def test_who_has_not_reached_a_step_can_be_listed(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    rows = csv_of(rosa, "?by=person&reached=started&missing=certified")
    assert rows
    assert all(row["started_at"] and not row["certified_at"] for row in rows)
    assert len(rows) == len(
        list(lines_of(rosa.read("/reports/completion?by=person&reached=started&missing=certified")))
    )


def test_under_the_modules_stands_who_reached_a_step_in_every_one(crowd: Cast, client_for: Open) -> None:
    document = json_of(client_for(crowd.rosa), "?by=module")
    assert [row[0] for row in document["rows"]] == list(MODULES)
    whole = json_of(client_for(crowd.rosa), "?by=programme")["total"]
    assert document["total"] == whole


def test_the_filters_keep_what_was_chosen(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    page = rosa.read("/reports/completion")
    narrowed = rosa.submit(page, {"country": "ET", "by": "institution", "from": "2026-11-01"})
    assert narrowed.response.request.args["country"] == "ET"
    again = rosa.submit(narrowed)
    assert again.response.request.args == narrowed.response.request.args
    assert "Clear the filters" in again.links()


def test_a_period_includes_both_its_days(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    rows = csv_of(rosa, "?by=person&from=2026-11-20&to=2026-11-22")
    assert {row["enrolled_at"][:10] for row in rows} == {"2026-11-20", "2026-11-21", "2026-11-22"}


def test_a_file_has_a_name_and_a_date(cast: Cast, client_for: Open) -> None:
    response = client_for(cast.rosa).get("/reports/completion.csv?by=cohort")
    assert re.fullmatch(
        r'attachment; filename="completion-by-cohort-\d{4}-\d\d-\d\d\.csv"',
        response.headers["Content-Disposition"],
    )
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_is_sent_compressed_as_it_is_written(crowd: Cast, client_for: Open, kind: str) -> None:
    rosa, path = client_for(crowd.rosa), f"/reports/completion.{kind}?by=person"
    response = rosa.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert response.headers["Content-Encoding"] == "deflate"
    assert "Content-Length" not in response.headers, "it is not gathered before it is sent"
    sent, plain = zlib.decompress(response.data), rosa.get(path).data
    assert len(response.data) < len(sent) / 2
    assert sent.splitlines()[1:] == plain.splitlines()[1:], "but for the moment it was made"


def test_formulas_in_names_are_disarmed_in_the_file(crowd: Cast, client_for: Open) -> None:
    rows = csv_of(client_for(crowd.rosa), "?by=person")
    risky = [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]
    assert risky == []
    assert any(row["institution"] == "'=Ministry" for row in rows)


def test_when_nobody_matches_the_way_back_is_one_step(cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    page = rosa.read("/reports/completion?country=UG")
    assert "Nobody matches" in page.text
    assert "Enrolled" in rosa.read(page.links()["Clear the filters"]).text


def test_the_command_prints_what_the_page_downloads(app: Flask, crowd: Cast, client_for: Open) -> None:
    printed = app.test_cli_runner().invoke(
        args=["report", "completion", "--programme", PROGRAMME, "--by", "person"]
    )
    assert printed.exit_code == 0
    downloaded = client_for(crowd.rosa).get(f"/reports/completion.csv?by=person&programme={PROGRAMME}")
    assert printed.stdout.replace("\r\n", "\n") == downloaded.text.replace("\r\n", "\n")


def test_the_command_names_the_programmes_there_are(app: Flask, cast: Cast) -> None:
    said = app.test_cli_runner().invoke(args=["report", "completion", "--programme", "nowhere"])
    assert said.exit_code == 2
    assert PROGRAMME in said.stderr


def test_completion_by_country_is_one_action_away_and_its_workbook_two(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    page = rosa.read(rosa.read("/").links()["Completion"])
    assert dict(lines_of(page)).keys() >= {"Bangladesh", "Ethiopia"}
    workbook = rosa.get(page.links()["Download Excel workbook"])
    assert workbook.mimetype == Format.XLSX.media_type
    assert workbook.data.startswith(b"PK")


def test_a_list_of_people_says_how_large_its_files_are_about(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    links = rosa.read("/reports/completion?by=person").links()
    asked = rosa.read("/reports/exports/new?report=completion&by=person").text
    for name_of, kind in (("CSV", "csv"), ("JSON", "json"), ("Excel workbook", "xlsx")):
        (said,) = [name for name in links if name.startswith(f"Download {name_of} (about ")]
        size = len(rosa.get(links[said]).data)
        about = int(re.findall(r"about (\d+) kB", said)[0])
        assert size / 2 <= about * 1000 <= size * 2, kind
        assert f"About {about} kB." in asked
