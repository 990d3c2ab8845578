"""What lies beside the lessons of a module: the trainer's guide and the handout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from studyvisit.curriculum.bodies import Body, read_body
from studyvisit.curriculum.content import Guide, Handout
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import joined
from studyvisit.curriculum.numbers import check_numbers
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import GuideHead, HandoutHead, Head
from studyvisit.curriculum.sections import Section, sections

RUNNING_ORDER = "Running order"
SECTIONS = (
    "Before the session",
    RUNNING_ORDER,
    "Discussion questions",
    "Common misunderstandings",
    "If the line is down",
)
MOST_WORDS = 700  # what two sheets of paper hold
Some = TypeVar("Some", bound=Head)
_ROW = re.compile(r"\s*\|([^|]*)\|.*")
_RULE = re.compile(r"[\s|:-]+")


def read_guide(text: str, identities: Identities, page: Page) -> Guide | None:
    """Return a trainer's guide; None when its front matter is at fault."""
    read = _read(GuideHead, text, identities, page)
    if read is None:
        return None
    found, head, body = read
    _, parts = sections(found.body, 2)
    _check_sections(parts, page.report)
    for part in parts:
        if part.title == RUNNING_ORDER:
            _check_minutes(part, head.minutes, page.report)
    return Guide(
        id=head.id,
        title=head.title,
        minutes=head.minutes,
        words=body.words,
        contents=body.headings,
        body=body.parts,
    )


def read_handout(text: str, identities: Identities, page: Page) -> Handout | None:
    """Return a handout; None when its front matter is at fault."""
    read = _read(HandoutHead, text, identities, page)
    if read is None:
        return None
    found, head, body = read
    check_numbers(found.body, page.report)
    if body.words > MOST_WORDS:
        page.report.warn(
            found.line("id"),
            "text",
            f"has {body.words} words and will not fit two sheets of paper: keep to {MOST_WORDS}",
        )
    return Handout(id=head.id, title=head.title, words=body.words, body=body.parts)


def _read(
    model: type[Some], text: str, identities: Identities, page: Page
) -> tuple[FrontMatter, Some, Body] | None:
    found = read_front_matter(text, page.report)
    head = validate(model, found, page.report) if found else None
    if not found or not head:
        return None
    identities.claim(head.id, found.line("id"), "front matter, `id`", page.report)
    if not joined(found.body).strip():
        page.report.error(found.line("id"), "text", "is missing: write it below the front matter")
    return found, head, read_body(found.body, None, (), identities, page)


def _check_sections(parts: Sequence[Section], report: Report) -> None:
    titles = [part.title for part in parts]
    for title in SECTIONS:
        if title not in titles:
            near = did_you_mean(title, titles)
            report.error(1, "text", f"has no section `## {title}`: every guide has one.{near}")


def _check_minutes(part: Section, minutes: int, report: Report) -> None:
    """Report a running order whose minutes are no numbers or do not add up."""
    rows = [(line, found[1].strip()) for line in part.lines if (found := _ROW.fullmatch(line.text))]
    cells = [(line, cell) for line, cell in rows if not _RULE.fullmatch(line.text)][1:]
    if not cells:
        report.error(
            part.number, RUNNING_ORDER, "has no table: write one with the columns | minutes | what | how |"
        )
        return
    for line, cell in cells:
        if not cell.isdecimal():
            report.error(
                line.number, RUNNING_ORDER, f"`{cell}` is not a number of minutes: write it in digits"
            )
    total = sum(int(cell) for _, cell in cells if cell.isdecimal())
    if total != minutes:
        report.error(
            part.number,
            RUNNING_ORDER,
            f"the minutes add up to {total}, but the front matter says {minutes}: make them agree",
        )
