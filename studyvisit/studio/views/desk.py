"""The file that the pages of questions are about, and what its questions are checked against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.modules import means_of
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.front_matter import values_of
from studyvisit.curriculum.writing.round_trip import Surroundings
from studyvisit.curriculum.writing.spans import QUIZ_FILE, Outline, Span, ids_in, outline_of
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.pages.building import Place
from studyvisit.studio.pages.editing import choice_page
from studyvisit.studio.pages.modules import crumbs_within, title_in
from studyvisit.studio.queries.drafts import Unit, find_text_at, state_of, unit_of
from studyvisit.studio.queries.surroundings import competencies_for
from studyvisit.studio.services.drafts import ChangedMeanwhile, save_text
from studyvisit.studio.services.outline import lessons_of
from studyvisit.studio.views.base import draft_to_change
from studyvisit.web.access import current_actor
from studyvisit.web.pages import Crumb

_LESSON = re.compile(r"\d{2}-.+\.md")
_STATE = re.compile(r"[0-9a-f]{64}")
Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A file with questions in the state that a page was made from, named by `base`.

    `competencies` are those that a question may name, with their words.
    """

    unit: Unit
    name: str
    base: str
    outline: Outline
    competencies: Words

    @property
    def place(self) -> Place:
        """Return what a page says of where it is."""
        return Place(kind=self.unit.kind, slug=self.unit.slug, name=self.name, state=self.base)

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way to the file in the editor."""
        url = url_for(".edit", kind=self.unit.kind, slug=self.unit.slug, name=self.name)
        return (*crumbs_within(self.unit), Crumb(title_in(self.unit, self.name) or self.name, url))

    @property
    def crumbs_of_question(self) -> tuple[Crumb, ...]:
        """Return the way to one of its questions."""
        return (*self.crumbs, Crumb(_("Questions"), self.list_url()))

    @property
    def taken(self) -> set[str]:
        """Return the ids that the module uses."""
        files = self.unit.bundle.files
        texts = [content.decode() for name, content in files.items() if name.endswith(".md")]
        return ids_in([*texts, self.outline.text])

    def span(self, key: str) -> Span:
        """Return a question. Raises NotFound."""
        span = self.outline.span(key)
        if span is None:
            raise NotFound
        return span

    def lessons(self) -> Words:
        """Return the lessons that a question may name, with their titles."""
        heads = (values_of(self.unit.bundle.text(name)) for name in lessons_of(self.unit.bundle.files))
        return tuple((str(head.get("id", "")), str(head.get("title", ""))) for head in heads)

    def around(self) -> Surroundings:
        """Return what a question is checked against."""
        return Surroundings(
            competencies=[one for one, _words in self.competencies],
            lessons=[one for one, _words in self.lessons()],
            media=means_of(self.unit.bundle, Report()).media,
        )

    def list_url(self, anchor: str | None = None, **values: str) -> str:
        """Return the address of the list of its questions."""
        place: dict[str, Any] = {"kind": self.unit.kind, "slug": self.unit.slug, "name": self.name, **values}
        return url_for(".questions", _anchor=anchor, **place)

    def save(self, text: str) -> str | ResponseReturnValue:
        """Put a text into the file that was made from this state; return its new state, or a page to choose on."""
        session, now, me = db.session(), utc_now(), current_actor().user_id
        draft = draft_to_change(session, self.unit.kind, self.unit.slug, now)
        try:
            saved = save_text(session, draft, self.name, text, base=self.base, actor_id=me, now=now)
        except ChangedMeanwhile as collision:
            session.rollback()
            return choice_page(self.unit, self.name, collision, base=self.base).render(), 409
        session.commit()
        return saved.state


def desk_at(kind: str, slug: str, name: str) -> Desk:
    """Return a file of a module, in the state that a form names. Raises NotFound for one that has no questions."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    if unit.kind is not UnitKind.MODULE:
        raise NotFound
    name = unit.present_name(name)
    if not (QUIZ_FILE.fullmatch(name) or _LESSON.fullmatch(name)):
        raise NotFound
    base = request.form.get("base", "")
    text = find_text_at(session, kind, slug, name, base) if _STATE.fullmatch(base) else None
    if text is None:
        text = unit.text(name)
        base = base if _STATE.fullmatch(base) else state_of(text)
    known = competencies_for(session, unit, name)
    return Desk(unit=unit, name=name, base=base, outline=outline_of(text, name), competencies=known)
