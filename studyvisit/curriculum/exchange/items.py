"""Questions as they are exchanged: their words in Markdown, not yet rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from studyvisit.curriculum.exchange.formulas import spelt_out
from studyvisit.curriculum.exchange.naming import name_from, squeezed
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.generated_number import Parameter
from studyvisit.curriculum.questions.several_choices import Marking


class Severity(StrEnum):
    """What became of the part of a question that a remark speaks of."""

    REFUSED = "left out"
    LOST = "lost"
    CHANGED = "changed"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What was not carried over as it was: where it stands in the file that was read, and what to do."""

    line: int
    name: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        """Return `line 12, “The mean”: lost: what and what to do`."""
        place = f"line {self.line}" if self.line else ""
        name = f"“{self.name}”" if self.name else ""
        return ": ".join(
            part for part in (", ".join(filter(None, (place, name))), self.severity, self.message) if part
        )


class Remarks:
    """Collects remarks; `about` gives a view of the same collection that speaks of one question."""

    def __init__(self, line: int = 0, name: str = "", found: list[Remark] | None = None) -> None:
        self._line = line
        self._name = name
        self._found: list[Remark] = [] if found is None else found

    def about(self, line: int, name: str) -> Remarks:
        """Return remarks on one question that are collected into the same place."""
        return Remarks(line, name, self._found)

    def add(self, severity: Severity, message: str) -> None:
        """Add a remark, once."""
        remark = Remark(self._line, self._name, severity, message)
        if remark not in self._found[-20:]:
            self._found.append(remark)

    def refused(self, message: str) -> None:
        """Say why a question is left out."""
        self.add(Severity.REFUSED, message)

    def lost(self, message: str) -> None:
        """Say which part of a question is left out."""
        self.add(Severity.LOST, message)

    def changed(self, message: str) -> None:
        """Say what means something else after the exchange."""
        self.add(Severity.CHANGED, message)

    def note(self, message: str) -> None:
        """Say what is worth knowing though nothing is lost."""
        self.add(Severity.NOTE, message)

    @property
    def all(self) -> tuple[Remark, ...]:
        """Return what was collected, in the order of the file."""
        return tuple(sorted(self._found, key=lambda remark: remark.line))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOption:
    """One option of a choice; `id` is empty where the format has none."""

    text: str
    is_right: bool
    feedback: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One choice."""

    options: tuple[ItemOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeOf:
    """Several choices."""

    options: tuple[ItemOption, ...]
    marking: Marking = Marking.EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """True or false."""

    is_true: bool
    feedback_if_true: str = ""
    feedback_if_false: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number with an absolute tolerance."""

    value: Decimal
    tolerance: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """A short answer."""

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPair:
    """A line in Markdown and, in plain words, what it goes with."""

    text: str
    counterpart: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Matching or categorising."""

    pairs: tuple[ItemPair, ...]
    distractors: tuple[str, ...] = ()
    is_categorising: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Ordering: the items in their right order, each with its id."""

    items: tuple[ItemPair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Gap fill: the pieces of its text in Markdown, one more than there are gaps. The item has no prompt."""

    pieces: tuple[str, ...]
    gaps: tuple[TextGap | ListGap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A generated number; the prompt holds `{{name}}`."""

    parameters: tuple[Parameter, ...]
    formula: str
    tolerance: Decimal
    is_percent: bool
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """A long answer. `rubric` is its table in Markdown, or nothing where the format has none."""

    rubric: str = ""
    fewest_words: int = 0
    most_words: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """File upload, with its rubric."""

    types: tuple[str, ...]
    most_files: int = 1
    most_megabytes: int = 5
    rubric: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A description: a text that so many questions below it have in common."""

    reach: int = 1


Body = OneOf | SomeOf | Statement | Value | Forms | Pairs | Order | Gaps | Drawn | Essay | Files | Described


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, or a description. `line` is where it stands in the file that was read."""

    body: Body
    prompt: str = ""
    name: str = ""
    id: str = ""
    line: int = 0
    feedback: str = ""
    points: int = 1
    competency: str = ""
    lesson: str = ""
    form: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return what a trainer knows the question by."""
        return self.name or self.id or name_from(self.prompt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a file holds: its title, its questions and its pictures by name (`media/…`)."""

    items: tuple[Item, ...]
    title: str = ""
    media: dict[str, bytes] = field(default_factory=dict)

    def with_items(self, items: Iterable[Item]) -> Collection:
        """Return the same with other questions."""
        return replace(self, items=tuple(items))


def with_texts(item: Item, change: Callable[[str], str]) -> Item:
    """Return a question with every text of it, which is Markdown, changed in the same way."""
    return replace(
        item, prompt=change(item.prompt), feedback=change(item.feedback), body=_with_texts(item.body, change)
    )


def _with_texts(body: Body, change: Callable[[str], str]) -> Body:
    match body:
        case OneOf() | SomeOf():
            options = (
                replace(one, text=change(one.text), feedback=change(one.feedback)) for one in body.options
            )
            return replace(body, options=tuple(options))
        case Statement():
            return replace(
                body,
                feedback_if_true=change(body.feedback_if_true),
                feedback_if_false=change(body.feedback_if_false),
            )
        case Pairs() | Order():
            return _with_lines(body, lambda pair: replace(pair, text=change(pair.text)))
        case Gaps():
            return replace(body, pieces=tuple(map(change, body.pieces)))
        case Essay() | Files():
            return replace(body, rubric=change(body.rubric))
        case Value() | Forms() | Drawn() | Described():
            return body
        case _ as unreachable:
            assert_never(unreachable)


def _with_lines(body: Pairs | Order, change: Callable[[ItemPair], ItemPair]) -> Pairs | Order:
    if isinstance(body, Pairs):
        return replace(body, pairs=tuple(map(change, body.pairs)))
    return replace(body, items=tuple(map(change, body.items)))


def essence(item: Item) -> Item:
    """Return a question without what an exchange need not keep: ids of options, where it stood, white space."""
    plain = with_texts(item, squeezed)
    return replace(plain, body=_without_ids(plain.body), line=0, category="")


def _without_ids(body: Body) -> Body:
    match body:
        case OneOf() | SomeOf():
            return replace(body, options=tuple(replace(one, id="") for one in body.options))
        case Pairs() | Order():
            return _with_lines(body, lambda pair: replace(pair, id=""))
        case Drawn():
            return replace(body, formula=spelt_out(body.formula))
        case Gaps():
            return replace(body, gaps=tuple(map(_gap_squeezed, body.gaps)))
        case _:
            return body


def _gap_squeezed(gap: TextGap | ListGap) -> TextGap | ListGap:
    if isinstance(gap, TextGap):
        return replace(gap, accepted=tuple(map(squeezed, gap.accepted)))
    return replace(gap, words=tuple(map(squeezed, gap.words)), right=squeezed(gap.right))
