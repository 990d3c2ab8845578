"""`flask report verify`: what it says of each file, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.programmes.models import Enrolment
from tests.client import PageClient
from tests.people import Cast
from tests.web.signing.test_signed_reports import file, freeze

pytestmark = pytest.mark.one_database
KINDS = ("record.json", "report.json", "report.xlsx", "unsigned.pdf", "signed.pdf", "countries.csv")


def test_every_file_of_a_signed_report_is_verified_by_the_command(
    app: Flask, session: Session, cast: Cast, client_for: Callable[[User], PageClient], tmp_path: Path
) -> None:
    rosa = client_for(cast.rosa)
    page = rosa.submit(freeze(rosa), action="/signatures")
    for name in KINDS:
        (tmp_path / name).write_bytes(file(rosa, page, name))
        found = app.test_cli_runner().invoke(args=["report", "verify", str(tmp_path / name)])
        assert found.exit_code == 0, found.output
        assert f"ok    Unaltered: this is {name} of Overview, version 1" in found.output
        assert "ok    Equal: computed again as of" in found.output
    session.get_one(Enrolment, cast.enrolment_id).started_at = utc_now()
    session.commit()
    moved = app.test_cli_runner().invoke(args=["report", "verify", str(tmp_path / "report.xlsx")])
    assert moved.exit_code == 0
    assert "By country, Ethiopia, Started: 0 then, 1 now" in moved.output


@pytest.mark.parametrize("name", ["record.json", "report.json", "report.xlsx", "countries.csv"])
def test_an_altered_file_is_recognised_by_the_fingerprint_in_it(
    app: Flask,
    session: Session,
    cast: Cast,
    client_for: Callable[[User], PageClient],
    tmp_path: Path,
    name: str,
) -> None:
    rosa = client_for(cast.rosa)
    altered = tmp_path / name
    altered.write_bytes(file(rosa, freeze(rosa), name) + b"\n")
    found = app.test_cli_runner().invoke(args=["report", "verify", str(altered)])
    assert found.exit_code == 1
    assert "WRONG This file was altered" in found.output


def test_a_strange_file_is_not_known(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    strange = tmp_path / "strange.pdf"
    strange.write_bytes(b"%PDF-1.7")
    found = app.test_cli_runner().invoke(args=["report", "verify", str(strange)])
    assert found.exit_code == 1
    assert "not known here" in found.output
