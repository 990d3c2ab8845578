"""Marking answers: what waits, one answer after the other, and how far two markers agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.errors import Forbidden, NotFound
from studyvisit.extensions import db
from studyvisit.lessons.queries import waiting_notes
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.marking import forms, pages, policies, queries, rules, services
from studyvisit.web.access import Access, access, current_actor

blueprint = Blueprint("marking", __name__, template_folder="templates")
_ANSWER = "/marking/answers/<uuid:response_id>"


@blueprint.get("/marking")
@access(Access.STAFF)
def queue() -> ResponseReturnValue:
    """Show what waits to be marked by the person asking, the oldest first."""
    actor, now = current_actor(), utc_now()
    marks = policies.marks_of(actor)
    module, question = _narrowed()
    return pages.queue_page(
        queries.waiting(db.session(), actor, marks, module=module, question=question),
        queries.questions_marked(db.session(), actor, marks),
        lambda revision_id: module_revision(db.session(), revision_id),
        person=actor.user_id,
        module=module,
        question=question,
        notes=waiting_notes(db.session(), marks.marking) if Access.TRAINER.allows(actor) else None,
        now=now,
    ).render()


@blueprint.post("/marking/next")
@access(Access.STAFF)
def take_next() -> ResponseReturnValue:
    """Take the oldest answer that nobody else has begun."""
    return _go_on(utc_now())


@blueprint.get(_ANSWER)
@access(Access.STAFF)
def answer(response_id: UUID) -> ResponseReturnValue:
    """Show an answer with the rubric to mark it by."""
    about, module = _load(response_id)
    actor = current_actor()
    return pages.answer_page(
        about, module, person=actor.user_id, role=_role(about), narrowed=_narrowed(), now=utc_now()
    ).render()


@blueprint.post(_ANSWER)
@access(Access.STAFF)
def mark(response_id: UUID) -> ResponseReturnValue:
    """Keep the marks for an answer and go on to the next; nothing typed is lost where they are not taken."""
    actor, now = current_actor(), utc_now()
    about, module = _load(response_id)
    question = module.quiz.question(about.question_id)
    assert isinstance(question, MarkedByPerson)
    if _role(about) is None and not any(one.marker_id == actor.user_id for one in about.made):
        _refuse_if_never(about)
    posted = forms.read_marks(request.form, question)
    if not posted.is_whole:
        page = pages.answer_page(
            about,
            module,
            person=actor.user_id,
            role=_role(about),
            posted=posted,
            narrowed=_narrowed(),
            now=now,
        )
        return page.render(), 422
    try:
        services.mark_answer(
            db.session(),
            actor=actor,
            marks=policies.marks_of(actor),
            about=about,
            module=module,
            given=posted.given,
            modules=Shelf(db.session()).programme(about.programme_slug).content.modules,
            now=now,
        )
    except services.MarkedMeanwhile:
        db.session.rollback()
        about, module = _load(response_id)
        page = pages.answer_page(
            about,
            module,
            person=actor.user_id,
            role=_role(about),
            posted=posted,
            is_meanwhile=True,
            narrowed=_narrowed(),
            now=now,
        )
        return page.render(), 409
    flash(_("Your marks are saved."), "ok")
    if request.form.get("button") == "next":
        return _go_on(now)
    db.session.commit()
    return redirect(url_for(".answer", response_id=response_id))


@blueprint.get("/marking/agreement/<string:module_slug>/<string:question_id>")
@access(Access.STAFF)
def agreement(module_slug: str, question_id: str) -> ResponseReturnValue:
    """Show how far two markers agree about the answers to a question."""
    marks = policies.marks_of(current_actor())
    revision_id = queries.revision_asking(db.session(), marks, module_slug, question_id)
    module = module_revision(db.session(), revision_id)
    question = module.quiz.question(question_id)
    if not isinstance(question, MarkedByPerson):
        raise NotFound
    pairs = queries.pairs_of(db.session(), marks, module_slug, question_id)
    alike = [pair for pair in pairs if _rubric_of(pair.revision_id, question_id) == question.rubric]
    return pages.agreement_page(module, question, alike).render()


def _load(response_id: UUID) -> tuple[queries.AnswerToMark, Module]:
    actor = current_actor()
    about = queries.answer_to_mark(db.session(), actor, policies.marks_of(actor), response_id)
    return about, module_revision(db.session(), about.revision_id)


def _role(about: queries.AnswerToMark) -> rules.MarkerRole | None:
    actor = current_actor()
    marks = policies.marks_of(actor)
    return rules.own_role(
        about.state,
        about.markers,
        about.made,
        actor.user_id,
        may_mark=marks.may_mark(about.programme_slug),
        may_moderate=marks.may_moderate(about.programme_slug),
    )


def _refuse_if_never(about: queries.AnswerToMark) -> None:
    """Refuse who could not have marked the answer at any time: a reviewer who is no trainer, before two have."""
    if not policies.marks_of(current_actor()).may_mark(about.programme_slug):
        raise Forbidden


def _rubric_of(revision_id: UUID, question_id: str) -> object:
    question = module_revision(db.session(), revision_id).quiz.question(question_id)
    return question.rubric if isinstance(question, MarkedByPerson) else None


def _go_on(now: datetime) -> ResponseReturnValue:
    """Lead to the next answer that waits, or to the list when there is none."""
    actor = current_actor()
    narrowed = dict(zip(("module", "question"), _narrowed(), strict=True))
    response_id = services.claim_next(
        db.session(), actor=actor, marks=policies.marks_of(actor), now=now, **narrowed
    )
    db.session.commit()
    if response_id is None:
        flash(_("Nothing more waits for you here."), "ok")
        return redirect(url_for(".queue"))
    kept: dict[str, Any] = {name: value for name, value in narrowed.items() if value}
    return redirect(url_for(".answer", response_id=response_id, **kept))


def _narrowed() -> tuple[str, str]:
    """Return the module and the question to which a marker keeps, empty for all."""
    return request.values.get("module", ""), request.values.get("question", "")
