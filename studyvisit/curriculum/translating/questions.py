"""A question in another language: the words of its translation, and all that it is marked by from the original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from studyvisit.curriculum.questions import (
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Option,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
)
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.pairing import Pair
from studyvisit.curriculum.questions.rubrics import Criterion
from studyvisit.curriculum.questions.short_answer import fold

Complain = Callable[[str], None]
T = TypeVar("T")
Named = TypeVar("Named", Option, Pair, Item, Criterion)
Paired = TypeVar("Paired", Matching, Categorising)


def in_words_of(original: Question, words: Question, complain: Complain) -> Question:
    """Return the original with the words of its translation; what they disagree about is complained of."""
    if original.kind != words.kind:
        complain(f"is of the kind {words.kind}, and {original.kind} in the original: write it as it is there")
        return original
    told = replace(
        original, name=words.name, prompt=words.prompt, feedback=words.feedback, setting=words.setting
    )
    return _KINDS[original.kind](told, words, complain)


def pooled(original: Question, translations: Iterable[Question]) -> Question:
    """Return a question that takes what is right in any of its languages for right: typed words differ."""
    for other in translations:
        if isinstance(original, ShortAnswer) and isinstance(other, ShortAnswer):
            original = replace(original, accepted=_forms(original.accepted, other.accepted))
        elif isinstance(original, GapFill) and isinstance(other, GapFill):
            gaps = tuple(_pooled_gap(*gap) for gap in zip(original.gaps, other.gaps, strict=True))
            original = replace(original, gaps=gaps)
    return original


def _pooled_gap(ours: TextGap | ListGap, theirs: TextGap | ListGap) -> TextGap | ListGap:
    if isinstance(ours, TextGap) and isinstance(theirs, TextGap):
        return replace(ours, accepted=_forms(ours.accepted, theirs.accepted))
    return ours


def _forms(first: Sequence[str], then: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for form in (*first, *then):
        found.setdefault(fold(form), form)
    return tuple(found.values())


def _by_id(ours: Sequence[Named], theirs: Sequence[Named], complain: Complain) -> list[tuple[Named, Named]]:
    """Return what has the same id in both, in the order of the original; nothing when the ids differ."""
    words = {one.id: one for one in theirs}
    if {one.id for one in ours} != set(words) or len(ours) != len(theirs):
        there, here = ", ".join(one.id for one in ours), ", ".join(one.id for one in theirs)
        complain(f"has {here}, and the original {there}: write the same ids")
        return []
    return [(one, words[one.id]) for one in ours]


def _choice(
    told: OneChoice | SeveralChoices, words: OneChoice | SeveralChoices, complain: Complain
) -> Question:
    pairs = _by_id(told.options, words.options, complain)
    for ours, theirs in pairs:
        if ours.is_right != theirs.is_right:
            complain(
                f"marks the option {ours.id} otherwise than the original: the original says what is right"
            )
    options = tuple(replace(ours, html=theirs.html, feedback=theirs.feedback) for ours, theirs in pairs)
    return replace(told, options=options or told.options)


def _true_false(told: TrueFalse, words: TrueFalse, complain: Complain) -> Question:
    _same(told.is_true, words.is_true, "right answer", complain)
    return replace(told, feedback_if_true=words.feedback_if_true, feedback_if_false=words.feedback_if_false)


def _number(told: Number, words: Number, complain: Complain) -> Question:
    _same(
        (told.value, told.tolerance, told.unit),
        (words.value, words.tolerance, words.unit),
        "number",
        complain,
    )
    return told


def _generated(told: GeneratedNumber, words: GeneratedNumber, complain: Complain) -> Question:
    ours = (told.parameters, told.formula, told.tolerance, told.is_percent, told.unit)
    theirs = (words.parameters, words.formula, words.tolerance, words.is_percent, words.unit)
    _same(ours, theirs, "formula or range", complain)
    return told


def _short(told: ShortAnswer, words: ShortAnswer, complain: Complain) -> Question:
    return replace(told, accepted=_forms(words.accepted, told.accepted))


def _pairing(told: Paired, words: Paired, complain: Complain) -> Question:
    pairs = _by_id(told.pairs, words.pairs, complain)
    shown: dict[str, str] = {}
    together = [(ours.counterpart, theirs.counterpart) for ours, theirs in pairs]
    if len(told.distractors) != len(words.distractors):
        complain("has another number of words that go with none than the original: write the same rows")
        return told
    together += zip(told.distractors, words.distractors, strict=True)
    for word, in_language in together:
        if shown.setdefault(word, in_language) != in_language:
            complain(f"calls “{word}” now “{shown[word]}”, now “{in_language}”: use one word for it")
    if len(set(shown.values())) < len(shown):
        complain("has one word for two that differ in the original: use two")
    rows = tuple(replace(ours, html=theirs.html) for ours, theirs in pairs)
    return replace(told, pairs=rows or told.pairs, words=shown)


def _ordering(told: Ordering, words: Ordering, complain: Complain) -> Question:
    _same([one.id for one in told.items], [one.id for one in words.items], "order", complain)
    pairs = _by_id(told.items, words.items, complain)
    return replace(told, items=tuple(replace(ours, html=theirs.html) for ours, theirs in pairs) or told.items)


def _gaps(told: GapFill, words: GapFill, complain: Complain) -> Question:
    if [gap.kind for gap in told.gaps] != [gap.kind for gap in words.gaps]:
        complain("has other gaps than the original, or in another order: write the same, in the same order")
        return told
    gaps = tuple(_gap(*gap, complain) for gap in zip(told.gaps, words.gaps, strict=True))
    return replace(told, pieces=words.pieces, gaps=gaps)


def _gap(ours: TextGap | ListGap, theirs: TextGap | ListGap, complain: Complain) -> TextGap | ListGap:
    if isinstance(ours, TextGap) and isinstance(theirs, TextGap):
        return replace(ours, accepted=_forms(theirs.accepted, ours.accepted))
    if isinstance(ours, ListGap) and isinstance(theirs, ListGap):
        key = len(ours.words), ours.words.index(ours.right)
        _same(key, (len(theirs.words), theirs.words.index(theirs.right)), "list in a gap", complain)
        return replace(ours, shown=theirs.words) if len(ours.words) == len(theirs.words) else ours
    return ours


def _by_person(told: LongAnswer | FileUpload, words: LongAnswer | FileUpload, complain: Complain) -> Question:
    rubric = []
    for ours, theirs in _by_id(told.rubric, words.rubric, complain):
        _same([one.points for one in ours.levels], [one.points for one in theirs.levels], "points", complain)
        levels = tuple(
            replace(one, html=to.html) for one, to in zip(ours.levels, theirs.levels, strict=False)
        )
        rubric.append(replace(ours, html=theirs.html, levels=levels))
    return replace(told, rubric=tuple(rubric) or told.rubric)


def _same(ours: object, theirs: object, what: str, complain: Complain) -> None:
    if ours != theirs:
        complain(f"has another {what} than the original: the original says what is right")


_KINDS: dict[str, Callable[..., Question]] = {
    "one-choice": _choice,
    "several-choices": _choice,
    "true-false": _true_false,
    "number": _number,
    "generated-number": _generated,
    "short-answer": _short,
    "matching": _pairing,
    "categorising": _pairing,
    "ordering": _ordering,
    "gap-fill": _gaps,
    "long-answer": _by_person,
    "file-upload": _by_person,
}
