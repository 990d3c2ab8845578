"""What a reader does: stop somewhere, finish, and say what is unclear; and what a trainer answers."""

from __future__ import annotations

from studyvisit.lessons.services.notes import NoteMovedOn, Said, keep_note, settle_note, withdraw_note
from studyvisit.lessons.services.reading import keep_place, mark_read

__all__ = [
    "NoteMovedOn",
    "Said",
    "keep_note",
    "keep_place",
    "mark_read",
    "settle_note",
    "withdraw_note",
]
