"""`flask report`: the reviewers' figures on standard output."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.reporting.rules import Asked, By, Filters
from studyvisit.reporting.services import Kind, export_completion

report = AppGroup("report", help="The reviewers' figures, as a file.")


@report.command()
@click.option("--programme", required=True, help="The programme's slug.")
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.COUNTRY.value, show_default=True)
@click.option("--module", help="Count the milestones of this module alone.")
@click.option(
    "--format", "kind", type=click.Choice([kind.value for kind in Kind]), default="csv", show_default=True
)
def completion(programme: str, by: str, module: str | None, kind: str) -> None:
    """Print how far the participants of a programme have come: the rows of the report page."""
    with Session(db.engine) as session:
        _ensure_known(session, programme, module)
        session.rollback()
        asked = Asked(by=By(by), filters=Filters(programme=programme, module=module))
        for piece in export_completion(session, None, asked, Kind(kind), now=utc_now()):
            click.echo(piece, nl=False)


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
