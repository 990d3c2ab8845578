"""From a draft to what readers see: the difference, what it means, reviewing, history, previews."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import OneChoice
from studyvisit.curriculum.source import Bundle
from studyvisit.library.models import Publication, PublicationAct, Revision
from studyvisit.programmes.models import ModuleStanding
from studyvisit.studio.models import Draft, DraftComment, DraftFile, PreviewLink
from studyvisit.studio.queries.drafts import state_of
from studyvisit.studio.services.drafts import open_draft, save_text
from tests import factories
from tests.client import PageClient, Read, held_by
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast

MODULE = MODULES[0]
STUDIO = f"/studio/module/{MODULE}"
QUIZ = f"/cohorts/incheon/modules/{MODULE}/quiz"
ClientFor = Callable[[User], PageClient]


def change(session: Session, by: User, name: str, old: str, new: str) -> Draft:
    """Change a file of the first module's draft by Tara or somebody else, and commit."""
    draft = open_draft(session, "module", MODULE, actor_id=by.id, now=utc_now())
    text = session.get_one(DraftFile, (draft.id, name)).text or ""
    assert old in text, (old, text[:300])
    save_text(
        session, draft, name, text.replace(old, new, 1), base=state_of(text), actor_id=by.id, now=utc_now()
    )
    session.commit()
    return draft


@pytest.fixture
def lesson(units: tuple[CompiledUnit, ...]) -> str:
    """Return the file of the first module's first lesson."""
    return next(name for name in bundle_of(units).files if re.fullmatch(r"01-[a-z0-9-]+\.md", name))


def bundle_of(units: tuple[CompiledUnit, ...]) -> Bundle:
    """Return the first module as it was published."""
    return next(unit.bundle for unit in units if unit.slug == MODULE)


def a_title(units: tuple[CompiledUnit, ...], name: str) -> str:
    """Return the line of a file that gives its title."""
    found = re.search(r"^title: .*$", bundle_of(units).text(name), re.MULTILINE)
    assert found
    return found[0]


def test_publishing_shows_what_changes_and_for_whom_and_keeps_why(
    session: Session, cast: Cast, client_for: ClientFor, units: tuple[CompiledUnit, ...], lesson: str
) -> None:
    session.add(ModuleStanding(enrolment_id=cast.enrolment_id, module_slug=MODULE, started_at=NOW))
    session.commit()
    change(session, cast.tara, lesson, a_title(units, lesson), "title: A better title")
    tara = client_for(cast.tara)
    page = tara.read(f"{STUDIO}/publish")
    assert "1 participant is in this module" in page.text
    assert "Added: A better title" in " ".join(page.text.split()) or "better" in page.text
    refused = tara.submit(page, {"why": ""}, action="")
    assert (refused.status, "Say why" in refused.text) == (422, True)
    tara.submit(refused, {"why": "A clearer title"}, action="")
    assert session.scalars(select(PublicationAct.why).order_by(PublicationAct.at.desc())).first() == (
        "A clearer title"
    )
    history = tara.read(f"{STUDIO}/history")
    assert "Revision 2 published" in history.text
    assert cast.tara.name in history.text
    assert "A clearer title" in history.text
    between = tara.read(f"{STUDIO}/history/difference?from=1&to=2")
    assert "A better title" in between.text
    back = tara.read(f"{STUDIO}/history/1/restore")
    tara.submit(back, {"why": "It was better"}, action="")
    assert "Went back to revision 1" in tara.read(f"{STUDIO}/history").text
    session.rollback()
    assert (
        session.scalar(
            select(Revision.number)
            .join(Publication, Publication.revision_id == Revision.id)
            .where(Publication.slug == MODULE)
        )
        == 1
    )


def test_a_changed_key_asks_what_becomes_of_earlier_answers_and_leads_to_the_regrade(
    session: Session, cast: Cast, client_for: ClientFor, units: tuple[CompiledUnit, ...]
) -> None:
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    open_sheet = alem.submit(alem.read(QUIZ), action="/quiz")
    answers = first_choices(units, open_sheet)
    result = alem.submit(alem.submit(open_sheet, answers, button="review"), action="/submit")
    path = result.response.request.path
    alem.submit(alem.read(QUIZ), action="/quiz")
    text = bundle_of(units).text("quiz.md")
    change(session, cast.tara, "quiz.md", text, with_other_keys(text))
    page = tara.read(f"{STUDIO}/publish")
    assert "another answer is right" in page.text
    assert "1 quiz is open" in page.text
    asked = {name for one in page.all("input") if (name := one.get("name", "")).startswith("decision-")}
    assert asked
    undecided = tara.submit(page, {"why": "The key was wrong"}, action="")
    assert (undecided.status, "what is to become of the answers" in undecided.text) == (422, True)
    done = tara.submit(undecided, {"why": "The key was wrong", **dict.fromkeys(asked, "regrade")}, action="")
    [regrade] = [
        url
        for words, url in done.links().items()
        if words.startswith("See and declare the regrade of")
        and any(f"question={one}&" in url for one in answers_by_id(units, open_sheet))
    ][:1]
    preview = tara.read(regrade)
    assert "1 finished attempt asks this question." in preview.text
    assert "that fall: 1; that stay: 0." in preview.text
    assert "Corrected: 1 score changed." in tara.submit(preview, action="/corrections").text
    again = alem.read(path).text
    assert "The key was wrong" in again
    assert "Your score fell from" in again


def answers_by_id(units: tuple[CompiledUnit, ...], sheet: Read) -> dict[str, tuple[str, str]]:
    """Return the right answer to each question of one choice that a sheet asks: its field and its value."""
    module = next(unit.document for unit in units if unit.slug == MODULE)
    assert isinstance(module, Module)
    found = {}
    for box in sheet.tree.iter():
        question = module.quiz.question((box.get("data-save") or "").rpartition("/")[2])
        if isinstance(question, OneChoice):
            [right] = question.right_answer
            [name] = {one.get("name", "") for one in box.iter("input") if one.get("value") == right}
            found[question.id] = (name, right)
    return found


def first_choices(units: tuple[CompiledUnit, ...], sheet: Read) -> dict[str, str | list[str]]:
    """Return the same as fields of the form."""
    return {name: [right] for name, right in answers_by_id(units, sheet).values()}


def with_other_keys(quiz: str) -> str:
    """Return a quiz in which of every question of one choice another answer is right."""

    def turned(question: str) -> str:
        if "- (x)" not in question:
            return question
        return question.replace("- (x)", "- (?)").replace("- ( )", "- (x)", 1).replace("- (?)", "- ( )")

    return "\n## ".join(turned(question) for question in quiz.split("\n## "))


def test_a_suggestion_is_accepted_by_a_click_and_a_comment_answered_and_resolved(
    session: Session, cast: Cast, client_for: ClientFor, units: tuple[CompiledUnit, ...], lesson: str
) -> None:
    draft = change(session, cast.tara, lesson, a_title(units, lesson), "title: A better title")
    lines = (session.get_one(DraftFile, (draft.id, lesson)).text or "").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line == "title: A better title")
    ada, tara = client_for(cast.ada), client_for(cast.tara)
    page = ada.read(f"{STUDIO}/review?file={lesson}&line={number}")
    said = {"words": "Say it shorter", "suggests": "yes", "suggestion": "title: Better"}
    page = ada.submit(page, said, action="/comments")
    assert "Say it shorter" in page.text
    ada.submit(ada.read(f"{STUDIO}/review"), {"words": "One thing"}, action="/review", button="returned")

    session.rollback()
    one = session.scalars(select(DraftComment)).one()
    page = tara.read(f"{STUDIO}/review?file={lesson}")
    assert "Sent back" in page.text
    tara.submit(page, {"words": "Gladly"}, action=f"/comments/{one.id}", button="answer")
    tara.submit(page, action=f"/comments/{one.id}", button="accept")
    session.rollback()
    assert "title: Better\n" in (
        session.get_one(DraftFile, (draft.id, lesson), populate_existing=True).text or ""
    )
    page = tara.read(f"{STUDIO}/review?file={lesson}")
    assert "accepted" in page.text
    assert "Gladly" in page.text
    tara.submit(page, action=f"/comments/{one.id}", button="reopen")
    session.rollback()
    assert session.get_one(DraftComment, one.id, populate_existing=True).resolved_at is None
    empty = ada.submit(ada.read(f"{STUDIO}/review?file={lesson}&line=1"), {"words": ""}, action="/comments")
    assert empty.status == 422


def test_a_second_reader_who_did_not_change_it_last_approves_exactly_this_state(
    session: Session, cast: Cast, client_for: ClientFor, units: tuple[CompiledUnit, ...], lesson: str
) -> None:
    ask_for_second_reader(session)
    change(session, cast.tara, lesson, a_title(units, lesson), "title: A better title")
    tara, ada = client_for(cast.tara), client_for(cast.ada)
    tara.submit(tara.read(f"{STUDIO}/review"), action="/review", button="approved")
    blocked = tara.read(f"{STUDIO}/publish")
    assert "A second person has to approve" in blocked.text
    token = held_by(blocked.tree)["csrf_token"]
    number = session.scalars(select(Draft.number)).one()
    sent = {"csrf_token": token, "number": str(number), "why": "Mine"}
    assert tara.post(f"{STUDIO}/publish", data=sent).status_code == 422

    ada.submit(ada.read(f"{STUDIO}/review"), action="/review", button="approved")
    assert "A second person has to approve" not in tara.read(f"{STUDIO}/publish").text
    session.rollback()
    change(session, cast.tara, lesson, "title: A better title", "title: Another")
    assert "A second person has to approve" in tara.read(f"{STUDIO}/publish").text


def ask_for_second_reader(session: Session) -> None:
    """Let the programme ask for a second reader, as its published document says."""
    from studyvisit.curriculum import document
    from studyvisit.library.queries import Shelf

    programme = replace(Shelf(session).programme(PROGRAMME).content, second_reader=True)
    revision = Revision(
        kind="programme",
        slug=PROGRAMME,
        number=2,
        sha256="1" * 64,
        source="{}",
        document=document.dump(programme),
        published_at=NOW,
    )
    session.add(revision)
    session.flush()
    session.get_one(Publication, ("programme", PROGRAMME)).revision_id = revision.id
    session.commit()


def test_a_colleague_reads_a_draft_by_its_link_until_it_is_withdrawn_or_expires(
    session: Session,
    cast: Cast,
    client: PageClient,
    client_for: ClientFor,
    units: tuple[CompiledUnit, ...],
    lesson: str,
) -> None:
    change(session, cast.tara, lesson, a_title(units, lesson), "title: A better title")
    tara = client_for(cast.tara)
    made = tara.submit(tara.read(f"{STUDIO}/previews"), action="/previews")
    (address,) = [
        url for words, url in made.links().items() if "/previews/" in url and words.startswith("http")
    ]
    path = "/previews/" + address.rsplit("/", 1)[1]
    page = client.read(f"{path}?part={lesson}")
    assert "A better title" in page.text
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page.response.headers["Cache-Control"]
    quiz = client.read(f"{path}?part=quiz.md")
    assert 'class="right"' not in quiz.html
    assert client.get(f"{path}?part=guide.md").status_code == 404
    link = session.scalars(select(PreviewLink)).one()
    assert path.rsplit("/", 1)[1] not in link.token_hash
    link.expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    assert client.get(path).status_code == 404
    link.expires_at = utc_now() + timedelta(days=1)
    session.commit()
    assert client.get(path).status_code == 200
    tara.submit(tara.read(f"{STUDIO}/previews"), action="/withdraw")
    assert "closed" in client.read(path).text


def test_a_module_is_retired_and_brought_back_with_a_reason(
    session: Session, cast: Cast, client_for: ClientFor
) -> None:
    mona = client_for(cast.mona)
    page = mona.read(f"{STUDIO}/retirement")
    assert "Cohorts that have it keep it" in page.text
    mona.submit(page, {"why": "Out of date"}, action="")
    assert "Retired" in mona.read("/studio").text
    mona.submit(mona.read(f"{STUDIO}/retirement"), {"why": "Mended"}, action="")
    history = mona.read(f"{STUDIO}/history")
    assert "Brought back" in history.text
    assert "Out of date" in history.text


def test_who_trains_in_another_programme_gets_to_none_of_these_pages(
    session: Session, cast: Cast, client_for: ClientFor
) -> None:
    other = factories.user(session, name="Otto Other")
    session.add(
        RoleGrant(user_id=other.id, role="trainer", programme_slug="elsewhere-programme", granted_at=NOW)
    )
    session.commit()
    otto = client_for(other)
    for page in ("history", "publish", "review", "previews", "retirement", "history/1/restore"):
        assert otto.get(f"{STUDIO}/{page}").status_code == 404, page
