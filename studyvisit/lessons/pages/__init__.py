"""The pages about lessons."""

from __future__ import annotations

from studyvisit.lessons.pages.notes import Looked, NoteForm, NotesPage, kind_words, note_form, notes_page
from studyvisit.lessons.pages.reading import GuidePage, HandoutPage, LessonPage, figures_of

__all__ = [
    "GuidePage",
    "HandoutPage",
    "LessonPage",
    "Looked",
    "NoteForm",
    "NotesPage",
    "figures_of",
    "kind_words",
    "note_form",
    "notes_page",
]
