"""What people made of a study visit, for reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.feedback import FeedbackSection, ItemKind
from studyvisit.feedback.rules import FEWEST, Line, Mark, Tally, lines_of, mixed
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.queries.feedback import AskedCohort
from studyvisit.web.pages import Crumb, Page

MOST_SAID = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One form of a cohort: how many of those enrolled gave it; None before it is asked."""

    title: str
    opens_on: date
    given: int | None
    enrolled: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCard:
    """A cohort with the forms that it is asked."""

    title: str
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, kw_only=True)
class FeedbackPage(Page):
    """The cohorts a reviewer may look into, with how many gave each form."""

    template: ClassVar[str] = "reporting/feedback.html"

    crumbs: tuple[Crumb, ...]
    cohorts: tuple[CohortCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One line of a table: what was answered, how often, and its share of those who answered."""

    words: str
    number: str
    share: float | None
    is_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody wrote; under a name, who and where to find them."""

    text: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCounts:
    """What was answered to one item; `is_few` says that there is too little to show.

    Of very many texts the page shows some; `unsaid` counts the others, which are in the file.
    """

    id: str
    question: str
    note: str
    is_few: bool
    lines: tuple[CountLine, ...]
    said: tuple[Said, ...]
    unsaid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCounts:
    """A section of a form with what was answered."""

    title: str
    items: tuple[ItemCounts, ...]


@dataclass(frozen=True, kw_only=True)
class AnswersPage(Page):
    """What a cohort answered in one form; of anonymous ones some may be `waiting` for a batch."""

    template: ClassVar[str] = "reporting/answers.html"

    crumbs: tuple[Crumb, ...]
    cohort_title: str
    is_anonymous: bool
    sheets: int
    waiting: int
    not_taken: int
    as_of: datetime
    sections: tuple[SectionCounts, ...]
    csv_url: str
    json_url: str


def occasion_words(occasion: FeedbackOccasion) -> str:
    """Return what to call an occasion."""
    if occasion is FeedbackOccasion.REACTION:
        return _("Reaction, last day")
    return ngettext("Follow-up, %(num)d month on", "Follow-up, %(num)d months on", occasion.months)


def card_of(cohort: AskedCohort, occasions: Sequence[FeedbackOccasion], today: date) -> CohortCard:
    """Return a cohort's card; what is not asked yet has no count and leads nowhere."""
    lines = []
    for occasion in occasions:
        opens_on = occasion.opens_on(cohort.ends_on)
        is_asked = opens_on <= today
        url = url_for("reporting.answers", cohort=cohort.slug, occasion=occasion.value)
        lines.append(
            AskedLine(
                title=occasion_words(occasion),
                opens_on=opens_on,
                given=cohort.given.get(occasion, 0) if is_asked else None,
                enrolled=cohort.enrolled,
                url=url if is_asked else "",
            )
        )
    return CohortCard(title=cohort.title, lines=tuple(lines))


def sections_of(
    sections: Sequence[FeedbackSection],
    tallies: Mapping[str, Tally],
    sheets: int,
    names: Mapping[str, str],
    *,
    is_anonymous: bool,
) -> tuple[SectionCounts, ...]:
    """Return what was answered, section by section; `names` are those of the people by enrolment."""
    return tuple(
        SectionCounts(
            title=section.title,
            items=tuple(
                _item(tallies[item.id], names, is_anonymous=is_anonymous, sheets=sheets)
                for item in section.items
            ),
        )
        for section in sections
    )


def _item(tally: Tally, names: Mapping[str, str], *, is_anonymous: bool, sheets: int) -> ItemCounts:
    item = tally.item
    is_text = item.kind is ItemKind.TEXT
    few = is_anonymous and (sheets < FEWEST or (not is_text and tally.answered < FEWEST))
    note = ngettext("%(count)s answered", "%(count)s answered", tally.answered, count=_number(tally.answered))
    if item.kind is ItemKind.SEVERAL_CHOICES:
        note = _("%(note)s; several choices each", note=note)
    if item.unit:
        note = _("%(note)s; %(unit)s", note=note, unit=item.unit)
    return ItemCounts(
        id=item.id,
        question=item.text,
        note="" if few else note,
        is_few=few,
        lines=() if few else tuple(_line(line, tally) for line in lines_of(tally)),
        said=() if few else _said(tally, names, is_anonymous=is_anonymous)[:MOST_SAID],
        unsaid=0 if few else max(0, len(tally.texts) - MOST_SAID),
    )


def _line(line: Line, tally: Tally) -> CountLine:
    words = {
        None: line.label,
        Mark.DECLINED: line.label,
        Mark.BLANK: _("Left blank"),
        Mark.SMALLEST: _("Smallest"),
        Mark.MEDIAN: _("Median"),
        Mark.LARGEST: _("Largest"),
    }[line.mark]
    is_option = line.mark is None
    share = line.number / tally.answered if is_option and tally.answered else None
    return CountLine(words=words, number=_number(line.number), share=share, is_answer=is_option)


def _said(tally: Tally, names: Mapping[str, str], *, is_anonymous: bool) -> tuple[Said, ...]:
    if is_anonymous:
        texts = mixed(tally.item.id, (text for text, _source in tally.texts))
        return tuple(Said(text=text, name="", url="") for text in texts)
    return tuple(
        Said(
            text=text,
            name=names.get(source, ""),
            url=url_for("reporting.person", enrolment_id=source),
        )
        for text, source in tally.texts
    )


def _number(number: float) -> str:
    return str(format_decimal(number))
