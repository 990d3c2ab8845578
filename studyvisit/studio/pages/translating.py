"""The translations of a unit: how far they are, and one file beside its original, piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.languages import direction, translation_of
from studyvisit.curriculum.translating.progress import file_progress, languages_of, translated_files
from studyvisit.curriculum.translating.record import Pair, Progress, State, pairs_of
from studyvisit.studio.pages.modules import crumbs_within, title_in, title_of
from studyvisit.studio.queries.drafts import Unit, state_of
from studyvisit.web.formats import language_name
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file in one language."""

    title: str
    url: str
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class LanguagesPage(Page):
    """The files of a unit in each of its languages."""

    template: ClassVar[str] = "studio/languages.html"

    crumbs: tuple[Crumb, ...]
    languages: tuple[tuple[str, tuple[FileRow, ...]], ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece of the original with its translation, as it is to be written."""

    field: str
    original: str
    text: str
    rows: int
    is_stale: bool


@dataclass(frozen=True, kw_only=True)
class TranslatePage(Page):
    """A file beside its original; `lost` is what was typed beside something that is not there any more."""

    template: ClassVar[str] = "studio/translate.html"

    crumbs: tuple[Crumb, ...]
    language: str
    direction: str
    base: str
    key: str
    pieces: tuple[PieceView, ...]
    lost: tuple[str, ...]
    is_error: bool


def languages_page(unit: Unit, added: str, error: str) -> LanguagesPage:
    """Return how far each language of a unit is; `added` is one to begin with."""
    languages = sorted({*languages_of(unit.bundle), *([added] if added else [])})
    return LanguagesPage(
        title=_("Languages of %(title)s", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        languages=tuple((language_name(one), _rows(unit, one)) for one in languages),
        error=error,
    )


def _rows(unit: Unit, language: str) -> tuple[FileRow, ...]:
    return tuple(
        FileRow(
            title=title_in(unit, name) or name,
            url=url_for(".translate", kind=unit.kind, slug=unit.slug, language=language, name=name),
            progress=file_progress(unit.bundle, name, language),
        )
        for name in translated_files(unit.bundle)
    )


def present_pairs(original: str, translation: str | None) -> tuple[Pair, ...]:
    """Return the pieces of a text that are there now, each with its translation."""
    pairs = pairs_of(original, translation)
    return tuple(pair for pair in pairs if pair.original is not None)


def fields_of(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return the field of each piece, named by what the original says: a paragraph more or less moves no other."""
    seen: Counter[str] = Counter()
    fields = []
    for pair in pairs:
        mark = pair.original.mark if pair.original else ""
        seen[mark] += 1
        fields.append(f"piece-{mark}-{seen[mark]}")
    return tuple(fields)


def written_in(pair: Pair) -> str:
    """Return what is translated of a piece, nothing where nobody has yet."""
    return pair.translation.text if pair.translation and pair.state is not State.MISSING else ""


def translate_page(
    unit: Unit,
    name: str,
    language: str,
    typed: Mapping[str, str] | None = None,
    *,
    key: str,
    is_error: bool = False,
) -> TranslatePage:
    """Return a file beside its original; `typed` is what was written and could not be saved."""
    there = unit.bundle.files.get(translation_of(name, language))
    pairs = present_pairs(unit.text(name), there.decode() if there is not None else None)
    typed = typed or {}
    fields = fields_of(pairs)
    return TranslatePage(
        title=_(
            "%(title)s in %(language)s",
            title=title_in(unit, name) or name,
            language=language_name(language),
        ),
        crumbs=(
            *crumbs_within(unit),
            Crumb(_("Languages"), url_for(".languages", kind=unit.kind, slug=unit.slug)),
        ),
        language=language,
        direction=direction(language),
        base=state_of(there.decode()) if there is not None else "",
        key=key,
        pieces=tuple(
            _piece(field, pair, typed)
            for field, pair in zip(fields, pairs, strict=True)
            if pair.original and not pair.original.is_fixed
        ),
        lost=tuple(said for field, said in typed.items() if field not in fields and said.strip()),
        is_error=is_error,
    )


def _piece(field: str, pair: Pair, typed: Mapping[str, str]) -> PieceView:
    original = pair.original.text if pair.original else ""
    return PieceView(
        field=field,
        original=original,
        text=typed.get(field, written_in(pair)),
        rows=min(max(len(original) // 60 + 1, original.count("\n") + 1), 20),
        is_stale=pair.state is State.STALE,
    )
