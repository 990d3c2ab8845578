"""The types of forms that ask what people made of a study visit: reactions and follow-ups.

Like all content types plain, frozen and free of any framework; HTML in them has been sanitised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studyvisit.curriculum.content import ScalePoint


class FeedbackKind(StrEnum):
    """What a form asks about: the visit itself, or what became of it months later."""

    REACTION = "reaction"
    FOLLOW_UP = "follow-up"


class ItemKind(StrEnum):
    """How an item is answered."""

    SCALE = "scale"
    ONE_CHOICE = "one-choice"
    SEVERAL_CHOICES = "several-choices"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackOption:
    """One of the answers that an item offers; a step of the scale has its value as its id."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackItem:
    """Something asked. `decline` is the label of the answer that gives none, "" where there is no such answer.

    `smallest` and `largest` bound a number, `longest` the characters of a text.
    """

    id: str
    kind: ItemKind
    text: str
    hint: str = ""
    is_required: bool = False
    decline: str = ""
    options: tuple[FeedbackOption, ...] = ()
    smallest: int = 0
    largest: int = 0
    unit: str = ""
    longest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSection:
    """Items that belong together."""

    id: str
    title: str
    introduction: str
    items: tuple[FeedbackItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackForm:
    """A form without right answers. An anonymous one is stored without any way back to who filled it in."""

    id: str
    slug: str
    title: str
    kind: FeedbackKind
    is_anonymous: bool
    minutes: int
    introduction: str
    scale: tuple[ScalePoint, ...]
    sections: tuple[FeedbackSection, ...]

    @property
    def items(self) -> Iterator[FeedbackItem]:
        """Yield everything asked, in order."""
        return (item for section in self.sections for item in section.items)
