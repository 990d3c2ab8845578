"""The one place where an error becomes an HTTP answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from studyvisit.errors import DomainError, NotFound
from studyvisit.extensions import db
from studyvisit.web.pages import Page

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong and what the person can do."""

    template: ClassVar[str] = "web/error.html"

    explanation: str


@dataclass(frozen=True, kw_only=True)
class UnavailablePage(ErrorPage):
    """The same without anything that needs the database."""

    template: ClassVar[str] = "web/unavailable.html"


def wants_json() -> bool:
    """Return whether a script of ours is asking rather than a person."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def words(status: int, code: str) -> tuple[str, str]:
    """Return the title and the explanation of an error."""
    by_code = {
        "revoked-for-good": (
            _("This certificate was revoked"),
            _(
                "Another cannot be claimed. Ask the administrator of your programme if you think it should be."
            ),
        ),
        "attempts-exhausted": (_("No attempts left"), _("You have used every attempt this quiz allows.")),
        "quiz-not-open-yet": (_("Not open yet"), _("The page of the quiz says when it opens.")),
        "quiz-closed": (_("Closed"), _("This quiz has closed. What you have done stays.")),
        "attempt-too-soon": (
            _("Too soon for another attempt"),
            _("The page of the quiz says from when on you can start the next one."),
        ),
        "no-longer-before": (
            _("Too late for this check"),
            _("It is for those who have not read the module or begun its quiz."),
        ),
        "attempt-closed": (
            _("This attempt is finished"),
            _("It was submitted or its time is up. What you had saved counts."),
        ),
        "preview-is-old": (
            _("Scores have changed meanwhile"),
            _("Nothing was corrected. Look at the preview again."),
        ),
        "marked-meanwhile": (
            _("Marked in the meantime"),
            _("Somebody else has marked this answer. Open it again to see how it stands now."),
        ),
        "note-moved-on": (
            _("Changed in the meantime"),
            _("The note was changed or answered since you opened it. Read it again first."),
        ),
        "too-long-for-paper": (
            _("Too long for paper"),
            _("A PDF holds a table of up to 2,000 rows. Narrow the report down, or take the workbook."),
        ),
        "report-too-long": (
            _("Too long to be frozen"),
            _("A signed report has at most 2,000 rows. Narrow it, for example to a cohort."),
        ),
        "report-names-people": (
            _("Not for publication"),
            _("This report has rows of single people. Choose one that counts them."),
        ),
        "frozen-meanwhile": (
            _("Frozen in the meantime"),
            _("Somebody froze the same report just now. Look at the signed reports first."),
        ),
        "report-moved-on": (
            _("Somebody was faster"),
            _("The report was commented on, returned or signed since you opened it. Read it again first."),
        ),
        "report-not-in-review": (
            _("No longer in review"),
            _("The report is signed or returned. What comes next is a new version."),
        ),
        "report-not-public": (
            _("Not for the public"),
            _("Only a signed report for publication can have a public link."),
        ),
        "too-many-groups": (
            _("Too many groups to publish"),
            _("It would take too long to say which of them can be shown. Choose fewer, such as one country."),
        ),
        "file-gone": (
            _("This text is no longer there"),
            _("A colleague took it out. The outline of the unit shows what there is now."),
        ),
        "name-taken": (_("There is one of that name"), _("Choose another name.")),
        "text-too-long": (
            _("The text is too long"),
            _("A file holds a million bytes at most. Make two lessons of it."),
        ),
        "too-many-lessons": (_("Too many lessons"), _("A module holds 99 lessons. Begin another module.")),
        "draft-moved-on": (
            _("Changed in the meantime"),
            _("Somebody changed the draft. Look at it again before you publish it."),
        ),
        "changed-meanwhile": (
            _("Somebody else changed the same words"),
            _("Nothing was saved. Open the text again and choose what to keep."),
        ),
        "key-reused": (
            _("This was sent before"),
            _("The same page was sent before with other content. Reload it and try again."),
        ),
        "signed-out": (_("Signed out"), _("Your session has ended. Sign in again and repeat this.")),
        "own-account": (
            _("Not with your own account"),
            _("Ask another administrator: nobody can shut themselves out."),
        ),
        "email-taken": (
            _("Somebody signs in with this address already"),
            _("Nothing has changed. Use another address, or sign in with that one."),
        ),
        "already-active": (
            _("No invitation needed"),
            _("This person has a password. Whoever forgets theirs can set a new one from the sign-in page."),
        ),
        "too-many-exports": (
            _("Five files are being made for you already"),
            _("Wait until one is ready, or cancel one. “Your files” lists them."),
        ),
        "too-long-for-pages": (
            _("Too long for pages"),
            _("Nobody reads thousands of rows on paper. Narrow the report, or choose another format."),
        ),
        "csrf": (
            _("This page was open too long"),
            _("Nothing has been sent. Open the page again and repeat it there."),
        ),
    }
    by_status = {
        400: (_("This request cannot be read"), _("Go back and try again.")),
        403: (
            _("This page is not for your role"),
            _("If you think it should be, ask the administrator of your programme."),
        ),
        404: (
            _("Page not found"),
            _("The address may be mistyped, or the page is not for you. See the home page for what is."),
        ),
        405: (_("This address does not work that way"), _("Go back and use the buttons on the page.")),
        409: (_("This has changed in the meantime"), _("Reload the page to see how things stand now.")),
        413: (_("This is too large"), _("Send less at a time.")),
        422: (_("This cannot be accepted"), _("Go back, look at what was entered and send it again.")),
        429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
        503: (_("Busy for a moment"), _("Nothing was lost. Try again in a few seconds.")),
    }
    return (
        by_code.get(code)
        or by_status.get(status)
        or (_("Something went wrong"), _("It is our fault and has been recorded. Try again in a moment."))
    )


def answer(status: int, code: str, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """Return the error as JSON to a script and as a page to a person."""
    title, explanation = words(status, code)
    if wants_json():
        return {"error": code, "title": title, "explanation": explanation}, status, headers or {}
    return ErrorPage(title=title, explanation=explanation).render(), status, headers or {}


def init_app(app: Flask, languages: tuple[str, ...]) -> None:
    """Register the handlers."""

    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> ResponseReturnValue:
        db.session.rollback()
        return answer(error.status, error.code)

    @app.errorhandler(NoResultFound)
    def no_result(error: NoResultFound) -> ResponseReturnValue:
        return domain_error(NotFound())

    @app.errorhandler(DataError)
    def unreadable(error: DataError) -> ResponseReturnValue:
        # Something no database can hold, such as a NUL character in an address or a form.
        db.session.rollback()
        return answer(400, "bad-request")

    @app.errorhandler(OperationalError)
    def database_busy(error: OperationalError) -> ResponseReturnValue:
        db.session.rollback()
        log.error("database unavailable", path=request.path, error=str(error.orig))
        # Who asks cannot be looked up now, so neither can their language: the browser's will do.
        with force_locale(request.accept_languages.best_match(languages) or languages[0]):
            title, explanation = words(ServiceUnavailable.code, "busy")
            page = UnavailablePage(title=title, explanation=explanation)
            return page.render(), ServiceUnavailable.code, {"Retry-After": "3"}

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = error.code or InternalServerError.code
        if status < 400:
            return error
        db.session.rollback()
        return answer(status, "http")
