"""Writing to people who are stuck."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.reporting import policies
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages.addresses import MOST_ADDRESSES, AddressesPage, letters
from studyvisit.reporting.queries.activity import addresses_of
from studyvisit.reporting.rules import as_address
from studyvisit.reporting.views.base import blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb


@blueprint.get("/reports/activity/addresses")
@access(Access.TRAINER)
def addresses() -> ResponseReturnValue:
    """Give the e-mail addresses of people who are stuck to those who look after them."""
    form, scope = ReportForm(request.args), policies.cohorts_scope(current_actor())
    parameters = as_address(form.asked)
    found = (
        []
        if form.errors
        else addresses_of(db.session(), scope, form.asked.filters, now=utc_now(), most=MOST_ADDRESSES)
    )
    activity_url = url_for(".activity", **parameters)  # type: ignore[arg-type]
    page = AddressesPage(
        title=_("Write to people who are stuck"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")), Crumb(_("Activity"), activity_url)),
        letters=letters(found),
        activity_url=activity_url,
        is_all=len(found) < MOST_ADDRESSES,
    )
    return page.render(), 422 if form.errors else 200
