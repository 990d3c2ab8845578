"""The frozen reports, and freezing one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.errors import Forbidden, NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import programme_titles
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.queries.choices import with_only_programme
from studyvisit.reporting.queries.completion import begin_export
from studyvisit.signing import policies
from studyvisit.signing.forms import FreezeForm
from studyvisit.signing.pages import asking, frozen
from studyvisit.signing.pages import words as said
from studyvisit.signing.queries.content import content_behind, signatures_asked
from studyvisit.signing.queries.versions import versions
from studyvisit.signing.rules.record import Made
from studyvisit.signing.services import freezing
from studyvisit.signing.services.software import software
from studyvisit.signing.views.base import blueprint, crumbs
from studyvisit.tables.content import Audience
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.pages import Crumb


@blueprint.get("/signed-reports")
@access(Access.REVIEWER)
def reports() -> ResponseReturnValue:
    """Show every frozen report of the programmes that the person reviews, the newest first."""
    actor = current_actor()
    found = versions(db.session(), actor)
    return frozen.VersionsPage(
        title=_("Signed reports"),
        crumbs=crumbs()[:1],
        lines=tuple(frozen.line_of(version) for version in found),
        reports=tuple(
            (str(entry.title), url_for(f"reporting.{entry.name}"))
            for entry in REPORTS.values()
            if entry.access.allows(actor)
        ),
    ).render()


@blueprint.route("/signed-reports/freeze/<string:report>", methods=["GET", "POST"])
@access(Access.REVIEWER, slow_first=True)
def freeze(report: str) -> ResponseReturnValue:
    """Show what would be frozen, and freeze it."""
    entry = _entry(report)
    asked, form = _asked(entry), FreezeForm()
    programme = asked.asked.filters.programme
    if asked.errors or programme is None:
        return _choose(entry, asked.errors)
    if not policies.may_sign(current_actor(), programme):
        raise NotFound
    signatures = signatures_asked(db.session(), programme)
    if form.validate_on_submit():
        return _freeze(entry, asked, programme, signatures, form.key.data or "")
    typed = asked.address
    return frozen.FreezePage(
        title=_("Freeze “%(title)s”", title=entry.title),
        crumbs=_crumbs(entry),
        form=FreezeForm(formdata=None, key=secrets.token_urlsafe(24)),
        action=url_for(".freeze", report=report, **typed),  # type: ignore[arg-type]
        facts=frozen.asked_for(typed, asked.audience),
        other=_other_audience(entry, typed, asked.audience),
        signatures=signatures,
    ).render()


def _other_audience(entry: Entry, typed: dict[str, str], audience: Audience) -> tuple[str, str]:
    """Return the way to freezing the report for others instead: its words and its address, "" where there is none."""
    if not entry.may_publish:
        return "", ""
    if audience is Audience.PUBLICATION:
        kept = {name: value for name, value in typed.items() if name != "for"}
        return _("Freeze it for reviewers instead"), url_for(".freeze", report=entry.name, **kept)  # type: ignore[arg-type]
    wanted = {**typed, "for": Audience.PUBLICATION.value}
    return _("Freeze it for publication instead"), url_for(".freeze", report=entry.name, **wanted)  # type: ignore[arg-type]


def _asked(entry: Entry) -> ReportForm:
    """Return what the address asks for; a publication is of the only programme that the person signs for."""
    return entry.form(
        with_only_programme(db.session(), policies.signing_scope(current_actor()), request.args)
    )


def _entry(report: str) -> Entry:
    entry = REPORTS.get(report)
    if entry is None:
        raise NotFound
    if not entry.access.allows(current_actor()):
        raise Forbidden
    return entry


def _crumbs(entry: Entry) -> tuple[Crumb, ...]:
    typed = _asked(entry).address
    return (*crumbs(), Crumb(str(entry.title), url_for(f"reporting.{entry.name}", **typed)))  # type: ignore[arg-type]


def _choose(entry: Entry, errors: Mapping[str, str]) -> ResponseReturnValue:
    """Ask of which programme, and say what the address asks for in vain; the fields are on another page."""
    scope = policies.signing_scope(current_actor())
    titles = programme_titles(db.session())
    return frozen.FreezePage(
        title=_("Freeze “%(title)s”", title=entry.title),
        crumbs=_crumbs(entry),
        form=FreezeForm(formdata=None),
        action="",
        facts=(),
        signatures=1,
        choices=tuple(
            (title, url_for(".freeze", report=entry.name, programme=slug))
            for slug, title in titles.items()
            if scope is None or slug in scope
        ),
        problems=tuple(("", words) for words in errors.values()),
    ).render(), 422 if errors else 200


def _freeze(
    entry: Entry, asked: ReportForm, programme: str, signatures: int, key: str
) -> ResponseReturnValue:
    actor, now = current_actor(), utc_now()
    db.session.rollback()
    begin_export(db.session())
    report = asking.built(db.session(), entry, asked, programme, now, before=now)
    report = freezing.whole(report, programme, content_behind(db.session(), programme))
    made = Made(software=software(), rules=asking.rules_in_words())
    words = entry.said(report, timezone=str(get_timezone()))
    words = replace(words, about=(*words.about, (_("Software"), made.software)))
    draft = freezing.drafted(report, words, made, said.check_lines, said.unsigned_lines())
    session = start_writing()
    report_id = freezing.freeze(
        session, actor=actor, draft=draft, signatures=signatures, key=key, as_of=report.as_of, now=now
    )
    session.commit()
    flash(_("The report is frozen. Nobody can change it any more."), "ok")
    return redirect(url_for(".version", report_id=report_id))
