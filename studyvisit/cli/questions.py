"""`flask questions`: from and to the formats of other platforms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from studyvisit.curriculum.exchange.convert import (
    ENDINGS,
    Kind,
    Sorting,
    Source,
    Written,
    guess_kind,
    is_whole,
    take,
    write,
)
from studyvisit.curriculum.exchange.decoding import Unreadable
from studyvisit.curriculum.exchange.items import Remark
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.source import SLUG
from studyvisit.curriculum.statements import read_competencies

questions = AppGroup("questions", help="Exchange questions with other platforms.")
_KINDS = click.Choice([kind.value for kind in Kind])
_FILE = click.Path(path_type=Path)


@questions.command()
@click.option("--from", "kind", type=_KINDS, help="The format of IN; told by its name when left out.")
@click.option("--to", "wanted", type=_KINDS, help="The format of OUT; told by its name when left out.")
@click.option("--competency", default="", help="The competency of every question that names none itself.")
@click.argument("file", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", metavar="OUT", type=_FILE)
def convert(kind: str | None, wanted: str | None, competency: str, file: Path, out: Path) -> None:
    """Convert the questions of IN into OUT. Needs no database.

    OUT is a file, or a folder, into which `quiz.md` and the pictures in `media/` are written. What OUT cannot
    hold is listed with the name and the line of its question, and the exit code is 1; the rest is written.
    """
    if competency and not SLUG.fullmatch(competency):
        raise click.BadParameter(
            "an id has lower-case letters, digits and hyphens only", param_hint="--competency"
        )
    content = file.read_bytes()
    source_kind = Kind(kind) if kind else _guessed(file, content, "--from")
    target = Kind(wanted) if wanted else Kind.MARKDOWN if out.is_dir() else _guessed(out, b"", "--to")
    sorting = Sorting(competency, known_competencies()) if target is Kind.MARKDOWN else None
    try:
        taken = take(Source(content, source_kind, file.stem, _pictures_beside(file)), sorting)
        written = write(taken.collection, target)
    except Unreadable as error:
        raise click.ClickException(str(error)) from None
    paths = _save(written, out, target)
    remarks = (*taken.remarks, *written.remarks)
    _list(remarks)
    click.echo(
        f"{len(taken.collection.items) - written.refused} questions written to {', '.join(map(str, paths))}"
    )
    if not is_whole(remarks):
        raise SystemExit(1)


def known_competencies() -> frozenset[str]:
    """Return the ids of the project's competencies; none where there is no list that can be read."""
    path: Path = current_app.config["SETTINGS"].content / "competencies.md"
    found = read_competencies(path.read_text(encoding="utf-8"), Report()) if path.is_file() else None
    return frozenset(one.id for one in found.competencies) if found else frozenset()


def _guessed(path: Path, content: bytes, option: str) -> Kind:
    kind = guess_kind(path.name, content)
    if kind is None:
        raise click.UsageError(f"the format of {path} cannot be told by its name: add {option}")
    return kind


def _pictures_beside(path: Path) -> Mapping[str, bytes]:
    folder = path.parent / "media"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {f"media/{picture.name}": picture.read_bytes() for picture in found if picture.is_file()}


def _save(written: Written, out: Path, kind: Kind) -> Iterable[Path]:
    """Write the text, and the pictures beside it; return the paths written."""
    target = out / f"quiz{ENDINGS[kind]}" if out.is_dir() else out
    files = {target: written.content}
    files |= {target.parent / name: content for name, content in written.media.items()}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename or out}: {error.strerror}") from None
    return files


def _list(remarks: Iterable[Remark]) -> None:
    for remark in remarks:
        click.echo(str(remark), err=True)
