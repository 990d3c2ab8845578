"""The list of units, and the outline of one."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import competencies_in
from studyvisit.curriculum.source import UnitKind
from studyvisit.extensions import db
from studyvisit.studio.pages.modules import (
    ModulesPage,
    OutlinePage,
    crumbs,
    files_of,
    rows_of,
    state_words,
    title_in,
    title_of,
)
from studyvisit.studio.queries.drafts import FileGone, Unit, unit_of
from studyvisit.studio.queries.listing import units_listed
from studyvisit.studio.queries.surroundings import checked, vocabulary
from studyvisit.studio.services import drafts
from studyvisit.studio.services import outline as lessons_in
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.web.access import Access, access, current_actor


@blueprint.get("/studio")
@access(Access.TRAINER)
def modules() -> ResponseReturnValue:
    """Show what there is to write on."""
    return _modules()


@blueprint.post("/studio")
@access(Access.TRAINER)
def begin() -> ResponseReturnValue:
    """Begin a module and open its first lesson; its outline where no lesson has a title yet."""
    title = _title()
    if not title:
        return _modules(error=_("Give the module a title.")), 422
    known = {one.id for one in competencies_in(vocabulary(db.session()))}
    chosen = [one for one in dict.fromkeys(request.form.getlist("competencies")) if one in known]
    goal, lesson = _line("goal").rstrip("."), _line("lesson")
    goal = goal[:1].upper() + goal[1:]
    who, now = current_actor().user_id, utc_now()
    draft = lessons_in.begin_module(db.session(), title, chosen, goal=goal, actor_id=who, now=now)
    if lesson:
        name = lessons_in.add_lesson(db.session(), draft, lesson, goal=goal, actor_id=who, now=now)
    db.session.commit()
    if lesson:
        return redirect(url_for(".edit", kind=draft.kind, slug=draft.slug, name=name))
    return redirect(url_for(".outline", kind=draft.kind, slug=draft.slug))


@blueprint.get(UNIT)
@access(Access.TRAINER)
def outline(kind: str, slug: str) -> ResponseReturnValue:
    """Show the files of a unit, with what is wrong in each."""
    return _outline(unit_of(db.session(), current_actor(), kind, slug))


@blueprint.post(f"{UNIT}/lessons")
@access(Access.TRAINER)
def add(kind: str, slug: str) -> ResponseReturnValue:
    """Add a lesson and open it in the editor."""
    title, now = _title(), utc_now()
    if not title:
        unit = unit_of(db.session(), current_actor(), kind, slug)
        return _outline(unit, error=_("Give the lesson a title.")), 422
    draft = draft_to_change(db.session(), kind, slug, now)
    name = lessons_in.add_lesson(db.session(), draft, title, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return redirect(url_for(".edit", kind=kind, slug=slug, name=name))


@blueprint.post(f"{UNIT}/place")
@access(Access.TRAINER)
def place(kind: str, slug: str) -> ResponseReturnValue:
    """Put a lesson at another place."""
    now = utc_now()
    draft = draft_to_change(db.session(), kind, slug, now)
    number = request.form.get("place", "")
    at = int(number[:4]) if number.isascii() and number.isdecimal() else 0
    name = request.form.get("name", "")
    lessons_in.put_at(db.session(), draft, name, at, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return redirect(url_for(".outline", kind=kind, slug=slug))


@blueprint.post(f"{UNIT}/duplicate")
@access(Access.TRAINER)
def duplicate(kind: str, slug: str) -> ResponseReturnValue:
    """Copy a lesson and open the copy."""
    now, name = utc_now(), request.form.get("name", "")
    unit = unit_of(db.session(), current_actor(), kind, slug)
    title = _("Copy of %(title)s", title=title_in(unit, name) or name)[:300]
    draft = draft_to_change(db.session(), kind, slug, now)
    copy = lessons_in.duplicate_lesson(
        db.session(), draft, name, title, actor_id=current_actor().user_id, now=now
    )
    db.session.commit()
    return redirect(url_for(".edit", kind=kind, slug=slug, name=copy))


@blueprint.post(f"{UNIT}/move")
@access(Access.TRAINER)
def move(kind: str, slug: str) -> ResponseReturnValue:
    """Move a lesson to another module and open it there."""
    now, name, to = utc_now(), request.form.get("name", ""), request.form.get("to", "")
    unit = unit_of(db.session(), current_actor(), kind, slug)
    title = title_in(unit, name) or name
    if name not in unit.bundle.files:
        raise FileGone
    draft = draft_to_change(db.session(), kind, slug, now)
    other = draft_to_change(db.session(), UnitKind.MODULE, to, now)
    moved = lessons_in.move_lesson(
        db.session(), draft, name, other, title, actor_id=current_actor().user_id, now=now
    )
    db.session.commit()
    return redirect(url_for(".edit", kind=UnitKind.MODULE, slug=to, name=moved))


@blueprint.post(f"{UNIT}/remove")
@access(Access.TRAINER)
def remove(kind: str, slug: str) -> ResponseReturnValue:
    """Take a file out; the next page offers to put it back."""
    now, name = utc_now(), request.form.get("name", "")
    draft = draft_to_change(db.session(), kind, slug, now)
    drafts.remove_file(db.session(), draft, name, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return redirect(url_for(".outline", kind=kind, slug=slug, removed=name))


@blueprint.post(f"{UNIT}/put-back")
@access(Access.TRAINER)
def put_back(kind: str, slug: str) -> ResponseReturnValue:
    """Put a file back as it was when it was taken out."""
    now, name = utc_now(), request.form.get("name", "")
    draft = draft_to_change(db.session(), kind, slug, now)
    drafts.put_back(db.session(), draft, name, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return redirect(url_for(".outline", kind=kind, slug=slug))


@blueprint.post(f"{UNIT}/drop")
@access(Access.TRAINER)
def drop(kind: str, slug: str) -> ResponseReturnValue:
    """Drop a draft: the unit is as it was published."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    if unit.draft is not None:
        drafts.discard(db.session(), unit.draft, actor_id=current_actor().user_id, now=utc_now())
        db.session.commit()
    if unit.revision_id is None:
        return redirect(url_for(".modules"))
    return redirect(url_for(".outline", kind=kind, slug=slug))


def _title() -> str:
    return _line("title")


def _line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\0", "").split())[:300]


def _modules(*, error: str = "") -> str:
    rows, others = rows_of(units_listed(db.session(), current_actor()))
    return ModulesPage(
        title=_("Studio"),
        crumbs=crumbs()[:1],
        modules=rows,
        others=others,
        typed={name: _line(name) for name in ("title", "goal", "lesson")},
        competencies=tuple(
            (one.id, one.statement, one.id in request.form.getlist("competencies"))
            for one in competencies_in(vocabulary(db.session()))
        ),
        error=error,
    ).render()


def _outline(unit: Unit, *, error: str = "") -> str:
    result = checked(db.session(), unit)
    lessons, papers = files_of(unit, result.problems)
    named = {row.name for row in (*lessons, *papers)}
    listed = units_listed(db.session(), current_actor()) if unit.kind is UnitKind.MODULE else ()
    return OutlinePage(
        title=title_of(unit),
        crumbs=crumbs(),
        kind=unit.kind,
        slug=unit.slug,
        state=state_words(unit.draft.state if unit.draft else "", unit.revision_number),
        lessons=lessons,
        papers=papers,
        others=tuple(
            (one.slug, one.title) for one in listed if one.kind is UnitKind.MODULE and one.slug != unit.slug
        ),
        general=tuple(f"{one.where}: {one.message}" for one in result.problems if one.path not in named),
        is_changed=unit.draft is not None,
        removed=request.args.get("removed", "") if request.method == "GET" else "",
        error=error,
    ).render()
