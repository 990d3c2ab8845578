"""What it takes to have filled in a form, and how answers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, ItemKind

Value = str | int | list[str]
FEWEST = 5
"""How many anonymous answers there must be before anybody is shown any of them."""


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
