"""A signed report for publication, for anybody who has its link and as long as it works."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.signing.models import PublicLink
from tests import factories
from tests.client import PageClient, Read
from tests.people import PROGRAMME, Cast

Open = Callable[[User], PageClient]
FREEZE = f"/signed-reports/freeze/overview?programme={PROGRAMME}"


def people(session: Session, cast: Cast) -> None:
    """Enrol a few more, so that one country is small and another is not."""
    for number in range(9):
        country = "BT" if number < 7 else "UG"
        person = factories.user(session, name=f"Person {number}", country=country)
        factories.enrolment(session, cohort=cast.cohort, user=person)
    session.commit()


def signed(browser: PageClient, address: str = FREEZE + "&for=publication") -> Read:
    """Freeze and sign a report; return its page."""
    return browser.submit(browser.submit(browser.read(address), action="freeze"), action="/signatures")


def shared(browser: PageClient, address: str = FREEZE + "&for=publication") -> tuple[Read, str]:
    """Make a signed report public; return its page and the path of the link."""
    page = browser.submit(signed(browser, address), {"days": "30"}, action="/links")
    link = next(url for url in page.links().values() if "/published/" in url)
    return page, "/published/" + link.rpartition("/")[2]


def test_anybody_reads_a_published_report_and_small_groups_stay_withheld(
    app: Flask, session: Session, cast: Cast, client_for: Open, client: PageClient
) -> None:
    people(session, cast)
    _page, path = shared(client_for(cast.rosa))
    public = client.read(path)
    assert public.status == 200
    assert "noindex" in public.response.headers["X-Robots-Tag"]
    assert "Rosa, reviewer" in public.text
    assert "withheld" in public.text
    record = json.loads(client.get(public.links()["record.json"]).data)
    assert record["audience"] == "publication"
    [table] = [table for table in record["tables"] if table["name"] == "countries"]
    assert {row[0]: row for row in table["rows"]}["UG"][2] == {"absent": "suppressed"}
    assert table["total"][2] == 11
    assert "unsigned.pdf" not in public.links()
    assert client.get(f"{path}/files/unsigned.pdf").status_code == 404
    assert client.get(public.links()["signed.pdf"]).data.startswith(b"%PDF")


def test_a_later_publication_knows_the_earlier_and_both_come_out_again(
    session: Session, cast: Cast, client_for: Open
) -> None:
    people(session, cast)
    rosa = client_for(cast.rosa)
    first = signed(rosa)
    second = signed(rosa)
    assert second.title == "Overview, version 2"
    for page in (first, second):
        found = rosa.submit(rosa.read(page.response.request.path), action="/verify")
        assert "Equal: computed again as of" in found.text
        assert "every figure is still the same" in found.text


def test_the_database_holds_no_token(session: Session, cast: Cast, client_for: Open) -> None:
    people(session, cast)
    _page, path = shared(client_for(cast.rosa))
    [link] = session.scalars(select(PublicLink)).all()
    assert path.rpartition("/")[2] not in (link.token_hash, str(link.id))
    assert link.expires_at - link.made_at == timedelta(days=30)


def test_a_link_that_ended_or_was_taken_back_says_so(
    session: Session, cast: Cast, client_for: Open, client: PageClient
) -> None:
    people(session, cast)
    rosa = client_for(cast.rosa)
    page, path = shared(rosa)
    [link] = session.scalars(select(PublicLink)).all()
    link.expires_at = utc_now()
    session.commit()
    ended = client.read(path)
    assert (ended.status, ended.title) == (410, "This report is no longer public")
    assert "The link ended on" in ended.text
    link.expires_at = utc_now() + timedelta(days=1)
    session.commit()
    assert client.read(path).status == 200
    rosa.submit(page, action="/revoke")
    gone = client.read(path)
    assert gone.status == 410
    assert "taken back" in gone.text
    assert client.get(f"{path}/files/record.json").status_code == 410


def test_only_what_is_for_publication_and_signed_becomes_public(
    session: Session, cast: Cast, client_for: Open
) -> None:
    people(session, cast)
    rosa = client_for(cast.rosa)
    internal = signed(rosa, FREEZE)
    in_review = rosa.submit(rosa.read(FREEZE + "&for=publication"), action="freeze")
    for page in (internal, in_review):
        assert "Make a public link" not in page.text
        path = f"{page.response.request.path}/links"
        token = next(field.get("value", "") for field in page.form("/comments").iter("input"))
        answer = rosa.post(path, data={"csrf_token": token, "key": "k", "days": "30"})
        assert answer.status_code == 409


def test_nobody_guesses_a_link(session: Session, cast: Cast, client: PageClient) -> None:
    for token in ("0" * 43, "é", "a b", str(cast.cohort.id)):
        assert client.get(f"/published/{token}").status_code == 404


def test_the_public_check_knows_published_files_and_is_silent_about_others(
    session: Session, cast: Cast, client_for: Open, client: PageClient
) -> None:
    people(session, cast)
    rosa = client_for(cast.rosa)
    internal = signed(rosa, FREEZE)
    secret = rosa.get(internal.links()["report.json"]).data
    page, _path = shared(rosa)
    known = rosa.get(page.links()["report.json"]).data
    assert "Unaltered: this is report.json of Overview" in check(client, known).text
    assert "This file was altered" in check(client, known + b" ").text
    assert "not known here" in check(client, secret).text
    head = json.loads(known)["facts"]["chain_head"]
    asked = client.submit(client.read("/published"), {"head": head})
    assert "Known: Overview" in asked.text


def check(browser: PageClient, content: bytes) -> Read:
    """Hand a file to the public page that checks it."""
    form = browser.read("/published").form("/published")
    token = next(field.get("value", "") for field in form.iter("input"))
    return browser._read(
        browser.post(
            "/published",
            data={"csrf_token": token, "file": (io.BytesIO(content), "report")},
            content_type="multipart/form-data",
        )
    )
