"""Every unit that a person may write on, in a few questions however many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Actor
from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.front_matter import values_of
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from studyvisit.programmes.queries import in_modules
from studyvisit.studio.models import Draft, DraftFile
from studyvisit.studio.queries.scope import editable_units

_MAIN = {UnitKind.MODULE: "module.md", UnitKind.PROGRAMME: "programme.md"}
_PLAIN_TITLE = re.compile(r"^title: (\w[\w ,.()’-]*\w)$", re.MULTILINE)
_Published = Module | Questionnaire | FeedbackForm | Programme | Competencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One unit in the list: where it stands, who changed it last, and how many people are in it now."""

    kind: UnitKind
    slug: str
    title: str
    revision: int
    is_retired: bool
    draft_state: str
    changed_at: datetime | None
    changed_by: str
    learners: int


def main_file(kind: UnitKind, slug: str) -> str:
    """Return the name of the file that says what a unit is."""
    return _MAIN.get(kind, f"{slug}.md")


def units_listed(session: Session, actor: Actor) -> tuple[Listed, ...]:
    """Return what a person may write on, what was changed last first."""
    shelf = Shelf(session)
    scope = editable_units(session, actor, shelf)
    titles = {
        (kind.value, slug): content.title for (kind, slug), content in _published(shelf).items()
    } | _drafted_titles(session)
    revisions = {
        (kind, slug): (number, at, name)
        for kind, slug, number, at, name in session.execute(
            select(Publication.kind, Publication.slug, Revision.number, Revision.published_at, User.name)
            .join(Revision, Revision.id == Publication.revision_id)
            .outerjoin(User, User.id == Revision.published_by_id)
        )
    }
    drafts = {
        (kind, slug): (state, at, name)
        for kind, slug, state, at, name in session.execute(
            select(Draft.kind, Draft.slug, Draft.state, Draft.changed_at, User.name).join(
                User, User.id == Draft.changed_by_id
            )
        )
    }
    learners = in_modules(session)
    listed = [
        _listed(
            key,
            titles.get(key, key[1]),
            revisions.get(key),
            drafts.get(key),
            learners,
            is_retired=shelf.retired_at(*key) is not None,
        )
        for key in revisions.keys() | drafts.keys()
        if scope.holds(*key)
    ]
    return tuple(sorted(listed, key=lambda one: (-_moment(one.changed_at), one.kind, one.slug)))


def _moment(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _published(shelf: Shelf) -> dict[tuple[UnitKind, str], _Published]:
    units: dict[tuple[UnitKind, str], _Published] = {}
    for content in shelf.everything(with_retired=True).values():
        match content:
            case Module():
                units[UnitKind.MODULE, content.slug] = content
            case Programme():
                units[UnitKind.PROGRAMME, content.slug] = content
            case Competencies():
                units[UnitKind.COMPETENCIES, content.id] = content
            case _:
                units[UnitKind.QUESTIONNAIRE, content.slug] = content
    return units


def _drafted_titles(session: Session) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(Draft.kind, Draft.slug, DraftFile.text)
        .join(DraftFile, DraftFile.draft_id == Draft.id)
        .where(DraftFile.name.in_((*_MAIN.values(), func.concat(Draft.slug, ".md"))))
    )
    titles = {(kind, slug): _title(text or "") for kind, slug, text in rows}
    return {key: title for key, title in titles.items() if title}


def _title(text: str) -> str:
    """Return the title in a front matter; where it is plain words, without reading all of it."""
    if plain := _PLAIN_TITLE.search(text, 0, 2000):
        return plain[1]
    title = values_of(text).get("title", "")
    return title if isinstance(title, str) else ""


def _listed(
    key: tuple[str, str],
    title: str,
    revision: tuple[int, datetime, str | None] | None,
    draft: tuple[str, datetime, str] | None,
    learners: dict[str, int],
    *,
    is_retired: bool,
) -> Listed:
    published_at, published_by = (revision[1], revision[2] or "") if revision else (None, "")
    return Listed(
        kind=UnitKind(key[0]),
        slug=key[1],
        title=title,
        revision=revision[0] if revision else 0,
        is_retired=is_retired,
        draft_state=draft[0] if draft else "",
        changed_at=draft[1] if draft else published_at,
        changed_by=draft[2] if draft else published_by,
        learners=learners.get(key[1], 0) if key[0] == UnitKind.MODULE else 0,
    )
