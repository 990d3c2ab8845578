"""A file in `questionnaires/` → a reaction or follow-up form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studyvisit.curriculum.content import ScalePoint
from studyvisit.curriculum.feedback import (
    FeedbackForm,
    FeedbackItem,
    FeedbackKind,
    FeedbackOption,
    FeedbackSection,
    ItemKind,
)
from studyvisit.curriculum.frontmatter import FrontMatter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.items import Item, items_of
from studyvisit.curriculum.lines import Attributes, Line, check_attributes
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.schemas import FeedbackHead
from studyvisit.curriculum.sections import Section, sections

LONGEST_TEXT = 1_000
MOST_CHARACTERS = 5_000
LARGEST_NUMBER = 1_000_000_000
_KEYS = ("required", "decline")
_YES_NO = {"yes": True, "no": False}
_MARKS = {"( )": ItemKind.ONE_CHOICE, "[ ]": ItemKind.SEVERAL_CHOICES}
_CHOICE = re.compile(r"(\( \)|\[ \])\s+(.*)")
_NUMBER = re.compile(r"=\s*number(?:\s+(\d{1,9})\s+to\s+(\d{1,9}))?(?:\s+(\D.*))?")
_TEXT = re.compile(r"=\s*text(?:\s+(\d{1,5}))?")


def read_feedback_form(slug: str, found: FrontMatter, report: Report) -> FeedbackForm | None:
    """Return the form that a file of this front matter holds; None when its front matter is at fault."""
    head = validate(FeedbackHead, found, report)
    if head is None:
        return None
    _check_head(head, found, report)
    page = Page(report)
    introduction, parts = sections(found.body, 2)
    scale = tuple(ScalePoint(value=point.value, label=point.label) for point in head.scale or ())
    reader = _Reader(scale, Identities(), page)
    read = tuple(reader.section(part) for part in parts)
    if not any(section.items for section in read):
        report.error(1, "items", "asks nothing: add `## A section {#id}` and below it what is asked")
    return FeedbackForm(
        id=head.id,
        slug=slug,
        title=head.title,
        kind=head.kind,
        is_anonymous=head.anonymous,
        minutes=head.minutes,
        introduction=page.block(introduction.lines, "introduction"),
        scale=scale,
        sections=read,
    )


def _check_head(head: FeedbackHead, found: FrontMatter, report: Report) -> None:
    if head.anonymous != (head.kind is FeedbackKind.REACTION):
        wanted = (
            "yes: people say what they think only then" if not head.anonymous else "no: reports follow it up"
        )
        report.error(
            found.line("anonymous"), "front matter, `anonymous`", f"of a {head.kind} form must be {wanted}"
        )


class _Reader:
    """Reads the sections of one form; ids of sections and items are unique in it."""

    def __init__(self, scale: tuple[ScalePoint, ...], identities: Identities, page: Page) -> None:
        self._steps = tuple(FeedbackOption(id=str(point.value), label=point.label) for point in scale)
        self._identities = identities
        self._page = page

    def section(self, part: Section) -> FeedbackSection:
        where = f"section {part.attributes.id or part.title}"
        check_attributes(part.attributes, (), part.number, where, self._page.report)
        self._identities.claim(part.attributes.id, part.number, where, self._page.report)
        before, questions = sections(part.lines, 3)
        statements, introduction = items_of(before.lines)
        items = (*map(self._statement, statements), *map(self._question, questions))
        if not items:
            self._page.report.error(
                part.number, where, "asks nothing: add statements `- … {#id}` or questions `### … {#id}`"
            )
        return FeedbackSection(
            id=part.attributes.id,
            title=part.title,
            introduction=self._page.block(introduction, where),
            items=items,
        )

    def _statement(self, item: Item) -> FeedbackItem:
        where = f"statement {item.name}"
        if not self._steps:
            self._page.report.error(
                item.number, where, "is to be rated, but the front matter has no `scale`: add one"
            )
        is_required, decline = self._asked(item.attributes, item.number, where)
        return FeedbackItem(
            id=item.attributes.id,
            kind=ItemKind.SCALE,
            text=item.text,
            is_required=is_required,
            decline=decline,
            options=self._steps,
        )

    def _question(self, part: Section) -> FeedbackItem:
        where, report = f"question {part.attributes.id or part.title}", self._page.report
        is_required, decline = self._asked(part.attributes, part.number, where)
        listed, others = items_of(part.lines)
        options, kinds = _options(listed, where, report)
        number, text, hint = _typed(others)
        asked = [*kinds, *([ItemKind.NUMBER] if number else []), *([ItemKind.TEXT] if text else [])]
        if len(asked) != 1:
            report.error(
                part.number,
                where,
                "must be answered in one way: options `- ( ) …` to choose one, `- [ ] …` to choose several, "
                "`= number` or `= text`",
            )
        smallest, largest, unit = _bounds(number, part.number, where, report)
        return FeedbackItem(
            id=part.attributes.id,
            kind=asked[0] if asked else ItemKind.TEXT,
            text=part.title,
            hint=self._page.block(hint, where),
            is_required=is_required,
            decline=decline,
            options=options,
            smallest=smallest,
            largest=largest,
            unit=unit,
            longest=_longest(text, part.number, where, report),
        )

    def _asked(self, attributes: Attributes, line: int, where: str) -> tuple[bool, str]:
        """Return whether an item is required and how it may be declined, its id checked."""
        report = self._page.report
        check_attributes(attributes, _KEYS, line, where, report)
        self._identities.claim(attributes.id, line, where, report)
        required = attributes.values.get("required", "no")
        if required not in _YES_NO:
            report.error(line, where, f"`required={required}` is neither yes nor no")
        if attributes.values.get("decline") == "":
            report.error(line, where, '`decline` has no words: write decline="Does not apply"')
        return _YES_NO.get(required, False), attributes.values.get("decline", "")


def _options(
    listed: Sequence[Item], where: str, report: Report
) -> tuple[tuple[FeedbackOption, ...], list[ItemKind]]:
    """Return the options of a question, and which kinds of choice they are marked as."""
    options, kinds, identities = [], [], Identities()
    for item in listed:
        found = _CHOICE.fullmatch(item.text)
        if not found:
            report.error(item.number, where, "has an item without `( )` or `[ ]` in front of its words")
            continue
        check_attributes(item.attributes, (), item.number, where, report)
        identities.claim(item.attributes.id, item.number, where, report)
        options.append(FeedbackOption(id=item.attributes.id, label=found[2]))
        if (kind := _MARKS[found[1]]) not in kinds:
            kinds.append(kind)
    if len(options) == 1:
        report.error(listed[0].number, where, "offers one option only: add another")
    return tuple(options), kinds


def _typed(lines: Sequence[Line]) -> tuple[re.Match[str] | None, re.Match[str] | None, list[Line]]:
    """Return the line that asks for a number, the one that asks for a text, and the others."""
    number = text = None
    others = []
    for line in lines:
        if found := _NUMBER.fullmatch(line.text.strip()):
            number = found
        elif found := _TEXT.fullmatch(line.text.strip()):
            text = found
        else:
            others.append(line)
    return number, text, others


def _bounds(number: re.Match[str] | None, line: int, where: str, report: Report) -> tuple[int, int, str]:
    if number is None:
        return 0, 0, ""
    smallest, largest = int(number[1] or 0), int(number[2] or LARGEST_NUMBER)
    if smallest >= largest:
        report.error(line, where, "begins where it ends: write the bounds as `= number 0 to 100`")
    return smallest, largest, (number[3] or "").strip()


def _longest(text: re.Match[str] | None, line: int, where: str, report: Report) -> int:
    if text is None:
        return 0
    longest = int(text[1] or LONGEST_TEXT)
    if not 1 <= longest <= MOST_CHARACTERS:
        report.error(line, where, f"asks for {longest} characters: write 1 to {MOST_CHARACTERS:,}")
    return longest
