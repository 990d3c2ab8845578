"""`flask evaluate`: the platform's mathematics on anybody's data, so that it can be checked."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from studyvisit.cli.evaluate_tables import (
    GainsRead,
    MarksRead,
    Problems,
    Table,
    first_problems,
    read_gains,
    read_marks,
    read_table,
)
from studyvisit.cli.evaluate_words import gain_lines, quiz_lines
from studyvisit.evaluation.figures import LEAST, Reason, missing

if TYPE_CHECKING:
    from studyvisit.evaluation.gain import Gain
    from studyvisit.evaluation.items import Analysis

evaluate = AppGroup("evaluate", help="Statistics of marks and of learning gains, from a CSV file.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@evaluate.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every digit.")
@click.option(
    "--least",
    type=click.IntRange(2),
    default=LEAST,
    show_default=True,
    help="With fewer answers, print too few.",
)
def items(file: Path, *, as_json: bool, least: int) -> None:
    """Print the statistics of the quiz whose marks are in FILE: rows people, columns questions.

    An empty cell was not answered; - was not asked; a heading like q1/2 gives the maximum, or a first row
    called max; else it is 1. See docs/evaluation.md.
    """
    problems = Problems()
    table = _table(file, problems)
    marks = read_marks(table, problems)
    _ensure_sound(problems)
    analysis = _analysed(marks, least)
    if as_json:
        _print(_as_json(analysis, marks))
        return
    for line in quiz_lines(analysis, marks.questions):
        click.echo(line)


@evaluate.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every digit.")
@click.option(
    "--scale", type=(float, float), default=(0, 100), show_default=True, help="The lowest and the highest."
)
def gain(file: Path, *, as_json: bool, scale: tuple[float, float]) -> None:
    """Print the learning gain in FILE: columns person, pre, post, optionally then and form (A or B, the first).

    An empty cell was not measured; people without both are counted and left out. See docs/evaluation.md.
    """
    lowest, highest = scale
    if lowest >= highest:
        raise click.BadParameter("the lowest must be below the highest", param_hint="--scale")
    problems = Problems()
    gains = read_gains(_table(file, problems), lowest, highest, problems)
    _ensure_sound(problems)
    found = _gained(gains, lowest, highest)
    if as_json:
        _print(asdict(found))
        return
    for line in gain_lines(found):
        click.echo(line)


# NumPy and SciPy are loaded when they are needed and not with the application.


def _analysed(marks: MarksRead, least: int) -> Analysis:
    import numpy as np

    from studyvisit.evaluation.items import analyse
    from studyvisit.evaluation.marks import marks_of

    shape = (len(marks.earned), len(marks.questions))
    earned = np.array(marks.earned, dtype=float).reshape(shape)
    asked = np.array(marks.asked, dtype=bool).reshape(shape)
    return analyse(marks_of(earned, np.array(marks.maxima), asked), least=least)


def _gained(gains: GainsRead, lowest: float, highest: float) -> Gain:
    import numpy as np

    from studyvisit.evaluation.gain import Scale, learning_gain

    before, after, then = (np.array(part, dtype=float) for part in (gains.before, gains.after, gains.then))
    form = np.array(gains.form, dtype=str)
    return learning_gain(before, after, then=then, first_form=form, scale=Scale(lowest, highest))


def _as_json(analysis: Analysis, marks: MarksRead) -> dict[str, Any]:
    items = [
        {
            "question": question,
            "maximum": maximum,
            **asdict(item),
            "blank": item.blank,
            "options": asdict(missing(item.answered, Reason.NOT_GIVEN)),
        }
        for question, maximum, item in zip(marks.questions, marks.maxima, analysis.items, strict=True)
    ]
    return {"quiz": asdict(analysis.quiz), "items": items}


def _print(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))


def _table(file: Path, problems: Problems) -> Table:
    table = read_table(file.read_bytes(), problems)
    if table is None:
        _ensure_sound(problems)
        raise AssertionError("a table that cannot be read has a problem")
    return table


def _ensure_sound(problems: Problems) -> None:
    if problems.found:
        raise click.ClickException(first_problems(problems))
