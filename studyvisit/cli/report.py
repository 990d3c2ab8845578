"""`flask report`: every report of the catalogue as a file or on standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.queries.completion import begin_export
from studyvisit.reporting.rules import By, Which
from studyvisit.tables.content import Audience
from studyvisit.tables.files import Format, written

report = AppGroup("report", help="The reviewers' figures, as a file.")

_HELP = {
    "by": "What a row stands for.",
    "cohort": "Only this cohort, by its slug.",
    "compare": "The other cohort, by its slug.",
    "module": "Only this module, by its slug; its own milestones are counted.",
    "country": "Only this country, by its code of two letters; - for not stated.",
    "institution": "Only this institution, by its id; - for not stated.",
    "from": "Only who enrolled on this day or later (YYYY-MM-DD).",
    "to": "Only who enrolled on this day or earlier (YYYY-MM-DD).",
    "attempts": "Which attempts of a person.",
    "for": "Whom it is for; small groups are withheld from a publication.",
}
_CHOICES = {"by": By, "attempts": Which, "for": Audience}


def _command(entry: Entry) -> click.Command:
    """Return the command of a report: an option for each filter it honours."""

    def run(
        programme: str, wanted: str, out: Path | None, table: str, language: str, **options: object
    ) -> None:
        typed = {name.strip("_"): str(value) for name, value in options.items() if value and name != "hxl"}
        pieces = _pieces(
            entry,
            {"programme": programme, **typed},
            Format(wanted),
            table=table,
            language=language,
            hxl=bool(options["hxl"]),
        )
        if out is None:
            if Format(wanted) in (Format.XLSX, Format.PDF) and sys.stdout.isatty():
                raise click.UsageError(f"a {wanted} file is not for a screen; name a file with -o")
            for piece in pieces:
                click.echo(piece, nl=False)
            return
        with click.open_file(str(out), "wb", atomic=True) as file:
            for piece in pieces:
                file.write(piece)

    name = click.option("--programme", required=True, help="The programme's slug.")
    options: list[Callable[[Callable[..., None]], Callable[..., None]]] = [
        name,
        *(
            _option(one)
            for one in (*entry.filters, *(("for",) if entry.may_publish else ()))
            if one != "programme"
        ),
        click.option(
            "--format",
            "wanted",
            type=click.Choice([one.value for one in Format]),
            default="csv",
            show_default=True,
        ),
        click.option("--table", default="", help="Which table a CSV holds; the first where none is named."),
        click.option("--hxl", is_flag=True, help="Add a second header row of HXL hashtags (CSV and XLSX)."),
        click.option("--language", default="en_GB", show_default=True, help="The language of XLSX and PDF."),
        click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write."),
    ]
    decorated: Callable[..., None] = run
    for option in reversed(options):
        decorated = option(with_appcontext(decorated))
    return click.command(entry.name, help=f"Write the report “{entry.name}”.")(with_appcontext(decorated))


def _option(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    # With a line below: `from` is a word of Python's.
    kind = click.Choice([one.value for one in _CHOICES[name]]) if name in _CHOICES else click.STRING
    return click.option(f"--{name}", f"{name}_", type=kind, help=_HELP.get(name, ""))


def _pieces(
    entry: Entry, typed: dict[str, str], wanted: Format, *, table: str, language: str, hxl: bool
) -> Iterator[bytes]:
    """Yield the file. The programme's whole reach is read: whoever runs commands may see everything."""
    with Session(db.engine) as session, force_locale(language):
        _ensure_known(session, typed["programme"], typed.get("module"))
        session.rollback()
        form = ReportForm(typed)
        for name, words in form.errors.items():
            raise click.BadParameter(words, param_hint=f"--{name}")
        begin_export(session)
        try:
            made = entry.made(
                session,
                None,
                form.asked,
                utc_now(),
                audience=form.audience,
                published=current_app.config["PUBLISHED"],
            )
        except NotFound:
            raise click.ClickException("there is nothing of that kind") from None
        if table and table not in [one.name for one in made.tables]:
            there = ", ".join(one.name for one in made.tables)
            raise click.BadParameter(f"there is no table {table!r}; there are: {there}", param_hint="--table")
        yield from written(made, entry.said(made), wanted, table=table, hxl=hxl)


def _ensure_known(session: Session, programme: str, module: str | None) -> None:
    shelf = Shelf(session)
    programmes = shelf.slugs("programme")
    if programme not in programmes:
        raise click.BadParameter(
            f"there is no programme {programme!r}; published are: {', '.join(programmes) or 'none'}",
            param_hint="--programme",
        )
    modules = shelf.programme(programme).content.modules
    if module is not None and module not in modules:
        raise click.BadParameter(
            f"{programme} has no module {module!r}; it has: {', '.join(modules)}", param_hint="--module"
        )


for _entry in REPORTS.values():
    report.add_command(_command(_entry))
