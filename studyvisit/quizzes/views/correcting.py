"""Correcting a question afterwards, for every cohort of a programme."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import Question
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.policies import may_teach
from studyvisit.programmes.queries import cohort_seen_by
from studyvisit.quizzes import services
from studyvisit.quizzes.forms.correcting import CorrectionForm
from studyvisit.quizzes.pages import correcting as pages
from studyvisit.quizzes.queries.corrections import declared_for
from studyvisit.quizzes.rules.correcting import Remedy
from studyvisit.quizzes.views.base import blueprint
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.web.access import Access, access, current_actor

_PATH = "/cohorts/<string:cohort>/modules/<string:module_slug>/corrections"


@dataclass(frozen=True, slots=True)
class _Scope:
    """The quiz to be corrected, and the programme in which it is."""

    cohort: str
    programme_slug: str
    modules: tuple[str, ...]
    module: Published[Module]
    questions: dict[str, Question]

    @property
    def slug(self) -> str:
        return self.module.content.slug


@blueprint.get(_PATH)
@access(Access.TRAINER)
def corrections(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show what was corrected in a module's quiz, and begin another correction."""
    scope = _load(cohort, module_slug)
    return _first_page(scope, _form(scope, request.args)).render()


@blueprint.get(f"{_PATH}/preview")
@access(Access.TRAINER)
def preview(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show every score that a correction would change."""
    scope = _load(cohort, module_slug)
    form = _form(scope, request.args)
    if not form.validate():
        return _first_page(scope, form).render(), 422
    found = services.preview(db.session(), _proposal(scope, form))
    form.digest.data = found.digest
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return pages.preview_page(
        cohort,
        scope.module.content,
        form,
        found,
        scope.questions[form.question.data],
        page=page,
        key=secrets.token_urlsafe(24),
    ).render()


@blueprint.post(_PATH)
@access(Access.TRAINER)
def correct(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Declare a correction, once, if it changes what its preview showed."""
    scope, now = _load(cohort, module_slug), utc_now()
    form = _form(scope, request.form)
    if not form.validate():
        return _first_page(scope, form).render(), 422
    asked = {"question": form.question.data, "remedy": form.remedy.data, "reason": form.reason.data}
    body = {"correct": [scope.programme_slug, scope.slug, form.digest.data], **asked}

    def act(session: Session) -> dict[str, Any]:
        regrade = services.declare(
            session,
            proposal=_proposal(scope, form),
            reason=form.reason.data or "",
            digest=form.digest.data or "",
            modules=scope.modules,
            user_id=current_actor().user_id,
            now=now,
        )
        return {"regrade": str(regrade.id)}

    key = key_of_form(request.form.get("key", ""), body)
    try:
        answer_once(db.session(), user_id=current_actor().user_id, key=key, body=body, now=now, act=act)
    except services.PreviewIsOld:
        db.session.rollback()
        flash(_("Scores have changed meanwhile. Nothing was corrected: look again."), "warn")
        return redirect(url_for(".preview", cohort=cohort, module_slug=module_slug, **asked))
    db.session.commit()
    changed = declared_for(db.session(), scope.programme_slug, scope.slug)[0].changed
    flash(ngettext("Corrected: %(num)d score changed.", "Corrected: %(num)d scores changed.", changed), "ok")
    return redirect(url_for(".corrections", cohort=cohort, module_slug=module_slug))


def _load(cohort: str, module_slug: str) -> _Scope:
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    shelf = Shelf(db.session())
    modules = shelf.programme(seen.programme_slug).content.modules
    if module_slug not in modules or not may_teach(actor, seen.programme_slug):
        raise NotFound
    module = shelf.module(module_slug)
    questions = services.questions_of(db.session(), seen.programme_slug, module)
    return _Scope(cohort, seen.programme_slug, modules, module, questions)


def _form(scope: _Scope, typed: Any) -> CorrectionForm:
    form = CorrectionForm(typed)
    form.offer({question_id: pages.label_of(question) for question_id, question in scope.questions.items()})
    return form


def _proposal(scope: _Scope, form: CorrectionForm) -> services.Proposal:
    return services.Proposal(
        programme_slug=scope.programme_slug,
        module=scope.module,
        question_id=form.question.data,
        remedy=Remedy(form.remedy.data),
    )


def _first_page(scope: _Scope, form: CorrectionForm) -> pages.CorrectionsPage:
    made = declared_for(db.session(), scope.programme_slug, scope.slug)
    return pages.corrections_page(scope.cohort, scope.module.content, form, made, scope.questions)
