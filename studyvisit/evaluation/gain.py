"""Learning gain: what people know or can do after, less what they did before. People with both alone count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation import paired
from studyvisit.evaluation.figures import Figure, Reason, Test, missing
from studyvisit.evaluation.groups import welch
from studyvisit.evaluation.intervals import TAIL, Vector, figure, mean, median, share, spread


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have both measurements, one of them, or neither; who has not both is never filled in."""

    both: int
    only_before: int
    only_after: int
    neither: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The same people before, after, and before as they see it now: always all three differences."""

    conventional: Figure
    retrospective: Figure
    shift: Figure


@dataclass(frozen=True, slots=True)
class Crossover:
    """Two forms given in both orders: the gain without what one form is harder, and the mean of each form.

    Each `a_before` to `a_after` is the mean of one form at one time; `form_a` and `form_b` are over both.
    """

    gain: Figure
    difference: Figure
    form_a: Figure
    form_b: Figure
    a_before: Figure
    a_after: Figure
    b_before: Figure
    b_after: Figure


@dataclass(frozen=True, slots=True)
class Gain:
    """Every statistic of a learning gain, in the unit of the measurements where no other is named."""

    people: Counted
    before: Figure
    before_spread: Figure
    after: Figure
    after_spread: Figure
    difference: Figure
    difference_spread: Figure
    median: Figure
    hodges_lehmann: Figure
    t: Test
    d_z: Figure
    d_av: Figure
    wilcoxon: paired.SignedRanks
    normalised: Figure
    increased: Figure
    unchanged: Figure
    decreased: Figure
    mcnemar: paired.Changed
    shift: Shift
    forms: Crossover


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and the highest that a measurement can be."""

    lowest: float = 0.0
    highest: float = 100.0


def learning_gain(
    before: Vector,
    after: Vector,
    *,
    then: Vector | None = None,
    first_form: NDArray[np.str_] | None = None,
    scale: Scale | None = None,
) -> Gain:
    """Return every statistic of the gain of people with both measurements; NaN is a measurement not taken.

    `then` is how they see the time before from now on, `first_form` which form, "A" or "B", each was given
    first ("" when not known). Raises ValueError when the arrays differ in length.
    """
    nothing = np.full(len(before), np.nan)
    then = nothing if then is None else then
    first_form = np.full(len(before), "") if first_form is None else first_form
    if not len(before) == len(after) == len(then) == len(first_form):
        raise ValueError("one row a person: the arrays differ in length")
    scale = scale or Scale()
    has_before, has_after = ~np.isnan(before), ~np.isnan(after)
    both = has_before & has_after
    first, last = before[both], after[both]
    rise = last - first
    ranks = paired.signed_ranks(rise)
    n = len(rise)
    ups, downs = (int((np.sign(np.round(rise, 12)) == sign).sum()) for sign in (1, -1))
    return Gain(
        people=Counted(
            both=n,
            only_before=int((has_before & ~has_after).sum()),
            only_after=int((has_after & ~has_before).sum()),
            neither=int((~has_after & ~has_before).sum()),
        ),
        before=mean(first),
        before_spread=spread(first),
        after=mean(last),
        after_spread=spread(last),
        difference=mean(rise),
        difference_spread=spread(rise),
        median=median(rise),
        hodges_lehmann=paired.hodges_lehmann(rise),
        t=paired.paired_t(rise),
        d_z=paired.cohen_d_z(rise),
        d_av=paired.cohen_d_av(first, last),
        wilcoxon=ranks,
        normalised=normalised_gain(first, last, scale),
        increased=share(ups, n),
        unchanged=share(n - ups - downs, n),
        decreased=share(downs, n),
        mcnemar=changed(first, last, scale),
        shift=response_shift(first, last, then[both]),
        forms=crossover(first, last, first_form[both]),
    )


def changed(before: Vector, after: Vector, scale: Scale) -> paired.Changed:
    """Return McNemar's test of one question before and after; only where everyone was right or wrong."""
    ends = np.array([scale.lowest, scale.highest])
    if not np.isin([before, after], ends).all():
        test = Test(None, None, len(before), "exact binomial", reason=Reason.PARTIAL_MARKS)
        return paired.Changed(0, 0, test)
    return paired.mcnemar(before == scale.highest, after == scale.highest)


def normalised_gain(before: Vector, after: Vector, scale: Scale) -> Figure:
    """Return Hake's class gain: of what the class could still gain, the share it gained; 1 is all of it.

    g = (post% − pre%)/(100 − pre%) on the class averages, not there when the class began at the top. The
    interval is Fieller's for a ratio of two means of the same people, where it is one piece. Hake (1998),
    American Journal of Physics 66, 64–74; Fieller (1954), Journal of the Royal Statistical Society B 16, 175–185.
    """
    n = len(before)
    if not n:
        return missing(0, Reason.NOBODY)
    gained, room = after - before, scale.highest - before
    if room.mean() <= 1e-9 * (scale.highest - scale.lowest):
        return missing(n, Reason.AT_THE_TOP)
    return figure(gained.mean() / room.mean(), n, _fieller(gained, room) if n > 1 else None)


def _fieller(over: Vector, under: Vector) -> tuple[float, float] | None:
    """Return the interval of a ratio of means, or None where it is not one piece."""
    n = len(over)
    t = special.stdtrit(n - 1, 1 - TAIL)
    spreads = np.cov(over, under) * t**2 / n
    a = under.mean() ** 2 - spreads[1, 1]
    b = over.mean() * under.mean() - spreads[0, 1]
    root = b**2 - a * (over.mean() ** 2 - spreads[0, 0])
    if a <= 0 or root < 0:
        return None
    return (b - np.sqrt(root)) / a, (b + np.sqrt(root)) / a


def response_shift(before: Vector, after: Vector, then: Vector) -> Shift:
    """Return the three differences of those with all three measurements, each with its t interval.

    Conventional is post − pre, retrospective post − then, the shift then − pre; the first is the sum of the
    other two. Howard (1980), Evaluation Review 4, 93–106.
    """
    asked = ~np.isnan(then)
    if not asked.any():
        return Shift(*(missing(0, Reason.NOT_GIVEN),) * 3)
    first, last, now = before[asked], after[asked], then[asked]
    return Shift(mean(last - first), mean(last - now), mean(now - first))


def crossover(before: Vector, after: Vector, first_form: NDArray[np.str_]) -> Crossover:
    """Return the gain freed of the difficulty of the forms, from people given A then B and B then A.

    Half the sum of the mean gains of the two orders: what B is easier than A adds to the one and takes from
    the other. `difference` is half their difference: how much more B gives than A. Both with Welch's interval.
    Hills and Armitage (1979), British Journal of Clinical Pharmacology 8, 7–20, without carry-over.
    """
    a_first, b_first = first_form == "A", first_form == "B"
    known = int((a_first | b_first).sum())
    if min(a_first.sum(), b_first.sum()) < 2:
        reason = Reason.TOO_FEW if known else Reason.NOT_GIVEN
        return Crossover(*(missing(known, reason),) * 8)
    rise = after - before
    return Crossover(
        gain=welch(rise[a_first], -rise[b_first]).times(0.5),
        difference=welch(rise[a_first], rise[b_first]).times(0.5),
        form_a=mean(np.concatenate([before[a_first], after[b_first]])),
        form_b=mean(np.concatenate([before[b_first], after[a_first]])),
        a_before=mean(before[a_first]),
        a_after=mean(after[b_first]),
        b_before=mean(before[b_first]),
        b_after=mean(after[a_first]),
    )
