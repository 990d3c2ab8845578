"""Writing: a text is saved as it is written, beside what others write in it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import find_part
from studyvisit.extensions import db
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.studio.forms.editing import Edited, Key, keys_of, read_edited
from studyvisit.studio.pages.editing import Landing, choice_page, editor_page, others_words, panel_of
from studyvisit.studio.queries.citing import citations, facts
from studyvisit.studio.queries.drafts import Unit, find_text_at, state_of, unit_of
from studyvisit.studio.queries.presence import others_at
from studyvisit.studio.queries.surroundings import checked, competencies_for, vocabulary
from studyvisit.studio.rules.merging import Choice, merge
from studyvisit.studio.services.drafts import ChangedMeanwhile, save_text
from studyvisit.studio.services.presence import be_at
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.studio.views.landing import landing_in
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.errors import wants_json

LARGEST = 1_500_000


@blueprint.get(f"{UNIT}/files/<path:name>")
@access(Access.TRAINER)
def edit(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Show a text to write on."""
    session, me = db.session(), current_actor().user_id
    unit = unit_of(session, current_actor(), kind, slug)
    if name not in unit.bundle.files:
        return redirect(url_for(".edit", kind=kind, slug=slug, name=unit.present_name(name)))
    landing = landing_in(unit, name)
    if not isinstance(landing, Landing):
        return landing
    words = vocabulary(session)
    keys = keys_within(unit, name) if request.args.get("show") != "text" else ()
    problems = checked(session, unit).problems
    return editor_page(
        unit,
        name,
        keys=keys,
        panel=panel_of(unit, name, problems, find_part(unit.bundle, name, words), as_fields=bool(keys)),
        key=secrets.token_urlsafe(12),
        others=others_at(session, kind, slug, name, but=me, now=utc_now()),
        citations=citations(unit.bundle),
        facts=facts(words),
        landing=landing,
    ).render()


@blueprint.post(f"{UNIT}/files/<path:name>")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def save(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Save a text; a script is told how it stands now, a person gets the page again."""
    session, me, now = start_writing(), current_actor().user_id, utc_now()
    unit = unit_of(session, current_actor(), kind, slug)
    name = unit.present_name(name)
    edited, text = sent(unit, name)

    def act(session: Session) -> dict[str, Any]:
        draft = draft_to_change(session, kind, slug, now)
        saved = save_text(session, draft, name, text, base=edited.base, actor_id=me, now=now)
        be_at(session, kind, slug, name, user_id=me, now=now)
        return {"state": saved.state, "text": saved.text if saved.is_merged else None}

    try:
        answer = answer_once(session, user_id=me, key=_key(edited), body=[name, text], now=now, act=act)
    except ChangedMeanwhile as collision:
        session.rollback()
        if wants_json():
            return jsonify(explanation=_collided()), 409
        return choice_page(unit, name, collision, base=edited.base).render(), 409
    session.commit()
    if not wants_json():
        return redirect(way_back(unit, name, edited))
    return jsonify(answer | {"words": _("Saved %(time)s", time=format_time(now, "short"))})


@blueprint.post(f"{UNIT}/choose/<path:name>")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def choose(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Save a text in which two people changed the same, as chosen place by place."""
    session, me, now = start_writing(), current_actor().user_id, utc_now()
    unit = unit_of(session, current_actor(), kind, slug)
    name, edited = unit.present_name(name), read_edited(request.form, ())
    mine, theirs, state = edited.text.replace("\r\n", "\n"), unit.text(name), edited.base
    if state_of(theirs) == request.form.get("theirs"):
        merged = merge(find_text_at(session, kind, slug, name, edited.base) or "", mine, theirs)
        mine, state = merged.chosen(_choices(len(merged.conflicts))), state_of(theirs)
    # Else they went on meanwhile: what was chosen is about another text, and the page asks again.
    try:
        draft = draft_to_change(session, kind, slug, now)
        save_text(session, draft, name, mine, base=state, actor_id=me, now=now)
    except ChangedMeanwhile as collision:
        session.rollback()
        return choice_page(unit, name, collision, base=edited.base).render(), 409
    session.commit()
    return redirect(url_for(".edit", kind=kind, slug=slug, name=name))


@blueprint.post(f"{UNIT}/presence/<path:name>")
@access(Access.TRAINER)
def presence(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Say that one has a text open; answer who else does, and in which state it is."""
    session, me, now = db.session(), current_actor().user_id, utc_now()
    unit = unit_of(session, current_actor(), kind, slug)
    name = unit.present_name(name)
    be_at(session, kind, slug, name, user_id=me, now=now)
    others = others_at(session, kind, slug, name, but=me, now=now)
    session.commit()
    return jsonify(state=state_of(unit.text(name)), others=others_words(others))


def sent(unit: Unit, name: str) -> tuple[Edited, str]:
    """Return what the editor sent of a file, and the whole text that this makes."""
    edited = read_edited(request.form, keys_within(unit, name))
    before = find_text_at(db.session(), unit.kind, unit.slug, name, edited.base) or unit.text(name)
    return edited, edited.whole(before)


def way_back(unit: Unit, name: str, edited: Edited, line: int | None = None) -> str:
    """Return where the editor is, showing fields or the whole text as the page did that sent this."""
    shown = "text" if edited.values is None and keys_within(unit, name) else None
    return url_for(".edit", kind=unit.kind, slug=unit.slug, name=name, show=shown, line=line)


def keys_within(unit: Unit, name: str) -> tuple[Key, ...]:
    """Return the keys of a file's front matter that have fields."""
    return keys_of(name, competencies_for(db.session(), unit, name)) if unit.kind == "module" else ()


def _choices(count: int) -> list[Choice]:
    """Return whose words were chosen at each place; where nothing was, both."""
    chosen = (request.form.get(f"take-{number}", "") for number in range(count))
    return [Choice(one) if one in list(Choice) else Choice.BOTH for one in chosen]


def _key(edited: Edited) -> str:
    key = request.form.get("key", "")
    return key if wants_json() else key_of_form(key, [edited.text, edited.values, edited.base])


def _collided() -> str:
    return _("Somebody else changed the same words. Yours are kept on this page: choose what to keep.")
