"""The filters of a report, as a form that puts them into its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from studyvisit.accounts.forms import position_level_words, sex_words
from studyvisit.reporting.queries.choices import Choices
from studyvisit.reporting.rules import NOT_STATED, STEPS, Asked, By, Check, Sort, as_address
from studyvisit.tables.content import Audience
from studyvisit.web.formats import country_name

MOST_CHOICES = 200
SELDOM = ("institution", "position", "sex", "reached", "missing", "from", "to")
"""Filters that stand behind a summary until one of them is used."""
NARROWING = ("programme", "cohort", "country", "module", *SELDOM)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter as a select; `hint` says what to do where there would be too many options."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: str
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One end of the period of enrolment."""

    name: str
    label: str
    value: str
    error: str


def by_words() -> dict[By, str]:
    """Return what a row can stand for."""
    return {
        By.COUNTRY: _("Country"),
        By.INSTITUTION: _("Institution"),
        By.COHORT: _("Cohort"),
        By.MODULE: _("Module"),
        By.PROGRAMME: _("Programme"),
        By.POSITION: _("Level of position"),
        By.SEX: _("Sex"),
        By.MONTH: _("Month of enrolment"),
        By.PERSON: _("Person"),
    }


def check_words() -> dict[Check, str]:
    """Return what is checked about the data."""
    return {
        Check.BEFORE_ONLY: _("Self-assessed before and not after"),
        Check.AFTER_ONLY: _("Self-assessed after and not before"),
        Check.IMPOSSIBLE_TIMES: _("Impossible times"),
        Check.IN_SECONDS: _("Quiz handed in within seconds"),
        Check.AT_ONE_INSTANT: _("All answers at one instant"),
        Check.BY_THE_CLOCK: _("Attempts ended by the clock"),
        Check.SAME_NAME: _("Same name and country twice"),
        Check.SAME_MAILBOX: _("Same e-mail name at two domains"),
        Check.NO_COUNTRY: _("Country not stated"),
        Check.NO_INSTITUTION: _("Institution not stated"),
        Check.UNPROVEN: _("Certified without a step"),
    }


def step_words() -> dict[Sort, str]:
    """Return what the steps are called in a table's head."""
    return {
        Sort.STARTED: _("Started"),
        Sort.ASSESSED_BEFORE: _("Self-assessed before"),
        Sort.LESSONS_READ: _("Lessons read"),
        Sort.QUIZ_PASSED: _("Quiz passed"),
        Sort.ASSESSED_AFTER: _("Self-assessed after"),
        Sort.CERTIFIED: _("Certified"),
    }


def filters(
    asked: Asked, there: Choices, errors: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[Filter, ...]:
    """Return the filters with their options, what is chosen and what was wrong with it."""
    countries = sorted(
        (Option(code, country_name(code)) for code in there.countries if code), key=lambda o: o.text
    )
    if None in there.countries:
        countries.append(Option(NOT_STATED, _("Not stated")))
    institutions = [Option(str(key), name) for key, name in there.institutions.items()]
    hint = ""
    if len(institutions) > MOST_CHOICES:
        institutions = [option for option in institutions if option.value == str(asked.filters.institution)]
        hint = _("There are many: choose a country first.")
    steps = _options({step.value: step_words()[step] for step in STEPS})
    offered: dict[str, tuple[str, Sequence[Option]]] = {
        "by": (_("Show by"), [Option(by, words) for by, words in by_words().items()]),
        "programme": (_("Programme"), _options(there.programmes)),
        "cohort": (_("Cohort"), _options(there.cohorts)),
        "compare": (_("Compare with"), _options(there.cohorts)),
        "country": (_("Country"), countries),
        "institution": (_("Institution"), institutions),
        "module": (_("Module"), _options(there.modules)),
        "position": (_("Level of position"), _stated(position_level_words())),
        "sex": (_("Sex"), _stated(sex_words())),
        "reached": (_("Reached"), steps),
        "missing": (_("Not reached"), steps),
        "check": (
            _("List the rows of"),
            _options({check.value: words for check, words in check_words().items()}),
        ),
    }
    everything, nothing = Option("", _("All")), Option("", _("Choose a cohort"))
    chosen = {**as_address(asked), **{name: typed.get(name, "") for name in errors}}
    return tuple(
        Filter(
            name=name,
            label=label,
            options=tuple(options)
            if name == "by"
            else (nothing if name == "compare" else everything, *options),
            chosen=chosen.get(name, ""),
            error=errors.get(name, ""),
            hint=hint if name == "institution" else "",
        )
        for name, (label, options) in offered.items()
    )


def for_whom(audience: Audience, errors: Mapping[str, str]) -> Filter:
    """Return the choice between a report for those who may see it and one for everybody."""
    return Filter(
        name="for",
        label=_("Made for"),
        options=(
            Option(Audience.INTERNAL, _("Reviewers")),
            Option(Audience.PUBLICATION, _("Publication")),
        ),
        chosen=audience,
        error=errors.get("for", ""),
    )


def _stated(names: Mapping[Any, str]) -> list[Option]:
    return [*_options(names), Option(NOT_STATED, _("Not stated"))]


def _options(names: Mapping[str, str]) -> list[Option]:
    return [Option(value, text) for value, text in names.items()]


def days(errors: Mapping[str, str], typed: Mapping[str, str]) -> tuple[Day, ...]:
    """Return both ends of the period of enrolment."""
    labels = {"from": _("Enrolled from"), "to": _("Enrolled until")}
    return tuple(
        Day(name=name, label=label, value=typed.get(name, ""), error=errors.get(name, ""))
        for name, label in labels.items()
    )
