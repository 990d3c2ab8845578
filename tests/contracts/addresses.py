"""Where every endpoint is found on the seeded database, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, url_for
from werkzeug.routing import Rule

from studyvisit.accounts.models import User
from tests.client import PageClient
from tests.people import MODULES, PROGRAMME, Cast
from tests.seeded import LINKS, Seeded
from tests.seeded_jobs import EXPORT, GIVEN_UP, SCHEDULE
from tests.seeded_signing import TOKEN
from tests.seeded_studio import COMMENT, LINK, PREVIEW

PURPOSES = {"accounts.invitation": "invitation", "accounts.confirm_email": "email-change"}
BY_PERSON = ("marking.agreement", "quizzes.files", "quizzes.add_files", "quizzes.remove_file")
ROUTES = Path(__file__).with_name("routes.txt")
PEOPLE = ("anonymous", "alem", "bina", "olu", "tara", "rosa", "ada", "mona")


class Route(NamedTuple):
    """One line of routes.txt: what each of PEOPLE gets."""

    method: str
    path: str
    endpoint: str
    outcomes: tuple[str, ...]


def listed() -> list[Route]:
    """Return the routes that routes.txt lists."""
    lines = [line.split() for line in ROUTES.read_text(encoding="utf-8").splitlines()]
    return [
        Route(a, b, c, tuple(rest)) for a, b, c, *rest in (line for line in lines if line and line[0] != "#")
    ]


def rules_of(app: Flask) -> list[tuple[str, Rule]]:
    """Return every method and rule that the application answers to; HEAD and OPTIONS go with GET."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, endpoint: str, arguments: set[str], seeded: Seeded, cast: Cast) -> str:
    """Return an endpoint's address for Alem's own things.

    Fails for an argument that nobody said how to fill: say it here.
    """
    known: dict[str, Any] = {
        "attempt_id": seeded.alem.open_attempt,
        "code": seeded.alem.code,
        "cohort": "incheon",
        "enrolment_id": seeded.alem.enrolment_id,
        "export_id": EXPORT,
        "extension": "svg",
        "job_id": GIVEN_UP,
        "schedule_id": SCHEDULE,
        "kind": "csv",
        "lesson_id": seeded.lesson_id,
        "occasion": "follow-up-3",
        "module_slug": MODULES[0],
        "link_id": seeded.signed.link_id,
        "name": "record.json",
        "note_id": seeded.alem.note_id,
        "question_id": seeded.alem.question_id,
        "report": "overview",
        "report_id": seeded.signed.report_id,
        "session_id": seeded.alem.session_id,
        "sha256": seeded.media.sha256,
        "statement_id": "sa-explain-enabler",
        "token": LINKS[PURPOSES.get(endpoint, "password-reset")],
        "response_id": seeded.alem.by_person.response_id,
        "upload_id": seeded.alem.by_person.upload_id,
        "user_id": cast.alem.id,
        "visit_id": "visit-songdo",
        "wave": "pre" if endpoint == "questionnaires.save_rating" else "follow-up-12",
    }
    if endpoint in BY_PERSON:
        known |= {"attempt_id": seeded.alem.by_person.open_attempt, "question_id": "file-upload"}
    if endpoint == "reporting.open_answers":
        known["question_id"] = "q-births"
    if endpoint.startswith("signing.published"):
        known["token"] = TOKEN
    if endpoint.startswith("studio."):
        known |= {
            "kind": "module",
            "slug": MODULES[0],
            "name": "quiz.md",
            "number": 1,
            "language": "fr",
            "key": "q-silos",
        }
        known |= {"comment_id": COMMENT, "link_id": LINK, "token": PREVIEW}
    assert arguments <= set(known), f"how is {arguments - set(known)} of {endpoint} filled?"
    with app.test_request_context():
        return url_for(endpoint, **{name: known[name] for name in arguments})


def browsers(app: Flask, cast: Cast, client_for: Callable[[User], PageClient]) -> dict[str, PageClient]:
    """Return a browser for each of PEOPLE, signed in but for the first."""
    signed_out = app.test_client()
    assert isinstance(signed_out, PageClient)
    return {"anonymous": signed_out} | {name: client_for(getattr(cast, name)) for name in PEOPLE[1:]}


def may_be_a_page(path: str) -> bool:
    """Return whether a browser may show what is at an address, rather than keep it as a file."""
    return not path.startswith(("/media/", "/uploads/", "/healthz", "/readyz")) and not path.endswith(
        (".csv", ".json", "/zip")
    )


def tour(app: Flask, seeded: Seeded, cast: Cast) -> list[tuple[str, str]]:
    """Return every address that answers a GET with who opens it: for each, those who see something of their own.

    The last ones are the same pages in other states, and the pages of errors.
    """
    stops = []
    for route in listed():
        if route.method == "GET":
            may = [person for person, outcome in zip(PEOPLE, route.outcomes, strict=True) if outcome == "ok"]
            arguments = {name.partition(":")[2].rstrip(">") for name in route.path.split("<")[1:]}
            arguments = {name.partition(">")[0] for name in arguments}
            path = address(app, route.endpoint, arguments, seeded, cast)
            people = may if route.endpoint == "completion.home" else may[:1]
            stops += [(person, path) for person in people]
    second = f"/cohorts/incheon/modules/{MODULES[1]}"
    first = f"/cohorts/incheon/modules/{MODULES[0]}"
    return [
        *stops,
        ("alem", f"/attempts/{seeded.alem.finished_attempt}"),
        ("alem", second),
        ("alem", f"{second}/lessons/country-profile"),
        ("tara", first),
        ("tara", f"{first}/lessons/{seeded.lesson_id}"),
        ("alem", f"{first}/quiz"),
        ("alem", f"{second}/quiz"),
        ("alem", f"{second}/self-assessment/before"),
        ("alem", f"{second}/self-assessment/after"),
        ("alem", f"{second}/certificate"),
        ("alem", "/cohorts/incheon/feedback/reaction"),
        ("alem", "/cohorts/incheon/feedback/follow-up-12"),
        ("alem", "/cohorts/incheon/feedback/follow-up-6"),
        ("alem", "/cohorts/incheon/self-assessment/follow-up-3"),
        ("alem", "/cohorts/incheon/self-assessment/follow-up-6"),
        ("tara", "/lesson-notes?show=settled"),
        ("tara", f"/reports/modules/{MODULES[0]}/answers/q-births?names=1"),
        ("rosa", "/reports/feedback/incheon/reaction"),
        ("rosa", "/reports/feedback/incheon/follow-up-6"),
        ("rosa", f"/signed-reports/freeze/overview?programme={PROGRAMME}"),
        ("rosa", f"/signed-reports/{seeded.signed.report_id}?table=countries&row=1&column=certified"),
        ("anonymous", "/certificates?code=ABCD"),
        ("anonymous", "/invitations/unknown"),
        ("anonymous", "/no-such-page"),
        ("olu", "/people"),
    ]
