"""What reviewers and trainers look at."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.reporting.pages import CohortsPage, CompletionPage
from studyvisit.web.access import Access, access

blueprint = Blueprint("reporting", __name__, template_folder="templates")


@blueprint.get("/reports/completion")
@access(Access.REVIEWER)
def completion() -> ResponseReturnValue:
    """Show how far people have come."""
    return CompletionPage(title=_("Completion")).render()


@blueprint.get("/reports/cohorts")
@access(Access.TRAINER)
def cohorts() -> ResponseReturnValue:
    """List the cohorts a trainer follows."""
    return CohortsPage(title=_("Cohorts")).render()
