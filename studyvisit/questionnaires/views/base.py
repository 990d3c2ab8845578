"""What the views of questionnaires share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.curriculum.content import Questionnaire, Statement, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.questionnaires import forms, services
from studyvisit.questionnaires.pages import receipt
from studyvisit.questionnaires.services import Sheet
from studyvisit.receipts.services import answer_once
from studyvisit.web.access import current_actor

blueprint = Blueprint("questionnaires", "studyvisit.questionnaires", template_folder="templates")


def keep_rating(
    sheet: Sheet,
    questionnaire: Questionnaire,
    wave: Wave,
    statement_id: str,
    *,
    statements: Sequence[Statement],
    ratings: int,
    now: datetime,
) -> ResponseReturnValue:
    """Save one rating that was ticked and return its receipt; the sheet asks for so many `ratings`.

    Raises NotFound for a statement that it does not ask about.
    """
    ids = {statement.id for statement in statements}
    if statement_id not in ids:
        raise NotFound
    ticked = forms.read_one(request.form, wave, statement_id, questionnaire)
    stored = answer_once(
        db.session(),
        user_id=current_actor().user_id,
        key=request.form.get("key", ""),
        body={"sheet": [str(part) for part in astuple(sheet)], "rating": astuple(ticked)},
        now=now,
        act=lambda session: services.save_rating(session, sheet=sheet, asked=ids, ticked=ticked, now=now),
    )
    db.session.commit()
    return receipt(stored, ratings, now)


def flash_kept(*, is_newer_elsewhere: bool) -> None:
    """Say that what was ticked is kept, or that something newer is."""
    flash(_("Your ratings so far are saved. They are sent only when you press “Send my ratings”."), "ok")
    if is_newer_elsewhere:
        flash(_("A newer rating was saved elsewhere and was kept. Look through your ratings again."), "warn")
