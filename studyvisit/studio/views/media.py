"""Pictures and files: handed in, put into a lesson, taken out and put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath, PurePosixPath

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from studyvisit.clock import utc_now
from studyvisit.curriculum.intake import Intake, Refused, take
from studyvisit.curriculum.kinds import KINDS, Family
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.media_markdown import markdown_for, put_at_end, wide_of
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.pages.media import (
    Taken,
    markdown_of,
    media_page,
    refusal_words,
    taken_again,
    taken_of,
)
from studyvisit.studio.queries.drafts import FileGone, Unit, state_of, unit_of
from studyvisit.studio.services.drafts import NameTaken, save_text
from studyvisit.studio.services.media import add_media, put_media_back, remove_unused
from studyvisit.studio.views.base import UNIT, blueprint, draft_to_change
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.errors import wants_json

LARGEST = 40_000_000
MOST_AT_ONCE = 20
_OF_KINDS = {
    UnitKind.MODULE: frozenset(Family),
    UnitKind.PROGRAMME: frozenset({Family.PICTURE, Family.DOCUMENT}),
}


@blueprint.get(f"{UNIT}/media")
@access(Access.TRAINER)
def media(kind: str, slug: str) -> ResponseReturnValue:
    """Show the media of a unit and take more."""
    return media_page(_unit(kind, slug)).render()


@blueprint.post(f"{UNIT}/media")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def take_media(kind: str, slug: str) -> ResponseReturnValue:
    """Take files in and show what became of them; a script is told the Markdown that shows each."""
    unit = _unit(kind, slug)
    given = [file for file in request.files.getlist("files") if file.filename][: MOST_AT_ONCE + 1]
    if not given:
        error = _("Choose one or more files first.")
        if wants_json():
            return jsonify(explanation=error), 422
        return media_page(unit, error=error).render(), 422
    contents = [(_name_of(file), file.stream.read()) for file in given[:MOST_AT_ONCE]]
    try:
        intakes, refused = _keep(unit, contents)
    except NameTaken:  # a colleague was quicker: the next look knows their names
        intakes, refused = _keep(_unit(kind, slug), contents)
    if len(given) > MOST_AT_ONCE:
        refused.append((_("More files"), _("At most 20 files are taken at once. Choose the others again.")))
    status = 200 if intakes else 422
    unit = _unit(kind, slug)
    if wants_json():
        return _told(unit, intakes, refused), status
    taken = [taken_of(unit, intake, number) for number, intake in enumerate(intakes, 1)]
    return media_page(unit, taken=taken, refused=refused).render(), status


@blueprint.post(f"{UNIT}/media/place")
@access(Access.TRAINER)
def place_media(kind: str, slug: str) -> ResponseReturnValue:
    """Put a file at the end of a lesson, with the words that it needs."""
    unit, now = _unit(kind, slug), utc_now()
    name, lesson = request.form.get("name", ""), request.form.get("lesson", "")
    if not name.startswith("media/") or name not in unit.bundle.files or not lesson.endswith(".md"):
        raise FileGone
    words = " ".join(request.form.get("words", "").replace("\0", "").split())[:500]
    is_decorative = request.form.get("decorative") == "yes"
    if not words and not is_decorative:
        error = _("Write the words that go with it, or say that it is decorative.")
        return media_page(unit, taken=[_again(unit, name, error)]).render(), 422
    text = unit.text(lesson)
    markdown = markdown_of(unit, name, "" if is_decorative else words)
    draft = draft_to_change(db.session(), kind, slug, now)
    save_text(
        db.session(),
        draft,
        lesson,
        put_at_end(text, markdown),
        base=state_of(text),
        actor_id=current_actor().user_id,
        now=now,
    )
    db.session.commit()
    return redirect(url_for(".edit", kind=kind, slug=slug, name=lesson))


@blueprint.post(f"{UNIT}/media/remove")
@access(Access.TRAINER)
def remove_media(kind: str, slug: str) -> ResponseReturnValue:
    """Take files out that nobody uses; the page offers to put them back."""
    unit, now = _unit(kind, slug), utc_now()
    wanted = set(request.form.getlist("name"))
    files = unit.bundle.files
    names = [name for name in files if wide_of(name, files) in wanted]
    draft = draft_to_change(db.session(), kind, slug, now)
    gone = remove_unused(db.session(), draft, names, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return media_page(_unit(kind, slug), gone=gone).render()


@blueprint.post(f"{UNIT}/media/put-back")
@access(Access.TRAINER)
def put_media_back_in(kind: str, slug: str) -> ResponseReturnValue:
    """Put files back that were taken out."""
    _unit(kind, slug)
    now = utc_now()
    draft = draft_to_change(db.session(), kind, slug, now)
    pairs = [pair.partition(" ") for pair in request.form.getlist("gone")]
    gone = {name: digest for digest, _blank, name in pairs}
    put_media_back(db.session(), draft, gone, actor_id=current_actor().user_id, now=now)
    db.session.commit()
    return redirect(url_for(".media", kind=kind, slug=slug))


def _unit(kind: str, slug: str) -> Unit:
    unit = unit_of(db.session(), current_actor(), kind, slug)
    if unit.kind not in _OF_KINDS:
        raise NotFound
    return unit


def _name_of(file: FileStorage) -> str:
    return PurePath((file.filename or "").replace("\\", "/")).name[:200]


def _keep(unit: Unit, contents: Iterable[tuple[str, bytes]]) -> tuple[list[Intake], list[tuple[str, str]]]:
    """Look at files, which takes long, and then write down those that are taken. Raises NameTaken."""
    intakes: list[Intake] = []
    refused: list[tuple[str, str]] = []
    files = dict(unit.bundle.files)
    for name, content in contents:
        try:
            intake = take(name, content, files)
        except Refused as reason:
            refused.append((name, refusal_words(reason)))
            continue
        if intake.kind.family not in _OF_KINDS[unit.kind]:
            refused.append(
                (name, _("A programme shows pictures and links documents. Put this into a module."))
            )
            continue
        files.update(intake.files)
        intakes.append(intake)
    if intakes:
        _write(unit, {name: content for intake in intakes for name, content in intake.files})
    return intakes, refused


def _write(unit: Unit, files: Mapping[str, bytes]) -> None:
    session, now = start_writing(), utc_now()
    draft = draft_to_change(session, unit.kind, unit.slug, now)
    add_media(session, draft, files, actor_id=current_actor().user_id, now=now)
    session.commit()


def _again(unit: Unit, name: str, error: str) -> Taken:
    return taken_again(unit, name, 1, "", error)


def _told(unit: Unit, intakes: Iterable[Intake], refused: Iterable[tuple[str, str]]) -> Response:
    """Return what the editor writes where a picture was pasted: its words are still to be written."""
    files = unit.bundle.files
    shown = []
    for intake in intakes:
        is_picture = KINDS[PurePosixPath(intake.name).suffix].family is Family.PICTURE
        shown.append(f"![]({intake.name})" if is_picture else markdown_for(intake.name, "", (), files))
    return jsonify(markdown=shown, refused=[f"{name}: {words}" for name, words in refused])
