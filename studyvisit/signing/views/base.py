"""What the views of frozen reports share."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from studyvisit.signing.models import FrozenFile, FrozenReport
from studyvisit.signing.queries.versions import publications
from studyvisit.web.pages import Crumb

blueprint = Blueprint("signing", "studyvisit.signing", template_folder="templates")
# Reports stand on a lower floor and must know what was published before.
blueprint.record_once(lambda state: state.app.config.update(PUBLISHED=publications))


def crumbs() -> tuple[Crumb, ...]:
    """Return the way to the pages of frozen reports."""
    home = Crumb(_("Home"), url_for("completion.home"))
    return home, Crumb(_("Signed reports"), url_for("signing.reports"))


def file_answer(report: FrozenReport, file: FrozenFile, caching: str) -> Response:
    """Return a file byte for byte, known by its hash; a browser that has it already is told so."""
    response = Response(file.content, mimetype=file.media_type)
    response.set_etag(file.sha256)
    response.headers["Cache-Control"] = caching
    name = f"{report.report}-{report.revision}-{file.name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.make_conditional(request)
    return response
