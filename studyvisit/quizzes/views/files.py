"""Files as answers: added and taken out while the attempt is open, fetched by those who may."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from config import Settings
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Quiz
from studyvisit.curriculum.questions import FileUpload
from studyvisit.curriculum.questions.file_upload import MEGABYTE, MOST_FILES, MOST_MEGABYTES
from studyvisit.errors import NotFound
from studyvisit.extensions import db, limiter
from studyvisit.quizzes import pages, queries, rules, services
from studyvisit.quizzes.queries.papers import file_for
from studyvisit.quizzes.services.storage import BadFile, Stored
from studyvisit.quizzes.views.base import blueprint, load_sheet, load_sitting
from studyvisit.web.access import Access, access, current_actor, find_actor, start_writing

_FILES = "/attempts/<uuid:attempt_id>/files/<string:question_id>"
_LARGEST = MOST_FILES * MOST_MEGABYTES * MEGABYTE + 100_000
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def _person() -> str:
    """Return whose uploads are counted: a whole cohort may share one address."""
    actor = find_actor()
    return str(actor.user_id) if actor else "nobody"


@blueprint.get(_FILES)
@access(Access.SIGNED_IN)
def files(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Show the files of an answer and the way to add some."""
    return _page(attempt_id, question_id, [])


@blueprint.post(_FILES)
@access(Access.SIGNED_IN, slow_first=True, largest=_LARGEST)
@limiter.limit("60 per hour", key_func=_person)
def add_files(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Add the files that were sent to an answer; those that are not taken are told, the others stay."""
    sheet, quiz = load_sheet(attempt_id)
    question = _upload_question(quiz, sheet, question_id)
    stored, problems = _keep(question, [file for file in request.files.getlist("files") if file.filename])
    session = start_writing()
    try:
        services.add_files(session, sheet=sheet, question=question, files=stored, now=utc_now())
    except BadFile as bad:
        session.rollback()
        return _page(attempt_id, question_id, [pages.bad_file_words(bad.reason, "", question)])
    session.commit()
    if problems:
        return _page(attempt_id, question_id, problems)
    flash(_("Your files are saved."), "ok")
    return redirect(url_for(".files", attempt_id=attempt_id, question_id=question_id))


@blueprint.post(f"{_FILES}/<uuid:upload_id>/remove")
@access(Access.SIGNED_IN)
def remove_file(attempt_id: UUID, question_id: str, upload_id: UUID) -> ResponseReturnValue:
    """Take a file out of an answer."""
    sheet, _quiz = load_sheet(attempt_id)
    services.remove_file(
        db.session(), sheet=sheet, question_id=question_id, upload_id=upload_id, now=utc_now()
    )
    db.session.commit()
    return redirect(url_for(".files", attempt_id=attempt_id, question_id=question_id))


@blueprint.get("/uploads/<uuid:upload_id>")
@access(Access.SIGNED_IN)
def download(upload_id: UUID) -> ResponseReturnValue:
    """Send a file to whoever handed it in or may mark it, to be saved and never shown as a page of ours."""
    file, is_own = file_for(db.session(), current_actor(), upload_id)
    path = services.path_of(_folder(), file.sha256)
    if not path.exists():
        raise NotFound
    answer = send_file(
        path,
        mimetype=_TYPES.get(file.type, "text/plain"),
        as_attachment=True,
        # A name may say whose it is.
        download_name=file.name if is_own else f"{file.id.hex[-6:]}.{file.type}",
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _keep(question: FileUpload, sent: list[FileStorage]) -> tuple[list[tuple[str, Stored]], list[str]]:
    """Store the files that are taken; return them by their names, and what to say about the others."""
    kept, problems = [], [] if sent else [pages.bad_file_words("none", "", question)]
    for file in sent:
        name = services.shown_name(file.filename or "")
        try:
            stored = services.keep_file(
                _folder(), file.stream, name=name, types=question.types, most_bytes=question.most_bytes
            )
        except BadFile as bad:
            problems.append(pages.bad_file_words(bad.reason, name, question))
        else:
            kept.append((name, stored))
        finally:
            file.close()
    return kept, problems


def _page(attempt_id: UUID, question_id: str, problems: list[str]) -> ResponseReturnValue:
    sitting, module = load_sitting(attempt_id)
    question = module.quiz.question(question_id)
    if not isinstance(question, FileUpload) or question_id not in sitting.attempt.question_ids:
        raise NotFound
    now = utc_now()
    if sitting.attempt.submitted_at is not None or rules.is_time_up(sitting.attempt.due_at, now):
        return redirect(url_for(".attempt", attempt_id=attempt_id))
    page = pages.files_page(sitting, module, question, problems, now)
    return page.render(), 422 if problems else 200


def _upload_question(quiz: Quiz, sheet: queries.Sheet, question_id: str) -> FileUpload:
    question = quiz.question(question_id)
    sheet.place_of(question_id)
    if not isinstance(question, FileUpload):
        raise NotFound
    return question


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.files
