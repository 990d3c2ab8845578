"""`flask content import`: a folder of plain Markdown becomes the folder of a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from studyvisit.curriculum.alone import competencies_in, compile_alone
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import SLUG, Bundle, UnitKind, write_tree
from studyvisit.curriculum.taking_in.archives import (
    LARGEST_FILE,
    MOST_BYTES,
    MOST_FILES,
    BadFolder,
    Fault,
    files_of_folder,
    files_of_zip,
)
from studyvisit.curriculum.taking_in.folder import TakenIn, take_in
from studyvisit.curriculum.taking_in.leftover import left_to_do
from studyvisit.curriculum.tree import Tree, read_tree

_WORDS = {
    Fault.NO_ARCHIVE: "is no ZIP file that can be read: pack the folder anew",
    Fault.LOCKED: "is locked with a password: pack the folder without one",
    Fault.METHOD: "is packed in an unusual way: pack the folder as a plain ZIP file",
    Fault.LINK: "is a link or a device: put the file itself into the folder",
    Fault.BAD_NAME: "has a name that leads elsewhere or has odd signs in it: rename it",
    Fault.TWICE: "is in the ZIP file twice: pack the folder anew",
    Fault.TOO_MANY_FILES: f"has more than {MOST_FILES:,} files: take a part of it",
    Fault.TOO_LARGE: f"has more than {LARGEST_FILE // 1_000_000} MB: make it smaller or leave it out",
    Fault.TOO_MUCH: f"makes more than {MOST_BYTES // 1_000_000} MB together: leave out what no text shows",
}


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|ZIP")
@click.option(
    "--module", "slug", required=True, metavar="SLUG", help="The name of the module's folder, its id."
)
@click.option(
    "--title", default="", help="The title of the module, where the folder does not say a good one."
)
@click.option(
    "--competency",
    "competencies",
    multiple=True,
    metavar="ID",
    help="What people can do afterwards, from competencies.md. May be given again.",
)
@click.option(
    "-o",
    "into",
    type=click.Path(file_okay=False, path_type=Path),
    help="The content directory to write into.",
)
@with_appcontext
def import_folder(
    source: Path, slug: str, title: str, competencies: tuple[str, ...], into: Path | None
) -> None:
    """Begin a module with the plain Markdown lessons in FOLDER, or in a ZIP file.

    Writes modules/SLUG and prints, by file and line, what was inferred, changed and left out, and what the check
    finds still to do. A folder that is there is never written over. Needs no database.
    """
    into = into or current_app.config["SETTINGS"].content
    folder = into / "modules" / slug
    if not SLUG.fullmatch(slug):
        raise click.ClickException(f"`{slug}` is no slug: use lower-case letters, digits and single hyphens")
    if folder.exists() or folder.is_symlink():
        raise click.ClickException(f"{folder} is there already: choose another --module, or move it away")
    around = read_tree(into) if into.is_dir() else Tree((), (), frozenset())
    known = [one for bundle in around.bundles for one in _competencies(bundle)]
    if unknown := [one for one in competencies if one not in known]:
        raise click.ClickException(f"not in competencies.md: {', '.join(unknown)}")
    taken = take_in(files_in(source), slug, title, competencies)
    if not taken.lessons:
        raise click.ClickException(f"{source} has no Markdown file (.md) in it that could be a lesson")
    try:
        write_tree([taken.bundle], into)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename or into}: {error.strerror}") from None
    _tell(taken, _left(taken.bundle, around, next(iter(known), "")), folder)


def files_in(source: Path) -> Mapping[str, bytes]:
    """Return the files of a folder or a ZIP file by name. Raises ClickException, saying why it is refused."""
    try:
        return files_of_folder(source) if source.is_dir() else files_of_zip(source.read_bytes())
    except BadFolder as bad:
        raise click.ClickException(f"{bad.name or source} {_WORDS[bad.fault]}") from None
    except OSError as error:
        raise click.ClickException(f"cannot read {error.filename or source}: {error.strerror}") from None


def _competencies(bundle: Bundle) -> Iterable[str]:
    return (one.id for one in competencies_in(bundle)) if bundle.kind is UnitKind.COMPETENCIES else ()


def _left(bundle: Bundle, around: Tree, competency: str) -> tuple[Problem, ...]:
    others: dict[tuple[UnitKind, str], Bundle] = {
        (one.kind, one.slug): one for one in around.bundles if one.kind is UnitKind.COMPETENCIES
    }
    return left_to_do(bundle, competency, lambda whole: compile_alone(whole, others, around.named).problems)


def _tell(taken: TakenIn, left: tuple[Problem, ...], folder: Path) -> None:
    click.echo(f"wrote {folder}: {taken.title}, {len(taken.lessons)} lessons")
    click.echo("What was done:")
    for note in taken.notes:
        place = f"{folder.as_posix()}/" if note.path in taken.bundle.files else ""
        click.echo(f"  {place}{note} ({note.fate.replace('-', ' ')})")
    click.echo("What is left to do:")
    for problem in left:
        click.echo(f"  {problem.under(folder.as_posix())}")
    errors = sum(problem.is_error for problem in left)
    click.echo(f"{errors} errors, {len(left) - errors} warnings")
