"""Links by which colleagues without an account read a draft as readers will get it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from studyvisit.accounts.queries import hash_of
from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import find_part
from studyvisit.curriculum.content import Lesson, Quiz
from studyvisit.curriculum.questions import drawn
from studyvisit.curriculum.source import UnitKind
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.models import PreviewLink
from studyvisit.studio.pages.modules import crumbs_within, title_in, title_of
from studyvisit.studio.pages.reviewing import ClosedPage, LinkLine, LinksPage, SharedPage
from studyvisit.studio.queries.drafts import Unit, bundle_of, draft_of, unit_of
from studyvisit.studio.queries.reviewing import find_shared, link_of, links_of
from studyvisit.studio.queries.surroundings import vocabulary
from studyvisit.studio.services.outline import lessons_of
from studyvisit.studio.services.reviewing import PREVIEW_LASTS, make_link, withdraw_link
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.questions import QuestionView, settings_of
from studyvisit.web.reading import body_of


@blueprint.get(f"{UNIT}/previews")
@access(Access.TRAINER)
def previews(kind: str, slug: str) -> ResponseReturnValue:
    """Show the links to a draft."""
    return _links_page(kind, slug).render()


@blueprint.post(f"{UNIT}/previews")
@access(Access.TRAINER)
def share(kind: str, slug: str) -> ResponseReturnValue:
    """Make a link to a draft, and show its address this once."""
    draft = draft_of(db.session(), current_actor(), kind, slug)
    if kind != UnitKind.MODULE:
        raise NotFound
    token = secrets.token_urlsafe(24)
    me = current_actor().user_id
    make_link(db.session(), draft, hash_of(token), by_id=me, now=utc_now())
    db.session.commit()
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('.shared', token=token)}"
    return _links_page(kind, slug, made=address).render()


@blueprint.post(f"{UNIT}/previews/<uuid:link_id>/withdraw")
@access(Access.TRAINER)
def withdraw(kind: str, slug: str, link_id: UUID) -> ResponseReturnValue:
    """Take a link back."""
    draft = draft_of(db.session(), current_actor(), kind, slug)
    link = link_of(db.session(), draft, link_id)
    withdraw_link(db.session(), draft, link, by_id=current_actor().user_id, now=utc_now())
    db.session.commit()
    return redirect(url_for(".previews", kind=kind, slug=slug))


@blueprint.get("/previews/<string:token>")
@access(Access.PUBLIC)
def shared(token: str) -> ResponseReturnValue:
    """Show whoever has the link a part of a draft as readers will get it; right answers stay away."""
    session, now = db.session(), utc_now()
    found = find_shared(session, token, now) if token.isprintable() else None
    if found is None:
        return _unseen(ClosedPage(title=_("This preview is closed")).render(), 404)
    draft, link = found
    unit = Unit(
        kind=UnitKind(draft.kind),
        slug=draft.slug,
        bundle=bundle_of(session, draft),
        draft=draft,
        revision_id=draft.base_revision_id,
        revision_number=0,
        published_at=None,
    )
    names = [
        name for name in ("module.md", *lessons_of(unit.bundle.files), "quiz.md") if name in unit.bundle.files
    ]
    here = request.args.get("part", names[0] if names else "")
    if here not in names:
        raise NotFound
    page = SharedPage(
        title=title_in(unit, here) or title_of(unit),
        parts=tuple((name, title_in(unit, name) or name) for name in names),
        here=here,
        until=link.expires_at,
        **_part(unit, here),
    )
    return _unseen(page.render(), 200)


def _part(unit: Unit, name: str) -> dict[str, Any]:
    """Return a part's text, and its questions, to be shown."""
    part = find_part(unit.bundle, name, vocabulary(db.session()))
    if isinstance(part, Lesson):
        return {"body": body_of(part, lambda _question: [])}
    if isinstance(part, Quiz):
        questions = [drawn(question, 0) for question in part.questions]
        views = (
            QuestionView(
                question=one, field=f"question-{number}", number=number, is_open=False, setting=setting
            )
            for number, (one, setting) in enumerate(
                zip(questions, settings_of(questions), strict=True), start=1
            )
        )
        return {"body": part.introduction, "questions": tuple(views)}
    return {"body": part if isinstance(part, str) else ""}


def _unseen(page: str, status: int) -> ResponseReturnValue:
    """Return a page that no search engine and no cache keeps."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _links_page(kind: str, slug: str, *, made: str = "") -> LinksPage:
    unit = unit_of(db.session(), current_actor(), kind, slug)
    links = links_of(db.session(), unit.draft) if unit.draft else ()
    return LinksPage(
        title=_("Preview links to “%(title)s”", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        days=PREVIEW_LASTS.days,
        has_draft=unit.draft is not None and unit.kind is UnitKind.MODULE,
        links=tuple(_line(link, name) for link, name in links),
        made=made,
    )


def _line(link: PreviewLink, name: str) -> LinkLine:
    if link.revoked_at is not None:
        state = _("withdrawn on %(day)s", day=format_date(link.revoked_at, "medium"))
    elif link.expires_at <= utc_now():
        state = _("expired on %(day)s", day=format_date(link.expires_at, "medium"))
    else:
        state = _("open until %(day)s", day=format_date(link.expires_at, "medium"))
    is_open = link.revoked_at is None and link.expires_at > utc_now()
    return LinkLine(link.id, name, link.made_at, state, is_open)
