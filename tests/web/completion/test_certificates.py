from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.completion.models import Certificate
from studyvisit.completion.pages.certificates import qr_of
from studyvisit.programmes.models import Cohort
from studyvisit.questionnaires.rules import Occasion
from tests import factories
from tests.client import PageClient
from tests.people import Cast
from tests.steps import MODULE, STEPS, complete, rate

CLAIM = f"/cohorts/incheon/modules/{MODULE}/certificate"
ClientFor = Callable[[User], PageClient]


@pytest.fixture
def code(session: Session, cast: Cast, client_for: ClientFor) -> str:
    """Return the code of Alem's certificate, claimed as Alem claims it."""
    complete(session, cast.enrolment_id)
    client = client_for(cast.alem)
    page = client.submit(client.read(CLAIM), action="")
    return page.response.request.path.rpartition("/")[2]


def test_what_is_missing_is_listed_with_links(client_for: ClientFor, session: Session, cast: Cast) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE)
    session.commit()
    page = client_for(cast.alem).read(CLAIM)
    assert (page.status, page.title) == (409, "Not yet complete")
    links = page.links()
    assert links["Rate yourself after"].endswith("/self-assessment/after")
    assert f"/cohorts/incheon/modules/{MODULE}/quiz" in links.values()
    assert "Rate yourself before" not in links


def test_asking_too_early_issues_nothing(client_for: ClientFor, session: Session, cast: Cast) -> None:
    client = client_for(cast.alem)
    home = client.read("/")
    token = next(f.get("value", "") for f in home.all("input") if f.get("name") == "csrf_token")
    answer = client.post(CLAIM, data={"csrf_token": token, "name": "Alem"}, follow_redirects=True)
    assert answer.status_code == 409
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_the_name_is_confirmed_before_it_is_printed(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    complete(session, cast.enrolment_id)
    client = client_for(cast.alem)
    page = client.read(CLAIM)
    field = next(field for field in page.all("input") if field.get("name") == "name")
    assert field.get("value") == "Alem Bekele"
    assert "Measuring e-government" in page.text
    assert "Incheon" in page.text
    page = client.submit(page, {"name": "Dr Alem Bekele Tadesse"})
    assert page.title == "Certificate of completion"
    assert "Dr Alem Bekele Tadesse" in page.text


def test_it_says_when_this_cohort_met_and_not_another(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    cohort.starts_on, cohort.ends_on = date(2019, 5, 6), date(2019, 5, 10)
    complete(session, cast.enrolment_id)
    client = client_for(cast.alem)
    claim = client.read(CLAIM)
    for page in (claim, client.submit(claim)):
        assert "6 May 2019 to 10 May 2019, Incheon" in page.text
        assert "April" not in page.text


@pytest.mark.parametrize(
    ("name", "words"), [("  ", "Enter your name as it should be printed."), ("A" * 101, "Shorten your name")]
)
def test_a_name_that_cannot_be_printed_is_kept_and_explained(
    client_for: ClientFor, session: Session, cast: Cast, name: str, words: str
) -> None:
    complete(session, cast.enrolment_id)
    client = client_for(cast.alem)
    page = client.submit(client.read(CLAIM), {"name": name})
    assert page.status == 422
    assert page.text.count(words) == 2
    assert any(
        field.get("value") == name.strip() for field in page.all("input") if field.get("name") == "name"
    )


def test_claiming_twice_leads_to_the_same_certificate(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    complete(session, cast.enrolment_id)
    client = client_for(cast.alem)
    page = client.read(CLAIM)
    first, second = (client.submit(page, {"name": name}) for name in ("Alem Bekele", "Someone Else"))
    assert first.response.request.path == second.response.request.path
    assert "Someone Else" not in second.text
    assert client.read(CLAIM).response.request.path == first.response.request.path


def test_anybody_with_the_code_sees_what_is_printed_and_no_more(
    client: PageClient, session: Session, cast: Cast, code: str
) -> None:
    page = client.read(f"/certificates/{code}")
    assert page.status == 200
    for words in ("Alem Bekele", "Measuring e-government", "Verified: this certificate was issued", code):
        assert words in page.text
    assert re.search(r"Revision of the module\s*1 \([0-9a-f]{8}\)", page.text)
    assert "Revoke" not in page.text
    for secret in (
        cast.alem.email,
        str(cast.alem.id),
        str(cast.enrolment_id),
        "80 %",
        "Ministry",
        "incheon/",
    ):
        assert secret not in page.html


def test_the_qr_code_and_the_address_lead_to_the_page_itself(client: PageClient, code: str) -> None:
    page = client.read(f"/certificates/{code}")
    address = next(url for url in page.links().values() if url.startswith("http"))
    assert address.endswith(f"/certificates/{code}")
    drawn = re.search(r'<svg class="qr" [^>]*aria-label="[^"]+"><path stroke="#000" d="([^"]+)"/>', page.html)
    assert drawn
    assert drawn[1] == qr_of(address).path


@pytest.mark.parametrize("form", ["{}", " {} ", "{{lower}}", "{{bare}}"])
def test_a_code_is_found_however_it_is_typed(client: PageClient, code: str, form: str) -> None:
    typed = form.format(code).format(lower=code.lower(), bare=code.replace("-", " "))
    page = client.submit(client.read("/certificates"), {"code": typed})
    assert page.response.request.path == f"/certificates/{code}"
    assert client.read(f"/certificates/{typed.strip()}").response.request.path == f"/certificates/{code}"


def test_an_unknown_code_says_so_and_keeps_what_was_typed(client: PageClient, cast: Cast) -> None:
    page = client.submit(client.read("/certificates"), {"code": "<b>0000"})
    assert page.status == 404
    assert page.text.count("No certificate has this code.") == 2
    assert any(field.get("value") == "<b>0000" for field in page.all("input"))
    assert client.read("/certificates/0000-0000-0000").status == 404
    assert client.read("/certificates?code=%20").status == 200


def test_asking_for_codes_that_are_not_is_limited_and_checking_is_not(client: PageClient, code: str) -> None:
    address = {"REMOTE_ADDR": "192.0.2.7"}
    statuses = [client.get(f"/certificates/{n:012}", environ_base=address).status_code for n in range(35)]
    assert statuses[:30] == [404] * 30
    assert statuses[30:] == [429] * 5
    assert client.get("/certificates?code=0000", environ_base=address).status_code == 429
    checks = [client.get(f"/certificates/{code}", environ_base=address).status_code for _ in range(35)]
    assert set(checks) == {200}, "who shares an address with somebody who guesses cannot check"
    assert client.get(f"/certificates?code={code.lower()}", environ_base=address).status_code == 302
    others = {"REMOTE_ADDR": "192.0.2.8"}
    assert client.get("/certificates/0000", environ_base=others).status_code == 404


def test_an_administrator_revokes_with_a_reason(
    client_for: ClientFor, client: PageClient, cast: Cast, code: str
) -> None:
    ada = client_for(cast.ada)
    page = ada.read(ada.read(f"/certificates/{code}").links()["Revoke this certificate"])
    page = ada.submit(page, {"reason": " "})
    assert page.status == 422
    assert page.text.count("Enter the reason.") == 2
    ada.submit(page, {"reason": "Issued to the wrong person."})
    seen = client.read(f"/certificates/{code}")
    assert (seen.status, seen.title) == (200, "This certificate was revoked")
    assert "Issued to the wrong person." in seen.text
    assert "Alem" not in seen.text
    again = ada.read(f"/certificates/{code}/revoke")
    assert again.title == "This certificate was revoked"
    alem = client_for(cast.alem)
    assert alem.read(CLAIM).title == "This certificate was revoked", "nothing allowed another"
    assert "Get your certificate" not in alem.read("/").links()


def test_whose_certificate_was_revoked_claims_a_new_one(
    client_for: ClientFor, client: PageClient, session: Session, cast: Cast, code: str
) -> None:
    old, ada, alem = f"/certificates/{code}", client_for(cast.ada), client_for(cast.alem)
    ada.submit(ada.read(f"{old}/revoke"), {"reason": "The name is misspelt.", "may_be_replaced": "y"})
    for other in (client, ada, client_for(cast.bina)):
        assert "Claim a new certificate" not in other.read(old).links()
    home = alem.read("/")
    assert home.links()["Get your certificate"] == CLAIM
    seen = alem.read(home.links()["Your certificate"])
    assert (seen.title, seen.response.request.path) == ("This certificate was revoked", old)
    claim = alem.read(seen.links()["Claim a new certificate"])
    new = alem.submit(claim, {"name": "Alem Bekele Tadesse"})
    assert new.title == "Certificate of completion"
    assert "Alem Bekele Tadesse" in client.read(new.response.request.path).text
    assert client.read(old).title == "This certificate was revoked"
    for path in ("/", CLAIM.removesuffix("/certificate")):
        page = alem.read(path)
        assert page.links()["Your certificate"] == new.response.request.path
        assert "Get your certificate" not in page.links()
    person = client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}")
    assert new.response.request.path in person.links().values()
    assert alem.read(CLAIM).response.request.path == new.response.request.path


def test_only_administrators_of_the_programme_revoke(
    client_for: ClientFor, client: PageClient, session: Session, cast: Cast, code: str
) -> None:
    url = f"/certificates/{code}/revoke"
    assert client.get(url).status_code == 302
    for person in (cast.alem, cast.tara, cast.rosa, cast.olu):
        assert client_for(person).read(url).status == 403
    elsewhere = factories.user(session, name="Enzo")
    session.add(
        RoleGrant(
            user_id=elsewhere.id,
            role=Role.ADMINISTRATOR,
            programme_slug="another-programme",
            granted_at=factories.NOW,
        )
    )
    session.commit()
    enzo = client_for(elsewhere)
    assert enzo.read(url).status == 404
    assert "Revoke" not in enzo.read(f"/certificates/{code}").text


def test_strangers_cannot_claim(client_for: ClientFor, cast: Cast) -> None:
    for stranger in (cast.bina, cast.olu, cast.ada):
        assert client_for(stranger).read(CLAIM).status == 404
    assert client_for(cast.alem).read(CLAIM.replace(MODULE, "no-such-module")).status == 404


def test_a_certificate_never_depends_on_how_high_one_rates_oneself(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE, value=5)
    for step in STEPS[1:3]:
        step(session, cast.enrolment_id)
    rate(session, cast.enrolment_id, Occasion.AFTER, value=1)
    session.commit()
    client = client_for(cast.alem)
    assert client.submit(client.read(CLAIM)).title == "Certificate of completion"


@pytest.mark.parametrize("typed", ["%00", "a%00b", "%F0%9F%98%80", "x" * 2000, "%ff"])
def test_what_no_certificate_could_be_called_is_simply_unknown(client: PageClient, typed: str) -> None:
    assert client.read(f"/certificates/{typed}").status == 404
    assert client.read(f"/certificates?code={typed}").status == 404
