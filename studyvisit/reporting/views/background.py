"""What is done in the background, for administrators."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from studyvisit.audit.services import record
from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.jobs.queries import JobView, is_nobody_at_work, open_and_given_up
from studyvisit.jobs.rules import State
from studyvisit.jobs.services import try_again
from studyvisit.reporting.pages import background as pages
from studyvisit.reporting.views.base import blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb


@blueprint.get("/reports/jobs")
@access(Access.ADMINISTRATOR_OF_ALL)
def jobs() -> ResponseReturnValue:
    """Show what was given up in the background, what runs and what waits."""
    found = open_and_given_up(db.session())
    return pages.BackgroundPage(
        title=_("In the background"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        given_up=tuple(_line(job) for job in found if job.state is State.GIVEN_UP),
        others=tuple(_line(job) for job in found if job.state is not State.GIVEN_UP),
        is_nobody_at_work=is_nobody_at_work(found, utc_now()),
    ).render()


@blueprint.post("/reports/jobs/<uuid:job_id>/retry")
@access(Access.ADMINISTRATOR_OF_ALL)
def retry_job(job_id: UUID) -> ResponseReturnValue:
    """Let a job that was given up be tried again."""
    now = utc_now()
    if not try_again(db.session(), job_id, now=now):
        raise NotFound
    record(
        db.session(),
        actor_id=current_actor().user_id,
        action="job.retried",
        subject_kind="job",
        subject_id=job_id,
        now=now,
    )
    flash(_("It is tried again."), "ok")
    db.session.commit()
    return redirect(url_for(".jobs"))


def _line(job: JobView) -> pages.JobLine:
    is_given_up = job.state is State.GIVEN_UP
    at = job.finished_at or job.due_at if is_given_up else job.due_at
    return pages.job_line(
        job,
        format_datetime(at, "medium"),
        url_for(".retry_job", job_id=job.id) if is_given_up else "",
    )
