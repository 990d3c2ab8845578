"""The reports beside a report."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.catalogue import REPORTS
from studyvisit.reporting.views.base import blueprint
from studyvisit.web.access import Access, current_actor

Neighbour = tuple[str, str, bool]

_OWN: tuple[tuple[str, LazyString, Access], ...] = (
    ("completion", lazy_gettext("Completion"), Access.REVIEWER),
    ("modules", lazy_gettext("How modules work"), Access.STAFF),
    ("questions", lazy_gettext("Questions"), Access.STAFF),
    ("feedback", lazy_gettext("Feedback"), Access.REVIEWER),
)
_FIRST = ("overview", "completion", "learning-gain", "ledger", "compare", "activity", "modules", "lessons")


def neighbours() -> list[Neighbour]:
    """Return the reports that the person may see: title, address, and whether it is the one they look at."""
    actor, here = current_actor(), (request.endpoint or "").removeprefix("reporting.")
    known = {name: (title, access) for name, title, access in _OWN}
    known |= {entry.name: (entry.title, entry.access) for entry in REPORTS.values()}
    places = {name: place for place, name in enumerate(_FIRST)}
    beside = [
        (str(known[name][0]), url_for(f"reporting.{name}"), name == here)
        for name in sorted(known, key=lambda name: places.get(name, len(places)))
        if known[name][1].allows(actor)
    ]
    if Access.REVIEWER.allows(actor):
        beside.append((_("Signed reports"), url_for("signing.reports"), False))
    return beside


@blueprint.context_processor
def _beside() -> dict[str, Callable[[], list[Neighbour]]]:
    """Give the templates of reports their neighbours."""
    return {"neighbours": neighbours}
