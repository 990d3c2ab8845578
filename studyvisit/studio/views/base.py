"""What the studio's views share."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Map

from studyvisit.curriculum.source import UnitKind
from studyvisit.studio.models import Draft
from studyvisit.studio.queries.drafts import unit_of
from studyvisit.studio.services.drafts import open_draft
from studyvisit.web.access import current_actor

blueprint = Blueprint("studio", "studyvisit.studio", template_folder="templates")
UNIT = "/studio/<unit:kind>/<string:slug>"


class _UnitConverter(AnyConverter):
    """The kinds of unit, in an address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, *UnitKind)


@blueprint.record_once
def _know_units(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["unit"] = _UnitConverter


def draft_to_change(session: Session, kind: str, slug: str, now: datetime) -> Draft:
    """Return the draft of a unit that the person may write on, made where there is none. Raises NotFound."""
    unit = unit_of(session, current_actor(), kind, slug)
    return unit.draft or open_draft(session, kind, slug, actor_id=current_actor().user_id, now=now)
