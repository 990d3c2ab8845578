"""Reading a `content/` directory into bundles, refusing what has no business there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from studyvisit.curriculum.kinds import KINDS, LARGEST, Family
from studyvisit.curriculum.languages import language_of, original_of
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.source import SLUG, Bundle, UnitKind, is_text

LARGEST_TEXT = 1_000_000
LESSON_FILE = re.compile(rf"(\d{{2}})-({SLUG.pattern})\.md")
VISIT_FILE = re.compile(rf"visits/({SLUG.pattern})\.md")
_MEDIA_FILE = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]*")
_LISTS = ("competencies.md", "facts.md", "figures.md")
_FOLDERS = {"modules": UnitKind.MODULE, "programmes": UnitKind.PROGRAMME}
_INNER_FOLDERS = {UnitKind.MODULE: ("media",), UnitKind.PROGRAMME: ("media", "visits")}
_MODULE_FILES = frozenset({"quiz.md", "guide.md", "handout.md"})
_OF_PROGRAMMES = frozenset({Family.PICTURE, Family.DOCUMENT})
_TRANSLATED = ("module.md", "quiz.md")
_MAIN_FILE = {UnitKind.MODULE: "module.md", UnitKind.PROGRAMME: "programme.md"}


@dataclass(frozen=True, slots=True)
class Tree:
    """All bundles below a `content/` directory, what could not be read, and the name of each unit."""

    bundles: tuple[Bundle, ...]
    problems: tuple[Problem, ...]
    named: frozenset[tuple[UnitKind, str]]


def read_tree(root: Path) -> Tree:
    """Return every unit found below `root`; paths in problems are relative to it."""
    report = Report()
    bundles: list[Bundle] = []
    named: set[tuple[UnitKind, str]] = set()
    if not root.is_dir():
        report.about(".").error(
            1,
            "content",
            "this directory does not exist: name the directory that holds competencies.md and modules/",
        )
    for kind, slug, files in _units(root, report):
        named.add((kind, slug))
        contents = {
            name: content for name, path in files if (content := _read(path, name, root, report)) is not None
        }
        bundle = Bundle(kind, slug, contents)
        bundles.append(replace(bundle, unread=_unread(bundle, report)))
    if root.is_dir() and not named:
        report.about(".").error(
            1,
            "content",
            "holds nothing to read: name the directory that holds competencies.md, "
            "modules/, questionnaires/ and programmes/",
        )
    return Tree(tuple(bundles), report.problems, frozenset(named))


_Unit = tuple[UnitKind, str, list[tuple[str, Path]]]


def _unread(bundle: Bundle, report: Report) -> frozenset[str]:
    """Return the names of a bundle's files that are there but are not content."""
    if not bundle.folder:
        return frozenset(report.faulty & {*_LISTS})
    folder = bundle.path("")
    inside = {path.removeprefix(folder) for path in report.faulty if path.startswith(folder)}
    return frozenset(inside & {f"{bundle.slug}.md"} if bundle.kind is UnitKind.QUESTIONNAIRE else inside)


def _units(root: Path, report: Report) -> Iterator[_Unit]:
    children = _children(root, root, report)
    lists = [(path.name, path) for path in children if _is_list(path.name)]
    for path in children:
        if path.name in _FOLDERS and path.is_dir():
            yield from _unit_folders(path, root, _FOLDERS[path.name], report)
        elif path.name == "questionnaires" and path.is_dir():
            yield from _questionnaires(path, root, report)
        elif path.name == "competencies.md":
            yield UnitKind.COMPETENCIES, "competencies", lists
        elif path.name != "README.md" and not _is_list(path.name):
            _about(path, root, report).warn(1, "file", "is not a part of the content and is not read")


def _is_list(name: str) -> bool:
    return name in _LISTS or (language_of(name) is not None and original_of(name) == _LISTS[0])


def _questionnaires(folder: Path, root: Path, report: Report) -> Iterator[_Unit]:
    """Yield each questionnaire with its translations, which lie beside it."""
    files = _children(folder, root, report)
    translations = [file for file in files if language_of(file.name)]
    originals = [file for file in files if file not in translations]
    for file in originals:
        if _has_slug(file, file.stem, root, report) and file.suffix == ".md":
            beside = [(one.name, one) for one in translations if original_of(one.name) == file.name]
            yield UnitKind.QUESTIONNAIRE, file.stem, [(file.name, file), *beside]
    for file in translations:
        if original_of(file.name) not in {one.name for one in originals}:
            _about(file, root, report).warn(
                1, "file", f"translates {original_of(file.name)}, which is not there: it is not read"
            )


def _unit_folders(folder: Path, root: Path, kind: UnitKind, report: Report) -> Iterator[_Unit]:
    for unit in _children(folder, root, report):
        if not unit.is_dir():
            _about(unit, root, report).warn(1, "file", f"is not a {kind}'s folder and is not read")
        elif _has_slug(unit, unit.name, root, report):
            yield kind, unit.name, list(_files_of(unit, root, kind, report))


def _files_of(unit: Path, root: Path, kind: UnitKind, report: Report) -> Iterator[tuple[str, Path]]:
    listed = _children(unit, root, report)
    folders = [path for path in listed if path.name in _INNER_FOLDERS[kind] and path.is_dir()]
    inner = [path for folder in folders for path in _children(folder, root, report)]
    for path in [path for path in listed if path not in folders] + inner:
        name = path.relative_to(unit).as_posix()
        if belongs(name, kind):
            yield name, path
        else:
            _about(path, root, report).warn(
                1, "file", f"is not a part of a {kind} and is not read. " + _names_of(kind)
            )


def belongs(name: str, kind: UnitKind) -> bool:
    """Return whether a unit of a kind may have a file of this name."""
    if kind is UnitKind.COMPETENCIES:
        return _is_list(name)
    if name == _MAIN_FILE[kind]:
        return True
    if _MEDIA_FILE.fullmatch(name):
        found = KINDS.get(PurePosixPath(name).suffix)
        return found is not None and (kind is UnitKind.MODULE or found.family in _OF_PROGRAMMES)
    if kind is UnitKind.PROGRAMME:
        return name == "indicators.md" or bool(VISIT_FILE.fullmatch(name))
    if language_of(name) is not None:
        name = original_of(name)
        return name in _TRANSLATED or bool(LESSON_FILE.fullmatch(name))
    return name in _MODULE_FILES or bool(LESSON_FILE.fullmatch(name))


def largest(name: str) -> int:
    """Return how many bytes a file that belongs to a unit may have."""
    return LARGEST_TEXT if is_text(name) else LARGEST[KINDS[PurePosixPath(name).suffix].family]


def is_plain_text(content: bytes) -> bool:
    """Return whether bytes are UTF-8 text without NUL."""
    return _is_plain_text(content, Report())


def _names_of(kind: UnitKind) -> str:
    pictures = "pictures are media/<name>.svg, .png, .jpg, .webp or .gif"
    if kind is UnitKind.MODULE:
        return (
            "A module has module.md, quiz.md, guide.md, handout.md and lessons such as 01-the-survey.md; "
            f"{pictures}, data files media/<name>.csv, documents media/<name>.pdf and the like, recordings "
            "media/<name>.mp3, .m4a, .ogg, .wav, .mp4 or .webm, captions media/<name>.en.vtt"
        )
    return (
        "A programme has programme.md, indicators.md and site visits such as visits/visit-songdo.md; "
        f"{pictures}, documents media/<name>.pdf and the like"
    )


def _children(folder: Path, root: Path, report: Report) -> list[Path]:
    if not folder.is_dir():
        return []
    kept = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            _about(path, root, report).error(
                1, "file", "is a link to a place outside the content directory: put the file itself here"
            )
            continue
        kept.append(path)
    return kept


def _has_slug(path: Path, slug: str, root: Path, report: Report) -> bool:
    if SLUG.fullmatch(slug):
        return True
    _about(path, root, report).error(
        1, "name", f"`{slug}` is not a slug: use lower-case letters a to z, digits and single hyphens"
    )
    return False


def _read(path: Path, name: str, root: Path, report: Report) -> bytes | None:
    about = _about(path, root, report)
    try:
        if not path.is_file():
            about.error(1, "file", "is not a file that can be read")
            return None
        size = path.stat().st_size
        if size > largest(name):
            about.error(
                1,
                "file",
                f"has {size:,} bytes; at most {largest(name):,} are read: make it smaller or split it",
            )
            return None
        content = path.read_bytes()
    except OSError as error:
        about.error(1, "file", f"cannot be read ({error.strerror}): give yourself the right to read it")
        return None
    return None if is_text(name) and not _is_plain_text(content, about) else content


def _is_plain_text(content: bytes, report: Report) -> bool:
    """Return whether bytes are UTF-8 text without NUL, with problems reported."""
    if (nul := content.find(b"\0")) >= 0:
        report.error(content.count(b"\n", 0, nul) + 1, "file", "has a NUL character: take it out")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        report.error(
            content.count(b"\n", 0, error.start) + 1,
            "file",
            "is not UTF-8 text: save it again with the encoding UTF-8",
        )
        return False
    return nul < 0


def _about(path: Path, root: Path, report: Report) -> Report:
    return report.about(path.relative_to(root).as_posix())
