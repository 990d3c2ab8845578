"""When a programme has its quizzes open: by the clock of its place in the file, in UTC in the content."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from studyvisit.curriculum.content import QuizWindow
from studyvisit.curriculum.frontmatter import FrontMatter
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import ProgrammeHead


def read_windows(head: ProgrammeHead, found: FrontMatter, report: Report) -> dict[str, QuizWindow]:
    """Return by module when its quiz is open, with problems reported; modules not named are always open."""
    zone = ZoneInfo(head.timezone)
    windows = {}
    for slug, window in head.quizzes.items():
        where = f"front matter, `quizzes.{slug}`"
        if slug not in head.modules:
            near = did_you_mean(slug, head.modules)
            report.error(found.line("quizzes", slug), where, f"is not one of the programme's modules.{near}")
        moments = {"opens": window.opens, "closes": window.closes}
        there = {name: _there(moment, zone) for name, moment in moments.items() if moment is not None}
        for name, moment in there.items():
            if moment is None:
                report.error(
                    found.line("quizzes", slug, name),
                    where,
                    f"`{name}` is in the hour that clocks skip there: write another time",
                )
        opens, closes = there.get("opens"), there.get("closes")
        if not there:
            report.error(found.line("quizzes", slug), where, "says no time: add `opens`, `closes` or both")
        elif opens is not None and closes is not None and closes <= opens:
            report.error(found.line("quizzes", slug), where, "closes before it opens: exchange the two times")
        windows[slug] = QuizWindow(opens=opens, closes=closes)
    return windows


def _there(moment: datetime, zone: ZoneInfo) -> datetime | None:
    """Return a moment of a place's clock in UTC; None when that clock never shows it."""
    at = moment.replace(tzinfo=zone).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == moment else None
