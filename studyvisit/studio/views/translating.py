"""Translating: a file beside its original, paragraph by paragraph."""

from __future__ import annotations

from typing import NoReturn

from babel import localedata
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.languages import is_language, translation_of
from studyvisit.curriculum.translating.progress import translated_files
from studyvisit.curriculum.translating.record import rewritten
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.pages.translating import (
    fields_of,
    languages_page,
    present_pairs,
    translate_page,
    written_in,
)
from studyvisit.studio.queries.drafts import Unit, unit_of
from studyvisit.studio.services.drafts import ChangedMeanwhile, add_file, save_text
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.web.access import Access, access, current_actor

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
    return translate_page(_load(kind, slug, language, name), name, language).render()


@blueprint.post(_FILE)
@access(Access.TRAINER)
def save_translation(kind: str, slug: str, language: str, name: str) -> ResponseReturnValue:
    """Save what is translated; what is left empty stays to be done."""
    unit, session = _load(kind, slug, language, name), db.session()
    there = translation_of(name, language)
    pairs = present_pairs(unit, name, language)
    fields = fields_of(pairs)
    posted = {key: said for key, said in request.form.items() if key.startswith("piece-")}
    # A field that was not sent says nothing: what is there stays.
    words = [posted.get(field, written_in(pair)) for field, pair in zip(fields, pairs, strict=True)]
    kept = frozenset(index for index, field in enumerate(fields) if request.form.get(f"right-{field}"))
    text = rewritten(unit.text(name), pairs, words, kept)
    try:
        if not posted.keys() <= set(fields):
            _refuse()
        _keep(unit, there, text, request.form.get("base", ""))
    except (ChangedMeanwhile, _Moved):
        session.rollback()
        unit = _load(kind, slug, language, name)
        return translate_page(unit, name, language, posted, is_error=True).render(), 409
    session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for(".translate", kind=kind, slug=slug, language=language, name=name))


class _Moved(Exception):
    """The original or its translation is no longer what the page showed."""


def _refuse() -> NoReturn:
    raise _Moved


def _keep(unit: Unit, name: str, text: str, base: str) -> None:
    """Put a translation into the unit's draft; an empty `base` is that of a page that knew no translation."""
    session, me, now = db.session(), current_actor().user_id, utc_now()
    is_there = name in unit.bundle.files
    if bool(base) != is_there:
        _refuse()
    draft = draft_to_change(session, unit.kind, unit.slug, now)
    if is_there:
        save_text(session, draft, name, text, base=base, actor_id=me, now=now)
    else:
        add_file(session, draft, name, text, actor_id=me, now=now)


def _load(kind: str, slug: str, language: str, name: str) -> Unit:
    unit = unit_of(db.session(), current_actor(), kind, slug)
    if not (is_language(language) and localedata.exists(language)) or name not in translated_files(
        unit.bundle
    ):
        raise NotFound
    return unit
