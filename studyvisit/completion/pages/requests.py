"""What the home page reminds people of once their study visit ends: forms, and rating themselves again."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.content import Module, Questionnaire, Wave
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.questionnaires.rules import asked_again, minutes, shared_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something that the organisers ask about the visit, and how long it takes."""

    title: str
    url: str
    detail: str


def form_request(cohort: str, occasion: FeedbackOccasion, form: FeedbackForm) -> Request:
    """Return the reminder of a form that is open and not given."""
    words = ngettext("about %(num)d minute", "about %(num)d minutes", form.minutes)
    detail = _("%(minutes)s, anonymous", minutes=words) if form.is_anonymous else words
    if occasion.months:
        when = ngettext("%(num)d month on", "%(num)d months on", occasion.months)
        detail = _("%(when)s, %(minutes)s", when=when, minutes=detail)
    return Request(
        title=form.title,
        url=url_for("feedback.form", cohort=cohort, occasion=occasion.value),
        detail=detail,
    )


def rating_request(
    cohort: str,
    wave: Wave,
    questionnaire: Questionnaire,
    modules: Sequence[Module],
    given: Mapping[str, Container[Wave]],
) -> Request | None:
    """Return the reminder to rate oneself again, or None when there is nothing to rate; `given` as for the rule."""
    again = asked_again(modules, given, wave) if wave in questionnaire.waves else ()
    statements = [one for its in shared_out(questionnaire, again).values() for one in its]
    if not statements:
        return None
    count = minutes((wave,), statements)
    return Request(
        title=_("Rate yourself again"),
        url=url_for("questionnaires.follow_up", cohort=cohort, wave=wave.value),
        detail=ngettext("about %(num)d minute", "about %(num)d minutes", count),
    )
