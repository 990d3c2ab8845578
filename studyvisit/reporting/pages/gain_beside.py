"""The words of what stands beside a learning gain: the start as people see it now, and what the quizzes say."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.findings import figure
from studyvisit.tables.content import Table
from studyvisit.tables.words import ColumnWords, TableWords


def looking_back_words(table: Table) -> TableWords:
    """Return the words of the then-test: both gains and the shift between them."""
    assert table.total is not None
    shift = figure(table, table.total, "shift")
    finding = ""
    if shift is not None:
        values = {
            "shift": format_decimal(abs(shift), "0.00"),
            "conventional": format_decimal(figure(table, table.total, "conventional") or 0.0, "0.00"),
            "retrospective": format_decimal(figure(table, table.total, "retrospective") or 0.0, "0.00"),
        }
        finding = (
            _(
                "Looking back, people put their start %(shift)s lower than they did then. Against the rating given "
                "before, the gain is %(conventional)s; against the one given afterwards, %(retrospective)s.",
                **values,
            )
            if shift < 0
            else _(
                "Looking back, people put their start %(shift)s higher than they did then. Against the rating "
                "given before, the gain is %(conventional)s; against the one given afterwards, %(retrospective)s.",
                **values,
            )
        )
    return TableWords(
        title=_("Looking back"),
        total=_("Everyone"),
        finding=finding,
        note=_(
            "Neither gain is the true one. Before a course people may not know what they do not know, so that the "
            "first gain is too small; afterwards they may want to see a change, so that the second is too "
            "large. Report both, and the shift between them."
        ),
        columns={
            "module_title": ColumnWords(_("Module")),
            "people": ColumnWords(_("People"), _("Who rated at least one statement all three times.")),
            "conventional": ColumnWords(
                _("After less before"), _("The conventional gain, with its 95 per cent interval.")
            ),
            "retrospective": ColumnWords(
                _("After less looking back"),
                _("The retrospective gain: against their start as seen afterwards."),
            ),
            "shift": ColumnWords(
                _("Looking back less before"),
                _("The response shift. Below 0: they now think that they could do less than they said."),
            ),
        },
    )


def checks_words(table: Table) -> TableWords:
    """Return the words of the quizzes before and after."""
    found = [row for row in table.rows if figure(table, row, "corrected_low") is not None]
    sure = sum((figure(table, row, "corrected_low") or 0.0) > 0 for row in found)
    finding = _("No module has a check before it that enough people took.")
    if found:
        finding = ngettext(
            "In %(sure)s of %(n)s module with enough people the whole interval of the gain lies above 0.",
            "In %(sure)s of %(n)s modules with enough people the whole interval of the gain lies above 0.",
            len(found),
            sure=format_decimal(sure),
            n=format_decimal(len(found)),
        )
    return TableWords(
        title=_("Quiz before and after"),
        finding=finding,
        note=_(
            "Per cent right in the check before a module and in the first attempt after it. Half of the people "
            "get form A first and half form B, so that a harder form cannot look like a gain."
        ),
        columns={
            "module_title": ColumnWords(_("Module")),
            "people": ColumnWords(_("People"), _("Who took both.")),
            "only_before": ColumnWords(_("Check only"), _("Took the check and no quiz after it.")),
            "before": ColumnWords(_("Before")),
            "after": ColumnWords(_("After")),
            "change": ColumnWords(_("Change"), _("Mean of after less before in percentage points.")),
            "corrected": ColumnWords(
                _("Forms evened out"),
                _("Half the sum of the mean changes of both orders: the difficulty of the forms drops out."),
            ),
            "form_a": ColumnWords(_("Form A"), _("Mean of form A over both times.")),
            "form_b": ColumnWords(_("Form B"), _("Mean of form B over both times.")),
            "difference": ColumnWords(
                _("Form B less form A"), _("How many points form B gives more than form A.")
            ),
        },
    )
