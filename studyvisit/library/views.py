"""Serving the curriculum's pictures and documents."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library import queries
from studyvisit.web.access import Access, access
from studyvisit.web.programmes import offer_titles

blueprint = Blueprint("library", __name__)
_PLAYED = ("audio/", "video/")
_SHOWN = ("image/", "text/", *_PLAYED)


@blueprint.record_once
def _name_programmes(state: BlueprintSetupState) -> None:
    offer_titles(state.app, queries.programme_titles)


@blueprint.get("/media/<string:sha256>.<string:extension>")
@access(Access.PUBLIC)
def media(sha256: str, extension: str) -> ResponseReturnValue:
    """Serve a file by its content's hash, for ever the same; a drawing can run nothing even when opened alone."""
    file = queries.find_media(db.session(), sha256)
    if file is None:
        raise NotFound
    response = make_response(file.content)
    response.content_type = file.media_type
    if not file.media_type.startswith(_SHOWN):
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if file.media_type.startswith(_PLAYED):
        # Who jumps ahead in a recording asks for the rest of it only.
        response.make_conditional(request, accept_ranges=True, complete_length=len(file.content))
    return response
