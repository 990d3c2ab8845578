"""Questions built in a browser without scripts: as a form, as text, put in order, and nobody's words lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.writing.fields import Kind
from studyvisit.curriculum.writing.spans import outline_of
from studyvisit.studio.models import DraftFile
from tests.client import PageClient, Read
from tests.people import MODULES, Cast

Open = Callable[[User], PageClient]
UNIT = f"/studio/module/{MODULES[1]}"
QUESTIONS = f"{UNIT}/questions/quiz.md"
NEW = f"{UNIT}/new-question/quiz.md"

pytestmark = pytest.mark.one_database


@pytest.fixture
def trainer(cast: Cast, client_for: Open) -> PageClient:
    """Return Tara's browser."""
    return client_for(cast.tara)


def quiz(session: Session) -> str:
    """Return the quiz as it is being written."""
    session.rollback()
    file = session.query(DraftFile).filter_by(name="quiz.md").one_or_none()
    return (file.text or "") if file else ""


def keys(session: Session) -> list[str]:
    """Return the keys of its questions, in order."""
    return [span.key for span in outline_of(quiz(session), "quiz.md").spans]


def send(browser: PageClient, page: Read, do: str, key: str = "", **fields: str | list[str]) -> Read:
    """Fill in a page's form and press a button; `key` names the row of the list that the button is in."""
    token = next(e.get("value", "") for e in page.all("input") if e.get("name") == "csrf_token")
    base = next(e.get("value", "") for e in page.all("input") if e.get("name") == "base")
    if key:
        data = {"csrf_token": token, "base": base, "key": key, "do": do, **fields}
        return browser._read(browser.post(page.response.request.path, data=data, follow_redirects=True))
    return browser.submit(page, {"do": do, **fields})


def test_three_questions_are_added_with_ten_actions(session: Session, trainer: PageClient) -> None:
    page = trainer.read(NEW)  # 1: "Add a question"
    for number in (1, 2, 3):  # 3 each: the question, its options, the button
        page = send(
            trainer,
            page,
            "save-next" if number < 3 else "save",
            prompt=f"Which of these is number {number}?",
            more=f"Not this one\n* Number {number}\n> Right, by its name.\nNor that one",
        )
    outline = outline_of(quiz(session), "quiz.md")
    added = outline.spans[-3:]
    assert [span.id for span in added] == [f"which-of-these-is-number-{number}" for number in (1, 2, 3)]
    assert added[0].source.endswith(
        "Which of these is number 1?\n\n- ( ) Not this one {#not-this-one}\n- (x) Number 1 {#number-1}\n"
        "  > Right, by its name.\n- ( ) Nor that one {#nor-that-one}"
    )
    assert all(span.values["competency"] for span in added)
    assert "Which of these is number 3" in page.text


def test_a_changed_field_changes_its_question_and_no_other_character(
    session: Session, trainer: PageClient
) -> None:
    page = trainer.read(QUESTIONS)
    send(trainer, page, "duplicate", key="components")
    before = quiz(session)
    page = trainer.read(f"{QUESTIONS}/components")
    send(trainer, page, "save")
    assert quiz(session) == before
    send(trainer, trainer.read(f"{QUESTIONS}/components"), "save", points="7")
    span = outline_of(before, "quiz.md").span("components")
    assert span
    after = quiz(session)
    assert after.startswith(before[: span.start])
    assert after.endswith(before[span.end :])
    assert "points=7" in after[span.start :].partition("\n")[0]


def test_form_and_text_lead_to_each_other_with_what_is_not_saved_yet(trainer: PageClient) -> None:
    page = trainer.read(f"{QUESTIONS}/components")
    text = send(trainer, page, "text", prompt="Which ones, then?")
    area = next(area.text or "" for area in text.all("textarea"))
    assert "Which ones, then?" in area
    form = send(trainer, text, "form", text=area.replace("then?", "now?"))
    assert "Which ones, now?" in next(a.text or "" for a in form.all("textarea") if a.get("id") == "prompt")
    odd = send(trainer, text, "form", text=area.replace("{#", "{colour=red #", 1))
    assert odd.status == 422
    assert "This question can be changed as text only." in odd.text
    assert "colour" in odd.text


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    session: Session, trainer: PageClient
) -> None:
    page = send(trainer, trainer.read(NEW), "save", prompt="Which?", more="One\nTwo", points="many")
    assert page.status == 422
    assert page.title == "Add a question"
    errors = {e.get("id"): "".join(e.itertext()) for e in page.all("p") if e.get("class") == "error"}
    assert "not a whole number" in errors["points-error"]
    assert [e.get("value") for e in page.all("input") if e.get("id") == "option-1-text"] == ["Two"]
    assert quiz(session) == ""
    broken = send(trainer, page, "save", prompt="Which?\n## Not a heading")
    assert broken.status == 422
    assert "read as something else" in broken.text
    page = send(trainer, broken, "save", prompt="Which?", points="", right="1")
    assert keys(session)[-1] == "which"


def test_rows_come_and_go_by_buttons_without_a_script(trainer: PageClient) -> None:
    page = send(trainer, trainer.read(f"{NEW}?kind=ordering"), "add", prompt="?", more="One\nTwo\nThree")
    shown = [e.get("value") for e in page.all("input") if re.fullmatch(r"row-\d-text", e.get("id") or "")]
    assert shown == ["One", "Two", "Three", ""]
    page = send(trainer, send(trainer, page, "up-2"), "remove-0")
    shown = [e.get("value") for e in page.all("input") if re.fullmatch(r"row-\d-text", e.get("id") or "")]
    assert shown == ["Three", "Two", ""]


def test_questions_move_are_copied_taken_out_and_put_back(session: Session, trainer: PageClient) -> None:
    page = send(trainer, trainer.read(QUESTIONS), "duplicate", key="components")
    at = keys(session).index("components")
    assert keys(session)[at + 1] == "components-2"
    page = send(trainer, page, "up", key="components-2")
    assert keys(session)[at] == "components-2"
    before = quiz(session)
    page = send(trainer, page, "remove", key="components")
    assert "components" not in keys(session)
    assert "was taken out" in page.text
    back = trainer.submit(page, {"do": "put-back"})
    assert back.status == 200
    assert quiz(session) == before


def test_a_colleague_who_changed_the_same_question_is_not_overwritten(
    session: Session, cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    other = client_for(cast.ada)
    mine, theirs = trainer.read(f"{QUESTIONS}/components"), other.read(f"{QUESTIONS}/components")
    other_question = trainer.read(f"{QUESTIONS}/ethiopia-2018")
    send(other, theirs, "save", prompt="What Ada asks?")
    collision = send(trainer, mine, "save", prompt="What Tara asks?")
    assert collision.status == 409
    assert "What Ada asks?" in collision.text
    assert "What Tara asks?" in collision.text
    assert "What Ada asks?" in quiz(session)
    send(trainer, other_question, "save", points="9")
    assert "What Ada asks?" in quiz(session)
    assert "points=9" in quiz(session)


def test_the_kind_of_a_published_question_cannot_change(session: Session, trainer: PageClient) -> None:
    page = trainer.read(f"{QUESTIONS}/components?show=text")
    source = next(area.text or "" for area in page.all("textarea")).strip()
    heading = source.partition("\n")[0]
    refused = send(trainer, page, "save", text=f"{heading}\nTrue?\n\n= true")
    assert refused.status == 422
    assert "cannot change once it was published" in refused.text
    assert quiz(session) == ""


def test_a_question_is_added_to_a_check_of_a_lesson(session: Session, trainer: PageClient) -> None:
    page = trainer.read(f"{UNIT}/new-question/01-the-survey.md?kind=true-false")
    assert "long-answer" not in page.html
    page = send(trainer, page, "save", prompt="Ranks are values.", is_true="false", feedback="No: places.")
    assert page.title == "Questions"
    session.rollback()
    text = session.query(DraftFile).filter_by(name="01-the-survey.md").one().text or ""
    assert "### Ranks are values. {#ranks-are-values" in text
    assert text.rindex(":::") > text.index("#ranks-are-values") > text.rindex("::: check")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_form_that_keeps_the_rules_of_pages(trainer: PageClient, kind: Kind) -> None:
    assert trainer.read(f"{NEW}?kind={kind}").status == 200


def test_every_question_of_a_quiz_opens_in_its_form_and_shows_itself(trainer: PageClient) -> None:
    links = trainer.read(QUESTIONS).links().values()
    addresses = [url for url in links if re.search(r"/questions/quiz.md/[^?]+$", url)]
    assert len(addresses) > 10
    for address in addresses[::3]:
        page = trainer.read(address)
        assert page.title == "Change a question", address
        assert "As participants get it" in page.text


def test_a_link_to_a_question_lands_in_the_file_that_has_it(trainer: PageClient) -> None:
    quiz_file, lesson_file = f"{UNIT}/files/quiz.md", f"{UNIT}/files/01-the-survey.md"
    page = trainer.read(f"{quiz_file}?question=components")
    assert f"{QUESTIONS}/components" in [one.get("href") for one in page.all("a")]
    number = next(one.get("data-at", "") for one in page.all("form") if one.get("data-at"))
    text = next(one.text or "" for one in page.all("textarea") if one.get("id") == "text")
    assert "{#components" in text.lstrip("\n").splitlines()[int(number) - 1]
    asked_elsewhere = trainer.get(f"{lesson_file}?question=components")
    assert asked_elsewhere.location == f"{quiz_file}?question=components"
    assert "is no longer in this module" in trainer.read(f"{quiz_file}?question=gone-long-ago").text
