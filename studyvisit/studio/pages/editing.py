"""The editor of one file: its text, its front matter as fields, what is wrong with it and what it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.alone import Part
from studyvisit.curriculum.content import Lesson
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.repairs import repairs_of
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.front_matter import Value, halves, values_of
from studyvisit.curriculum.writing.spans import outline_of
from studyvisit.studio.forms.editing import Kept, Key
from studyvisit.studio.pages.modules import crumbs_within, title_in
from studyvisit.studio.pages.repairing import RepairButton, buttons_of
from studyvisit.studio.pages.weighing import lesson_figures
from studyvisit.studio.queries.drafts import Unit, state_of
from studyvisit.studio.rules.merging import Conflict
from studyvisit.studio.services.drafts import ChangedMeanwhile
from studyvisit.web.pages import Crumb, Page

QUIZ_FILE = "quiz.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadField:
    """A key of the front matter as a field, with what it says now."""

    key: Key
    text: str
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is to be known of a text: a line of figures, and its problems with the line in the text field."""

    figures: tuple[str, ...]
    problems: tuple[ProblemRow, ...]
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One problem: `line` is its line in the text field, 0 where it is in the fields beside it."""

    line: int
    where: str
    message: str
    is_error: bool
    repairs: tuple[RepairButton, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Where in a file a link leads: a line, 0 for none; the key and the name of the question that it asks for.

    A question with a name and no key is no longer there.
    """

    line: int
    question: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class EditorPage(Page):
    """One file to write in. Where there are `fields`, the text is without its front matter."""

    template: ClassVar[str] = "studio/editor.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    name: str
    text: str
    state: str
    fields: tuple[HeadField, ...]
    may_have_fields: bool
    panel: Panel
    key: str
    others: str
    citations: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    is_open: bool
    quiz_url: str
    quiz_words: str
    landing: Landing
    landing_text: str


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """Two people changed the same paragraphs: each place once, with what either says."""

    template: ClassVar[str] = "studio/choice.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    name: str
    conflicts: tuple[Conflict, ...]
    mine: str
    state: str
    base: str


def fields_of(keys: Iterable[Key], values: Mapping[str, Value]) -> tuple[HeadField, ...]:
    """Return the fields of a front matter with what it says."""
    return tuple(_field(key, values.get(key.name, "")) for key in keys)


def _field(key: Key, value: Value) -> HeadField:
    if key.kept is Kept.SEVERAL:
        return HeadField(key=key, text="", chosen=frozenset([value] if isinstance(value, str) else value))
    return HeadField(key=key, text=value if isinstance(value, str) else ", ".join(value), chosen=frozenset())


def editor_page(
    unit: Unit,
    name: str,
    *,
    keys: Sequence[Key],
    panel: Panel,
    key: str,
    others: Sequence[str],
    citations: Sequence[tuple[str, str]],
    facts: Sequence[tuple[str, str]],
    landing: Landing,
) -> EditorPage:
    """Return the page on which a file is written; its front matter in fields where `keys` are given."""
    text = unit.text(name)
    parts = halves(text) if keys else None
    quiz_url, quiz_words = _way_to_quiz(unit)
    lines = text.splitlines()
    head = parts.head.count("\n") if parts else 0
    return EditorPage(
        title=title_in(unit, name) or name,
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        name=name,
        text=parts.body if parts else text,
        state=state_of(text),
        fields=fields_of(keys, values_of(text)) if parts else (),
        may_have_fields=bool(keys),
        panel=panel,
        key=key,
        others=others_words(others),
        citations=tuple(citations),
        facts=tuple(facts),
        is_open=unit.revision_id is None or 0 < landing.line <= head,
        quiz_url=quiz_url,
        quiz_words=quiz_words,
        landing=replace(landing, line=max(0, landing.line - head)),
        landing_text=lines[landing.line - 1] if head < landing.line <= len(lines) else "",
    )


def _way_to_quiz(unit: Unit) -> tuple[str, str]:
    """Return where the questions of a module's quiz are written, in words too; the first one is asked for at once."""
    if unit.kind is not UnitKind.MODULE or QUIZ_FILE not in unit.bundle.files:
        return "", ""
    place: dict[str, Any] = {"kind": unit.kind, "slug": unit.slug, "name": QUIZ_FILE}
    if outline_of(unit.text(QUIZ_FILE), QUIZ_FILE).spans:
        return url_for("studio.questions", **place), _("Questions of the quiz")
    return url_for("studio.new_question", **place), _("Write the first question of the quiz")


def others_words(others: Sequence[str]) -> str:
    """Return who else is at a file, in a sentence; nothing where nobody is."""
    if not others:
        return ""
    names = format_list(list(others), locale=get_locale())
    return ngettext(
        "%(names)s has this text open too. What you both write is put together.",
        "%(names)s have this text open too. What you all write is put together.",
        len(others),
        names=names,
    )


def panel_of(
    unit: Unit, name: str, problems: Sequence[Problem], part: Part | None, *, as_fields: bool
) -> Panel:
    """Return what is to be known of a file as it was saved last."""
    text = unit.text(name)
    parts = halves(text) if as_fields else None
    rows, elsewhere = problem_rows(problems, name, text, parts.head.count("\n") if parts else 0)
    sizes = {sha256(content).hexdigest(): len(content) for content in unit.bundle.files.values()}
    return Panel(
        figures=lesson_figures(part, sizes) if isinstance(part, Lesson) else (),
        problems=rows,
        elsewhere=ngettext(
            "%(num)d more in other files of this unit.",
            "%(num)d more in other files of this unit.",
            elsewhere,
        )
        if elsewhere
        else "",
    )


def problem_rows(
    problems: Sequence[Problem], name: str, text: str, first_line: int
) -> tuple[tuple[ProblemRow, ...], int]:
    """Return the problems of a file, with lines as the text field counts them, and how many are elsewhere."""
    rows = tuple(
        ProblemRow(
            line=max(0, one.line - first_line),
            where=one.where,
            message=one.message,
            is_error=one.is_error,
            repairs=buttons_of(repairs_of(one, text)),
        )
        for one in problems
        if one.path == name
    )
    return rows, len(problems) - len(rows)


def choice_page(unit: Unit, name: str, collision: ChangedMeanwhile, *, base: str) -> ChoicePage:
    """Return the page that asks whose words to keep where two people changed the same."""
    return ChoicePage(
        title=_("Somebody else changed the same words"),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        name=name,
        conflicts=tuple(collision.merged.conflicts),
        mine=collision.mine,
        state=collision.state,
        base=base,
    )
