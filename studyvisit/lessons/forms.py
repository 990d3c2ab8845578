"""What is typed about a lesson: by a learner, and by a trainer who answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from studyvisit.errors import Unprocessable
from studyvisit.lessons.rules import LONGEST_NOTE, LONGEST_REPLY, NoteKind, needs_words
from studyvisit.lessons.services import Said


@dataclass(frozen=True, slots=True)
class PostedNote:
    """What a learner says, as it was typed; `error` says what to mend."""

    said: Said
    error: str = ""


@dataclass(frozen=True, slots=True)
class PostedReply:
    """What a trainer answers to a note that the page showed at a `revision`; `error` says what to mend."""

    answer: str
    revision: int
    error: str = ""


def read_note(form: MultiDict[str, str]) -> PostedNote:
    """Return what was posted about a lesson. Raises Unprocessable for what no page of ours sends."""
    kind, text = form.get("kind", ""), _tidy(form.get("text", ""))
    if kind not in list(NoteKind):
        raise Unprocessable
    said = Said(NoteKind(kind), form.get("heading", ""), text)
    if needs_words(said.kind) and not text:
        return PostedNote(said, _("Say in a few words what is wrong."))
    return PostedNote(said, _too_long(text, LONGEST_NOTE))


def read_reply(form: MultiDict[str, str]) -> PostedReply:
    """Return what was posted about a note. Raises Unprocessable for what no page of ours sends."""
    revision, answer = form.get("revision", ""), _tidy(form.get("answer", ""))
    if not (revision.isascii() and revision.isdecimal()):
        raise Unprocessable
    return PostedReply(answer, int(revision[:9]), _too_long(answer, LONGEST_REPLY))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _too_long(text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    characters = ngettext("%(num)d character", "%(num)d characters", most)
    return _("Shorten it to %(most)s; it has %(has)s.", most=characters, has=len(text))
