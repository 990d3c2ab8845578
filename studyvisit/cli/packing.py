"""`flask content pack` and `unpack`: a module travels as one ZIP file."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from studyvisit.cli.taking_in import files_in
from studyvisit.curriculum.alone import compile_alone
from studyvisit.curriculum.packing import BadModule, Defect, lists_in, module_in, pack, said_otherwise
from studyvisit.curriculum.source import Bundle, UnitKind, digest, write_tree
from studyvisit.curriculum.tree import Tree, read_tree
from studyvisit.extensions import db
from studyvisit.library.queries import current_bundles

_WORDS = {
    Defect.SEVERAL: "holds several modules: pack one of them",
    Defect.NO_PART: "is no part of a module: take it out of the ZIP file",
    Defect.NO_TEXT: "is not UTF-8 text: save it again with the encoding UTF-8",
    Defect.TOO_LARGE: "is too large: make it smaller or split it",
}


@click.command("pack")
@click.argument("slug", metavar="MODULE")
@click.option(
    "-o",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP file to write; MODULE.zip where it is left out. Never written over.",
)
@with_appcontext
def pack_module(slug: str, file: Path | None) -> None:
    """Write the published MODULE to a ZIP file, with the competencies, facts and figures it draws on."""
    published = {(one.kind, one.slug): one for one in current_bundles(db.session())}
    module = published.get((UnitKind.MODULE, slug))
    if module is None:
        raise click.ClickException(f"no module `{slug}` is published: see `flask content export`")
    lists = published.get((UnitKind.COMPETENCIES, UnitKind.COMPETENCIES.value))
    file = file or Path(f"{slug}.zip")
    try:
        with file.open("xb") as opened:
            opened.write(pack([module, *([lists] if lists else [])]))
    except OSError as error:
        raise click.ClickException(f"cannot write {file}: {error.strerror}") from None
    click.echo(f"packed module {slug} ({digest(module)[:12]}) into {file}")


@click.command("unpack")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "into",
    type=click.Path(file_okay=False, path_type=Path),
    help="The content directory to write into.",
)
@with_appcontext
def unpack_module(file: Path, into: Path | None) -> None:
    """Write the module in the ZIP FILE, byte for byte, below modules/, and check it there.

    A module that is there is never written over. The lists beside it are written only where there are none;
    what they word in another way is named. Needs no database. Publish it with `flask content publish`.
    """
    into = into or current_app.config["SETTINGS"].content
    files = files_in(file)
    try:
        module = module_in(files)
    except BadModule as bad:
        raise click.ClickException(f"{bad.name or file} {_WORDS[bad.defect]}") from None
    if module is None:
        raise click.ClickException(
            f"{file} holds no module: for plain lessons there is `flask content import`"
        )
    folder = into / module.folder
    if folder.exists() or folder.is_symlink():
        raise click.ClickException(
            f"{folder} is there already: move it away, or name another directory with -o"
        )
    lists, around = lists_in(files), read_tree(into) if into.is_dir() else Tree((), (), frozenset())
    here = next((one for one in around.bundles if one.kind is UnitKind.COMPETENCIES), None)
    brings_lists = here is None and lists is not None
    try:
        write_tree([module, *([lists] if brings_lists and lists else [])], into)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename or into}: {error.strerror}") from None
    click.echo(f"wrote {folder} ({digest(module)[:12]})")
    if brings_lists:
        click.echo(f"wrote {into / 'competencies.md'} and the lists beside it")
    _tell(module, lists, here or lists, around, folder)


def _tell(module: Bundle, there: Bundle | None, here: Bundle | None, around: Tree, folder: Path) -> None:
    for one in said_otherwise(module, there, here):
        click.echo(f"{folder / 'module.md'}: `{one}` is worded in another way in competencies.md here")
    lists = {(here.kind, here.slug): here} if here else {}
    problems = compile_alone(module, lists, around.named).problems
    for problem in problems:
        click.echo(problem.under(folder.as_posix()))
    errors = sum(problem.is_error for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings")
