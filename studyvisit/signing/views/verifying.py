"""Verification for reviewers: of a file, of a fingerprint, of a report that is kept here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.signing.forms import VerifyForm
from studyvisit.signing.models import FrozenReport
from studyvisit.signing.pages import asking, checking
from studyvisit.signing.policies import may_sign
from studyvisit.signing.queries.versions import record_in, version_of
from studyvisit.signing.services.verifying import check_file, check_head, check_store, recompute
from studyvisit.signing.views.base import blueprint, crumbs
from studyvisit.web.access import Access, access, current_actor

LARGEST = 20_000_000


@blueprint.get("/signed-reports/verify")
@access(Access.REVIEWER)
def verify() -> ResponseReturnValue:
    """Ask for a file or a fingerprint."""
    return _page(VerifyForm(formdata=None)).render()


@blueprint.post("/signed-reports/verify")
@access(Access.REVIEWER, slow_first=True, largest=LARGEST)
def verify_file() -> ResponseReturnValue:
    """Say what is known of a file or a fingerprint, and whether its figures can be found again."""
    form = VerifyForm()
    found: list[checking.Finding] = []
    report: FrozenReport | None = None
    if form.validate_on_submit() and form.file.data:
        check = check_file(db.session(), form.file.data.read())
        report = _if_may_see(check.report)
        if report is None:
            check = checking.as_unknown(check)
        found.append(checking.file_finding(check))
    elif form.head.data:
        report = _if_may_see(check_head(db.session(), form.head.data))
        found.append(checking.head_finding(report))
    else:
        error = _("Choose a file, or type the fingerprint that is printed in it.")
        return _page(form, error=error).render(), 422
    return _page(form, [*found, *(_findings(report, utc_now()) if report else ())], report).render()


@blueprint.post("/signed-reports/<uuid:report_id>/verify")
@access(Access.REVIEWER, slow_first=True)
def verify_report(report_id: UUID) -> ResponseReturnValue:
    """Say whether a frozen report is whole and whether its figures can be found again."""
    report = version_of(db.session(), current_actor(), report_id).report
    return _page(VerifyForm(formdata=None), _findings(report, utc_now()), report).render()


def _if_may_see(report: FrozenReport | None) -> FrozenReport | None:
    return report if report is not None and may_sign(current_actor(), report.programme_slug) else None


def _findings(report: FrozenReport, now: datetime) -> tuple[checking.Finding, ...]:
    store = check_store(db.session(), report)
    document = record_in(db.session(), report.id)
    rebuild = asking.rebuild_of(document)
    if rebuild is None:
        return checking.store_finding(store), checking.unknown_report_finding(document["report"])
    again = recompute(db.session(), document, rebuild, now)
    return checking.store_finding(store), *checking.recomputed_findings(document, again)


def _page(
    form: VerifyForm,
    findings: list[checking.Finding] | tuple[checking.Finding, ...] = (),
    report: FrozenReport | None = None,
    error: str = "",
) -> checking.VerifyPage:
    title, url = checking.title_of(report) if report is not None else ("", "")
    return checking.VerifyPage(
        title=_("Verify a report"),
        crumbs=crumbs(),
        action=url_for(".verify_file"),
        form=form,
        findings=tuple(findings),
        report_title=title,
        report_url=url,
        error=error,
    )
