"""What is done in the background, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import format_decimal
from flask_babel import gettext as _

from studyvisit.jobs.queries import JobView
from studyvisit.jobs.rules import State
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A job with its words; `retry_url` is "" where there is nothing to try again."""

    name: str
    kind: str
    words: str
    note: str
    error: str
    retry_url: str


@dataclass(frozen=True, kw_only=True)
class BackgroundPage(Page):
    """The jobs that were given up, and those that run or wait; whether anybody does them."""

    template: ClassVar[str] = "reporting/background.html"

    crumbs: tuple[Crumb, ...]
    given_up: tuple[JobLine, ...]
    others: tuple[JobLine, ...]
    is_nobody_at_work: bool


def job_words() -> dict[str, str]:
    """Return what the kinds of job are called."""
    return {
        "close-quizzes": _("Close quizzes whose time is up"),
        "deliver-messages": _("Send e-mails"),
        "fold-counts": _("Bring the counts behind reports up to date"),
        "tidy": _("Forget what is old"),
        "report-export": _("Make a file of a report"),
        "scheduled-reports": _("Start scheduled reports"),
        "expire-exports": _("Delete files whose time is up"),
    }


def job_line(job: JobView, moment: str, retry_url: str) -> JobLine:
    """Return a job with its words; `moment` is when it is due, or when it was given up."""
    kind, words = {
        State.RUNNING: ("now", _("running")),
        State.WAITING: ("todo", _("next on %(moment)s", moment=moment)),
        State.GIVEN_UP: ("wrong", _("given up on %(moment)s", moment=moment)),
    }[job.state]
    note = ""
    if job.state is State.RUNNING and job.progress_of:
        done, of = format_decimal(job.progress_done), format_decimal(job.progress_of)
        note = _("%(done)s of %(of)s rows", done=done, of=of)
    return JobLine(
        name=job_words().get(job.kind, job.kind),
        kind=kind,
        words=words,
        note=note,
        error=job.last_error or "",
        retry_url=retry_url,
    )
