"""The columns of the learning gain, and the cells of a group of people in them.

Imports NumPy and SciPy, which most workers never need: its callers import it when they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from studyvisit.evaluation.figures import LEAST, Figure
from studyvisit.evaluation.intervals import share
from studyvisit.evaluation.matched import (
    Form,
    Matched,
    Sums,
    counted,
    matched_forms,
    matched_gain,
    matched_rises,
)
from studyvisit.reporting.queries.ratings import Checked, Rated, Summed
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind

FEWEST = 5
"""Below so many matched people nothing is said of a group but how many they are."""

GAIN = (
    Column(name="people", kind=Kind.COUNT, is_people=True, hxl="#reached"),
    Column(name="only_before", kind=Kind.COUNT, is_people=True),
    Column(name="only_after", kind=Kind.COUNT, is_people=True),
    Column(name="not_applicable", kind=Kind.COUNT, is_people=True),
    Column(name="before", kind=Kind.NUMBER, among="people", hxl="#indicator+before"),
    Column(name="after", kind=Kind.NUMBER, among="people", hxl="#indicator+after"),
    Column(name="change", kind=Kind.NUMBER, among="people", hxl="#indicator+change"),
    Column(name="change_low", kind=Kind.NUMBER, among="people"),
    Column(name="change_high", kind=Kind.NUMBER, among="people"),
    Column(name="change_sd", kind=Kind.NUMBER, among="people"),
    Column(name="median_change", kind=Kind.NUMBER, among="people"),
    Column(name="effect", kind=Kind.NUMBER, among="people"),
    Column(name="effect_dz", kind=Kind.NUMBER, among="people"),
    Column(name="rank_biserial", kind=Kind.NUMBER, among="people"),
    Column(name="wilcoxon_p", kind=Kind.NUMBER, among="people", decimals=4),
    Column(name="increased", kind=Kind.COUNT, is_people=True, among="people"),
    Column(name="share_increased", kind=Kind.SHARE, share_of="increased", among="people"),
    Column(name="increased_low", kind=Kind.SHARE, among="people"),
    Column(name="increased_high", kind=Kind.SHARE, among="people"),
)
SHIFT = (
    Column(name="people", kind=Kind.COUNT, is_people=True),
    *(
        Column(name=f"{name}{end}", kind=Kind.NUMBER, among="people")
        for name in ("conventional", "retrospective", "shift")
        for end in ("", "_low", "_high")
    ),
)
FORMS = (
    Column(name="people", kind=Kind.COUNT, is_people=True),
    Column(name="only_before", kind=Kind.COUNT, is_people=True),
    *(
        Column(name=f"{name}{end}", kind=Kind.NUMBER, among="people", decimals=1)
        for name, ends in (
            ("before", ("",)),
            ("after", ("",)),
            ("change", ("", "_low", "_high")),
            ("corrected", ("", "_low", "_high")),
            ("form_a", ("",)),
            ("form_b", ("",)),
            ("difference", ("", "_low", "_high")),
        )
        for end in ends
    ),
)


def gain_marks(least: float, most: float) -> tuple[Mark, ...]:
    """Return what is drawn beside the figures, on a scale from `least` to `most`."""
    width = most - least
    return (
        Mark(kind=MarkKind.DUMBBELL, column="after", start="before", least=least, most=most),
        Mark(
            kind=MarkKind.INTERVAL,
            column="change",
            low="change_low",
            high="change_high",
            least=-width / 4,
            most=width / 2,
        ),
        Mark(kind=MarkKind.INTERVAL, column="share_increased", low="increased_low", high="increased_high"),
    )


SHIFT_MARKS = tuple(
    Mark(kind=MarkKind.INTERVAL, column=name, low=f"{name}_low", high=f"{name}_high", least=-2, most=2)
    for name in ("conventional", "retrospective", "shift")
)
FORMS_MARKS = (
    Mark(kind=MarkKind.DUMBBELL, column="after", start="before", least=0, most=100),
    *(
        Mark(kind=MarkKind.INTERVAL, column=name, low=f"{name}_low", high=f"{name}_high", least=-50, most=100)
        for name in ("change", "corrected", "difference")
    ),
)


def of_statement(rows: Iterable[Rated]) -> tuple[Cell, ...]:
    """Return the cells of GAIN for people who rated one statement."""
    rows = list(rows)
    matched = [
        (one.before, one.after, one.people)
        for one in rows
        if one.before is not None and one.after is not None and min(one.before, one.after) >= 0
    ]
    (before, after), counts = counted(matched, 2)
    return _gain_cells(
        matched_gain(before, after, counts),
        only_before=sum(one.people for one in rows if one.after is None and one.before is not None),
        only_after=sum(one.people for one in rows if one.before is None and one.after is not None),
        gave_both=sum(one.people for one in rows if one.before is not None and one.after is not None),
    )


def of_people(rows: Iterable[Summed]) -> tuple[Cell, ...]:
    """Return the cells of GAIN for people, each by the mean of the statements they rated before and after."""
    rows = list(rows)
    matched = [one for one in rows if one.both]
    counts, parts, rise, before, squares = _columns(
        (one.people, one.both, one.rise, one.before, one.before_squares) for one in matched
    )
    after, of_after = before + rise * counts, squares + 2 * rise * before + rise**2 * counts
    found = matched_rises(
        rise / parts, Sums(counts, before, squares, parts), Sums(counts, after, of_after, parts)
    )
    rest = [one for one in rows if not one.both]
    return _gain_cells(
        found,
        only_before=sum(one.people for one in rest if one.gave_before and not one.gave_after),
        only_after=sum(one.people for one in rest if one.gave_after and not one.gave_before),
        gave_both=sum(one.people for one in rows if one.both or (one.gave_before and one.gave_after)),
    )


def _columns(rows: Iterable[tuple[int, int, int, int, int]]) -> NDArray[np.int64]:
    return np.array(list(rows), dtype=np.int64).reshape(-1, 5).T


def _gain_cells(found: Matched, *, only_before: int, only_after: int, gave_both: int) -> tuple[Cell, ...]:
    people: tuple[Cell, ...] = (found.n, only_before, only_after, gave_both - found.n)
    few = too_few(found.n)
    if few is not None:
        return (*people, *(few,) * (len(GAIN) - len(people)))
    return (
        *people,
        found.before.value,
        found.after.value,
        *ended(found.difference),
        found.difference_spread.value,
        found.median.value,
        *_standardised(found),
        round(found.n * (found.increased.value or 0.0)),
        *ended(found.increased),
    )


def _standardised(found: Matched) -> tuple[Cell, ...]:
    """Return the effect sizes and the test, which fewer than LEAST people are too few for."""
    if found.n < LEAST:
        return (Absent.TOO_FEW,) * 4
    figures = (found.d_av.value, found.d_z.value, found.wilcoxon.rank_biserial.value, found.wilcoxon.test.p)
    return tuple(Absent.NOT_DEFINED if value is None else value for value in figures)


def change_of(rows: Iterable[Summed]) -> tuple[Cell, Cell]:
    """Return how many matched people there are and their mean change."""
    matched = [one for one in rows if one.both]
    n = sum(one.people for one in matched)
    few = too_few(n)
    return n, sum(one.people * one.rise / one.both for one in matched) / n if few is None else few


def shift_of(rows: Iterable[Summed]) -> tuple[Cell, ...]:
    """Return the cells of SHIFT for people, each by the mean of the statements they rated all three times."""
    asked = [one for one in rows if one.all_three]
    n = sum(one.people for one in asked)
    few = too_few(n)
    if few is not None:
        return (n, *(few,) * (len(SHIFT) - 1))
    counts, parts = (
        np.array(column) for column in zip(*((one.people, one.all_three) for one in asked), strict=True)
    )
    moved = (
        ((one.conventional, one.conventional_squares) for one in asked),
        ((one.retrospective, one.retrospective_squares) for one in asked),
        ((one.shift, one.shift_squares) for one in asked),
    )
    means = (
        Sums(counts, sums, squares, parts).mean()
        for sums, squares in (np.array(list(its)).T for its in moved)
    )
    return (n, *(cell for mean in means for cell in ended(mean)))


def forms_of(rows: Iterable[Checked]) -> tuple[Cell, ...]:
    """Return the cells of FORMS for people who took the check before a module."""
    rows = list(rows)
    both = [one for one in rows if one.both]
    n = sum(one.both for one in both)
    people: tuple[Cell, ...] = (n, sum(one.people - one.both for one in rows))
    few = Absent.NO_DATA if not n else Absent.TOO_FEW if n < LEAST else None
    if few is not None:
        return (*people, *(few,) * (len(FORMS) - len(people)))
    rises = Sums(
        np.array([one.both for one in both]),
        np.array([one.rise for one in both]),
        np.array([one.squares for one in both]),
        np.ones(len(both), np.int64),
    )
    forms = matched_forms(*(_form(both, name) for name in ("a", "b")))
    return (
        *people,
        sum(one.before for one in both) / n,
        sum(one.after for one in both) / n,
        *ended(rises.mean()),
        *ended(forms.gain),
        *ended(forms.form_a)[:1],
        *ended(forms.form_b)[:1],
        *ended(forms.difference),
    )


def _form(rows: Sequence[Checked], name: str) -> Form:
    its = [one for one in rows if one.form == name]
    return Form(
        people=sum(one.both for one in its),
        before=sum(one.before for one in its),
        after=sum(one.after for one in its),
        rise=sum(one.rise for one in its),
        squares=sum(one.squares for one in its),
    )


def too_few(n: int) -> Absent | None:
    """Return why nothing is said of so many people, None where there are enough."""
    return None if n >= FEWEST else Absent.TOO_FEW if n else Absent.NO_DATA


def share_cells(count: int, whole: int) -> tuple[Cell, Cell, Cell]:
    """Return a share with the ends of its Wilson interval."""
    return ended(share(count, whole))


def ended(figure: Figure) -> tuple[Cell, Cell, Cell]:
    """Return a figure with the ends of its interval; what has none has a reason in their place."""
    values = (figure.value, figure.low, figure.high)
    first, low, high = (Absent.NOT_DEFINED if value is None else value for value in values)
    return first, low, high
