"""What every report says about itself, in its language: what was asked for, as of when, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import LazyString, format_decimal, get_locale, lazy_gettext
from flask_babel import gettext as _

from studyvisit.accounts.forms import position_level_words, sex_words
from studyvisit.reporting.pages.filters import by_words, step_words
from studyvisit.reporting.rules import NOT_STATED
from studyvisit.tables.content import Absent, Audience, Report
from studyvisit.tables.words import Phrases, ReportWords
from studyvisit.web.formats import country_name

ASKED: dict[str, LazyString] = {
    "by": lazy_gettext("Show by"),
    "programme": lazy_gettext("Programme"),
    "cohort": lazy_gettext("Cohort"),
    "module": lazy_gettext("Module"),
    "country": lazy_gettext("Country"),
    "institution": lazy_gettext("Institution"),
    "position": lazy_gettext("Position level"),
    "sex": lazy_gettext("Sex"),
    "from": lazy_gettext("Enrolled from"),
    "to": lazy_gettext("Enrolled until"),
    "attempts": lazy_gettext("Attempts"),
    "compare": lazy_gettext("Compared with"),
    "reached": lazy_gettext("Who reached"),
    "missing": lazy_gettext("Who did not reach"),
}
"""What the parameters of an address are called."""


def finished(report: Report, words: ReportWords, *, has_rows_by: bool, timezone: str = "UTC") -> ReportWords:
    """Return a report's words with what is the same for every report: its parameters, phrases and locale.

    By what its rows are is said where it `has_rows_by` choice.
    """
    return replace(
        words,
        programme=report.programme_title,
        about=(*words.about, *_asked(report, has_rows_by), *_standing(report)),
        meanings={**absent_meanings(), **words.meanings},
        phrases=phrases(),
        locale=str(get_locale() or "en_GB"),
        timezone=timezone,
    )


def phrases() -> Phrases:
    """Return what files say around every report."""
    return Phrases(
        about=_("About this report"),
        asked=_("What was asked for"),
        definitions=_("What the figures mean"),
        absences=_("Where there is no figure"),
        as_of=_("as of %(moment)s"),
        n=_("n = %(n)s"),
        share=_("%(label)s, share"),
        in_utc=_("%(label)s (UTC)"),
        low_to_high=_("%(low)s to %(high)s"),
        page=_("Page %(page)s of %(pages)s"),
        continued=_("%(title)s (%(number)s)"),
        lacking=_("Signs for which no font was found, shown as %(sign)s"),
        source=_("Made by studyvisit from the records at the moment named."),
    )


def absent_meanings() -> dict[Absent, str]:
    """Return why a cell holds no figure, in a sentence. None of these is a nought."""
    return {
        Absent.BLANK: _("Asked, and left empty."),
        Absent.NOT_TAKEN: _("Not given to these people, or not taken by them."),
        Absent.NOT_YET: _("Not reached by the moment the report was made."),
        Absent.NOT_STATED: _("Nobody said."),
        Absent.NOT_DEFINED: _("There is nothing to calculate it from, such as a share of nobody."),
        Absent.NO_DATA: _("The instrument was never used."),
        Absent.TOO_FEW: _("Fewer people than the figure needs."),
        Absent.SUPPRESSED: _("Withheld in what is published, so that nobody can be recognised."),
    }


def _asked(report: Report, has_rows_by: bool) -> Iterator[tuple[str, str]]:
    for name, label in ASKED.items():
        value = report.parameters.get(name)
        if value and name == "programme":
            yield str(label), f"{report.programme_title} ({value})" if report.programme_title else value
        elif value and (name != "by" or has_rows_by):
            yield str(label), _value(name, value)


def _value(name: str, value: str) -> str:
    if value == NOT_STATED:
        return _("Not stated")
    if name == "country":
        return country_name(value)
    codes = {
        "by": {str(by): text for by, text in by_words().items()},
        "position": {str(level): text for level, text in position_level_words().items()},
        "sex": {str(sex): text for sex, text in sex_words().items()},
        "reached": {str(step): text for step, text in step_words().items()},
        "missing": {str(step): text for step, text in step_words().items()},
    }
    return codes.get(name, {}).get(value, value)


def _standing(report: Report) -> Iterator[tuple[str, str]]:
    audience = {
        Audience.INTERNAL: _("Internal: for those who may see it"),
        Audience.PUBLICATION: _("Publication: small figures are withheld"),
    }
    yield _("Made for"), audience[report.audience]
    if report.audience is Audience.PUBLICATION:
        yield from _withheld(report)
    for slug, revision in report.revisions.items():
        yield _("Content"), f"{slug} {revision}"
    yield _("Moments"), _("All moments are in Coordinated Universal Time (UTC).")


def _withheld(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what was done so that nobody can be recognised."""
    done = {name: int(str(report.facts[name])) for name in DONE}
    yield (
        _("Smallest group"),
        _(
            "Counts of 1 to %(most)s people are withheld, and so are counts that leave 1 to %(most)s out. "
            "Figures of fewer than %(k)s people are not given. 0 is shown.",
            most=format_decimal(done["smallest_group"] - 1),
            k=format_decimal(done["smallest_group"]),
        ),
    )
    yield (
        _("Withheld"),
        _(
            "%(small)s small counts, and %(others)s others from which those could be worked out. At least "
            "%(k)s different numbers remain possible for each of them, also with all that was published of this "
            "programme before.",
            small=format_decimal(done["withheld_small"]),
            others=format_decimal(done["withheld_others"]),
            k=format_decimal(done["smallest_group"]),
        ),
    )
    if done["known_from_before"]:
        yield (
            _("Known already"),
            _(
                "%(n)s withheld counts can be told more closely from earlier publications.",
                n=format_decimal(done["known_from_before"]),
            ),
        )
    yield (
        _("Rounding"),
        _("Counts are exact. Shares are rounded to whole per cents, other figures to the decimals shown."),
    )


DONE = ("smallest_group", "withheld_small", "withheld_others", "known_from_before")
"""The facts of a publication that say what was done."""
