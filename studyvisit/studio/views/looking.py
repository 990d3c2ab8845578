"""Looking at what is written: as readers will get it, and with what is wrong in it."""

from __future__ import annotations

from dataclasses import replace

from flask import jsonify, make_response, request
from flask.typing import ResponseReturnValue

from studyvisit.curriculum.alone import find_part
from studyvisit.curriculum.source import Bundle
from studyvisit.extensions import db
from studyvisit.studio.pages.editing import panel_of
from studyvisit.studio.pages.previewing import preview_of
from studyvisit.studio.queries.drafts import unit_of
from studyvisit.studio.queries.surroundings import checked, vocabulary
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.studio.views.editing import LARGEST, sent
from studyvisit.web.access import Access, access, current_actor

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'none'; "
    "script-src 'none'"
)


@blueprint.post(f"{UNIT}/preview/<path:name>")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def preview(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Show a text as readers will get it; nothing is stored."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    name = unit.present_name(name)
    _edited, text = sent(unit, name)
    bundle: Bundle = replace(unit.bundle, files={**unit.bundle.files, name: text.encode()})
    page = preview_of(bundle, name, vocabulary(session), request.form.get("view", ""))
    answer = make_response(page.render())
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


@blueprint.get(f"{UNIT}/check/<path:name>")
@access(Access.TRAINER)
def check(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Tell a script what is wrong with a text as it was saved last, and what it weighs."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    name = unit.present_name(name)
    part = find_part(unit.bundle, name, vocabulary(session))
    as_fields = request.args.get("as") == "fields"
    return jsonify(panel_of(unit, name, checked(session, unit).problems, part, as_fields=as_fields))
