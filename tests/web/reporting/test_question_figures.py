"""The trainer's page about the questions of a quiz: what it counts, what it hides, and its files."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, Regrade, Response
from tests import factories
from tests.client import PageClient, Read
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.quizzing import MODULE, QUESTIONS, publish_quiz
from tests.web.reporting.reading import words

Open = Callable[[User], PageClient]
PAGE = f"/reports/questions/{MODULE}"
ASKED = [question.id for question in QUESTIONS]
RIGHT = {"one": ["yes"], "several": ["a", "b", "c"], "claim": ["true"], "number": ["31337.25"]}


def sit(
    session: Session,
    enrolment: Enrolment,
    answers: Mapping[str, tuple[list[str], float | None]],
    *,
    number: int = 1,
    percent: float | None = 50,
    form: str | None = None,
    wave: str = "post",
) -> Attempt:
    """Store an attempt with its responses, twenty seconds after one another; without a percentage it is open."""
    module = Shelf(session).module(MODULE)
    attempt = Attempt(
        enrolment_id=enrolment.id,
        module_slug=MODULE,
        quiz_id=module.content.quiz.id,
        revision_id=module.revision_id,
        number=number,
        seed=1,
        question_ids=ASKED,
        started_at=NOW,
        submitted_at=None if percent is None else NOW + timedelta(hours=1),
        percent=percent,
        form=form,
        wave=wave,
    )
    session.add(attempt)
    session.flush()
    for place, (question_id, (answer, points)) in enumerate(answers.items(), start=1):
        at = NOW + timedelta(seconds=20 * place)
        session.add(
            Response(
                attempt_id=attempt.id,
                question_id=question_id,
                answer=answer,
                revision=1,
                saved_at=at,
                first_saved_at=at,
                points=points,
            )
        )
    return attempt


def people(session: Session, cohort: Cohort, count: int) -> list[Enrolment]:
    """Enrol people who are called Secret."""
    made = []
    for place in range(count):
        user = factories.user(session, name=f"Secret {place}")
        user.language = "en" if place % 2 else "fr"
        made.append(factories.enrolment(session, cohort=cohort, user=user))
    return made


@pytest.fixture
def twelve(session: Session, cast: Cast) -> list[Enrolment]:
    """Return twelve people of Incheon who sat the quiz once, each a little better than the one before.

    The strong choose the wrong option of "one"; one leaves "several" blank; nobody answers "short".
    """
    publish_quiz(session)
    enrolments = people(session, cast.cohort, 12)
    for place, enrolment in enumerate(enrolments):
        answers: dict[str, tuple[list[str], float | None]] = {
            "one": (["no"], 0.0) if place > 6 else (["yes"], 1.0),
            "several": (RIGHT["several"], 1.0) if place > 4 else (["d"], 0.0),
            "claim": (["true"], 1.0) if place > 2 else (["false"], 0.0),
            "number": (RIGHT["number"], 1.0) if place > 8 else (["7"], 0.0),
        }
        if place == 0:
            answers["several"] = ([], 0.0)
        form = "a" if place % 2 else "b"
        sit(
            session,
            enrolment,
            answers,
            percent=20 * sum(points or 0 for _a, points in answers.values()),
            form=form,
        )
    session.commit()
    return enrolments


def figures(browser: PageClient, query: str = "") -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return the CSV and the JSON, which hold the same cells."""
    text = browser.get(f"{PAGE}/figures.csv{query}").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text)))
    document: dict[str, Any] = json.loads(browser.get(f"{PAGE}/figures.json{query}").text)
    for row, cells in zip(rows, document["rows"], strict=True):
        assert list(row.values()) == ["" if cell is None else str(cell) for cell in cells]
    return rows, document


def question(browser: PageClient, question_id: str, query: str = "") -> dict[str, str]:
    """Return the row of a question."""
    [row] = [
        row for row in figures(browser, query)[0] if row["question"] == question_id and not row["option"]
    ]
    return row


def table(page: Read, number: int) -> list[list[str]]:
    """Return the words of a table's body."""
    rows = page.tree.findall(".//table")[number].iterfind("./tbody/tr")
    return [[words(cell) for cell in row] for row in rows]


def test_the_page_and_both_files_show_the_same_figures(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    browser = client_for(cast.tara)
    rows, document = figures(browser)
    lines = table(browser.read(PAGE), 0)
    asked = [row for row in rows if not row["option"]]
    assert [row["question"] for row in asked] == ASKED
    for line, row in zip(lines, asked, strict=True):
        assert line[1:3] == [row["answered"], row["blank"]]
        if row["facility"].startswith("("):
            assert f"({line[3]})" in (row["facility"], "(nobody yet)")
        else:
            assert line[3].startswith(f"{float(row['facility']):.0%}")
            assert line[4].startswith(f"{float(row['discrimination']):.0f} ")
    assert document["quiz"]["attempts"] == 12


def test_a_question_that_misleads_is_named_with_its_option_and_how_often_that_is_for_nothing(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    browser = client_for(cast.tara)
    row = question(browser, "one")
    assert (row["flags"], row["false_alarms"]) == ("misleading_option:no", "0.05")
    assert (row["facility"], row["seconds"]) == ("0.5833", "20.0")
    page = browser.read(PAGE)
    assert "A wrong option attracts the strong." in page.text
    assert "false for at most 5% of sound questions" in page.text
    [wrong] = [row for row in figures(browser)[0] if row["option"] == "no"]
    assert float(wrong["point_biserial"]) > 0.5
    assert (wrong["upper"], wrong["lower"]) == ("1.0", "0.0")


def test_a_question_leads_to_where_it_is_corrected_for_those_who_may(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    browser = client_for(cast.tara)
    [link, *_others] = [
        unescape(address)
        for address in re.findall(r'href="([^"]+)">Correct this question</a>', browser.get(PAGE).text)
    ]
    assert f'<option selected value="{ASKED[0]}">' in browser.get(link).text
    assert "Correct this question" not in client_for(cast.rosa).read(PAGE).text


def test_blank_is_not_nought_and_nobody_is_neither(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    browser = client_for(cast.tara)
    several, short = question(browser, "several"), question(browser, "short")
    assert (several["asked"], several["answered"], several["blank"]) == ("12", "11", "1")
    assert float(several["facility"]) == round(7 / 11, 4)
    assert (short["answered"], short["blank"], short["facility"]) == ("0", "12", "(nobody)")


def test_forms_and_languages_stand_side_by_side_and_few_are_too_few(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    page = client_for(cast.tara).read(PAGE)
    assert [line[:3] for line in table(page, 3)] == [["A", "6", "too few"], ["B", "6", "too few"]]
    assert [line[:3] for line in table(page, 4)] == [
        ["English", "6", "too few"],
        ["français", "6", "too few"],
    ]


def test_what_was_gained_since_the_check_before_is_shown_and_freed_of_the_harder_form(
    client_for: Open, session: Session, cast: Cast, twelve: list[Enrolment]
) -> None:
    browser = client_for(cast.tara)
    assert "Before and after" not in browser.read(PAGE).text
    for place, enrolment in enumerate(twelve):
        sit(session, enrolment, {}, percent=10, form="b" if place % 2 else "a", wave="pre")
    session.commit()
    gain, mean = (figures(browser)[1]["quiz"][name] for name in ("gain", "mean"))
    [*_others, row] = browser.get("/reports/questions.json").get_json()["tables"][1]["rows"]
    assert gain["people"]["both"] == row[3] == 12
    assert gain["difference"]["value"] == row[4] == pytest.approx(mean["value"] - 10)
    assert gain["forms"]["gain"]["value"] == pytest.approx(mean["value"] - 10)
    lines = {line[0]: line[1] for line in table(browser.read(PAGE), 3)}
    assert lines["Before"] == "10% 10% to 10%"
    assert lines["Gain"].startswith(f"{(mean['value'] - 10) / 100:.0%} ")
    assert figures(browser, "?attempts=all")[1]["quiz"]["gain"] is None


def test_nobody_is_named_and_nine_are_too_few(client_for: Open, session: Session, cast: Cast) -> None:
    publish_quiz(session)
    for enrolment in people(session, cast.cohort, 9):
        sit(session, enrolment, {"one": (["no"], 0.0)})
    session.commit()
    browser = client_for(cast.tara)
    page = browser.read(PAGE)
    assert "Below ten there are too few" in page.text
    assert "Secret" not in page.text
    assert question(browser, "one")["facility"] == "(too few)"
    assert not any(row["flags"] for row in figures(browser)[0])


def test_which_attempts_count_can_be_chosen_and_open_or_late_or_withdrawn_never_do(
    client_for: Open, session: Session, cast: Cast, twelve: list[Enrolment]
) -> None:
    first, second, third, *_rest = twelve
    sit(session, first, {"one": (["no"], 0.0)}, number=2, percent=100)
    sit(session, second, {"one": (["no"], 0.0)}, number=2, percent=0)
    opened = sit(session, third, {"one": (["no"], 0.0)}, number=2, percent=None)
    session.add(
        Response(
            attempt_id=opened.id,
            question_id="number",
            answer=["7"],
            revision=1,
            saved_at=NOW,
            is_late=True,
            points=None,
        )
    )
    twelve[-1].withdrawn_at = NOW
    session.commit()
    browser = client_for(cast.tara)
    right = {
        which: round(float(question(browser, "one", f"?attempts={which}")["facility"]) * n)
        for which, n in (("first", 11), ("last", 11), ("highest", 11), ("all", 13))
    }
    assert right == {"first": 7, "last": 5, "highest": 6, "all": 7}


def test_answers_that_wait_for_a_person_are_left_out_and_said(
    client_for: Open, session: Session, cast: Cast, twelve: list[Enrolment]
) -> None:
    for enrolment in people(session, cast.other_cohort, 2):
        sit(session, enrolment, {"short": (["something"], None), "one": (["yes"], 1.0)})
    session.commit()
    browser = client_for(cast.tara)
    assert "2 answers wait for their marks" in browser.read(PAGE).text
    assert question(browser, "short")["asked"] == "12"
    assert question(browser, "one", "?cohort=incheon")["answered"] == "12"


def test_a_question_that_was_dropped_says_nothing_where_it_was(
    client_for: Open, session: Session, cast: Cast, twelve: list[Enrolment]
) -> None:
    module = Shelf(session).module(MODULE)
    session.add(
        Regrade(
            programme_slug=PROGRAMME,
            module_slug=MODULE,
            quiz_id=module.content.quiz.id,
            question_id="one",
            remedy="drop",
            revision_id=module.revision_id,
            revision_number=module.number,
            reason="Both options are right.",
            declared_at=NOW,
        )
    )
    session.commit()
    browser = client_for(cast.tara)
    row = question(browser, "one")
    assert (row["asked"], row["facility"], row["flags"]) == ("0", "(nobody)", "")
    assert "left out where it was dropped" in browser.read(PAGE).text
    assert question(browser, "claim")["answered"] == "12"


def test_another_programmes_trainer_finds_nothing(
    client_for: Open, session: Session, cast: Cast, twelve: list[Enrolment]
) -> None:
    session.add(RoleGrant(user_id=cast.olu.id, role=Role.TRAINER, programme_slug="another", granted_at=NOW))
    session.commit()
    browser = client_for(cast.olu)
    assert browser.get(PAGE).status_code == 404
    assert browser.get(f"{PAGE}/figures.csv").status_code == 404
    assert MODULE not in browser.get("/reports/questions").text
    assert client_for(cast.alem).get(PAGE).status_code == 403


def test_an_address_that_nobody_can_mean_asks_for_everything(
    client_for: Open, cast: Cast, twelve: list[Enrolment]
) -> None:
    assert question(client_for(cast.tara), "one", "?attempts=most&cohort=%00")["answered"] == "12"
