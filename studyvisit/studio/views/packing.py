"""A module leaves as a ZIP file, and one that comes in such a file becomes a draft, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.packing import lists_in, pack, said_otherwise
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import Bundle, UnitKind, is_text
from studyvisit.curriculum.taking_in.notes import Fate, Note
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.models import Draft
from studyvisit.studio.pages.taking_in import taken_in_page
from studyvisit.studio.queries.drafts import Unit, unit_of
from studyvisit.studio.queries.surroundings import checked, vocabulary
from studyvisit.studio.services.drafts import NameTaken, new_unit
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.studio.views.making import made_once
from studyvisit.web.access import Access, access, current_actor


class NotTaken(Exception):
    """A module that is not taken in; its one argument says why, in the reader's language."""


@blueprint.get(f"{UNIT}/zip")
@access(Access.TRAINER)
def packed(kind: str, slug: str) -> ResponseReturnValue:
    """Hand out a module as it stands, with the competencies, facts and figures it draws on."""
    if kind != UnitKind.MODULE:
        raise NotFound
    unit = unit_of(db.session(), current_actor(), kind, slug)
    lists = vocabulary(db.session())
    response = make_response(pack([unit.bundle, *([lists] if lists else [])]))
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    return response


def take_module(module: Bundle, files: Mapping[str, bytes]) -> ResponseReturnValue:
    """Make a draft of a packed module and show what is left to do. Raises NotTaken."""
    session = db.session()
    there, here = lists_in(files), vocabulary(session)
    found = _checked(module)

    def make(session: Session) -> Draft:
        return new_unit(session, module.kind, module.slug, module.files, actor_id=_me(), now=utc_now())

    try:
        made_once(files, "", make)
    except NameTaken:
        raise NotTaken(
            _(
                "There is a module “%(slug)s” here already, and nothing was changed. To bring this one in beside "
                "it, give it another id in module.md and pack it anew.",
                slug=module.slug,
            )
        ) from None
    notes = [Note("module.md", 0, Fate.CHANGED, _worded(one)) for one in said_otherwise(module, there, here)]
    unit = unit_of(session, current_actor(), module.kind, module.slug)
    return taken_in_page(unit, notes, found).render()


def _checked(module: Bundle) -> tuple[Problem, ...]:
    """Return the problems of a module that is not in the studio yet. Raises NotTaken for a picture with one.

    A text with an error is mended in the editor; what a picture or a document holds is not.
    """
    unit = Unit(
        kind=module.kind,
        slug=module.slug,
        bundle=module,
        draft=None,
        revision_id=None,
        revision_number=0,
        published_at=None,
    )
    problems = checked(db.session(), unit).problems
    for one in problems:
        if one.is_error and one.path in module.files and not is_text(one.path):
            raise NotTaken(f"{one.path}: {one.message}")
    return problems


def _worded(competency: str) -> str:
    return _(
        "the competency “%(id)s” is worded in another way here than where this was packed", id=competency
    )


def _me() -> UUID:
    return current_actor().user_id
