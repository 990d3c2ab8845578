"""Texts that belong to several questions: a case, a table, a picture that they ask about."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import check_attributes
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.sections import Section

_KIND = "description"
_MOST = 20


def with_descriptions(
    parts: Sequence[Section], identities: Identities, page: Page
) -> list[tuple[Section, str]]:
    """Return the questions of a file, each with the HTML of the description above it, with problems reported.

    A description, `kind=description`, belongs to the next question, or to the next `questions=N`.
    """
    asked: list[tuple[Section, str]] = []
    html, left, last = "", 0, None
    for part in parts:
        if part.attributes.values.get("kind") == _KIND:
            _refuse_unused(last, left, page)
            html, left, last = _html(part, identities, page), _reach(part, page), part
        else:
            asked.append((part, html if left else ""))
            left = max(left - 1, 0)
    _refuse_unused(last, left, page)
    return asked


def _html(part: Section, identities: Identities, page: Page) -> str:
    where = _where(part)
    check_attributes(part.attributes, ("kind", "questions"), part.number, where, page.report)
    identities.claim(part.attributes.id, part.number, where, page.report)
    html = page.block(part.lines, where)
    if not html:
        page.report.error(part.number, where, "says nothing: write the text below its heading")
    return html


def _reach(part: Section, page: Page) -> int:
    written = part.attributes.values.get("questions", "1")
    if written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= _MOST:
        return int(written)
    page.report.error(
        part.number, _where(part), f"`questions={written}` is not a whole number from 1 to {_MOST}"
    )
    return 1


def _refuse_unused(part: Section | None, left: int, page: Page) -> None:
    if part is not None and left:
        page.report.error(
            part.number,
            _where(part),
            f"belongs to {left} questions more than follow it: write them, or lower `questions`",
        )


def _where(part: Section) -> str:
    return f"description {part.attributes.id or part.title}".strip()
