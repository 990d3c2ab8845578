"""The files of a folder → a module of ours to begin with, and what was done to make it one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import PurePosixPath

from studyvisit.curriculum.exchange.quiz_writer import slug_of
from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.markup import plain_characters
from studyvisit.curriculum.numbers import check_numbers
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.source import SLUG, Bundle, UnitKind
from studyvisit.curriculum.taking_in.boxes import boxes
from studyvisit.curriculum.taking_in.code import Code
from studyvisit.curriculum.taking_in.finding import (
    MOST_LESSONS,
    beside_all,
    introduction_of,
    left_alone,
    texts_in,
)
from studyvisit.curriculum.taking_in.headings import levelled, title_off, with_hashes, with_sources
from studyvisit.curriculum.taking_in.heads import lesson_head, module_head, words_of_name
from studyvisit.curriculum.taking_in.lists import nested
from studyvisit.curriculum.taking_in.marks import plain_marks
from studyvisit.curriculum.taking_in.notes import Fate, Note, closed_up, without_marks
from studyvisit.curriculum.taking_in.ordering import (
    by_position,
    folder_places,
    how_placed,
    listed,
    of_mkdocs,
    stem_of,
)
from studyvisit.curriculum.taking_in.references import Media, References
from studyvisit.curriculum.taking_in.tags import with_headings, without_tags
from studyvisit.curriculum.taking_in.texts import Text
from studyvisit.curriculum.writing.front_matter import with_values
from studyvisit.curriculum.writing.templates import quiz_template

_WORDS_A_MINUTE = 100
_LONGEST_TITLE = 300
_ADDRESS = re.compile(r"(?<=\])\([^()\n]*\)|<[^<>\n]*>")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A module made of a folder; `lessons` are its files with the texts that they were."""

    bundle: Bundle
    notes: tuple[Note, ...]
    title: str
    lessons: Mapping[str, str]


def under_name(taken: TakenIn, slug: str) -> Mapping[str, bytes]:
    """Return the files of a module that was taken in, under another name of its own."""
    module = with_values(taken.bundle.text("module.md"), {"id": slug})
    named = {"module.md": module, "quiz.md": quiz_template(slug, taken.title)}
    return {**taken.bundle.files, **{name: text.encode() for name, text in named.items()}}


@dataclass(slots=True)
class _Prepared:
    """A text whose code is hidden and whose title is known; `told` says what told it."""

    text: Text
    code: Code
    body: str
    title: str
    told: str


def take_in(
    files: Mapping[str, bytes], slug: str, title: str = "", competencies: Sequence[str] = ()
) -> TakenIn:
    """Return the module that the files of a folder begin; every lesson is for these competencies.

    `files` are the bytes by relative path. What nobody can know is left to be filled in, and the check finds it.
    Takes whatever it is given and never raises.
    """
    files = {plain_characters(path).replace("\n", " "): content for path, content in files.items()}
    texts, notes = texts_in(files)
    places, order = listed(files)
    folders, settings = folder_places(files)
    introduction = introduction_of(texts)
    for path in beside_all(texts, introduction):
        del texts[path]
        notes.append(Note(path, 0, Fate.LEFT_OUT, "is about the folder and no lesson"))
    ordered = [path for path in order if path in texts]
    ordered += [path for path in by_position(texts, folders) if path not in order]
    lessons = [path for path in ordered if path != introduction]
    for path in lessons[MOST_LESSONS:]:
        notes.append(Note(path, 0, Fate.LEFT_OUT, f"a module has at most {MOST_LESSONS} lessons"))
    lessons = lessons[:MOST_LESSONS]
    prepared = {
        path: _prepared(texts[path], order.get(path, "")) for path in (*lessons, introduction) if path
    }
    begun = _Begun(slug, tuple(competencies), files, {path: one.title for path, one in prepared.items()})
    title = title or begun.title_of(prepared.get(introduction))
    begun.put_module(prepared.get(introduction), title)
    for path in lessons:
        begun.put_lesson(
            prepared[path], f"its place in {places}" if path in order else how_placed(texts[path])
        )
    begun.files["quiz.md"] = quiz_template(slug, title).encode()
    bundle = Bundle(UnitKind.MODULE, slug, {**begun.files, **begun.media.kept})
    alone = left_alone(files, {*begun.media.used, *settings, places})
    return TakenIn(bundle, (*begun.notes, *notes, *alone), title, begun.lessons)


def _prepared(text: Text, listed_as: str) -> _Prepared:
    code = Code(text.notes)
    body = with_hashes(with_headings(plain_marks(code.hide(text.body.expandtabs(4)), text.notes)))
    said = text.said("title")
    first, body = title_off(body, said)
    first = " ".join(code.bare(without_marks(first)).replace("`", "").split())
    name = (
        PurePosixPath(text.path).parent.name
        if stem_of(text.path).lower() in ("index", "_index", "readme")
        else ""
    )
    for title, told in (
        (said, "its front matter"),
        (first, "its first heading"),
        (text.said("sidebar_label", "linktitle", "nav_title") or listed_as, "its name in the list"),
        (words_of_name(name or stem_of(text.path)), "its file’s name"),
    ):
        if title:
            return _Prepared(text, code, body, title[:_LONGEST_TITLE], told)
    return _Prepared(text, code, body, "", "")


class _Begun:
    """A module as it grows, file by file."""

    def __init__(
        self, slug: str, competencies: tuple[str, ...], given: Mapping[str, bytes], titles: Mapping[str, str]
    ) -> None:
        self._slug, self._competencies, self._given, self._titles = slug, competencies, given, titles
        self._ids = {slug, f"{slug[:30].strip('-')}-check"}
        self.media = Media(given)
        self.files: dict[str, bytes] = {}
        self.lessons: dict[str, str] = {}
        self.notes: list[Note] = []

    def title_of(self, introduction: _Prepared | None) -> str:
        """Return the title of the module as the folder gives it."""
        return (
            (introduction.title if introduction and introduction.told != "its file’s name" else "")
            or of_mkdocs(self._given, "site_name")[:_LONGEST_TITLE]
            or words_of_name(self._slug)
        )

    def put_module(self, introduction: _Prepared | None, title: str) -> None:
        """Write module.md, with the introduction where there is one."""
        body = self._body(introduction) if introduction else ""
        text = introduction.text if introduction else None
        summary = of_mkdocs(self._given, "site_description")
        head, notes = module_head(self._slug, title, text, summary, self._competencies)
        self._put("module.md", f"{head}{body}", text, notes)

    def put_lesson(self, given: _Prepared, placed: str) -> None:
        """Write the next lesson."""
        text = given.text
        body = self._body(given)
        words = len(_WORD.findall(_ADDRESS.sub("", without_marks(body))))
        title = given.title or f"Lesson {len(self.lessons) + 1}"
        identity = self._free_id(text, title)
        minutes = max(1, min(90, ceil(words / _WORDS_A_MINUTE)))
        head = lesson_head(identity, title, minutes, text, self._competencies)
        text.notes.on_key(
            "title",
            Fate.INFERRED,
            f"made of {text.path}: title from {given.told or 'its place'}, place from {placed}",
        )
        if not text.said("minutes"):
            text.notes.on_key("minutes", Fate.INFERRED, f"minutes counted from {words:,} words")
        if not body.strip():
            text.notes.on_key("", Fate.LEFT_OUT, f"{text.path} has no words: write the lesson or take it out")
        name = f"{len(self.lessons) + 1:02d}-{identity}.md"
        self.lessons[name] = text.path
        self._put(name, head + _with_place_for_sources(body), text, ())

    def _put(self, name: str, content: str, text: Text | None, more: Sequence[Note]) -> None:
        own: tuple[Note, ...] = ()
        if text is not None:
            content, own = text.notes.settled(name, content)
        self.files[name] = content.encode("utf-8", "replace")
        self.notes += [*more, *own]

    def _body(self, given: _Prepared) -> str:
        notes, code = given.text.notes, given.code
        references = References(given.text.path, self.media, self._titles, notes)
        body = without_tags(given.body, code, references.tag, notes)
        body = references.settled(boxes(nested(levelled(body, notes)), notes))
        body = re.sub(r"[ \t]+\n", _break, with_sources(body, notes))
        body = code.show(closed_up(body)).strip("\n")
        return f"{body}\n" if body else ""

    def _free_id(self, text: Text, title: str) -> str:
        said = text.said("id", "slug").strip("/").rpartition("/")[2]
        wanted = said if SLUG.fullmatch(said) else slug_of(stem_of(text.path)) or slug_of(title) or "lesson"
        identity = wanted
        number = 2
        while identity in self._ids:
            identity, number = f"{wanted}-{number}", number + 1
        self._ids.add(identity)
        return identity


def _break(found: re.Match[str]) -> str:
    """Keep the two blanks that end a line."""
    return "  \n" if found[0].startswith("  ") else "\n"


def _with_place_for_sources(body: str) -> str:
    """Return a lesson that has a number without a source with a place to write one: the check asks for it."""
    report = Report()
    check_numbers(numbered(without_marks(body)), report)
    if not report.has_errors or re.search(r"^\[\^", body, re.MULTILINE):
        return body
    head = "" if re.search(r"^## Sources", body, re.MULTILINE) else "\n## Sources\n"
    return f"{body}{head}\n[^source]:\n"
