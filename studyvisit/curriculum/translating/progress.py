"""How far the translations of a unit are, file by file and language by language."""

from __future__ import annotations

from collections.abc import Iterator

from studyvisit.curriculum.languages import language_of, translation_of
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.translating.record import Progress, pairs_of, progress
from studyvisit.curriculum.tree import LESSON_FILE


def translated_files(bundle: Bundle) -> tuple[str, ...]:
    """Return the names of the files of a unit that can be translated, in reading order."""
    match bundle.kind:
        case UnitKind.MODULE:
            lessons = [name for name in bundle.files if LESSON_FILE.fullmatch(name)]
            names = ["module.md", *sorted(lessons), "quiz.md"]
        case UnitKind.QUESTIONNAIRE:
            names = [f"{bundle.slug}.md"]
        case UnitKind.COMPETENCIES:
            names = ["competencies.md"]
        case UnitKind.PROGRAMME:
            names = []
    return tuple(name for name in names if name in bundle.files)


def languages_of(bundle: Bundle) -> tuple[str, ...]:
    """Return the languages that something of a unit is translated into, sorted."""
    return tuple(sorted({language for name in bundle.files if (language := language_of(name))}))


def file_progress(bundle: Bundle, name: str, language: str) -> Progress:
    """Return how far the translation of one file is; a file that nobody has begun counts as missing."""
    there = translation_of(name, language)
    return progress(pairs_of(bundle.text(name), bundle.text(there) if there in bundle.files else None))


def unit_progress(bundle: Bundle) -> Iterator[tuple[str, Progress]]:
    """Yield each language of a unit with how far it is, all files together."""
    for language in languages_of(bundle):
        files = [file_progress(bundle, name, language) for name in translated_files(bundle)]
        yield language, sum(files, Progress())
