"""What is typed and ticked in a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, ItemKind
from studyvisit.feedback.rules import Answers, Value, unanswered

NONE = "-"
"""The value by which an answer is declined; no id has this form."""
_WHOLE = re.compile(r"\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+|\d+")


@dataclass(frozen=True, slots=True)
class AnswersForm:
    """Answers as far as they can be read, what was typed, and what to say at each item, by its id."""

    answers: Answers = field(default_factory=Answers)
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, posted: MultiDict[str, str], form: FeedbackForm) -> AnswersForm:
        """Read what was posted; a choice that the form does not offer counts as none."""
        values: dict[str, Value] = {}
        typed: dict[str, str] = {}
        errors: dict[str, str] = {}
        declined: set[str] = set()
        for item in form.items:
            given = posted.getlist(field_of(item))
            if item.kind in (ItemKind.NUMBER, ItemKind.TEXT):
                typed[item.id] = _tidy(given)
                value, error = _typed(item, typed[item.id])
                is_none = not typed[item.id] and posted.get(none_of(item)) == NONE
            else:
                value, error = _chosen(item, given), ""
                is_none = value is None and NONE in given
            if value is not None:
                values[item.id] = value
            if error:
                errors[item.id] = error
            if is_none and item.decline:
                declined.add(item.id)
        answers = Answers(values, frozenset(declined))
        for item in unanswered(form, answers):
            errors.setdefault(item.id, _("Answer: “%(question)s”", question=item.text))
        return cls(answers, typed, {item.id: errors[item.id] for item in form.items if item.id in errors})


def field_of(item: FeedbackItem) -> str:
    """Return the name of the field in which an item is answered."""
    return f"q-{item.id}"


def none_of(item: FeedbackItem) -> str:
    """Return the name of the box by which a number or a text is declined."""
    return f"none-{item.id}"


def _tidy(given: list[str]) -> str:
    text = given[0] if given else ""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _typed(item: FeedbackItem, text: str) -> tuple[Value | None, str]:
    """Return what was typed as an answer, or what is wrong with it."""
    if not text:
        return None, ""
    if item.kind is ItemKind.TEXT:
        if len(text) <= item.longest:
            return text, ""
        most = ngettext("%(num)d character", "%(num)d characters", item.longest)
        return None, _("Shorten your answer to %(most)s; it has %(has)s.", most=most, has=len(text))
    if _WHOLE.fullmatch(text):
        number = int("".join(filter(str.isdecimal, text[:40])))
        if item.smallest <= number <= item.largest:
            return number, ""
    return None, _(
        "Enter a whole number from %(smallest)s to %(largest)s, in digits.",
        smallest=item.smallest,
        largest=item.largest,
    )


def _chosen(item: FeedbackItem, given: list[str]) -> Value | None:
    """Return the options ticked, in the order of the form, as the item's kind of answer."""
    ids = [option.id for option in item.options if option.id in given]
    if not ids:
        return None
    if item.kind is ItemKind.SEVERAL_CHOICES:
        return ids
    return int(ids[0]) if item.kind is ItemKind.SCALE else ids[0]
