"""What anybody can see: a published report by its link, and whether a file is one that was published."""

from __future__ import annotations

from flask import make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from studyvisit.accounts.queries import hash_of
from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db, limiter
from studyvisit.signing.forms import VerifyForm
from studyvisit.signing.models import FrozenReport, PublicLink
from studyvisit.signing.pages import checking, frozen
from studyvisit.signing.pages import words as said
from studyvisit.signing.queries.versions import (
    file_of,
    files_of,
    is_open,
    is_published,
    link_with,
    record_in,
    signers_of,
    with_acts,
)
from studyvisit.signing.rules.record import words_in
from studyvisit.signing.services.files import UNSIGNED
from studyvisit.signing.services.verifying import FileCheck, check_file, check_head
from studyvisit.signing.views.base import blueprint, file_answer
from studyvisit.web.access import Access, access

UNSEEN = "noindex, nofollow"


@blueprint.get("/published/<string:token>")
@access(Access.PUBLIC)
def published(token: str) -> ResponseReturnValue:
    """Show a published report to whoever has its link, or that the link no longer works."""
    link, report = _load(token)
    if not is_open(link, utc_now()):
        page = checking.ClosedLinkPage(
            title=_("This report is no longer public"),
            report=report.title,
            revoked_at=link.revoked_at,
            expires_at=link.expires_at,
        )
        return _unseen(page.render(), 410)
    record = record_in(db.session(), report.id)
    tables, cut = frozen.tables_of(record)
    page_ = checking.PublishedPage(
        title=report.title,
        facts=frozen.facts_of(report, record),
        head=report.head,
        signatures=tuple(
            said.signature_words(act.person, act.role, act.at)
            for act in signers_of(with_acts(db.session(), report).acts)
        ),
        tables=tables,
        cut=cut,
        about=words_in(record).about,
        files=tuple(
            frozen.FileLink(
                name=one.name,
                url=url_for(".published_file", token=token, name=one.name),
                size=one.size,
                sha256=one.sha256,
            )
            for one in files_of(db.session(), report.id)
            if one.name != UNSIGNED
        ),
    )
    return _unseen(page_.render(), 200)


@blueprint.get("/published/<string:token>/files/<string:name>")
@access(Access.PUBLIC)
def published_file(token: str, name: str) -> ResponseReturnValue:
    """Send a file of a published report, byte for byte."""
    link, report = _load(token)
    if not is_open(link, utc_now()):
        return published(token)
    if name == UNSIGNED:
        raise NotFound
    response = file_answer(report, file_of(db.session(), report.id, name), "private, no-cache")
    response.headers["X-Robots-Tag"] = UNSEEN
    return response


@blueprint.get("/published")
@access(Access.PUBLIC)
def check() -> ResponseReturnValue:
    """Ask for a file or a fingerprint."""
    return _check_page(VerifyForm(formdata=None)).render()


@blueprint.post("/published")
@access(Access.PUBLIC, slow_first=True)
@limiter.limit("30 per minute")
def check_published() -> ResponseReturnValue:
    """Say whether a file or fingerprint belongs to a report that is public, and nothing of any other."""
    form = VerifyForm()
    form.validate_on_submit()
    if form.file.data:
        found = _public_only(check_file(db.session(), form.file.data.read()))
        return _check_page(form, checking.file_finding(found)).render()
    if form.head.data:
        report = check_head(db.session(), form.head.data)
        known = _public_only(FileCheck(sha256="", report=report)).report
        return _check_page(form, checking.head_finding(known)).render()
    error = _("Choose a file, or type the fingerprint that is printed in it.")
    return _check_page(form, error=error).render(), 422


def _load(token: str) -> tuple[PublicLink, FrozenReport]:
    if not token.isascii() or not token.isprintable():
        raise NotFound
    return link_with(db.session(), hash_of(token))


def _unseen(page: str, status: int) -> Response:
    """Return a page that search engines are asked to leave out."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = UNSEEN
    return response


def _public_only(found: FileCheck) -> FileCheck:
    is_public = found.report is not None and is_published(db.session(), found.report.id, utc_now())
    return found if is_public else FileCheck(sha256=found.sha256)


def _check_page(form: VerifyForm, *findings: checking.Finding, error: str = "") -> checking.VerifyPage:
    return checking.VerifyPage(
        title=_("Check a published report"),
        crumbs=(),
        action=url_for(".check_published"),
        form=form,
        findings=findings,
        error=error,
    )
