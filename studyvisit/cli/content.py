"""`flask content`: check, publish, export, render."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import CompiledTree, compile_tree
from studyvisit.curriculum.render import render_file
from studyvisit.curriculum.source import write_tree
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import current_bundles
from studyvisit.library.services import publish as publish_unit

content = AppGroup("content", help="Check, publish, export and render what is taught.")
_PATH = click.Path(exists=True, path_type=Path)


@content.command()
@click.argument("path", type=_PATH, required=False)
def check(path: Path | None) -> None:
    """Report every problem of the content at PATH (the project's content when left out). Needs no database."""
    _compile(path)


@content.command()
@click.argument("path", type=_PATH, required=False)
def publish(path: Path | None) -> None:
    """Check the content at PATH and make it what readers see. What has not changed is left alone."""
    tree = _compile(path)
    begin_write(db.session())
    changed = [
        unit for unit in tree.units if publish_unit(db.session(), unit, published_by_id=None, now=utc_now())
    ]
    db.session.commit()
    for unit in changed:
        click.echo(f"published {unit.kind} {unit.slug} ({unit.digest[:12]})")
    click.echo(f"{len(changed)} of {len(tree.units)} changed")


@content.command()
@click.argument("path", type=click.Path(path_type=Path))
def export(path: Path) -> None:
    """Write what is published to PATH, byte for byte as it came."""
    bundles = current_bundles(db.session())
    write_tree(bundles, path)
    click.echo(f"exported {len(bundles)} to {path}")


@content.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="surrogateescape"))
def render(file: TextIO) -> None:
    """Print the sanitised HTML of one Markdown FILE: what a reader gets."""
    click.echo(render_file(file.read()), nl=False)


def _compile(path: Path | None) -> CompiledTree:
    tree = compile_tree(path or current_app.config["SETTINGS"].content)
    for problem in tree.problems:
        click.echo(str(problem), err=problem.is_error)
    errors = sum(problem.is_error for problem in tree.problems)
    warnings = len(tree.problems) - errors
    click.echo(f"{len(tree.units)} units, {errors} errors, {warnings} warnings")
    if errors:
        raise SystemExit(1)
    return tree
