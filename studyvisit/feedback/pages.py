"""The pages of a reaction or follow-up form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, ItemKind
from studyvisit.feedback.forms import AnswersForm, field_of, none_of
from studyvisit.feedback.rules import Answers
from studyvisit.web.pages import Crumb, Page, sanitised


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item to answer: `chosen` are the ids ticked, `typed` what was typed, `none` the box that declines."""

    item: FeedbackItem
    field: str
    none: str
    hint: Markup
    limit: str
    chosen: tuple[str, ...]
    typed: str
    is_declined: bool
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section of items to answer."""

    id: str
    title: str
    introduction: Markup
    items: tuple[ItemView, ...]


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """A form to fill in; `page_key` makes sending it twice the same as once, "" where nothing may be kept."""

    template: ClassVar[str] = "feedback/form.html"

    crumbs: tuple[Crumb, ...]
    is_anonymous: bool
    minutes: int
    introduction: Markup
    sections: tuple[SectionView, ...]
    errors: tuple[tuple[str, str], ...]
    page_key: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question with the words that answer it; "" where it was left blank."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class GivenPage(Page):
    """That a form was given, and under a name also what was said."""

    template: ClassVar[str] = "feedback/given.html"

    crumbs: tuple[Crumb, ...]
    given_at: datetime | None
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, kw_only=True)
class NotOpenPage(Page):
    """That a form is not asked for yet, `opens_on` then being its day, or no longer."""

    template: ClassVar[str] = "feedback/not_open.html"

    crumbs: tuple[Crumb, ...]
    opens_on: date | None


def sections_of(form: FeedbackForm, filled: AnswersForm) -> tuple[SectionView, ...]:
    """Return what a form asks, with what was ticked and typed so far."""
    return tuple(
        SectionView(
            id=section.id,
            title=section.title,
            introduction=sanitised(section.introduction),
            items=tuple(_item(item, filled) for item in section.items),
        )
        for section in form.sections
    )


def errors_of(form: FeedbackForm, filled: AnswersForm) -> tuple[tuple[str, str], ...]:
    """Return what is wrong for the top of the page, each with the field that it leads to."""
    return tuple((field_of(item), filled.errors[item.id]) for item in form.items if item.id in filled.errors)


def rows_of(form: FeedbackForm, answers: Answers) -> tuple[AnswerRow, ...]:
    """Return every question of a form with what was answered, in words."""
    return tuple(
        AnswerRow(item.text, _words(item, answers)) for section in form.sections for item in section.items
    )


def _item(item: FeedbackItem, filled: AnswersForm) -> ItemView:
    value = filled.answers.values.get(item.id)
    chosen = value if isinstance(value, list) else [] if value is None else [str(value)]
    return ItemView(
        item=item,
        field=field_of(item),
        none=none_of(item),
        hint=sanitised(item.hint),
        limit=_limit(item),
        chosen=tuple(chosen),
        typed=filled.typed.get(item.id, ""),
        is_declined=item.id in filled.answers.declined,
        error=filled.errors.get(item.id, ""),
    )


def _limit(item: FeedbackItem) -> str:
    if item.kind is not ItemKind.TEXT:
        return ""
    return ngettext("Up to %(num)d character.", "Up to %(num)d characters.", item.longest)


def _words(item: FeedbackItem, answers: Answers) -> str:
    if item.id in answers.declined:
        return item.decline
    value = answers.values.get(item.id)
    if value is None:
        return ""
    if item.kind in (ItemKind.NUMBER, ItemKind.TEXT):
        return _("%(number)s %(unit)s", number=value, unit=item.unit) if item.unit else str(value)
    chosen = value if isinstance(value, list) else [str(value)]
    return "; ".join(option.label for option in item.options if option.id in chosen)
