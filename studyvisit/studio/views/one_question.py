"""One question that somebody works on: what its form and its text page are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from studyvisit.curriculum.writing.fields import Kind, QuestionFields
from studyvisit.curriculum.writing.reading import Unsayable, kind_in, section_of
from studyvisit.curriculum.writing.round_trip import QUIZ, LookedAt, ends_within, looked_at
from studyvisit.curriculum.writing.spans import Span
from studyvisit.studio.pages.building import (
    QuestionPage,
    QuestionTextPage,
    Shown,
    errors_by_field,
    kind_words,
    kinds_for,
    number_of,
    reason_words,
    shown_of,
)
from studyvisit.studio.views.desk import Desk, Words

Found = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class One:
    """A question of a file, or one that is to be added, without a span."""

    desk: Desk
    span: Span | None

    @classmethod
    def of(cls, desk: Desk, key: str) -> One:
        """Return a question of a file. Raises NotFound."""
        return cls(desk, desk.span(key))

    @property
    def level(self) -> int:
        """Return the level of its heading."""
        return self.desk.outline.level

    @property
    def source(self) -> str:
        """Return its text as it stands; nothing for a new one."""
        return self.span.source if self.span else ""

    @property
    def number(self) -> int:
        """Return its number among the questions of the file."""
        return number_of(self.desk.outline, self.span)

    def looked_at(self, source: str) -> LookedAt:
        """Return what participants get of a source, checked against the module."""
        return looked_at(source, self.level, self.desk.around())

    def kind_asked(self, posted: str) -> Kind:
        """Return the kind of question that a page is about."""
        known = [value for value, _words in kinds_for(self.level)]
        return Kind(posted) if posted in known or (self.span and posted in list(Kind)) else Kind.ONE_CHOICE

    def first_competency(self) -> str:
        """Return the competency that the fewest questions ask about."""
        asked = Counter(span.values.get("competency", "") for span in self.desk.outline.spans)
        return min((one for one, _words in self.desk.competencies), key=asked.__getitem__, default="")

    def changed_kind(self, kind: Kind | None) -> list[tuple[str, str]]:
        """Return why a question cannot become one of another kind: answers to it may hang on its id."""
        before = self.span.kind if self.span else None
        if self.desk.unit.revision_id is None or None in (before, kind) or before is kind:
            return []
        return [
            (
                "",
                _(
                    "The kind of a question cannot change once it was published, since answers belong to it. "
                    "Add a new question and take this one out."
                ),
            )
        ]

    def fault_of(self, source: str) -> str:
        """Return why a text cannot take the place of a question, or nothing."""
        try:
            part = section_of(source, self.level)
        except Unsayable:
            return _("Write one question here, beginning with its heading.")
        if lines := ends_within(source, self.level):
            return _("Line %(line)s would end the question, or begins code that does not end.", line=lines[0])
        same_id = self.span is not None and part.attributes.id == self.span.id
        refused = self.changed_kind(kind_in(part)) if same_id else []
        return refused[0][1] if refused else ""

    def form_page(
        self,
        asked: QuestionFields,
        found: Found = (),
        *,
        shown: Shown | None = None,
        can_save_anyway: bool = False,
        saved: str = "",
    ) -> QuestionPage:
        """Return the form of a question, with what is wrong in it."""
        errors, told = errors_by_field(found)
        desk, is_graded = self.desk, self.level == QUIZ and asked.kind is not Kind.DESCRIPTION
        return QuestionPage(
            title=_("Change a question") if self.span else _("Add a question"),
            crumbs=desk.crumbs_of_question,
            place=desk.place,
            key=self.span.key if self.span else "",
            asked=asked,
            kind_name=kind_words()[asked.kind],
            is_quiz=self.level == QUIZ,
            kinds=() if self.span else kinds_for(self.level),
            competencies=_with(asked.competency, desk.competencies),
            lessons=_with(asked.lesson, desk.lessons()) if is_graded else (),
            shown=shown,
            errors=errors,
            told=told,
            can_save_anyway=can_save_anyway,
            saved=saved,
        )

    def text_page(
        self,
        source: str,
        refused: Unsayable | None = None,
        *,
        error: str = "",
        is_looked_at: bool = False,
    ) -> QuestionTextPage:
        """Return the text of a question, with why it has no form where one was wanted."""
        seen = self.looked_at(source) if is_looked_at else LookedAt(None, "", ())
        return QuestionTextPage(
            title=_("A question as text"),
            crumbs=self.desk.crumbs_of_question,
            place=self.desk.place,
            kind=request.values.get("kind", ""),
            text=source.replace("\r\n", "\n"),
            reason=reason_words(refused) if refused else "",
            problems=seen.problems,
            error=error,
            shown=shown_of(seen, self.number),
        )


def _with(named: str, known: Words) -> Words:
    """Return the values to choose from, the one that is named among them though nobody knows it."""
    return known if not named or named in dict(known) else (*known, (named, named))
