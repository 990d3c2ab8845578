"""Reviewing a draft: comments on lines, suggestions that are accepted by a click, approving."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.differences.texts import lines_of
from studyvisit.curriculum.source import digest
from studyvisit.extensions import db
from studyvisit.studio.forms.reviewing import CommentForm, typed
from studyvisit.studio.models import Draft
from studyvisit.studio.pages.modules import crumbs_within, state_words, title_in, title_of
from studyvisit.studio.pages.reviewing import Line, ReviewPage, StepLine, step_words
from studyvisit.studio.queries.drafts import Unit, draft_of, unit_of
from studyvisit.studio.queries.reviewing import (
    Thread,
    asks_second_reader,
    comment_of,
    lacks_second_reader,
    steps_of,
    threads_of,
)
from studyvisit.studio.services import reviewing as services
from studyvisit.studio.services.drafts import ChangedMeanwhile
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.web.access import Access, access, current_actor


@blueprint.get(f"{UNIT}/review")
@access(Access.TRAINER)
def review(kind: str, slug: str) -> ResponseReturnValue:
    """Show where the review of a draft stands, and the lines of a file with what was said about them."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    line = request.args.get("line", "")
    number = int(line) if line.isascii() and line.isdecimal() and len(line) < 7 else 0
    return _page(unit, CommentForm(file=request.args.get("file", ""), line=number)).render()


@blueprint.post(f"{UNIT}/review")
@access(Access.TRAINER)
def take_step(kind: str, slug: str) -> ResponseReturnValue:
    """Hand a draft in for review, send it back with words, or approve it."""
    draft = draft_of(db.session(), current_actor(), kind, slug)
    step, words = request.form.get("button", ""), typed(request.form, "words")[:2000]
    if step not in list(services.Step) or (step == services.Step.RETURNED and not words):
        unit = unit_of(db.session(), current_actor(), kind, slug)
        return _page(unit, CommentForm(), error=_("Say in words what is to be changed.")).render(), 422
    me = current_actor().user_id
    services.take_step(db.session(), draft, services.Step(step), words, by_id=me, now=utc_now())
    db.session.commit()
    return redirect(url_for(".review", kind=kind, slug=slug))


@blueprint.post(f"{UNIT}/comments")
@access(Access.TRAINER)
def comment(kind: str, slug: str) -> ResponseReturnValue:
    """Say something about a line, or suggest other words for it."""
    draft = draft_of(db.session(), current_actor(), kind, slug)
    form = CommentForm.parse(request.form)
    if form.error:
        return _page(unit_of(db.session(), current_actor(), kind, slug), form).render(), 422
    made = services.comment(
        db.session(),
        draft,
        form.file,
        form.line,
        form.words,
        suggestion=form.suggestion if form.suggests else None,
        by_id=current_actor().user_id,
        now=utc_now(),
    )
    db.session.commit()
    return redirect(_place(draft, made.file, made.line))


@blueprint.post(f"{UNIT}/comments/<uuid:comment_id>")
@access(Access.TRAINER)
def answer(kind: str, slug: str, comment_id: UUID) -> ResponseReturnValue:
    """Answer to a comment, lay it aside, open it again, or accept what it suggests."""
    session, me, now = db.session(), current_actor().user_id, utc_now()
    draft = draft_of(session, current_actor(), kind, slug)
    one = comment_of(session, draft, comment_id)
    place, button = _place(draft, one.file, one.line), request.form.get("button", "")
    words = typed(request.form, "words")[:2000]
    try:
        if button == "accept":
            services.accept(session, draft, one, by_id=me, now=now)
        elif button in ("resolve", "reopen"):
            services.resolve(session, one, now=now, undo=button == "reopen")
        elif words:
            services.answer(session, one, words, by_id=me, now=now)
        session.commit()
    except (services.LineIsGone, ChangedMeanwhile):
        session.rollback()
        flash(_("The line has changed meanwhile: put the suggestion in by hand."), "warn")
    return redirect(place)


def _place(draft: Draft, file: str, line: int) -> str:
    return url_for(".review", kind=draft.kind, slug=draft.slug, file=file, _anchor=f"line-{line}")


def _page(unit: Unit, form: CommentForm, *, error: str = "") -> ReviewPage:
    session, draft = db.session(), unit.draft
    threads = threads_of(session, unit, draft) if draft else ()
    state = digest(unit.bundle)
    texts = [name for name in unit.bundle.files if name.endswith(".md")]
    file = form.file if form.file in texts else ""
    second = ""
    if asks_second_reader(session, unit.kind, unit.slug):
        waits = draft is not None and lacks_second_reader(session, unit, draft)
        second = (
            _("Its programme asks for a second reader: somebody else than who changed it last approves it.")
            if waits
            else _("Its programme asks for a second reader, who has approved this state.")
        )
    return ReviewPage(
        title=_("Review of “%(title)s”", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        state=state_words(draft.state if draft else "", unit.revision_number),
        steps=tuple(
            StepLine(step_words(step.act), name, step.at, step.words, step.digest == state)
            for step, name in (steps_of(session, draft) if draft else ())
        ),
        second_reader=second,
        files=tuple(
            (name, title_in(unit, name) or name, sum(_is_open(one, name) for one in threads))
            for name in texts
        ),
        file=file,
        lines=_lines(unit, file, threads) if file else (),
        threads=tuple(one for one in threads if one.comment.file != file or one.line is None),
        form=form,
        error=error,
    )


def _is_open(thread: Thread, name: str) -> bool:
    return thread.comment.file == name and thread.comment.resolved_at is None


def _lines(unit: Unit, file: str, threads: tuple[Thread, ...]) -> tuple[Line, ...]:
    own = [one for one in threads if one.comment.file == file]
    return tuple(
        Line(number, text, tuple(one for one in own if one.line == number))
        for number, text in enumerate(lines_of(unit.bundle.text(file)), start=1)
    )
