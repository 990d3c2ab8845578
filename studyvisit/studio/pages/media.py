"""The media of a unit: what was handed in and what became of it, what is used where, and what nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import ClassVar

from babel.lists import format_list
from flask import url_for
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.intake import MOST_BYTES, MOST_FILES, Intake, Reason, Refused
from studyvisit.curriculum.kinds import KINDS, Family
from studyvisit.curriculum.media import NARROW_ENDING
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.svg_mending import LeftOut
from studyvisit.curriculum.writing.media_markdown import markdown_for, uses, wide_of
from studyvisit.studio.pages.modules import crumbs_within, title_in
from studyvisit.studio.queries.drafts import Unit
from studyvisit.studio.services.outline import lessons_of
from studyvisit.web.pages import Crumb, Page

_BYTES_A_SECOND = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that was handed in: what it weighs now, what was done to it, and how a text shows it.

    `ask` is picture, title or link: which words it needs. `number` tells its fields from those of the others.
    """

    number: int
    name: str
    url: str
    weight: str
    remarks: tuple[str, ...]
    markdown: str
    ask: str
    words: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRow:
    """A file of the unit; `used_in` are titles and addresses of the texts that name it."""

    name: str
    url: str
    weight: str
    is_picture: bool
    used_in: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class MediaPage(Page):
    """Files to hand in, those that just were, and all that the unit has."""

    template: ClassVar[str] = "studio/media.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    taken: tuple[Taken, ...]
    refused: tuple[tuple[str, str], ...]
    error: str
    lessons: tuple[tuple[str, str], ...]
    used: tuple[MediaRow, ...]
    unused: tuple[MediaRow, ...]
    total: str
    gone: tuple[tuple[str, str], ...]


def media_page(
    unit: Unit,
    *,
    taken: Iterable[Taken] = (),
    refused: Iterable[tuple[str, str]] = (),
    error: str = "",
    gone: Mapping[str, str] | None = None,
) -> MediaPage:
    """Return the page as a unit stands now."""
    rows = _rows(unit)
    files = unit.bundle.files
    total = sum(len(content) for name, content in files.items() if name.startswith("media/"))
    return MediaPage(
        title=_("Pictures and files"),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        taken=tuple(taken),
        refused=tuple(refused),
        error=error,
        lessons=tuple((name, title_in(unit, name) or name) for name in _texts_of(unit)),
        used=tuple(row for row in rows if row.used_in),
        unused=tuple(row for row in rows if not row.used_in),
        total=size_words(total),
        gone=tuple((gone or {}).items()),
    )


def _texts_of(unit: Unit) -> list[str]:
    if unit.kind is UnitKind.MODULE:
        papers = [name for name in ("guide.md", "handout.md") if name in unit.bundle.files]
        return [*lessons_of(unit.bundle.files), *papers]
    return [name for name in unit.bundle.files if name == "programme.md"]


def _rows(unit: Unit) -> tuple[MediaRow, ...]:
    files = unit.bundle.files
    rows = []
    for name, used_in in uses(files).items():
        if wide_of(name, files) != name:
            continue
        narrow = files.get(name.removesuffix(".webp") + NARROW_ENDING)
        rows.append(
            MediaRow(
                name=name,
                url=url_of(name, files[name]),
                weight=weight_words(files[name], narrow),
                is_picture=_family(name) is Family.PICTURE,
                used_in=tuple(
                    (
                        title_in(unit, text) or text,
                        url_for("studio.edit", kind=unit.kind, slug=unit.slug, name=text),
                    )
                    for text in used_in
                ),
            )
        )
    return tuple(rows)


def url_of(name: str, content: bytes) -> str:
    """Return the address of a media file."""
    return f"/media/{sha256(content).hexdigest()}{PurePosixPath(name).suffix}"


def taken_of(unit: Unit, intake: Intake, number: int) -> Taken:
    """Return what is shown of a file that was taken in."""
    files = dict(intake.files)
    return replace_words(
        unit,
        Taken(
            number=number,
            name=intake.name,
            url=url_of(intake.name, files[intake.name]),
            weight=_change_words(intake),
            remarks=tuple(_remarks(intake)),
            markdown="",
            ask=_ask(intake.name),
        ),
        "",
    )


def taken_again(unit: Unit, name: str, number: int, words: str, error: str) -> Taken:
    """Return a file of the unit that still lacks its words."""
    content = unit.bundle.files[name]
    weight = weight_words(content, unit.bundle.files.get(name.removesuffix(".webp") + NARROW_ENDING))
    url = url_of(name, content)
    again = Taken(
        number=number,
        name=name,
        url=url,
        weight=weight,
        remarks=(),
        markdown="",
        ask=_ask(name),
        words=words,
        error=error,
    )
    return replace_words(unit, again, words)


def replace_words(unit: Unit, taken: Taken, words: str) -> Taken:
    """Return a file with the Markdown that shows it."""
    return replace(taken, markdown=markdown_of(unit, taken.name, words or _("what it shows")))


def markdown_of(unit: Unit, name: str, words: str) -> str:
    """Return the Markdown that shows a media file in a unit."""
    files = unit.bundle.files
    texts = [content.decode() for other, content in files.items() if other.endswith(".md")]
    return markdown_for(name, words, texts, files)


def _family(name: str) -> Family:
    return KINDS[PurePosixPath(name).suffix].family


def _ask(name: str) -> str:
    family = _family(name)
    if family is Family.PICTURE:
        return "picture"
    if family is Family.CAPTIONS:
        return ""
    return {Family.DOCUMENT: "link", Family.DATA: "finding"}.get(family, "title")


def size_words(size: int) -> str:
    """Return a size in bytes as people say it."""
    if size >= 1_000_000:
        return _("%(size)s MB", size=format_decimal(size / 1_000_000, "#,##0.0"))
    return _("%(size)s kB", size=format_decimal(max(size, 100) / 1000, "#,##0.0"))


def weight_words(content: bytes, narrow: bytes | None) -> str:
    """Return what a file weighs for a reader, on a phone too where that is another."""
    seconds = max(1, round(len(content) / _BYTES_A_SECOND))
    words = ngettext(
        "%(size)s: about %(num)d second on a slow line",
        "%(size)s: about %(num)d seconds on a slow line",
        seconds,
        size=size_words(len(content)),
    )
    return (
        _("%(words)s (%(size)s on a phone)", words=words, size=size_words(len(narrow))) if narrow else words
    )


def _change_words(intake: Intake) -> str:
    files = [content for _name, content in intake.files]
    now = weight_words(files[0], files[1] if len(files) > 1 else None)
    if intake.before == len(files[0]):
        return now
    return _("was %(before)s, now %(now)s", before=size_words(intake.before), now=now)


def _remarks(intake: Intake) -> Iterable[str]:
    if intake.is_known:
        yield _("The unit has this file already.")
    if intake.had_place:
        yield _("What it told about where and with what it was made was taken out.")
    if intake.was_moving:
        yield _("It moved: only its first picture was kept.")
    if intake.left_out:
        listed = format_list([_left_out_words()[one] for one in sorted(intake.left_out)], locale=get_locale())
        yield _("Left out of the drawing: %(what)s.", what=listed)


def _left_out_words() -> dict[LeftOut, str]:
    return {
        LeftOut.SCRIPTS: _("scripts"),
        LeftOut.LINKS: _("links"),
        LeftOut.PICTURES: _("pictures within it"),
        LeftOut.FETCHED: _("what it fetches from elsewhere"),
        LeftOut.MOVEMENT: _("movement"),
        LeftOut.OTHER: _("parts that cannot be shown here"),
    }


def refusal_words(refused: Refused) -> str:
    """Return why a file was not taken, and what to do."""
    if refused.reason is Reason.UNKNOWN:
        return _unknown_words(refused.found)
    if refused.reason in (Reason.TOO_MANY_FILES, Reason.TOO_MUCH):
        return _(
            "A unit holds %(most)s media files of %(size)s together. Remove what nobody uses first.",
            most=MOST_FILES,
            size=size_words(MOST_BYTES),
        )
    return _fault_words(refused)[refused.reason]


def _fault_words(refused: Refused) -> dict[Reason, str]:
    """Return what is wrong with a file of a known kind."""
    found, limit, size = refused.found, size_words(refused.limit), size_words(refused.size)
    return {
        Reason.EMPTY: _("It is empty. Choose it again from where it is whole."),
        Reason.TOO_LARGE: _(
            "This %(found)s file has %(size)s; at most %(limit)s are taken. Make it smaller or shorter.",
            found=found,
            size=size,
            limit=limit,
        ),
        Reason.TOO_MANY_PIXELS: _(
            "This %(found)s picture has more than 40 million dots. Save it smaller.", found=found
        ),
        Reason.TOO_LONG: _(
            "This %(found)s picture is too long and narrow. Cut it into several.", found=found
        ),
        Reason.UNREADABLE: _(
            "This %(found)s picture is damaged or was cut off on its way. Save it again and choose it anew.",
            found=found,
        ),
        Reason.BAD_DRAWING: _(
            "This SVG drawing cannot be read, or nothing in it can be shown. Save it as plain SVG or PNG."
        ),
    }


def _unknown_words(found: str) -> str:
    """Return which kinds are taken; `found` is one of few English names, which are given in the reader's words."""
    kinds = _(
        "Taken are pictures (JPEG, PNG, WebP, GIF, SVG), documents (PDF, Word, Excel, PowerPoint, OpenDocument, "
        "without macros), sound (MP3, M4A, Ogg, WAV), video (MP4, WebM), captions (VTT) and tables (CSV)."
    )
    if not found:
        return _("Nobody can tell what it is. %(kinds)s", kinds=kinds)
    return _("It is %(found)s. %(kinds)s", found=found, kinds=kinds)
