"""Figures as plain text, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from studyvisit.evaluation.figures import Figure, Reason, Test

if TYPE_CHECKING:
    from studyvisit.evaluation.flags import Flag
    from studyvisit.evaluation.gain import Gain
    from studyvisit.evaluation.items import Analysis, ItemFigures

Row = tuple[str, ...]
_HEAD = ("", "value", "95 % interval", "n")
_ITEMS = ("question", "n", "blank", "facility", "95 % interval", "SD", "discrimination", "95 % interval")
_MORE = ("efficiency", "weight")
_FLAGS = {
    "misleading": "the strong do worse on it than the weak: it may mislead",
    "misleading_option": "a wrong option attracts the strong: it may mislead",
    "below_guessing": "fewer are right than by guessing: is its key right?",
    "too_easy": "practically everybody is right: it tells nobody apart",
}


def quiz_lines(analysis: Analysis, names: Sequence[str]) -> Iterator[str]:
    """Yield the figures of a quiz and its questions, line by line."""
    quiz = analysis.quiz
    yield f"{quiz.attempts} people, {quiz.questions} questions; totals in per cent of what each was asked"
    yield ""
    yield from _table(
        _HEAD,
        [
            _row("mean", quiz.mean),
            _row("median", quiz.median),
            _row("SD", quiz.spread),
            _row("skewness", quiz.skewness),
            _row("kurtosis", quiz.kurtosis),
            _row("Cronbach's alpha", quiz.alpha, 3),
            _row("KR-20", quiz.kr20, 3),
            _row("consistency (CIC), %", quiz.consistency, 1),
            _row("error ratio, %", quiz.error_ratio, 1),
            _row("standard error", quiz.standard_error),
        ],
    )
    yield ""
    items = zip(names, analysis.items, strict=True)
    yield from _table((*_ITEMS, *_MORE), [_item(name, item) for name, item in items])
    yield ""
    yield "Facility from 0 to 1; discrimination and efficiency times 100; weight in % of the quiz."
    yield "Options: not given. A table of marks does not say which option was chosen."
    flags = [(name, flag) for name, item in zip(names, analysis.items, strict=True) for flag in item.flags]
    yield from (_flag(name, flag) for name, flag in flags)
    if not flags:
        yield "No flag."


def _item(name: str, item: ItemFigures) -> Row:
    return (
        name,
        str(item.answered),
        str(item.blank),
        *_cells(item.facility, 3)[:2],
        _cells(item.spread, 3)[0],
        *_cells(item.discrimination, 1)[:2],
        _cells(item.efficiency, 1)[0],
        _cells(item.effective_weight, 1)[0],
    )


def _flag(name: str, flag: Flag) -> str:
    return f"{name}: {_FLAGS[flag.kind]} (p {_p(flag.p)}; false alarms: at most {flag.false_alarms:.0%})"


def gain_lines(gain: Gain) -> Iterator[str]:
    """Yield the figures of a learning gain, line by line."""
    people = gain.people
    yield (
        f"{people.both} people with both; left out: {people.only_before} with pre only, "
        f"{people.only_after} with post only, {people.neither} with neither"
    )
    yield ""
    yield from _table(
        _HEAD,
        [
            _row("pre, mean", gain.before),
            _row("pre, SD", gain.before_spread),
            _row("post, mean", gain.after),
            _row("post, SD", gain.after_spread),
            _row("gain, mean", gain.difference),
            _row("gain, SD", gain.difference_spread),
            _row("gain, median", gain.median),
            _row("gain, Hodges–Lehmann", gain.hodges_lehmann),
            _row("Cohen's d_z", gain.d_z, 3),
            _row("Cohen's d_av", gain.d_av, 3),
            _row("rank-biserial", gain.wilcoxon.rank_biserial, 3),
            _row("normalised gain (Hake)", gain.normalised, 3),
            _row("share who rose", gain.increased, 3),
            _row("share unchanged", gain.unchanged, 3),
            _row("share who fell", gain.decreased, 3),
            _row("post − pre", gain.shift.conventional),
            _row("post − then", gain.shift.retrospective),
            _row("then − pre (shift)", gain.shift.shift),
            _row("gain, forms evened out", gain.forms.gain),
            _row("form B − form A", gain.forms.difference),
            _row("form A, mean", gain.forms.form_a),
            _row("form B, mean", gain.forms.form_b),
        ],
    )
    yield ""
    ranks, changed = gain.wilcoxon, gain.mcnemar
    yield _test("t test", "t", gain.t)
    yield _test("Wilcoxon signed ranks", "W+", ranks.test, f"{ranks.unchanged} unchanged left out")
    yield _test("McNemar", "statistic", changed.test, f"{changed.gained} gained, {changed.lost} lost")


def _test(name: str, statistic: str, test: Test, more: str = "") -> str:
    if test.statistic is None or test.p is None:
        return f"{name}: {_why(test.reason)}"
    df = "" if test.df is None else f", df {test.df:g}"
    more = f", {more}" if more else ""
    return f"{name} ({test.method}): {statistic} {test.statistic:.3f}{df}, p {_p(test.p)}, n {test.n}{more}"


def _row(name: str, figure: Figure, decimals: int = 2) -> Row:
    return (name, *_cells(figure, decimals))


def _cells(figure: Figure, decimals: int) -> Row:
    if figure.value is None:
        return (_why(figure.reason), "–", str(figure.n))
    has_interval = figure.low is not None and figure.high is not None
    interval = f"{_n(figure.low, decimals)} to {_n(figure.high, decimals)}" if has_interval else "–"
    return (_n(figure.value, decimals), interval, str(figure.n))


def _n(value: float | None, decimals: int) -> str:
    # A rounded −0 is 0.
    return f"{round(value or 0.0, decimals) + 0.0:.{decimals}f}"


def _p(p: float) -> str:
    return "below 0.0001" if p < 0.0001 else f"{p:.4f}"


def _why(reason: Reason | None) -> str:
    return (reason or Reason.NOT_GIVEN).replace("_", " ")


def _table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        first, *others = line
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()
