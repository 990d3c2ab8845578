"""What there is to write on, and the outline of one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.front_matter import values_of
from studyvisit.studio.queries.drafts import Unit
from studyvisit.studio.queries.listing import Listed
from studyvisit.studio.services.outline import lessons_of
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit in the list; `state` is a kind of status and its words."""

    title: str
    url: str
    kind: str
    state: tuple[str, str]
    learners: int
    changed_at: datetime | None
    changed_by: str


@dataclass(frozen=True, kw_only=True)
class ModulesPage(Page):
    """What a person may write on: modules first, then forms, programmes and the list of competencies."""

    template: ClassVar[str] = "studio/modules.html"

    crumbs: tuple[Crumb, ...]
    modules: tuple[UnitRow, ...]
    others: tuple[UnitRow, ...]
    competencies: tuple[tuple[str, str, bool], ...]
    typed: Mapping[str, str]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file of a unit: how much is wrong in it, and the way to the first problem, errors before warnings."""

    name: str
    title: str
    url: str
    errors: int
    warnings: int
    first_url: str


@dataclass(frozen=True, kw_only=True)
class OutlinePage(Page):
    """The files of a unit in reading order, with what is wrong in each; lessons can be put in another order."""

    template: ClassVar[str] = "studio/outline.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    state: tuple[str, str]
    lessons: tuple[FileRow, ...]
    papers: tuple[FileRow, ...]
    others: tuple[tuple[str, str], ...]
    general: tuple[str, ...]
    is_changed: bool
    removed: str = ""
    error: str = ""


def kind_words() -> dict[UnitKind, str]:
    """Return what each kind of unit is called."""
    return {
        UnitKind.MODULE: _("Module"),
        UnitKind.QUESTIONNAIRE: _("Form"),
        UnitKind.PROGRAMME: _("Programme"),
        UnitKind.COMPETENCIES: _("Competencies"),
    }


def crumbs() -> tuple[Crumb, ...]:
    """Return the way to the pages of the studio."""
    return Crumb(_("Home"), url_for("completion.home")), Crumb(_("Studio"), url_for("studio.modules"))


def crumbs_within(unit: Unit) -> tuple[Crumb, ...]:
    """Return the way to what belongs to a unit."""
    return (*crumbs(), Crumb(title_of(unit), url_for("studio.outline", kind=unit.kind, slug=unit.slug)))


def title_of(unit: Unit) -> str:
    """Return the title of a unit as its main file says it, or its name."""
    name = {UnitKind.MODULE: "module.md", UnitKind.PROGRAMME: "programme.md"}.get(
        unit.kind, f"{unit.slug}.md"
    )
    return title_in(unit, name) or unit.slug


def title_in(unit: Unit, name: str) -> str:
    """Return the title that a file's front matter gives it, or nothing."""
    title = values_of(unit.bundle.text(name)).get("title", "") if name in unit.bundle.files else ""
    return title if isinstance(title, str) else ""


def state_words(draft_state: str, revision: int, *, is_retired: bool = False) -> tuple[str, str]:
    """Return where a unit stands: a kind of status and its words."""
    if draft_state == "in-review":
        return "now", _("In review")
    if draft_state and revision:
        return "now", _("Draft on revision %(number)s", number=revision)
    if draft_state:
        return "todo", _("Draft, never published")
    if is_retired:
        return "todo", _("Retired, revision %(number)s", number=revision)
    return "done", _("Published, revision %(number)s", number=revision)


def rows_of(listed: Iterable[Listed]) -> tuple[tuple[UnitRow, ...], tuple[UnitRow, ...]]:
    """Return the rows of modules, and those of everything else."""
    words = kind_words()
    modules: list[UnitRow] = []
    others: list[UnitRow] = []
    for one in listed:
        row = UnitRow(
            title=one.title,
            url=url_for("studio.outline", kind=one.kind, slug=one.slug),
            kind=words[one.kind],
            state=state_words(one.draft_state, one.revision, is_retired=one.is_retired),
            learners=one.learners,
            changed_at=one.changed_at,
            changed_by=one.changed_by,
        )
        (modules if one.kind is UnitKind.MODULE else others).append(row)
    return tuple(modules), tuple(others)


def files_of(unit: Unit, problems: Iterable[Problem]) -> tuple[tuple[FileRow, ...], tuple[FileRow, ...]]:
    """Return the rows of a unit's lessons, and those of its other texts."""
    found = tuple(problems)
    lessons = lessons_of(unit.bundle.files) if unit.kind is UnitKind.MODULE else []
    papers = [
        name for name in sorted(unit.bundle.files, key=_place) if name.endswith(".md") and name not in lessons
    ]
    return tuple(_row(unit, name, found) for name in lessons), tuple(
        _row(unit, name, found) for name in papers
    )


_ORDER = ("module.md", "programme.md", "competencies.md", "quiz.md", "guide.md", "handout.md")


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _row(unit: Unit, name: str, problems: tuple[Problem, ...]) -> FileRow:
    own = [one for one in problems if one.path == name]
    errors = sum(one.is_error for one in own)
    first = min(own, key=lambda one: (not one.is_error, one.line), default=None)
    place: dict[str, Any] = {"kind": unit.kind, "slug": unit.slug, "name": name}
    return FileRow(
        name=name,
        title=title_in(unit, name) or name,
        url=url_for("studio.edit", **place),
        errors=errors,
        warnings=len(own) - errors,
        first_url=url_for("studio.edit", **place, line=first.line) if first else "",
    )
