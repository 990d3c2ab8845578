"""Reading what a report's address asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from studyvisit.accounts.rules import PositionLevel, Sex
from studyvisit.reporting.rules import (
    NOT_STATED,
    STEPS,
    Asked,
    By,
    Check,
    Filters,
    Order,
    Sort,
    Which,
    as_address,
    day_of,
    sorts_of,
)
from studyvisit.tables.content import Audience
from studyvisit.tables.files import Format

Choice = TypeVar("Choice", bound=StrEnum)
Default = TypeVar("Default", bound=StrEnum | None)

LONGEST = 200
OF_FILES = ("table", "hxl", "for")
"""Parameters that say something about a file and nothing about whom it counts."""
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class ReportForm:
    """An address's parameters: `asked` is what could be read of them, `errors` say what could not, by name."""

    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    asked: Asked = field(init=False)
    audience: Audience = field(init=False)

    def __post_init__(self) -> None:
        by = self._choice("by", By, By.COUNTRY)
        sort = self._choice("sort", Sort, None)
        if sort is not None and sort not in sorts_of(by):
            self.errors["sort"] = _("This table has no column “%(name)s” to sort by.", name=sort.value)
        self.asked = Asked(
            by=by,
            sort=sort,
            order=self._choice("order", Order, Order.ASCENDING),
            filters=self._filters(),
            check=self._choice("check", Check, None),
            compare=self._text("compare"),
            attempts=self._choice("attempts", Which, Which.FIRST),
        )
        self.audience = self._choice("for", Audience, Audience.INTERNAL)
        if self.audience is Audience.PUBLICATION:
            self._check_publication()

    def _check_publication(self) -> None:
        """Refuse what can be asked for inside the house only."""
        filters = self.asked.filters
        if filters.programme is None and "programme" not in self.errors:
            self.errors["programme"] = _(
                "Choose one programme to publish. What is withheld depends on its rules and earlier publications."
            )
        if self.asked.by is By.PERSON:
            self.errors["by"] = _("Rows of single people are not published. Choose another grouping.")
        for name, step in (("reached", filters.reached), ("missing", filters.missing)):
            if step is not None:
                self.errors[name] = _("This filter is not for publications. Choose “All”.")

    def refuse_publication(self, reason: str) -> None:
        """Say why there is no publication of the report, where the address asks for one."""
        if self.audience is Audience.PUBLICATION:
            self.errors = {"publication": reason}

    @property
    def address(self) -> dict[str, str]:
        """Return the parameters by which an address asks for the same again."""
        return {**as_address(self.asked), **for_audience(self.audience)}

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """Return the errors for the top of the page, each with the field it leads to, if there is one."""
        hidden = ("sort", "order", "attempts", "publication")
        return tuple(("" if name in hidden else name, words) for name, words in self.errors.items())

    def _filters(self) -> Filters:
        first, last = self._day("from"), self._day("to")
        if first and last and last < first:
            self.errors["to"] = _("The last day is before the first. Choose a later one.")
        return Filters(
            programme=self._text("programme"),
            cohort=self._text("cohort"),
            country=self._text("country"),
            institution=self._institution(),
            position=self._stated("position", PositionLevel),
            sex=self._stated("sex", Sex),
            module=self._text("module"),
            enrolled_from=first,
            enrolled_to=last,
            reached=self._step("reached"),
            missing=self._step("missing"),
        )

    def _text(self, name: str) -> str | None:
        text = self.typed.get(name, "").strip()
        if len(text) > LONGEST or not text.isprintable():
            self.errors[name] = _("Choose one of the list.")
            return None
        return text or None

    def _choice(self, name: str, choices: type[Choice], default: Default) -> Choice | Default:
        text = self._text(name)
        if text is None:
            return default
        try:
            return choices(text)
        except ValueError:
            known = ", ".join(choices)
            self.errors[name] = _(
                "“%(text)s” is not known as “%(name)s”. Known are: %(known)s.",
                text=text,
                name=name,
                known=known,
            )
            return default

    def _stated(self, name: str, choices: type[StrEnum]) -> str | None:
        return NOT_STATED if self.typed.get(name) == NOT_STATED else self._choice(name, choices, None)

    def _step(self, name: str) -> Sort | None:
        step = self._choice(name, Sort, None)
        if step is not None and step not in STEPS:
            self.errors[name] = _("Choose one of the list.")
            return None
        return step

    def _institution(self) -> UUID | str | None:
        text = self._text("institution")
        if text is None or text == NOT_STATED:
            return text
        try:
            return UUID(text)
        except ValueError:
            self.errors["institution"] = _("Choose one of the list.")
            return None

    def _day(self, name: str) -> date | None:
        text = self._text(name)
        if text is None:
            return None
        day = day_of(text)
        if day is None:
            self.errors[name] = _("Enter a day as year-month-day, for example 2019-04-01.")
        return day


def for_audience(audience: Audience) -> dict[str, str]:
    """Return the parameter that says for whom a report is; reviewers go without saying."""
    return {} if audience is Audience.INTERNAL else {"for": audience.value}


def read_questions(typed: Mapping[str, str]) -> tuple[Which, str | None]:
    """Return which attempts an address asks for and of which cohort.

    The first attempts and every cohort, where it says nothing or what nobody can mean.
    """
    asked, cohort = typed.get("attempts", ""), typed.get("cohort", "").strip()
    is_sound = len(cohort) <= LONGEST and cohort.isprintable()
    return Which(asked) if asked in list(Which) else Which.FIRST, (cohort if is_sound else "") or None


class When(StrEnum):
    """When a report is to be made."""

    NOW = "now"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportForm:
    """How a report is to be made, when and for whom; `errors` say what could not be read, by name."""

    format: Format | None
    when: When
    readers: tuple[UUID, ...]
    errors: Mapping[str, str]


def read_export(typed: MultiDict[str, str]) -> ExportForm:
    """Return how a person wants a report made."""
    errors = {}
    kind = typed.get("format", "")
    if kind not in list(Format):
        errors["format"] = _("Choose a format.")
    when = typed.get("when", When.NOW)
    if when not in list(When):
        errors["when"] = _("Choose when.")
        when = When.NOW
    readers = tuple(UUID(text) for text in typed.getlist("reader") if _UUID.fullmatch(text))
    if when != When.NOW and not readers:
        errors["readers"] = _("Choose at least one person.")
    return ExportForm(
        format=Format(kind) if "format" not in errors else None,
        when=When(when),
        readers=readers,
        errors=errors,
    )


def kept_parameters(asked: Asked, typed: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Return those of an address's parameters by which a report is asked for again later, in any format."""
    kept = {name: text for name, text in as_address(asked).items() if name in names}
    said = {name: typed.get(name, "")[:LONGEST] for name in OF_FILES}
    return kept | {name: text for name, text in said.items() if text.isprintable() and text}
