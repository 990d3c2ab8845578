"""Rubrics: by which criteria a person marks an answer, and what each level of a criterion earns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase
from studyvisit.curriculum.questions.draft import Draft, Parts
from studyvisit.curriculum.questions.written import RowDraft, table_of

MOST_CRITERIA = 8
_MOST_POINTS = 100
_POINTS = re.compile(r"([0-9]{1,3})(?:\s+points?)?")
_NOTHING = "-"
_EXAMPLE = "| what is marked | 0 | 1 | / | --- | --- | --- | / | The problem {#problem} | not named | named |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a criterion: what it earns, and what an answer of that level has, as sanitised HTML."""

    points: int
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is marked, as sanitised HTML, with its levels from nothing to everything."""

    id: str
    html: str
    levels: tuple[Level, ...]

    @property
    def points(self) -> int:
        """Return what the highest level earns."""
        return self.levels[-1].points if self.levels else 0

    def level(self, points: int) -> Level | None:
        """Return the level that earns so many points, or None."""
        return next((level for level in self.levels if level.points == points), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedByPerson(QuestionBase):
    """A question of which the answer is marked by a person, criterion by criterion."""

    rubric: tuple[Criterion, ...]

    @property
    def right_answer(self) -> Answer:
        """Return nothing: no answer is the right one before somebody has read it."""
        return ()

    def mark(self, answer: Answer) -> Mark:
        """Return nothing: an answer earns its points when a person marks it."""
        return Mark(Fraction(0), self.points)

    def earned(self, chosen: Mapping[str, int]) -> Mark:
        """Return what the levels that a person chose earn; `chosen` maps a criterion's id to a level's points."""
        points = sum(
            chosen[criterion.id]
            for criterion in self.rubric
            if criterion.id in chosen and criterion.level(chosen[criterion.id])
        )
        return Mark(Fraction(points), self.points)

    def is_complete(self, chosen: Mapping[str, int]) -> bool:
        """Return whether every criterion, and nothing else, has one of its levels."""
        return set(chosen) == {criterion.id for criterion in self.rubric} and all(
            criterion.level(chosen[criterion.id]) for criterion in self.rubric
        )


def one_key(draft: Draft) -> str:
    """Return the text of the question's one `=` line, with options and further such lines reported."""
    draft.refuse(options=True)
    for key in draft.answers.keys[1:]:
        draft.error("has a second line with `=`: write one, and the rubric below it", key.number)
    return draft.answers.keys[0].text.strip()


def read_rubric(draft: Draft) -> tuple[Criterion, ...]:
    """Return the rubric that the table below the `=` line holds, with problems reported."""
    rows = table_of(draft.answers.rubric)
    if rows is None:
        draft.error(
            "has no rubric that can be read: below the `=` line write a table, of which the first column is "
            f"what is marked and the others are headed by points: {_EXAMPLE}"
        )
        return ()
    head, *below = rows
    points = _points_of(draft, head)
    seen: set[str] = set()
    criteria = tuple(_criterion(draft, row, points, seen) for row in below)
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        draft.error(f"has a rubric of {len(criteria)} criteria: write from 1 to {MOST_CRITERIA}", head.number)
    return criteria


def parts_with_points(draft: Draft, rubric: tuple[Criterion, ...]) -> Parts:
    """Return the fields that every kind has, the points being the sum of the rubric's, with problems reported."""
    total = sum(criterion.points for criterion in rubric)
    written = draft.attributes.values.get("points")
    if rubric and written is not None and written != str(total):
        draft.error(
            f"says points={written}, but its rubric adds up to {total}: write points={total}, or leave it out"
        )
    if total > _MOST_POINTS:
        draft.error(f"has a rubric that adds up to {total} points: stay at or below {_MOST_POINTS}")
    parts = draft.parts.copy()
    parts["points"] = min(max(total, 1), _MOST_POINTS)
    return parts


def _points_of(draft: Draft, head: RowDraft) -> list[int]:
    """Return the points that head the columns."""
    found = [_POINTS.fullmatch(cell) for cell in head.cells[1:]]
    points = [int(match[1]) for match in found if match]
    if len(points) < len(found) or len(points) < 2 or points[0] != 0 or points != sorted(set(points)):
        draft.error(
            "its rubric's columns are not headed by points: write 0 above the first level and more above each "
            "one after it, such as | what is marked | 0 | 1 | 2 |",
            head.number,
        )
        return []
    return points


def _criterion(draft: Draft, row: RowDraft, points: list[int], seen: set[str]) -> Criterion:
    identity, html = draft.labelled(row.number, [Line(row.number, row.cells[0])], "criterion", seen)
    where = f"{draft.where}, criterion {identity}".strip()
    cells = row.cells[1:]
    if points and len(cells) != len(points):
        draft.error(
            f"criterion {identity} has {len(cells)} levels where the rubric has {len(points)}: write a cell for "
            "each, and - where there is no such level",
            row.number,
        )
    levels = []
    for worth, cell in zip(points, cells, strict=False):
        if cell == _NOTHING:
            continue
        level = draft.page.phrase([Line(row.number, cell)], where)
        if not level:
            draft.error(
                f"criterion {identity} does not say what earns {worth}: write it, or - for no such level",
                row.number,
            )
        levels.append(Level(points=worth, html=level))
    if points and (len(levels) < 2 or levels[0].points != 0):
        draft.error(f"criterion {identity} needs a level that earns 0 and one that earns more", row.number)
    return Criterion(id=identity, html=html, levels=tuple(levels))
