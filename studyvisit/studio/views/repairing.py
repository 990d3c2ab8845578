"""A problem is mended by a button: in the text as it was sent, so that nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.repairs import Repair, repairs_of
from studyvisit.extensions import db
from studyvisit.studio.pages.editing import choice_page
from studyvisit.studio.pages.repairing import repair_words
from studyvisit.studio.queries.drafts import Unit, unit_of
from studyvisit.studio.queries.surroundings import checked
from studyvisit.studio.services.drafts import ChangedMeanwhile, save_text
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.studio.views.editing import LARGEST, sent, way_back
from studyvisit.web.access import Access, access, current_actor, start_writing


@blueprint.post(f"{UNIT}/repair/<path:name>")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def repair(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Save a text with one problem mended; where that no longer fits, save it as it was sent."""
    session, me, now = start_writing(), current_actor().user_id, utc_now()
    unit = unit_of(session, current_actor(), kind, slug)
    name = unit.present_name(name)
    edited, text = sent(unit, name)
    found = _find(unit, name, text, request.form.get("repair", ""))
    words = request.form.get(f"words-{found.key}", "").strip() if found else ""
    if found is None:
        told = _("The text has changed there, so nothing was mended. It is saved as you wrote it."), "warn"
    elif found.mend.asks and not words:
        told = _("Write the words first, in the field beside the button."), "warn"
    else:
        text = found.of(text, words)
        told = _("Done: %(what)s.", what=repair_words(found)), "ok"
    try:
        draft = draft_to_change(session, kind, slug, now)
        save_text(session, draft, name, text, base=edited.base, actor_id=me, now=now)
    except ChangedMeanwhile as collision:
        session.rollback()
        return choice_page(unit, name, collision, base=edited.base).render(), 409
    session.commit()
    flash(*told)
    return redirect(way_back(unit, name, edited, found.line if found else None))


def _find(unit: Unit, name: str, text: str, key: str) -> Repair | None:
    """Return the repair of that key in a text as it was sent; None where the text has no such problem any more."""
    bundle = replace(unit.bundle, files={**unit.bundle.files, name: text.encode()})
    problems = checked(db.session(), replace(unit, bundle=bundle)).problems
    offered = (one for problem in problems if problem.path == name for one in repairs_of(problem, text))
    return next((one for one in offered if one.key == key), None)
