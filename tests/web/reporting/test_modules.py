"""How a module works: who reads it, where people stop, which questions mislead, what a revision changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Wave
from studyvisit.db import new_id
from studyvisit.lessons.models import LessonNote, LessonProgress
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.reporting.queries import modules as queries
from tests import factories
from tests.client import PageClient
from tests.contracts.test_queries import statements
from tests.people import MODULES, Cast
from tests.web.reporting.reading import lines_of
from tests.web.reporting.test_completion_scope import put_bina_in_another_programme

Open = Callable[[User], PageClient]
SLUG = MODULES[0]
PAGE = f"/reports/modules/{SLUG}"
BIRTHS = f"{PAGE}/answers/q-births"


def somebody(session: Session, cohort: Cohort, *, steps: int = 1) -> Enrolment:
    """Enrol somebody who has taken so many steps of the module."""
    enrolment = factories.enrolment(session, cohort=cohort, user=factories.user(session))
    names = ("started", "assessed_before", "lessons_read", "quiz_passed", "assessed_after", "certified")
    standing = ModuleStanding(enrolment_id=enrolment.id, module_slug=SLUG)
    for name in names[:steps]:
        setattr(standing, f"{name}_at", factories.NOW)
    session.add(standing)
    session.flush()
    return enrolment


def read(
    session: Session, enrolment: Enrolment, place: int, at: datetime, *, revision: Revision | None = None
) -> None:
    """Let somebody have opened a lesson, by its place."""
    module = Shelf(session).module(SLUG)
    session.add(
        LessonProgress(
            enrolment_id=enrolment.id,
            module_slug=SLUG,
            lesson_id=module.content.lessons[place].id,
            revision_id=revision.id if revision else module.revision_id,
            opened_at=at,
            touched_at=at,
        )
    )


def sit(session: Session, enrolment: Enrolment, revision: Revision, *, births: str = "") -> Attempt:
    """Let somebody have sat the quiz of a revision."""
    quiz = Shelf(session).module(SLUG).content.quiz
    attempt = Attempt(
        enrolment_id=enrolment.id,
        module_slug=SLUG,
        quiz_id=quiz.id,
        revision_id=revision.id,
        number=1,
        seed=1,
        question_ids=["q-births"],
        started_at=factories.NOW,
        submitted_at=factories.NOW,
        percent=100.0,
        passed=True,
    )
    session.add(attempt)
    session.flush()
    if births:
        session.add(
            Response(
                attempt_id=attempt.id,
                question_id="q-births",
                answer=[births],
                revision=1,
                saved_at=factories.NOW,
                points=0.0,
            )
        )
    return attempt


def rate(session: Session, enrolment: Enrolment, before: int, after: int) -> None:
    """Let somebody have rated themselves alike on every statement of the module, before and after."""
    shelf = Shelf(session)
    asked = shelf.questionnaire("self-assessment")
    statements_ = asked.content.statements_of(shelf.module(SLUG).content)
    for wave, value in ((Wave.PRE, before), (Wave.POST, after)):
        session.add(
            Assessment(
                enrolment_id=enrolment.id,
                questionnaire_slug=asked.content.slug,
                module_slug=SLUG,
                wave=wave.value,
                revision_id=asked.revision_id,
                given_at=factories.NOW,
                ratings=[Rating(statement_id=one.id, value=value) for one in statements_],
            )
        )


def present(session: Session) -> Revision:
    """Return the revision that readers see now."""
    return session.get_one(Revision, Shelf(session).module(SLUG).revision_id)


def earlier(session: Session) -> Revision:
    """Return a revision of the module like the present one, numbered before it."""
    now = present(session)
    kept = {"kind": "module", "slug": SLUG, "source": now.source, "document": now.document}
    before = now.published_at - timedelta(days=30)
    made = Revision(number=now.number - 1, sha256=new_id().hex, published_at=before, **kept)
    session.add(made)
    session.flush()
    return made


def test_steps_and_lessons_say_how_far_people_come_and_where_they_stop(
    cast: Cast, client_for: Open, session: Session
) -> None:
    long_ago, lately = utc_now() - timedelta(days=20), utc_now() - timedelta(days=2)
    for place, at in ((0, long_ago), (1, long_ago), (1, long_ago), (1, lately)):
        one = somebody(session, cast.cohort)
        read(session, one, 0, long_ago - timedelta(days=1)) if place else None
        read(session, one, place, at)
    read(session, somebody(session, cast.cohort, steps=6), 1, long_ago)
    gone = somebody(session, cast.cohort)
    gone.withdrawn_at = utc_now()
    read(session, gone, 1, long_ago)
    session.commit()
    page = client_for(cast.rosa).read(PAGE)
    lines = dict(lines_of(page))
    assert lines["Enrolled"][0].startswith("7")
    assert lines["Started"][0].startswith("5")
    assert lines["Certified"][0].startswith("1")
    assert "5 people have begun this module, 1 hold its certificate (20 %)." in page.text
    first, second, *_rest = Shelf(session).module(SLUG).content.lessons
    assert lines[first.title][0] == "4"
    assert lines[first.title][-1].startswith("1")
    assert lines[second.title][-1].startswith("2")
    assert f"Most people stop at “{second.title}”: 2 people went no further for a week." in page.text


def test_of_very_many_readers_lessons_are_of_those_enrolled_last(
    cast: Cast, client_for: Open, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "NEWEST", 2)
    for _person in range(3):
        read(session, somebody(session, cast.cohort), 0, utc_now())
    session.commit()
    page = client_for(cast.tara).read(PAGE)
    lines = dict(lines_of(page))
    assert lines["Started"][0].startswith("3")
    assert lines[Shelf(session).module(SLUG).content.lessons[0].title][0] == "2"
    assert "Of the 2 people enrolled last who have begun the module." in page.text


def test_the_change_in_competency_is_of_people_who_saw_one_revision_alone(
    cast: Cast, client_for: Open, session: Session
) -> None:
    new, old = present(session), earlier(session)
    for revision, rises in ((new, (2, 2, 2, 3, 1)), (old, (1, 1, 1, 2, 0))):
        for rise in rises:
            one = somebody(session, cast.cohort)
            sit(session, one, revision)
            read(session, one, 0, factories.NOW, revision=revision)
            rate(session, one, 2, 2 + rise)
    both = somebody(session, cast.cohort)
    sit(session, both, old)
    read(session, both, 0, factories.NOW, revision=new)
    rate(session, both, 1, 5)
    session.commit()
    page = client_for(cast.rosa).read(PAGE)
    lines = dict(lines_of(page))
    assert [cell[:4] for cell in lines[str(new.number)][1:5]] == ["5", "2.00", "4.00", "2.00"]
    assert [cell[:4] for cell in lines[str(old.number)][1:5]] == ["5", "2.00", "3.00", "1.00"]
    # Welch by hand: two variances of 0.5, five in each: 1 ± 2.306 · √0.2.
    said = f"People of revision {new.number} rose by 1.00 more than those of revision {old.number}"
    assert f"{said} (95 % interval -0.03 to 2.03)." in page.text


def test_too_few_people_say_so(cast: Cast, client_for: Open, session: Session) -> None:
    one = somebody(session, cast.cohort)
    sit(session, one, present(session))
    rate(session, one, 2, 4)
    session.commit()
    page = client_for(cast.rosa).read(PAGE)
    lines = dict(lines_of(page))
    assert lines[str(present(session).number)][1:4] == ["1", "too few", "too few"]
    assert "There are not two revisions yet with enough people to compare." in page.text
    assert "Below ten first attempts there are too few for figures and flags." in page.text


def test_trainers_find_their_way_to_notes_and_answers_and_reviewers_see_figures_alone(
    cast: Cast, client_for: Open, session: Session
) -> None:
    lesson = Shelf(session).module(SLUG).content.lessons[0]
    session.add(
        LessonNote(
            enrolment_id=cast.enrolment_id,
            module_slug=SLUG,
            lesson_id=lesson.id,
            revision_id=present(session).id,
            kind="unclear",
            text="Private words",
            made_at=factories.NOW,
            changed_at=factories.NOW,
        )
    )
    session.commit()
    listed = client_for(cast.tara).read("/reports/modules")
    assert "1 note waits" in listed.text
    page = client_for(cast.tara).read(PAGE)
    assert page.links()[lesson.title] == f"/lesson-notes?module={SLUG}&lesson={lesson.id}"
    assert page.links()["The number for births"] == BIRTHS
    assert page.links()["Open the module in the studio"] == f"/studio/module/{SLUG}"
    rosa = client_for(cast.rosa)
    for path in ("/reports/modules", PAGE):
        seen = rosa.read(path)
        assert seen.status == 200
        assert "note waits" not in seen.text
        assert "/answers/" not in seen.html
    assert rosa.get(BIRTHS).status_code == 403


def test_answers_come_without_names_until_they_are_asked_for(
    cast: Cast, client_for: Open, session: Session
) -> None:
    sit(session, session.get_one(Enrolment, cast.enrolment_id), present(session), births="16.9 I think")
    session.commit()
    tara = client_for(cast.tara)
    page = tara.read(BIRTHS)
    assert page.links()["Edit the question"] == f"/studio/module/{SLUG}/files/quiz.md?question=q-births"
    assert "16.9 I think" in page.text
    assert "0 of 1 point" in page.text
    assert "Alem" not in page.text
    assert "Alem Bekele" in tara.read(page.links()["Show the names"]).text
    assert tara.get(f"{PAGE}/answers/no-such-question").status_code == 404


def test_answers_come_in_pages(
    cast: Cast, client_for: Open, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyvisit.reporting.queries.open_answers.ANSWERS_A_PAGE", 2)
    for number in range(3):
        sit(session, somebody(session, cast.cohort), present(session), births=f"answer {number}")
    session.commit()
    tara = client_for(cast.tara)
    first = tara.read(BIRTHS)
    assert ("answer 2" in first.text, "answer 1" in first.text, "answer 0" in first.text) == (
        True,
        True,
        False,
    )
    older = tara.read(first.links()["Older"])
    assert ("answer 1" in older.text, "answer 0" in older.text) == (False, True)
    assert older.links()["Newest"] == BIRTHS


def test_figures_and_answers_of_other_programmes_stay_there(
    cast: Cast, client_for: Open, session: Session
) -> None:
    put_bina_in_another_programme(session, cast)
    bina = session.get_one(Enrolment, cast.other_enrolment_id)
    session.add(ModuleStanding(enrolment_id=bina.id, module_slug=SLUG, started_at=factories.NOW))
    sit(session, bina, present(session), births="canary")
    session.commit()
    mona = client_for(cast.mona)
    page = mona.read(PAGE)
    assert dict(lines_of(page))["Started"][0].startswith("0")
    assert "canary" not in mona.read(BIRTHS).text
    assert mona.get(f"{PAGE}?cohort=elsewhere").status_code == 404
    assert mona.get("/reports/modules/no-such-module").status_code == 404


def test_the_page_asks_no_more_of_the_database_with_much_to_show(
    app: Flask, cast: Cast, client_for: Open, session: Session
) -> None:
    for revision in (present(session), earlier(session)):
        for _person in range(6):
            one = somebody(session, cast.cohort)
            sit(session, one, revision, births="16.9")
            rate(session, one, 2, 4)
    session.commit()
    tara = client_for(cast.tara)
    tara.get(PAGE)
    with statements(app) as sent:
        tara.read(f"{PAGE}?cohort=incheon")
    assert len(sent) <= 14


@pytest.mark.one_database
def test_the_studio_leads_here_also_from_a_module_that_no_programme_teaches(
    cast: Cast, client_for: Open, session: Session
) -> None:
    tara = client_for(cast.tara)
    assert tara.read(f"/studio/module/{SLUG}").links()["How this module works"] == PAGE
    assert tara.read("/studio").links()["What learners say"] == "/lesson-notes"
    session.add(Publication(kind="module", slug="untaught", revision_id=present(session).id))
    session.commit()
    page = tara.read("/reports/modules/untaught")
    assert page.title == "How modules work"
    assert "No programme teaches" in page.text
