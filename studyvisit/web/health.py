"""Whether the process lives and whether it can serve."""

from __future__ import annotations

import shutil
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from studyvisit.extensions import db, limiter
from studyvisit.web.access import Access, access

blueprint = Blueprint("health", __name__)
LEAST_FREE_BYTES = 100 * 1024 * 1024


@blueprint.get("/healthz")
@access(Access.PUBLIC)
@limiter.exempt
def alive() -> ResponseReturnValue:
    """Answer that the process serves requests."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@access(Access.PUBLIC)
@limiter.exempt
def ready() -> ResponseReturnValue:
    """Answer whether database, schema and disk are fit to serve; 503 names what is not."""
    checks = {"database": _database(), "schema": False, "disk": _disk()}
    if checks["database"]:
        checks["schema"] = _schema()
    ok = all(checks.values())
    return {"status": "ok" if ok else "unavailable", **checks}, 200 if ok else 503


def _database() -> bool:
    try:
        return bool(db.session.execute(text("SELECT 1")).scalar_one() == 1)
    except SQLAlchemyError:
        return False


def _schema() -> bool:
    try:
        stamped = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        return False
    head = ScriptDirectory(str(Path(current_app.root_path).parent / "migrations")).get_current_head()
    return bool(stamped == head)


def _disk() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    # The folder of files is made when the first one comes.
    folders = [settings.instance, *([settings.files] if settings.files.exists() else [])]
    return all(shutil.disk_usage(folder).free > LEAST_FREE_BYTES for folder in folders)
