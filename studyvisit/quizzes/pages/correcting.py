"""The trainers' pages on which a question is corrected afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import Question
from studyvisit.quizzes.forms.correcting import CorrectionForm, remedy_choices
from studyvisit.quizzes.pages.words import score_words
from studyvisit.quizzes.queries.corrections import Declared
from studyvisit.quizzes.rules.correcting import Change, Remedy
from studyvisit.quizzes.services import Preview
from studyvisit.web.pages import Crumb, Page

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction that was declared."""

    at: datetime
    question: str
    remedy: str
    reason: str
    changed: int


@dataclass(frozen=True, kw_only=True)
class CorrectionsPage(Page):
    """What was corrected in a module's quiz, and the form that begins another correction."""

    template: ClassVar[str] = "quizzes/corrections.html"

    crumbs: tuple[Crumb, ...]
    module: str
    form: CorrectionForm
    hints: Mapping[str, str]
    made: tuple[CorrectionRow, ...]
    preview_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page of rows stands among its neighbours."""

    first: int
    last: int
    total: int
    before_url: str
    after_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One score that a correction changes."""

    name: str
    number: int
    is_before: bool
    before: str
    after: str
    passes: bool
    passed_before: bool
    keeps_pass: bool


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """Every score that a correction would change, to be looked at before it happens."""

    template: ClassVar[str] = "quizzes/correction_preview.html"

    crumbs: tuple[Crumb, ...]
    question: str
    remedy: str
    form: CorrectionForm
    totals: tuple[str, ...]
    rows: tuple[ChangeRow, ...]
    pager: Pager
    correct_url: str
    back_url: str
    key: str


def label_of(question: Question) -> str:
    """Return how trainers know a question."""
    return f"{question.name} ({question.id})"


def remedy_words() -> dict[str, str]:
    """Return what was done about a question, in words."""
    return {
        Remedy.KEY.value: _("marked by the question as it was published then"),
        Remedy.DROP.value: _("taken out"),
        Remedy.CREDIT.value: _("everyone has its points"),
    }


def corrections_page(
    cohort: str,
    module: Module,
    form: CorrectionForm,
    made: Sequence[Declared],
    questions: Mapping[str, Question],
) -> CorrectionsPage:
    """Return the page of a module's corrections, as someone who looks after that cohort sees it."""
    words = remedy_words()
    return CorrectionsPage(
        title=_("Correct a question"),
        crumbs=_crumbs(cohort),
        module=module.title,
        form=form,
        hints={
            Remedy.KEY.value: _("For a wrong key: mend the question, publish the module, then choose this."),
            Remedy.DROP.value: _("For a question that cannot be answered: it counts for nobody."),
            Remedy.CREDIT.value: _(
                "For a question that misled: whatever they answered, they have the points."
            ),
        },
        made=tuple(
            CorrectionRow(
                at=one.regrade.declared_at,
                question=label_of(questions[one.regrade.question_id])
                if one.regrade.question_id in questions
                else one.regrade.question_id,
                remedy=words[one.regrade.remedy],
                reason=one.regrade.reason,
                changed=one.changed,
            )
            for one in made
        ),
        preview_url=url_for(".preview", cohort=cohort, module_slug=module.slug),
    )


def preview_page(
    cohort: str,
    module: Module,
    form: CorrectionForm,
    found: Preview,
    question: Question,
    *,
    page: int,
    key: str,
) -> PreviewPage:
    """Return one page of the scores that a correction would change, those first whose pass it touches."""
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.slug}
    asked = {"question": form.question.data, "remedy": form.remedy.data, "reason": form.reason.data}
    rows = sorted(found.changes, key=lambda change: _order(change, found))
    pages = max((len(rows) + ROWS_A_PAGE - 1) // ROWS_A_PAGE, 1)
    page = min(max(page, 1), pages)
    first = (page - 1) * ROWS_A_PAGE
    shown = rows[first : first + ROWS_A_PAGE]

    def url(number: int) -> str:
        is_there = 1 <= number <= pages
        return url_for(".preview", **where, **asked, page=number) if is_there else ""

    return PreviewPage(
        title=_("What this changes"),
        crumbs=(*_crumbs(cohort), Crumb(_("Correct a question"), url_for(".corrections", **where))),
        question=label_of(question),
        remedy=remedy_choices()[form.remedy.data],
        form=form,
        totals=_totals(found),
        rows=tuple(_row(change, found) for change in shown),
        pager=Pager(
            first=first + 1,
            last=first + len(shown),
            total=len(rows),
            before_url=url(page - 1),
            after_url=url(page + 1),
        ),
        correct_url=url_for(".correct", **where),
        back_url=url_for(".corrections", **where, **asked),
        key=key,
    )


def _crumbs(cohort: str) -> tuple[Crumb, ...]:
    return (
        Crumb(_("Home"), url_for("completion.home")),
        Crumb(_("Cohorts"), url_for("reporting.cohorts")),
        Crumb(cohort, url_for("reporting.cohort", cohort=cohort)),
    )


def _order(change: Change, found: Preview) -> tuple[bool, bool, str, int]:
    name = found.names[change.after.attempt_id]
    return not change.is_new_pass, not change.keeps_pass, name.casefold(), change.after.number


def _row(change: Change, found: Preview) -> ChangeRow:
    before, after = change.before, change.after
    return ChangeRow(
        name=found.names[after.attempt_id],
        number=after.number,
        is_before=not after.counts,
        before=score_words(float(before.points), before.available),
        after=score_words(float(after.points), after.available),
        passes=bool(after.passed),
        passed_before=bool(before.passed),
        keeps_pass=change.keeps_pass,
    )


def _totals(found: Preview) -> tuple[str, ...]:
    """Return what the correction comes to, in sentences."""
    rises = sum(change.after.percent > change.before.percent for change in found.changes)
    falls = sum(change.after.percent < change.before.percent for change in found.changes)
    passes = {change.after.enrolment_id for change in found.changes if change.is_new_pass}
    kept = {change.after.enrolment_id for change in found.changes if change.keeps_pass}
    lines = [
        ngettext(
            "%(num)d finished attempt asks this question.",
            "%(num)d finished attempts ask this question.",
            found.asking,
        ),
        _(
            "Scores that rise: %(rises)s; that fall: %(falls)s; that stay: %(same)s.",
            rises=rises,
            falls=falls,
            same=found.asking - rises - falls,
        ),
        ngettext(
            "%(num)d person passes who had not passed.",
            "%(num)d people pass who had not passed.",
            len(passes),
        ),
    ]
    if kept:
        lines.append(
            ngettext(
                "%(num)d person keeps a pass that the new score would not give; certificates stay valid.",
                "%(num)d people keep a pass that the new score would not give; certificates stay valid.",
                len(kept),
            )
        )
    if found.running:
        lines.append(
            ngettext(
                "%(num)d attempt is open now and will be marked so when it ends.",
                "%(num)d attempts are open now and will be marked so when they end.",
                found.running,
            )
        )
    return tuple(lines)
