"""What the reports ought to say, worked out again by SciPy from raw rows read by plain SQL.

It shares no code with the platform: whoever doubts a figure can read how it comes about here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

Rows = Callable[[str], list[tuple[Any, ...]]]
Line = dict[str, Any]
Values = dict[str, dict[str, int | None]]

STEPS = ("started", "assessed_before", "lessons_read", "quiz_passed", "assessed_after", "certified")
FEW, LEAST = 5, 10
ENROLLED = f"""
    SELECT e.id, c.slug, e.country, e.sex, e.position_level, e.institution_id, {", ".join(f"e.{s}_at" for s in STEPS)}
    FROM enrolment e JOIN cohort c ON c.id = e.cohort_id WHERE e.withdrawn_at IS NULL
"""
STANDINGS = f"SELECT enrolment_id, module_slug, {', '.join(f'{s}_at' for s in STEPS)} FROM module_standing"
RATINGS = """
    SELECT a.enrolment_id, a.module_slug, a.wave, r.statement_id, r.value
    FROM assessment a JOIN rating r ON r.assessment_id = a.id
"""
ATTEMPTS = """
    SELECT enrolment_id, module_slug, wave, number, form, percent FROM attempt WHERE submitted_at IS NOT NULL
"""
REACTIONS = "SELECT answers FROM anonymous_feedback"
FOLLOW_UPS = "SELECT enrolment_id, occasion, answers FROM named_feedback"


class Independent:
    """The raw rows of a database, and every figure of four reports made from them."""

    def __init__(self, rows: Rows) -> None:
        self.people = {row[0]: row[1:] for row in rows(ENROLLED)}
        self.standings = {(row[0], row[1]): row[2:] for row in rows(STANDINGS) if row[0] in self.people}
        self.ratings: dict[str, dict[str, Values]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(dict))
        )
        for person, module, wave, statement, value in rows(RATINGS):
            if person in self.people:
                self.ratings[person][module][wave][statement] = value
        self.attempts = [row for row in rows(ATTEMPTS) if row[0] in self.people]
        self.reactions = [_read(row[0])["values"] for row in rows(REACTIONS)]
        self.follow_ups = [
            (row[0], row[1], _read(row[2])["values"]) for row in rows(FOLLOW_UPS) if row[0] in self.people
        ]
        self.modules = sorted({module for its in self.ratings.values() for module in its})

    def funnel(self) -> dict[str, Line]:
        """Return how many reached each step, as shares of the first and of the one before."""
        counts = [
            len(self.people),
            *(sum(one[5 + at] is not None for one in self.people.values()) for at in range(6)),
        ]
        names = ("enrolled", *STEPS)
        return {
            name: {
                "people": count,
                "share_of_first": count / counts[0],
                "compared_with_previous": count / before if before else None,
            }
            for name, count, before in zip(names, counts, [counts[0], *counts], strict=False)
        }

    def completion(self, by: str) -> dict[Any, Line]:
        """Return how many of each group reached each step, shares to four decimals as the report states them."""
        place = {"cohort": 0, "country": 1, "sex": 2, "position": 3}[by]
        groups = defaultdict(list)
        for one in self.people.values():
            groups[one[place]].append(one)
        return {
            key: {
                "enrolled": len(its),
                **{
                    name: cell
                    for at, step in enumerate(STEPS)
                    for name, cell in _counted(step, sum(one[5 + at] is not None for one in its), len(its))
                },
            }
            for key, its in groups.items()
        }

    def gain(self, people: Iterable[str], modules: Sequence[str]) -> Line:
        """Return the gain of people over modules, each by the mean of what they rated before and after."""
        before, after, only_before, only_after, neither = [], [], 0, 0, 0
        for person in people:
            pairs, gave = [], set()
            for module in modules:
                waves = self.ratings[person][module]
                gave |= {wave for wave in ("pre", "post") if waves[wave]}
                pairs += _matched(waves, "pre", "post")
            if pairs:
                before.append(float(np.mean([pair[0] for pair in pairs])))
                after.append(float(np.mean([pair[1] for pair in pairs])))
            else:
                only_before += gave == {"pre"}
                only_after += gave == {"post"}
                neither += gave == {"pre", "post"}
        return _gained(before, after, only_before, only_after, neither)

    def gain_of_statement(self, module: str, statement: str) -> Line:
        """Return the gain in one statement."""
        before, after, only_before, only_after, neither = [], [], 0, 0, 0
        for its in self.ratings.values():
            waves = its[module]
            has = [statement in waves[wave] for wave in ("pre", "post")]
            first, last = waves["pre"].get(statement), waves["post"].get(statement)
            if first is not None and last is not None:
                before.append(first)
                after.append(last)
            only_before += has == [True, False]
            only_after += has == [False, True]
            neither += all(has) and None in (first, last)
        return _gained(before, after, only_before, only_after, neither)

    def shift(self, modules: Sequence[str]) -> Line:
        """Return both gains and the shift of people who also looked back."""
        triples = []
        for its in self.ratings.values():
            found = [three for module in modules for three in _matched(its[module], "pre", "post", "then")]
            if found:
                triples.append(np.mean(found, axis=0))
        if len(triples) < FEW:
            return {"people": len(triples)}
        before, after, then = np.array(triples).T
        line: Line = {"people": len(triples)}
        for name, values in (
            ("conventional", after - before),
            ("retrospective", after - then),
            ("shift", then - before),
        ):
            line |= _with_ends(name, values)
        return line

    def check(self, module: str) -> Line:
        """Return what the check before a module and the first attempt after it say, freed of the forms."""
        first = {one[0]: one for one in self.attempts if one[1] == module and one[2] == "pre"}
        last = {one[0]: one for one in self.attempts if one[1] == module and one[2] == "post" and one[3] == 1}
        both = [(first[key][4], first[key][5], last[key][5]) for key in first if key in last]
        line: Line = {"people": len(both), "only_before": len(first) - len(both)}
        if len(both) < LEAST:
            return line
        before, after = (np.array([one[at] for one in both]) for at in (1, 2))
        of_a, of_b = (np.array([last - first for form, first, last in both if form == one]) for one in "ab")
        line |= {"before": before.mean(), "after": after.mean(), **_with_ends("change", after - before)}
        line |= _halved("corrected", of_a, -of_b) | _halved("difference", of_a, of_b)
        for one, other in ("ab", "ba"):
            scores = [first for form, first, _last in both if form == one]
            scores += [last for form, _first, last in both if form == other]
            line[f"form_{one}"] = np.mean(scores)
        return line

    def rose(self, first: str, wave: str, statements: Sequence[str] = ()) -> tuple[int, int]:
        """Return how many rated themselves higher in the later wave, of how many."""
        totals = []
        for its in self.ratings.values():
            pairs = [pair for waves in its.values() for pair in _matched(waves, first, wave, only=statements)]
            if pairs:
                totals.append(sum(last - before for before, last in pairs))
        return sum(total > 0 for total in totals), len(totals)

    def passed(self) -> tuple[int, int]:
        """Return how many passed every quiz they took, of how many who took one."""
        taken = defaultdict(set)
        for person, module, wave, *_rest in self.attempts:
            if wave == "post":
                taken[person].add(module)
        place = STEPS.index("quiz_passed")
        return (
            sum(
                all(self.standings[person, module][place] for module in its) for person, its in taken.items()
            ),
            len(taken),
        )

    def reacted(self, item: str, least: int) -> tuple[int, int]:
        """Return how many reactions rate an item so high, of how many that rate it."""
        values = [sheet[item] for sheet in self.reactions if item in sheet]
        return sum(value >= least for value in values), len(values)

    def answered(self, months: int, item: str, options: Sequence[str]) -> tuple[int, int]:
        """Return how many answer a follow-up so, of how many who answer."""
        values = [
            sheet[item]
            for _p, when, sheet in self.follow_ups
            if when == f"follow-up-{months}" and item in sheet
        ]
        return sum(value in options for value in values), len(values)

    def countries(self, months: int, item: str, options: Sequence[str]) -> tuple[int, int]:
        """Return from how many countries somebody answers so, of how many from which somebody answers."""
        found = [
            (self.people[person][1], sheet[item] in options)
            for person, when, sheet in self.follow_ups
            if when == f"follow-up-{months}" and item in sheet
        ]
        return len({country for country, is_so in found if is_so}), len({country for country, _so in found})


def wilson(count: int, whole: int) -> tuple[float, float, float]:
    """Return a share with the ends of its 95 % interval."""
    ends = stats.binomtest(count, whole).proportion_ci(method="wilson")
    return count / whole, ends.low, ends.high


def _read(kept: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
    return found


def _counted(step: str, count: int, whole: int) -> list[tuple[str, float]]:
    return [(step, count), (f"{step}_share", round(count / whole, 4))]


def _matched(waves: Values, *wanted: str, only: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return the ratings of the statements that were rated with a step of the scale in every wave."""
    found = []
    for statement in waves[wanted[0]]:
        values = tuple(waves[wave].get(statement) for wave in wanted)
        if None not in values and (not only or statement in only):
            found.append(values)
    return found  # type: ignore[return-value]  # None is not among them


def _gained(
    before: Sequence[float], after: Sequence[float], only_before: int, only_after: int, neither: int
) -> Line:
    n = len(before)
    line: Line = {
        "people": n,
        "only_before": only_before,
        "only_after": only_after,
        "not_applicable": neither,
    }
    if n < FEW:
        return line
    first, last = np.array(before, dtype=float), np.array(after, dtype=float)
    rise = np.round(last - first, 12)
    increased = int((rise > 0).sum())
    share, low, high = wilson(increased, n)
    line |= {
        "before": first.mean(),
        "after": last.mean(),
        **_with_ends("change", rise),
        "change_sd": rise.std(ddof=1),
        "median_change": np.median(rise),
        "increased": increased,
        "share_increased": share,
        "increased_low": low,
        "increased_high": high,
    }
    if n >= LEAST:
        changed = rise[rise != 0]
        ranks = stats.rankdata(abs(changed))
        test = stats.wilcoxon(rise, zero_method="wilcox", correction=False, method="asymptotic")
        line |= {
            "effect": rise.mean() / ((first.std(ddof=1) + last.std(ddof=1)) / 2),
            "effect_dz": rise.mean() / rise.std(ddof=1),
            "rank_biserial": (ranks * np.sign(changed)).sum() / ranks.sum(),
            "wilcoxon_p": test.pvalue,
        }
    return line


def _with_ends(name: str, values: Any) -> Line:
    if np.ptp(values) < 1e-12:  # SciPy has no interval for people who all say the same: it has no width
        ends = (values.mean(), values.mean())
    else:
        interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
        ends = (interval.low, interval.high)
    return {name: values.mean(), f"{name}_low": ends[0], f"{name}_high": ends[1]}


def _halved(name: str, one: Any, other: Any) -> Line:
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    return {
        name: (one.mean() - other.mean()) / 2,
        f"{name}_low": interval.low / 2,
        f"{name}_high": interval.high / 2,
    }
