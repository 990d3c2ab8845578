"""A translated file beside its original: what it lacks, and the text that both together make.

A translation carries words. Ids join it to the original, which alone says what is right and how much it earns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from studyvisit.curriculum.frontmatter import WHERE, FrontMatter, Value, read_front_matter
from studyvisit.curriculum.lines import Attributes, Line, outside_code, split_attributes
from studyvisit.curriculum.problems import Problem, Report, did_you_mean
from studyvisit.curriculum.translating.numbers import differing
from studyvisit.curriculum.translating.pieces import WORDS
from studyvisit.curriculum.translating.record import KEY, Pair, State, marks_of, pairs_of, progress

_MARK = re.compile(r"\{:?[ \t]*[^{}\n]*#[^{}\n]*\}")
_MAY = ("id", *WORDS, "waves", "scale", KEY)
_COMMAND = "`flask content translated FILE`"


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation that can be shown: `found` is the original's front matter with translated words and text.

    `is_behind` says whether the original has changed since; `line` finds an id in the translation.
    """

    found: FrontMatter
    is_behind: bool
    lines: Sequence[Line]

    def words(self, key: str) -> str:
        """Return the words of a key in the front matter."""
        return str(self.found.values.get(key, ""))

    def line(self, identity: str) -> int:
        """Return the line on which an id stands."""
        mark = re.compile(rf"\{{[^{{}}]*#{re.escape(identity)}[\s}}]")
        return next((line.number for line in self.lines if mark.search(line.text)), 1)


def open_translation(original: str, translation: str, report: Report) -> Translated | None:
    """Return a translation that is whole, with problems reported; None when readers get the original instead."""
    ours, theirs = read_front_matter(original, Report()), read_front_matter(translation, report)
    if ours is None or theirs is None:
        return None
    pairs = pairs_of(original, translation)
    _check_keys(ours, theirs, report)
    _check_pairs(pairs, theirs, has_marks=marks_of(translation) is not None, report=report)
    body = _merged(ours.body, theirs.body, report)
    is_whole = all(pair.state is not State.MISSING or pair.translation is None for pair in pairs)
    if report.has_errors or not is_whole:
        return None
    values: dict[str, Value] = {**ours.values, **_words(ours, theirs)}
    found = FrontMatter(values, theirs.places, body)
    return Translated(found, any(pair.state is not State.DONE for pair in pairs), theirs.body)


def _words(ours: FrontMatter, theirs: FrontMatter) -> dict[str, Value]:
    return {key: value for key, value in theirs.values.items() if key in ours.values and key != "id"}


def as_warnings(found: Report, report: Report) -> None:
    """Pass on what is wrong with a translation: it never keeps the original from being published."""
    for problem in found.problems:
        says = problem.message + ("; until then readers get the original" if problem.is_error else "")
        report.add([Problem(problem.path, problem.line, problem.where, says, is_error=False)])


def _check_keys(ours: FrontMatter, theirs: FrontMatter, report: Report) -> None:
    identity = theirs.values.get("id")
    if identity != ours.values.get("id"):
        report.error(
            theirs.line("id"), f"{WHERE}, `id`", f"must be `{ours.values.get('id')}`, as in the original"
        )
    for key in theirs.values:
        if key not in _MAY or (key not in ours.values and key != KEY):
            why = "is for the original alone: take it out" if key in ours.values else "is not known here"
            report.error(theirs.line(key), f"{WHERE}, `{key}`", f"{why}.{did_you_mean(key, ours.values)}")
    for key in (*WORDS, "waves", "scale"):
        if key in ours.values and key not in theirs.values:
            report.error(1, f"{WHERE}, `{key}`", f"is missing: translate `{key}` of the original")
    for key in ("waves", "scale"):
        if key in theirs.values and _shape(ours.values.get(key)) != _shape(theirs.values[key]):
            report.error(theirs.line(key), f"{WHERE}, `{key}`", "has other steps than the original")


def _shape(value: Value | None) -> list[object]:
    if isinstance(value, dict):
        return list(value)
    return [step.get("value") if isinstance(step, dict) else None for step in value or ()]


def _check_pairs(pairs: Sequence[Pair], theirs: FrontMatter, *, has_marks: bool, report: Report) -> None:
    if not has_marks:
        report.warn(1, WHERE, f"does not say what it was translated from: read it over, then run {_COMMAND}")
    for pair in pairs if has_marks else ():
        _check_pair(pair, report)
    said = progress(pairs)
    if said.missing:
        report.warn(
            theirs.line(KEY), "translation", f"{said.missing} of {said.pieces} pieces are not translated yet"
        )


def _check_pair(pair: Pair, report: Report) -> None:
    ours, theirs = pair.original, pair.translation
    if theirs is None:
        return
    if ours is None:
        report.warn(
            theirs.line, "translation", f"the original of this is gone: take it out, then run {_COMMAND}"
        )
    elif pair.state is State.STALE:
        report.warn(
            theirs.line,
            "translation",
            f"line {ours.line} of the original has changed since this was translated: read it again, then "
            f"run {_COMMAND}",
        )
    elif pair.state is State.DONE and (numbers := differing(ours.text, theirs.text)):
        report.warn(
            theirs.line,
            "numbers",
            f"{', '.join(numbers[:5])}: not in both this and line {ours.line} of the original",
        )


def _merged(ours: Sequence[Line], theirs: Sequence[Line], report: Report) -> tuple[Line, ...]:
    """Return the lines of a translation with what the original says at each id."""
    known = {mark.id: (mark, text) for _number, mark, text in _marks(ours)}
    seen: dict[str, int] = {}
    for number, mark, _text in _marks(theirs):
        seen.setdefault(mark.id, number)
        _check_mark(mark, number, known, report)
    for number, mark, _text in _marks(ours):
        if mark.id not in seen:
            report.error(
                1, "ids", f"`{mark.id}` of line {number} of the original is missing: translate that line"
            )

    def put(found: re.Match[str]) -> str:
        return known.get(_read(found[0]).id, (None, found[0]))[1]

    return tuple(
        replace(line, text=_MARK.sub(put, line.text)) if is_prose else line
        for line, is_prose in outside_code(theirs)
    )


def _check_mark(
    mark: Attributes, number: int, known: dict[str, tuple[Attributes, str]], report: Report
) -> None:
    if mark.id not in known:
        report.error(
            number, "ids", f"`{mark.id}` is not in the original.{did_you_mean(mark.id, known)} Use its ids."
        )
        return
    for key, value in mark.values.items():
        there = known[mark.id][0].values.get(key)
        if there != value:
            report.error(
                number,
                "ids",
                f"`{mark.id}` has {key}={value}, and the original {f'{key}={there}' if there else 'none'}: "
                "the original alone says it",
            )


def _marks(lines: Sequence[Line]) -> Iterator[tuple[int, Attributes, str]]:
    for line, is_prose in outside_code(lines):
        if is_prose:
            for text in _MARK.findall(line.text):
                yield line.number, _read(text), text


def _read(mark: str) -> Attributes:
    return split_attributes(f"- {mark}")[1]
