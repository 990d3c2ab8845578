"""One translated file of a bundle → what its reader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from studyvisit.curriculum.languages import translation_of
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.translating.files import Translated, as_warnings, open_translation

T = TypeVar("T")


def read_translation(
    bundle: Bundle, name: str, language: str, report: Report, read: Callable[[Translated, Report], T]
) -> T | None:
    """Return what a translation of a file says, with problems reported; None when readers get the original."""
    there = translation_of(name, language)
    if there not in bundle.files:
        return None
    apart = Report(bundle.path(there))
    opened = open_translation(bundle.text(name), bundle.text(there), apart)
    words = read(opened, apart) if opened else None
    as_warnings(apart, report)
    return None if apart.has_errors else words
