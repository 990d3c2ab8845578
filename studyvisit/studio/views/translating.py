"""Translating: a file beside its original, paragraph by paragraph."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from babel import localedata
from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.languages import is_language, translation_of
from studyvisit.curriculum.translating.progress import translated_files
from studyvisit.curriculum.translating.record import Pair, rewritten
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.studio.pages.translating import (
    fields_of,
    languages_page,
    present_pairs,
    translate_page,
    written_in,
)
from studyvisit.studio.queries.drafts import Unit, find_text_at, state_of, unit_of
from studyvisit.studio.services.drafts import ChangedMeanwhile, add_file, save_text
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.errors import wants_json

_FILE = f"{UNIT}/translate/<string:language>/<path:name>"


@blueprint.get(f"{UNIT}/translate")
@access(Access.TRAINER)
def languages(kind: str, slug: str) -> ResponseReturnValue:
    """Show how far the translations of a unit are, and begin another."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    asked = request.args.get("language", "").strip().lower()
    is_known = is_language(asked) and localedata.exists(asked)
    error = _("Write the code of a language, such as fr for French or ar for Arabic.")
    page = languages_page(unit, asked if is_known else "", error if asked and not is_known else "")
    return page.render(), 422 if page.error else 200


@blueprint.get(_FILE)
@access(Access.TRAINER)
def translate(kind: str, slug: str, language: str, name: str) -> ResponseReturnValue:
    """Show a file beside its original."""
    return translate_page(_load(kind, slug, language, name), name, language, key=_new_key()).render()


@blueprint.post(_FILE)
@access(Access.TRAINER)
def save_translation(kind: str, slug: str, language: str, name: str) -> ResponseReturnValue:
    """Save what is translated; what is left empty stays to be done. A script sends only what was changed."""
    unit, session, now = _load(kind, slug, language, name), db.session(), utc_now()
    there = translation_of(name, language)
    pairs = present_pairs(unit.text(name), _text_at(unit, there, ""))
    fields = fields_of(pairs)
    posted = {
        key: said.replace("\r\n", "\n") for key, said in request.form.items() if key.startswith("piece-")
    }
    kept = frozenset(index for index, field in enumerate(fields) if request.form.get(f"right-{field}"))
    base = request.form.get("base", "")
    body = [there, posted, [fields[index] for index in sorted(kept)], base]
    key = request.form.get("key", "")

    def act(_session: Session) -> dict[str, Any]:
        now_there = _words(pairs)
        then = _words(present_pairs(unit.text(name), _text_at(unit, there, base) if base else None))
        words = {**now_there, **_said(posted, then, now_there)}
        return _keep(unit, there, rewritten(unit.text(name), pairs, [*words.values()], kept), base)

    try:
        answer = answer_once(
            session,
            user_id=current_actor().user_id,
            key=key if wants_json() else key_of_form(key, body),
            body=body,
            now=now,
            act=act,
        )
    except (ChangedMeanwhile, _Moved):
        session.rollback()
        if wants_json():
            return jsonify(explanation=_("Somebody else changed this meanwhile. Save to compare.")), 409
        unit = _load(kind, slug, language, name)
        return translate_page(unit, name, language, posted, key=_new_key(), is_error=True).render(), 409
    session.commit()
    if wants_json():
        return jsonify(answer | {"words": _("Saved %(time)s", time=format_time(now, "short"))})
    flash(_("Saved."), "ok")
    return redirect(url_for(".translate", kind=kind, slug=slug, language=language, name=name))


class _Moved(Exception):
    """The original, or the words that were changed, are no longer what the page showed."""


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _said(posted: Mapping[str, str], then: Mapping[str, str], now: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was said otherwise than the page showed `then`, by field; one that was not sent says nothing.

    Raises _Moved where somebody else changed the same meanwhile, or the original is another.
    """
    if not posted.keys() <= now.keys():
        raise _Moved
    said = {field: words for field, words in posted.items() if words.strip() != then[field].strip()}
    if any(now[field].strip() not in (then[field].strip(), words.strip()) for field, words in said.items()):
        raise _Moved
    return said


def _words(pairs: Sequence[Pair]) -> Mapping[str, str]:
    """Return what is translated, by field, in the order of the original."""
    return {field: written_in(pair) for field, pair in zip(fields_of(pairs), pairs, strict=True)}


def _text_at(unit: Unit, name: str, state: str) -> str | None:
    """Return a translation as it is, or as it was in a state; None where it was never begun. Raises _Moved."""
    text = unit.text(name) if name in unit.bundle.files else None
    if not state or (text is not None and state == state_of(text)):
        return text
    earlier = find_text_at(db.session(), unit.kind, unit.slug, name, state)
    if earlier is None:
        raise _Moved
    return earlier


def _keep(unit: Unit, name: str, text: str, base: str) -> dict[str, Any]:
    """Put a translation into the unit's draft; return its state, and whether others wrote since `base`."""
    session, me, now = db.session(), current_actor().user_id, utc_now()
    draft = draft_to_change(session, unit.kind, unit.slug, now)
    if name not in unit.bundle.files:
        add_file(session, draft, name, text, actor_id=me, now=now)
        return {"state": state_of(text), "merged": False}
    before = state_of(unit.text(name))
    saved = save_text(session, draft, name, text, base=before, actor_id=me, now=now)
    return {"state": saved.state, "merged": before != base}


def _load(kind: str, slug: str, language: str, name: str) -> Unit:
    unit = unit_of(db.session(), current_actor(), kind, slug)
    if not (is_language(language) and localedata.exists(language)) or name not in translated_files(
        unit.bundle
    ):
        raise NotFound
    return unit
