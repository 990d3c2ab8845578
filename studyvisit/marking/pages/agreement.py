"""The page of a question: how far two markers agree about its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flask import url_for
from flask_babel import format_decimal, format_percent, ngettext, pgettext
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.evaluation.figures import LEAST, Figure
from studyvisit.marking.queries import Pair
from studyvisit.web.pages import Crumb, Page

if TYPE_CHECKING:
    from studyvisit.evaluation.agreement import Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One thing that two people marked; the figures in words."""

    html: str
    alike: str
    kappa: str
    weighted: str


@dataclass(frozen=True, kw_only=True)
class AgreementPage(Page):
    """How far two markers agree about the answers to a question."""

    template: ClassVar[str] = "marking/agreement.html"

    crumbs: tuple[Crumb, ...]
    what: str
    count: str
    is_few: bool
    rows: tuple[AgreementRow, ...]
    total: AgreementRow


def agreement_page(module: Module, question: MarkedByPerson, pairs: Sequence[Pair]) -> AgreementPage:
    """Return the page of a question as it is asked now, from the answers that two people marked by its rubric."""
    from studyvisit.evaluation.agreement import agreement  # NumPy takes its time, and only this page needs it

    rows = []
    for criterion in question.rubric:
        levels = [level.points for level in criterion.levels]
        ones = [pair.first[criterion.id] for pair in pairs]
        others = [pair.second[criterion.id] for pair in pairs]
        rows.append(_row(criterion.html, agreement(ones, others, levels)))
    totals = [(sum(pair.first.values()), sum(pair.second.values())) for pair in pairs]
    whole = agreement(
        [one for one, _other in totals], [other for _one, other in totals], range(question.points + 1)
    )
    return AgreementPage(
        title=_("How far two markers agree"),
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(_("Marking"), url_for("marking.queue")),
        ),
        what=_("%(module)s: %(question)s", question=question.name, module=module.title),
        count=ngettext(
            "%(num)d answer was marked by two people who did not see each other's marks.",
            "%(num)d answers were marked by two people who did not see each other's marks.",
            len(pairs),
        ),
        is_few=len(pairs) < LEAST,
        rows=tuple(rows),
        total=_row("", whole),
    )


def _row(html: str, found: Agreement) -> AgreementRow:
    return AgreementRow(
        html=html,
        alike=_percent(found.alike),
        kappa=_kappa(found.kappa),
        weighted=_kappa(found.weighted),
    )


def _percent(figure: Figure) -> str:
    return "–" if figure.value is None else str(format_percent(figure.value, "#,##0 %"))


def _kappa(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    value = format_decimal(figure.value, "0.00")
    if figure.low is None or figure.high is None:
        return str(value)
    return _(
        "%(value)s (%(low)s to %(high)s)",
        value=value,
        low=format_decimal(figure.low, "0.00"),
        high=format_decimal(figure.high, "0.00"),
    )
