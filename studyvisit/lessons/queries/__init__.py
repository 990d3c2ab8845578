"""Questions about what was read, and about what learners say of it."""

from __future__ import annotations

from studyvisit.lessons.queries.notes import Note, Show, note_of, notes, open_notes, waiting_notes
from studyvisit.lessons.queries.reading import OwnNote, Standing, lessons_read, standing_of

__all__ = [
    "Note",
    "OwnNote",
    "Show",
    "Standing",
    "lessons_read",
    "note_of",
    "notes",
    "open_notes",
    "standing_of",
    "waiting_notes",
]
