"""Plain Markdown lessons, in a ZIP or chosen one by one, or a packed module, become the draft of a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import competencies_in
from studyvisit.curriculum.packing import BadModule, module_in
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.taking_in.archives import BadFolder, files_of_zip
from studyvisit.curriculum.taking_in.folder import TakenIn, take_in, under_name
from studyvisit.curriculum.taking_in.leftover import left_to_do
from studyvisit.db import new_id
from studyvisit.extensions import db
from studyvisit.studio.models import Draft
from studyvisit.studio.pages.modules import crumbs
from studyvisit.studio.pages.taking_in import PlainLessonsPage, defect_words, fault_words, taken_in_page
from studyvisit.studio.queries.drafts import unit_of
from studyvisit.studio.queries.surroundings import checked, vocabulary
from studyvisit.studio.services.outline import begin_with
from studyvisit.studio.views.base import blueprint
from studyvisit.studio.views.making import made_once
from studyvisit.studio.views.packing import NotTaken, take_module
from studyvisit.web.access import Access, access, current_actor

LARGEST = 40_000_000
MOST_AT_ONCE = 200


@blueprint.get("/studio/plain-lessons")
@access(Access.TRAINER)
def plain_lessons() -> ResponseReturnValue:
    """Ask for lessons that knew nothing of us, or for a packed module."""
    return _page()


@blueprint.post("/studio/plain-lessons")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def take_lessons() -> ResponseReturnValue:
    """Make a draft of what was handed in, and show what was done and what is left to do."""
    try:
        files, error = _files()
        module = module_in(files)
        if module is not None:
            return take_module(module, files)
    except BadFolder as bad:
        files, error = {}, fault_words(bad)
    except BadModule as bad:
        files, error = {}, defect_words(bad)
    except NotTaken as reason:
        files, error = {}, str(reason)
    if error:
        return _page(error), 422
    taken = take_in(files, "module", _title(), _competencies())
    if not taken.lessons:
        return _page(_("There is no lesson in it: lessons are Markdown files, their names end in .md.")), 422
    return _taken_in(taken, files)


def _files() -> tuple[Mapping[str, bytes], str]:
    """Return what was handed in by name, or why it is not taken. Raises BadFolder."""
    given = [file for file in request.files.getlist("files") if file.filename]
    if not given:
        return {}, _("Choose a ZIP file, or lessons and their pictures, first.")
    if len(given) > MOST_AT_ONCE:
        return {}, _("At most 200 files are taken at once. Pack them into a ZIP file.")
    files: dict[str, bytes] = {}
    for file in given:
        name = PurePath((file.filename or "").replace("\\", "/")).name[:200]
        if name in files:
            return {}, _(
                "Two of the files are called “%(name)s”. Pack the folder into a ZIP file.", name=name
            )
        files[name] = file.stream.read()
    packed = [name for name in files if name.lower().endswith(".zip")]
    if packed and len(files) > 1:
        return {}, _("Choose one ZIP file, or the lessons themselves, not both.")
    return (files_of_zip(files[packed[0]]) if packed else files), ""


def _taken_in(taken: TakenIn, files: Mapping[str, bytes]) -> ResponseReturnValue:
    def make(session: Session) -> Draft:
        return begin_with(
            session,
            taken.title,
            lambda slug: under_name(taken, slug),
            actor_id=current_actor().user_id,
            now=utc_now(),
        )

    slug = made_once(files, [_title(), _competencies()], make)
    session = db.session()
    unit = unit_of(session, current_actor(), UnitKind.MODULE, slug)
    known = next((one.id for one in competencies_in(vocabulary(session))), "")
    left = left_to_do(
        unit.bundle, known, lambda bundle: checked(session, replace(unit, bundle=bundle)).problems
    )
    return taken_in_page(unit, taken.notes, left).render()


def _title() -> str:
    return " ".join(request.form.get("title", "").replace("\0", "").split())[:300]


def _competencies() -> list[str]:
    known = {one.id for one in competencies_in(vocabulary(db.session()))}
    return [one for one in request.form.getlist("competencies") if one in known]


def _page(error: str = "") -> str:
    chosen = request.form.getlist("competencies")
    return PlainLessonsPage(
        title=_("Bring in a module"),
        crumbs=crumbs(),
        title_typed=_title(),
        competencies=tuple(
            (one.id, one.statement, one.id in chosen) for one in competencies_in(vocabulary(db.session()))
        ),
        error=error,
        key=str(new_id()),
    ).render()
