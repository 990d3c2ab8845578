"""What it takes to have filled in a form, how answers are kept, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from statistics import median
from typing import Any
from uuid import UUID

from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, FeedbackSection, ItemKind

Value = str | int | list[str]
FEWEST = 5
"""How many anonymous answers there must be before anybody is shown any of them, and in every batch after."""
SETTLES_AFTER = timedelta(days=14)
"""How long after the last day of a visit anonymous answers still wait for more to hide among."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: a value by the item's id, and the items whose "none" was ticked.

    An item in neither was left blank; a value may be 0. A scale's value is the step's, a choice's an id.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()

    def kept(self) -> dict[str, Any]:
        """Return the answers as JSON keeps them, in an order that says nothing."""
        return {
            "values": {name: self.values[name] for name in sorted(self.values)},
            "declined": sorted(self.declined),
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Answers:
        """Return the answers that `kept` wrote."""
        return cls(kept["values"], frozenset(kept["declined"]))


def is_settled(ends_on: date, today: date) -> bool:
    """Return whether the answers that still wait may be laid open without waiting for more."""
    return today >= ends_on + SETTLES_AFTER


def batch(waiting: int, *, is_last: bool) -> int:
    """Return how many of so many waiting sheets are laid open: a whole batch or none.

    As many again stay behind, so that those who wait are not those who answered last. All are laid open
    together where `is_last`: nobody else is to come.
    """
    if is_last:
        return waiting if waiting >= FEWEST else 0
    return FEWEST if waiting >= 2 * FEWEST else 0


def unanswered(form: FeedbackForm, answers: Answers) -> tuple[FeedbackItem, ...]:
    """Return the items that need an answer and have none, in order."""
    return tuple(
        item
        for item in form.items
        if item.is_required and item.id not in answers.values and item.id not in answers.declined
    )


def is_fitting(form: FeedbackForm, answers: Answers) -> bool:
    """Return whether every answer is one that its item allows."""
    items = {item.id: item for item in form.items}
    return all(
        name in items and _is_allowed(items[name], value) for name, value in answers.values.items()
    ) and all(name in items and items[name].decline for name in answers.declined - set(answers.values))


def _is_allowed(item: FeedbackItem, value: Value) -> bool:
    known = [option.id for option in item.options]
    match item.kind, value:
        case ItemKind.SCALE, int():
            return str(value) in known
        case ItemKind.ONE_CHOICE, str():
            return value in known
        case ItemKind.SEVERAL_CHOICES, list():
            return bool(value) and set(value) <= set(known) and len(set(value)) == len(value)
        case ItemKind.NUMBER, int():
            return item.smallest <= value <= item.largest
        case ItemKind.TEXT, str():
            return 0 < len(value) <= item.longest
        case _:
            return False


@dataclass(slots=True)
class Tally:
    """What sheets add up to for one item: how many answered, declined, or left it blank though it was asked.

    `chosen` counts by option, `numbers` and `texts` hold what was typed, each text with where it comes from.
    """

    item: FeedbackItem
    answered: int = 0
    declined: int = 0
    blank: int = 0
    chosen: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def count(self, answers: Answers, source: str) -> None:
        """Count one sheet."""
        value = answers.values.get(self.item.id)
        if value is None:
            self.declined += self.item.id in answers.declined
            self.blank += self.item.id not in answers.declined
            return
        self.answered += 1
        if self.item.kind is ItemKind.NUMBER and isinstance(value, int):
            self.numbers.append(value)
        elif self.item.kind is ItemKind.TEXT:
            self.texts.append((str(value), source))
        else:
            self.chosen.update(value if isinstance(value, list) else [str(value)])


class Mark(StrEnum):
    """What a line of a tally counts that is not an option."""

    DECLINED = "declined"
    BLANK = "blank"
    SMALLEST = "smallest"
    MEDIAN = "median"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tally: an option's label, or what `mark` says, with how many or how much."""

    label: str
    number: float
    mark: Mark | None = None


def lines_of(tally: Tally) -> tuple[Line, ...]:
    """Return what a tally says, a line for each option, or what numbers came to; then who gave no answer."""
    item = tally.item
    lines = [Line(option.label, tally.chosen[option.id]) for option in item.options]
    if tally.numbers:
        lines += [
            Line("", min(tally.numbers), Mark.SMALLEST),
            Line("", median(tally.numbers), Mark.MEDIAN),
            Line("", max(tally.numbers), Mark.LARGEST),
        ]
    if item.decline:
        lines.append(Line(item.decline, tally.declined, Mark.DECLINED))
    return (*lines, Line("", tally.blank, Mark.BLANK))


def merged(forms: Sequence[FeedbackForm]) -> tuple[FeedbackSection, ...]:
    """Return the sections of a form's revisions, the newest first: all that was ever asked, each item once.

    What only an older revision asked follows at the end of its section, or with its section.
    """
    sections: dict[str, FeedbackSection] = {}
    seen: set[str] = set()
    for form in forms:
        for section in form.sections:
            new = tuple(item for item in section.items if item.id not in seen)
            seen |= {item.id for item in new}
            known = sections.get(section.id, replace(section, items=()))
            sections[section.id] = replace(known, items=(*known.items, *new))
    return tuple(section for section in sections.values() if section.items)


def tallied(
    sections: Sequence[FeedbackSection],
    forms: Mapping[UUID, FeedbackForm],
    sheets: Iterable[tuple[UUID, Answers, str]],
) -> tuple[dict[str, Tally], int]:
    """Return what sheets add up to, by item, and how many they are; a sheet is its revision, answers and source.

    An item is blank only where the sheet's own revision asked it.
    """
    tallies = {item.id: Tally(item) for section in sections for item in section.items}
    asked = {revision_id: {item.id for item in form.items} for revision_id, form in forms.items()}
    count = 0
    for revision_id, answers, source in sheets:
        count += 1
        for item_id in asked[revision_id]:
            tallies[item_id].count(answers, source)
    return tallies, count


def mixed(item_id: str, texts: Iterable[str]) -> list[str]:
    """Return texts in an order that has nothing to do with who wrote them, another one for each item."""
    return sorted(texts, key=lambda text: (sha256(f"{item_id}\n{text}".encode()).digest(), text))
