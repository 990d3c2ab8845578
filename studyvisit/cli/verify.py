"""`flask report verify`: whether a file is one that was frozen here, and whether its figures can be found again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.signing.models import FrozenReport
from studyvisit.signing.pages import asking, checking
from studyvisit.signing.pages.checking import Finding
from studyvisit.signing.queries.versions import record_in
from studyvisit.signing.services.verifying import check_file, check_store, recompute

LARGEST = 200_000_000


@click.command(
    help="Verify a file of a signed report: PDF, XLSX, CSV or JSON. Exit status 1 where anything is wrong."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", default="en_GB", show_default=True, help="The language of the answer.")
@with_appcontext
def verify(file: Path, language: str) -> None:
    """Print what is known of a file; end with 1 unless it is unaltered, whole and its figures come out again."""
    if file.stat().st_size > LARGEST:
        raise click.ClickException("the file is larger than any that is kept here")
    with Session(db.engine) as session, force_locale(language):
        findings = list(_findings(session, file.read_bytes()))
    for finding in findings:
        click.echo(f"{'WRONG' if finding.kind == 'error' else 'ok':<6}{finding.title}")
        for line in finding.lines:
            click.echo(f"      {line}")
    if any(finding.kind == "error" for finding in findings):
        sys.exit(1)


def _findings(session: Session, content: bytes) -> Iterator[Finding]:
    check = check_file(session, content)
    yield checking.file_finding(check)
    if check.report is not None:
        yield from _of_report(session, check.report)


def _of_report(session: Session, report: FrozenReport) -> Iterator[Finding]:
    yield checking.store_finding(check_store(session, report))
    document = record_in(session, report.id)
    rebuild = asking.rebuild_of(document)
    if rebuild is None:
        yield checking.unknown_report_finding(document["report"])
    else:
        yield from checking.recomputed_findings(document, recompute(session, document, rebuild, utc_now()))
