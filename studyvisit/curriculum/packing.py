"""A module as one ZIP file with the lists it draws on: it travels, and comes out byte for byte as it went in."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath

from studyvisit.curriculum.alone import competencies_in
from studyvisit.curriculum.source import SLUG, Bundle, UnitKind
from studyvisit.curriculum.tree import belongs, is_plain_text, largest
from studyvisit.curriculum.writing.front_matter import values_of

_HEAD = "module.md"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


class Defect(StrEnum):
    """Why the module in a ZIP file is refused."""

    SEVERAL = "several"
    NO_PART = "no-part"
    NO_TEXT = "no-text"
    TOO_LARGE = "too-large"


class BadModule(Exception):
    """A module that is not taken; `name` is the file at fault, where there is one."""

    def __init__(self, defect: Defect, name: str = "") -> None:
        super().__init__(defect.value)
        self.defect, self.name = defect, name


def pack(bundles: Iterable[Bundle]) -> bytes:
    """Return a ZIP file of bundles, each file at its place below `content/`; the same bytes for the same content."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for bundle in bundles:
            for name, content in bundle.files.items():
                entry = zipfile.ZipInfo(bundle.path(name), _EARLIEST)
                entry.external_attr, entry.compress_type = _PLAIN_FILE, zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
    return packed.getvalue()


def module_in(files: Mapping[str, bytes]) -> Bundle | None:
    """Return the module among the files of a ZIP, None where there is none of ours. Raises BadModule.

    It is found by its `module.md`, whose `id` names it, so that it may lie in any folder. It has every file byte
    for byte, and therefore the digest that it had where it was packed.
    """
    heads = [name for name in files if PurePosixPath(name).name == _HEAD and _slug_in(files[name])]
    if not heads:
        return None
    if len(heads) > 1:
        raise BadModule(Defect.SEVERAL)
    folder = heads[0].removesuffix(_HEAD)
    own = {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
    if not folder:
        own = {name: content for name, content in own.items() if name not in _lists(files)}
    for name, content in own.items():
        _ensure_part(name, content)
    return Bundle(UnitKind.MODULE, _slug_in(files[heads[0]]), own)


def lists_in(files: Mapping[str, bytes]) -> Bundle | None:
    """Return the competencies, facts and figures beside a packed module, None where there are none."""
    own = _lists(files)
    return (
        Bundle(UnitKind.COMPETENCIES, UnitKind.COMPETENCIES.value, own) if "competencies.md" in own else None
    )


def said_otherwise(module: Bundle, there: Bundle | None, here: Bundle | None) -> tuple[str, ...]:
    """Return the competencies of a module that are worded in another way here than where it was packed."""
    named = values_of(module.text(_HEAD)).get("competencies", ())
    wanted = {named} if isinstance(named, str) else {*named}
    known = {one.id: one.statement for one in competencies_in(here)}
    return tuple(
        one.id
        for one in competencies_in(there)
        if one.id in wanted and known.get(one.id, one.statement) != one.statement
    )


def _lists(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the lists beside a module that are plain text; another says nothing here."""
    return {
        name: content
        for name, content in files.items()
        if belongs(name, UnitKind.COMPETENCIES) and is_plain_text(content)
    }


def _slug_in(content: bytes) -> str:
    if not is_plain_text(content):
        return ""
    values = values_of(content.decode())
    slug = values.get("id", "")
    is_ours = "competencies" in values and isinstance(slug, str) and SLUG.fullmatch(slug)
    return str(slug) if is_ours else ""


def _ensure_part(name: str, content: bytes) -> None:
    if not belongs(name, UnitKind.MODULE):
        raise BadModule(Defect.NO_PART, name)
    if len(content) > largest(name):
        raise BadModule(Defect.TOO_LARGE, name)
    if name.endswith(".md") and not is_plain_text(content):
        raise BadModule(Defect.NO_TEXT, name)
