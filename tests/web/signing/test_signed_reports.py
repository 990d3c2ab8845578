"""From freezing to signing, and what nobody can do on the way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from studyvisit.programmes.models import Enrolment
from studyvisit.signing.models import FrozenFile, FrozenReport, ReportAct
from studyvisit.signing.rules.chain import first_break
from tests import factories
from tests.client import PageClient, Read
from tests.contracts.payloads import let_what_is_frozen_change
from tests.people import PROGRAMME, Cast

Open = Callable[[User], PageClient]
FREEZE = f"/signed-reports/freeze/overview?programme={PROGRAMME}"


def freeze(browser: PageClient) -> Read:
    """Freeze the overview of the study visit; return the page of the new version."""
    return browser.submit(browser.read(FREEZE), action="freeze")


def file(browser: PageClient, page: Read, name: str) -> bytes:
    """Return a file of a version."""
    content: bytes = browser.get(page.links()[name]).data
    return content


def test_a_report_is_frozen_with_everything_it_rests_on(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    assert page.title == "Overview, version 1"
    assert "in review" in page.text
    record = json.loads(file(rosa, page, "record.json"))
    assert first_break(record) == ""
    assert record["chain"]["head"] in page.text
    assert record["parameters"]["programme"] == PROGRAMME
    assert record["software"].startswith("studyvisit 0.")
    assert {key.partition("/")[0] for key in record["revisions"]} == {"programme", "module", "questionnaire"}
    rows = list(csv.DictReader(io.StringIO(file(rosa, page, "countries.csv").decode("utf-8-sig"))))
    assert [row["row_hash"] for row in rows] == record["chain"]["tables"]["countries"]
    workbook = openpyxl.load_workbook(io.BytesIO(file(rosa, page, "report.xlsx")))
    said = {str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert record["chain"]["head"] in said
    assert file(rosa, page, "unsigned.pdf").startswith(b"%PDF")
    data = json.loads(file(rosa, page, "report.json"))
    assert data["facts"]["chain_head"] == record["chain"]["head"]


def test_files_stay_byte_identical_and_browsers_need_them_once(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa = client_for(cast.rosa)
    url = freeze(rosa).links()["record.json"]
    first = rosa.get(url)
    session.get_one(Enrolment, cast.enrolment_id).certified_at = utc_now()
    session.commit()
    again = client_for(cast.ada).get(url)
    assert again.data == first.data
    assert "immutable" in again.headers["Cache-Control"]
    assert rosa.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_same_page_sent_twice_freezes_once(session: Session, cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    page = rosa.read(FREEZE)
    rosa.submit(page, action="freeze")
    rosa.submit(page, action="freeze")
    assert len(session.scalars(select(FrozenReport)).all()) == 1


def test_freezing_again_is_a_new_version_and_says_what_changed(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa = client_for(cast.rosa)
    freeze(rosa)
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    enrolment.started_at = utc_now()
    session.commit()
    second = freeze(rosa)
    assert second.title == "Overview, version 2"
    difference = rosa.read(second.links()["What changed since the last version"])
    assert "By country, Ethiopia, Started: 0 then, 1 now" in difference.text
    as_csv = rosa.get(difference.links()["Download CSV"]).text
    assert "changed,countries,ET / Ethiopia,started,0,1" in as_csv


def test_a_comment_names_its_figure_and_stays(session: Session, cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    addresses = [link.get("href", "") for link in page.all("a")]
    figure = next(url for url in addresses if "table=countries&" in url and "column=enrolled" in url)
    answered = rosa.submit(rosa.read(figure), {"words": "Is this everybody?"}, action="comments")
    assert "On: By country" in answered.text
    assert "Is this everybody?" in answered.text
    empty = rosa.submit(answered, {"words": " "}, action="comments")
    assert empty.status == 422
    assert "Write your comment" in empty.text


def test_a_signature_is_kept_once_with_role_and_moment(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    signed = rosa.submit(page, action="/signatures")
    rosa.submit(page, action="/signatures")
    assert len(session.scalars(select(ReportAct)).all()) == 1
    assert "Rosa, reviewer: signed" in signed.text
    told = json.loads(file(rosa, signed, "signatures.json"))
    assert told["signatures"][0]["role"] == "reviewer"
    assert told["head"] in signed.text
    pages = pypdfium2.PdfDocument(file(rosa, signed, "signed.pdf"))
    printed = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    assert "Rosa, reviewer" in printed
    assert told["head"] in printed.replace(" ", "")
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.at, AuditEntry.id)).all()
    assert [action for action in actions if action.startswith("report.")] == [
        "report.frozen",
        "report.signed",
    ]


def test_a_stale_page_signs_nothing(session: Session, cast: Cast, client_for: Open) -> None:
    rosa, ada = client_for(cast.rosa), client_for(cast.ada)
    page = freeze(rosa)
    seen = ada.read(page.response.request.path)
    rosa.submit(page, {"words": "One figure is odd"}, action="comments")
    stale = ada.submit(seen, action="/signatures")
    assert stale.status == 409
    assert "Read it again first" in stale.text
    assert [act.kind for act in session.scalars(select(ReportAct))] == ["comment"]


def test_a_returned_report_can_no_longer_be_signed(session: Session, cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    returned = rosa.submit(page, {"words": "Uganda is missing"}, action="/return")
    assert "returned" in returned.text
    assert rosa.submit(page, action="/signatures").status == 409
    assert not [form for form in returned.all("form") if form.get("action", "").endswith("/signatures")]


@pytest.fixture
def two_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the programme ask for two signatures."""
    monkeypatch.setattr("studyvisit.signing.views.freezing.signatures_asked", lambda *_: 2)


@pytest.mark.usefixtures("two_signatures")
def test_a_programme_that_asks_for_two_gets_two_different_people(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa, ada = client_for(cast.rosa), client_for(cast.ada)
    page = freeze(rosa)
    once = rosa.submit(page, action="/signatures")
    assert "1 of 2 signatures" in once.text
    rosa.submit(page, action="/signatures")
    assert "signatures.json" not in rosa.read(page.response.request.path).links()
    twice = ada.submit(ada.read(page.response.request.path), action="/signatures")
    names = [one["name"] for one in json.loads(file(ada, twice, "signatures.json"))["signatures"]]
    assert names == ["Rosa", "Ada"]


def test_reviewers_of_another_programme_find_nothing(session: Session, cast: Cast, client_for: Open) -> None:
    stranger = factories.user(session, name="Stefan")
    session.add(
        RoleGrant(user_id=stranger.id, role=Role.REVIEWER, programme_slug="another", granted_at=factories.NOW)
    )
    session.commit()
    page = freeze(client_for(cast.rosa))
    stefan = client_for(stranger)
    for url in (page.response.request.path, page.links()["record.json"], FREEZE):
        assert stefan.get(url).status_code == 404
    assert "Overview, version 1" not in stefan.read("/signed-reports").text


def test_verification_tells_unaltered_altered_and_what_moved_on(
    session: Session, cast: Cast, client_for: Open
) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    content = file(rosa, page, "report.json")
    equal = verify(rosa, content)
    assert "Unaltered: this is report.json of Overview, version 1" in equal.text
    assert "Equal: computed again" in equal.text
    assert "still the same" in equal.text
    session.get_one(Enrolment, cast.enrolment_id).started_at = utc_now() + timedelta(minutes=1)
    session.commit()
    moved = verify(rosa, content)
    assert "Equal: computed again" in moved.text
    assert "Since then the data moved on" in moved.text
    assert "By country, Ethiopia, Started: 0 then, 1 now" in moved.text
    session.get_one(Enrolment, cast.enrolment_id).country = "BT"
    session.commit()
    rewritten = verify(rosa, content)
    assert "Equal: computed again" not in rewritten.text
    assert "By country, Ethiopia: is no longer there" in rewritten.text
    altered = verify(rosa, content.replace(b'"withdrawn": 0', b'"withdrawn": 1'))
    assert "This file was altered" in altered.text
    assert "not known here" in verify(rosa, b"something else").text


def verify(browser: PageClient, content: bytes) -> Read:
    """Hand a file to the page that verifies it."""
    page = browser.read("/signed-reports/verify")
    token = next(field.get("value", "") for field in page.form("verify").iter("input"))
    answer = browser.post(
        "/signed-reports/verify",
        data={"csrf_token": token, "file": (io.BytesIO(content), "report")},
        content_type="multipart/form-data",
    )
    return browser._read(answer)


def test_damage_in_the_store_is_found(session: Session, cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    page = freeze(rosa)
    let_what_is_frozen_change(session)
    kept = session.scalars(select(FrozenFile).where(FrozenFile.name == "record.json")).one()
    kept.content = kept.content.replace(b'"Ethiopia",1', b'"Ethiopia",2')
    session.commit()
    found = rosa.submit(rosa.read(page.response.request.path), action="/verify")
    assert "no longer what was frozen" in found.text
    assert "The chain breaks at countries:" in found.text
