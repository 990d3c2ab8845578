"""The page of one answer: what was asked, what was answered, and the rubric to mark it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import LongAnswer
from studyvisit.curriculum.questions.long_answer import words_in
from studyvisit.curriculum.questions.rubrics import Criterion, MarkedByPerson
from studyvisit.marking.forms import PostedMarks, field_of
from studyvisit.marking.pages.queue import name_of, work_words
from studyvisit.marking.queries import AnswerToMark
from studyvisit.marking.rules import LONGEST_COMMENT, Made, MarkerRole
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import FileView, size_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    """One level to choose; `by` says which markers chose it, where that may be seen."""

    value: int
    points: str
    html: str
    is_chosen: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionView:
    """One criterion with its levels."""

    field: str
    html: str
    levels: tuple[LevelView, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """What one marker said, for whoever may see it."""

    who: str
    points: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class AnswerPage(Page):
    """One answer, to be marked or, once it is not this person's turn, to be read."""

    template: ClassVar[str] = "marking/answer.html"

    crumbs: tuple[Crumb, ...]
    what: str
    setting: str
    prompt: str
    feedback: str
    text: str
    length: str
    files: tuple[FileView, ...]
    state: str
    said: tuple[SaidView, ...]
    criteria: tuple[CriterionView, ...]
    comment: str
    comment_error: str
    most_characters: int
    role: str
    revision: int
    problems: tuple[tuple[str, str], ...]
    notice: str
    claimed: str
    narrowed_to: tuple[str, str]


def answer_page(
    about: AnswerToMark,
    module: Module,
    *,
    person: UUID,
    role: MarkerRole | None,
    posted: PostedMarks | None = None,
    is_meanwhile: bool = False,
    narrowed: tuple[str, str] = ("", ""),
    now: datetime,
) -> AnswerPage:
    """Return the page of an answer for a person who may mark it as `role`, or may only read what was said.

    `posted` holds what was typed and not taken; `is_meanwhile` says that somebody else was faster.
    `narrowed` is the module and the question to which the marker keeps.
    """
    question = module.quiz.question(about.question_id)
    assert isinstance(question, MarkedByPerson)
    own = next((one for one in about.made if one.marker_id == person), None)
    shown = about.made if role is None or role is MarkerRole.MODERATOR else ()
    chosen = posted.points if posted else own.points if own else {}
    criteria = tuple(_criterion(criterion, chosen, posted, shown) for criterion in question.rubric)
    comment_error = (
        _("Shorten the comment to %(most)s characters.", most=LONGEST_COMMENT)
        if posted and posted.is_comment_too_long
        else ""
    )
    problems = [(criterion.field, criterion.error) for criterion in criteria if criterion.error]
    if comment_error:
        problems.append(("comment", comment_error))
    return AnswerPage(
        title=name_of(about.attempt_id, about.name, module),
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(_("Marking"), url_for("marking.queue")),
        ),
        what=_("%(module)s: %(question)s", question=question.name, module=module.title),
        setting=question.setting,
        prompt=question.prompt,
        feedback=question.feedback,
        text=about.answer[0] if isinstance(question, LongAnswer) and about.answer else "",
        length=_length(question, about.answer),
        files=_files(about, module),
        state=work_words(about.state),
        said=tuple(_said(one, question) for one in shown),
        criteria=criteria,
        comment=posted.comment if posted else own.comment if own else "",
        comment_error=comment_error,
        most_characters=LONGEST_COMMENT,
        role=role.value if role else "",
        revision=own.revision if own else 0,
        problems=tuple(problems),
        narrowed_to=narrowed,
        notice=_(
            "Somebody else marked this answer while you did, so your marks were not saved. They are still below: "
            "look at the answer as it stands now, and save them again if you still can."
        )
        if is_meanwhile
        else "",
        claimed=_("Somebody else has begun to mark this answer. Take another one, or you may both do it.")
        if about.claimed_by_id not in (None, person) and about.claimed_until and about.claimed_until > now
        else "",
    )


def _criterion(
    criterion: Criterion, chosen: object, posted: PostedMarks | None, shown: Sequence[Made]
) -> CriterionView:
    points = chosen if isinstance(chosen, dict) else {}
    return CriterionView(
        field=field_of(criterion.id),
        html=criterion.html,
        levels=tuple(
            LevelView(
                value=level.points,
                points=ngettext("%(num)d point", "%(num)d points", level.points),
                html=level.html,
                is_chosen=points.get(criterion.id) == level.points,
                by=", ".join(_who(one.role) for one in shown if one.points.get(criterion.id) == level.points),
            )
            for level in criterion.levels
        ),
        error=_("Choose a level for each criterion.") if posted and criterion.id in posted.missing else "",
    )


def _length(question: MarkedByPerson, answer: tuple[str, ...]) -> str:
    """Return how long a text is, and that it is longer or shorter than was asked."""
    if not isinstance(question, LongAnswer) or not answer:
        return ""
    count = words_in(answer[0])
    words = ngettext("%(num)d word", "%(num)d words", count)
    if question.is_too_long(answer):
        return _("%(words)s; at most %(most)s were asked for", words=words, most=question.most_words)
    if count < question.fewest_words:
        return _("%(words)s; at least %(fewest)s were asked for", words=words, fewest=question.fewest_words)
    return words


def _files(about: AnswerToMark, module: Module) -> tuple[FileView, ...]:
    """Return the files of an answer, without their names where these might say whose they are."""
    is_anonymous = module.quiz.rules.marking.anonymous
    return tuple(
        FileView(
            name=_("File %(number)s (%(type)s)", number=number, type=file.type.upper())
            if is_anonymous
            else file.name,
            size=size_words(file.size),
            url=url_for("quizzes.download", upload_id=file.id),
        )
        for number, file in enumerate(about.files, start=1)
    )


def _said(one: Made, question: MarkedByPerson) -> SaidView:
    points = ngettext(
        "%(points)s of %(num)d point", "%(points)s of %(num)d points", question.points, points=one.total
    )
    return SaidView(who=_who(one.role), points=points, comment=one.comment)


def _who(role: MarkerRole) -> str:
    words = {
        MarkerRole.FIRST: _("First marker"),
        MarkerRole.SECOND: _("Second marker"),
        MarkerRole.MODERATOR: _("Decision"),
    }
    return words[role]
