"""The inbox of those who teach: what learners say of lessons, and answering it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.lessons import pages, policies, queries, services
from studyvisit.lessons.forms import PostedReply, read_reply
from studyvisit.lessons.queries import Show
from studyvisit.lessons.views.base import blueprint
from studyvisit.library.queries import Shelf, find_lesson_file, module_revision
from studyvisit.web.access import Access, access, current_actor


@blueprint.get("/lesson-notes")
@access(Access.TRAINER)
def notes() -> ResponseReturnValue:
    """Show what learners of the person's programmes say of lessons, a page at a time."""
    return _page(_looked()).render()


@blueprint.post("/lesson-notes/<uuid:note_id>")
@access(Access.TRAINER)
def settle_note(note_id: UUID) -> ResponseReturnValue:
    """Settle a note with an answer; what was typed stays where it cannot be taken."""
    actor, looked = current_actor(), _looked()
    queries.note_of(db.session(), policies.notes_scope(actor), note_id)
    posted = read_reply(request.form)
    if posted.error:
        return _page(looked, (note_id, posted)).render(), 422
    try:
        services.settle_note(
            db.session(),
            note_id=note_id,
            actor_id=actor.user_id,
            answer=posted.answer,
            revision=posted.revision,
            now=utc_now(),
        )
    except services.NoteMovedOn:
        db.session.rollback()
        return _page(looked, (note_id, posted), is_meanwhile=True).render(), 409
    db.session.commit()
    flash(_("Settled. Whoever wrote it reads your answer beside the lesson."), "ok")
    return redirect(looked.url())


@blueprint.get("/lesson-notes/<uuid:note_id>/lesson")
@access(Access.TRAINER)
def noted_lesson(note_id: UUID) -> ResponseReturnValue:
    """Lead to the lesson of a note in the editor, or to its module where the lesson is gone."""
    note = queries.note_of(db.session(), policies.notes_scope(current_actor()), note_id)
    name = find_lesson_file(db.session(), note.module_slug, note.lesson_id)
    if name is None:
        return redirect(url_for("studio.outline", kind="module", slug=note.module_slug))
    return redirect(url_for("studio.edit", kind="module", slug=note.module_slug, name=name))


def _looked() -> pages.Looked:
    """Return what the inbox was asked for, by its address or by the form that was sent from it."""
    show = request.values.get("show", "")
    return pages.Looked(
        Show(show) if show in list(Show) else Show.WAITING,
        request.values.get("module", ""),
        request.values.get("lesson", ""),
    )


def _page(
    looked: pages.Looked, posted: tuple[UUID, PostedReply] | None = None, *, is_meanwhile: bool = False
) -> pages.NotesPage:
    session, scope = db.session(), policies.notes_scope(current_actor())
    found, has_more = queries.notes(
        session,
        scope,
        looked.show,
        module=looked.module,
        lesson=looked.lesson,
        after=request.args.get("after", type=UUID),
    )
    if posted is not None and all(note.id != posted[0] for note in found):
        found = (queries.note_of(session, scope, posted[0]), *found)
    shelf = Shelf(session)
    published = set(shelf.slugs("module"))

    def titles(module: str, lesson: str) -> tuple[str, str]:
        if module not in published:
            return module, lesson
        content = shelf.module(module).content
        one = content.lesson(lesson)
        return content.title, one.title if one else lesson

    return pages.notes_page(
        looked,
        found,
        queries.open_notes(session, scope),
        lambda revision_id: module_revision(session, revision_id),
        titles,
        has_more=has_more,
        posted=posted,
        is_meanwhile=is_meanwhile,
    )
