"""`flask content`: check, publish, report, export, render."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from studyvisit.cli.tables import tables
from studyvisit.cli.translations import progress_lines
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import CompiledTree, CompiledUnit, compile_tree, reviewed
from studyvisit.curriculum.content import Programme
from studyvisit.curriculum.part import Part, part_of
from studyvisit.curriculum.quality.summary import summarise
from studyvisit.curriculum.render import render_file
from studyvisit.curriculum.source import UnitKind, write_tree
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf, current_bundles
from studyvisit.library.services import publish as publish_unit
from studyvisit.studio.queries.history import questions_turned
from studyvisit.studio.queries.origins import Newer, newer_than_files
from studyvisit.studio.services.origins import match_files

content = AppGroup("content", help="Check, publish, count, export and render what is taught.")
_PATH = click.Path(exists=True, path_type=Path)
_MAY_BE = (
    "Name a content directory (it holds competencies.md, modules/, questionnaires/ and programmes/), "
    "or a folder or file in one"
)


@content.command()
@click.argument("path", type=_PATH, required=False)
def check(path: Path | None) -> None:
    """Report every problem of the content at PATH. Needs no database.

    PATH is a content directory (the project's when left out), or a folder or file in one: then only
    the problems that lie there are reported.
    """
    tree = _compile(_part(path), is_reviewed=True)
    for line in progress_lines(unit.bundle for unit in tree.units):
        click.echo(line)


@content.command()
@click.argument("path", type=_PATH, required=False)
@click.option(
    "--replace",
    "replaced",
    multiple=True,
    metavar="SLUG",
    help="Publish this one from the files though the studio has something newer. May be given again.",
)
@click.option(
    "--keep-newer", is_flag=True, help="Leave alone what is newer in the studio and call that a success."
)
def publish(path: Path | None, replaced: tuple[str, ...], keep_newer: bool) -> None:
    """Check the content at PATH and make it what readers see. What has not changed is left alone.

    PATH is a content directory (the project's when left out), or a folder or file in one: then only
    the modules, questionnaires and programmes that lie there are published, each of them whole.
    What was changed in the studio and is not in the files is never overwritten: it is reported.
    """
    tree = _compile(_part(path).with_whole_units())
    _ensure_named(tree, replaced)
    begin_write(db.session())
    _ensure_complete(tree, Shelf(db.session()))
    newer = _newer(tree, replaced)
    kept = {unit.digest for unit, _what in newer}
    _ensure_same_kinds([unit for unit in tree.units if unit.digest not in kept])
    changed = [unit for unit in tree.units if unit.digest not in kept and _publish(unit)]
    db.session.commit()
    for unit in changed:
        click.echo(f"published {unit.kind} {unit.slug} ({unit.digest[:12]})")
    click.echo(f"{len(changed)} of {len(tree.units)} changed")
    for unit, what in newer:
        click.echo(f"left alone {unit.kind} {unit.slug}: {_NEWER[what].format(slug=unit.slug)}", err=True)
    if newer and not keep_newer:
        raise SystemExit(1)


_NEWER = {
    Newer.REVISION: (
        "the studio published a newer text that these files do not come from. "
        "Take it over with `flask content export` and publish it once as it is; then put your change into it and "
        "publish again; "
        "or publish the files all the same with `--replace {slug}`"
    ),
    Newer.DRAFT: (
        "somebody is changing it in the studio. Ask them to publish or to drop the draft, and publish again; "
        "or publish the files all the same with `--replace {slug}`"
    ),
}


def _ensure_named(tree: CompiledTree, slugs: tuple[str, ...]) -> None:
    unknown = sorted({*slugs} - {unit.slug for unit in tree.units})
    if unknown:
        raise click.ClickException(f"--replace names what these files do not hold: {', '.join(unknown)}")


def _ensure_same_kinds(units: Sequence[CompiledUnit]) -> None:
    """Refuse questions of which earlier answers could not be added to later ones."""
    turned = [(unit.slug, one) for unit in units for one in questions_turned(db.session(), unit)]
    if turned:
        places = "; ".join(f"module {slug}, question {one}" for slug, one in turned)
        raise click.ClickException(
            f"nothing was published. A question became one of another kind under the same id: {places}. "
            "Answers of both kinds cannot be added up. Give the new question an id of its own"
        )


def _newer(tree: CompiledTree, replaced: tuple[str, ...]) -> list[tuple[CompiledUnit, Newer]]:
    """Return the units that files may not publish, because the studio has something newer."""
    return [
        (unit, what)
        for unit in tree.units
        if unit.slug not in replaced
        and (what := newer_than_files(db.session(), unit.kind, unit.slug, unit.digest)) is not None
    ]


def _publish(unit: CompiledUnit) -> bool:
    now = utc_now()
    is_changed = publish_unit(db.session(), unit, published_by_id=None, now=now)
    if not is_changed:
        match_files(db.session(), unit.kind, unit.slug, unit.digest, now=now)
    return is_changed


@content.command()
@click.argument("path", type=_PATH, required=False)
def report(path: Path | None) -> None:
    """Print the modules at PATH in figures: lessons, questions, reading grades, pictures, sources.

    PATH is a content directory (the project's when left out), or a folder or file in one. What has errors
    is left out. Needs no database.
    """
    part = _part(path)
    tree = _only(part.with_whole_units(), reviewed(part.root, compile_tree(part.root)))
    modules = {
        unit.slug: f"{part.root / unit.bundle.folder}/" for unit in tree.units if unit.kind == "module"
    }
    problems = {
        slug: sum(problem.path.startswith(folder) for problem in tree.problems)
        for slug, folder in modules.items()
    }
    for line in tables(summarise((unit.document for unit in tree.units), problems)):
        click.echo(line)
    for line in progress_lines(unit.bundle for unit in tree.units):
        click.echo(line)
    if tree.has_errors:
        click.echo("What has errors is left out: see `flask content check`.", err=True)
        raise SystemExit(1)


@content.command()
@click.argument("path", type=click.Path(path_type=Path))
def export(path: Path) -> None:
    """Write what is published to PATH, byte for byte as it came.

    PATH is a folder that is empty or not there yet, so that it holds what is published and nothing else.
    """
    bundles = current_bundles(db.session())
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise click.ClickException(
                f"{path} is not an empty folder: name one that is empty or not there yet"
            )
        write_tree(bundles, path)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename or path}: {error.strerror}") from None
    click.echo(f"exported {len(bundles)} to {path}")


@content.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="surrogateescape"))
def render(file: TextIO) -> None:
    """Print the sanitised HTML of one Markdown FILE: what a reader gets."""
    click.echo(render_file(file.read()), nl=False)


def _part(path: Path | None) -> Part:
    path = path or current_app.config["SETTINGS"].content
    part = part_of(path)
    if part is None:
        raise click.ClickException(f"{path} is no content. {_MAY_BE}")
    return part


def _compile(part: Part, *, is_reviewed: bool = False) -> CompiledTree:
    """Return what a part of a content directory publishes; with an error in it, report and end."""
    tree = compile_tree(part.root)
    if is_reviewed:
        tree = reviewed(part.root, tree)
    if not part.is_whole:
        tree = _only(part, tree)
    for problem in tree.problems:
        click.echo(str(problem), err=problem.is_error)
    errors = sum(problem.is_error for problem in tree.problems)
    warnings = len(tree.problems) - errors
    units = f"{len(tree.units)} units, " if part == part.with_whole_units() else ""
    click.echo(f"{units}{errors} errors, {warnings} warnings")
    if errors:
        raise SystemExit(1)
    return tree


def _ensure_complete(tree: CompiledTree, shelf: Shelf) -> None:
    """Refuse a programme that points at what readers could not open."""
    there = {
        kind: {*shelf.slugs(kind), *(unit.slug for unit in tree.units if unit.kind is kind)}
        for kind in (UnitKind.MODULE, UnitKind.QUESTIONNAIRE)
    }
    for unit in tree.units:
        if isinstance(unit.document, Programme):
            lacking = [slug for slug in unit.document.modules if slug not in there[UnitKind.MODULE]]
            asked = unit.document.questionnaires
            lacking += [slug for slug in asked if slug not in there[UnitKind.QUESTIONNAIRE]]
            if lacking:
                raise click.ClickException(
                    f"the programme {unit.slug} needs what is not published yet: {', '.join(lacking)}; "
                    "publish that first, or the whole content directory"
                )


def _only(part: Part, tree: CompiledTree) -> CompiledTree:
    around = part.with_whole_units()
    units = tuple(unit for unit in tree.units if around.meets(unit.bundle))
    if not units and not any(around.holds(problem.path) for problem in tree.problems):
        raise click.ClickException(f"{part.root / part.below} is not a part of the content. {_MAY_BE}")
    return CompiledTree(
        problems=tuple(problem for problem in tree.problems if part.holds(problem.path)), units=units
    )
