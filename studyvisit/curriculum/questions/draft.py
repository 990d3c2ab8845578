"""A question as it is written, taken apart but not yet understood: what each kind reads itself from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict

from studyvisit.curriculum.lines import (
    Attributes,
    Line,
    check_attributes,
    split_attributes,
)
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.questions.base import Form, Option
from studyvisit.curriculum.questions.holes import Holed
from studyvisit.curriculum.questions.written import Answers, OptionDraft

_ABOUT_OTHERS = re.compile(
    r"(?:all|none|both|neither|any|either|two|some)(?: of)? (?:the |these |those )?(?:above|below|other|others|"
    r"these|those|them|options|answers|choices|statements)(?: (?:above|below|options|answers|choices|"
    r"statements))?(?: (?:is|are) (?:right|correct|true|wrong|false))?"
    r"|(?:both |neither )?[a-f](?:,? (?:and|or|nor) [a-f])+",
    re.IGNORECASE,
)


class Renders(Protocol):
    """What a question needs of the file it stands in."""

    @property
    def report(self) -> Report:
        """Return where problems go."""
        ...

    def block(self, lines: Iterable[Line], where: str) -> str:
        """Return lines of Markdown as HTML blocks."""
        ...

    def phrase(self, lines: Iterable[Line], where: str) -> str:
        """Return lines of Markdown as HTML within a line."""
        ...


class Parts(TypedDict):
    """The fields that every kind has, ready for its constructor."""

    id: str
    name: str
    competency: str
    points: int
    prompt: str
    lesson: str | None
    form: Form | None
    setting: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A question taken apart; a kind reads its own parts and reports what is wrong with them."""

    page: Renders
    where: str
    number: int
    attributes: Attributes
    parts: Parts
    answers: Answers
    gaps: Holed
    numbers: Holed

    def error(self, message: str, number: int | None = None) -> None:
        """Report an error in this question."""
        self.page.report.error(self.number if number is None else number, self.where, message)

    def feedback(self) -> str:
        """Return the feedback for everyone as HTML."""
        return self.page.block(self.answers.feedback, f"{self.where}, feedback")

    def refuse(self, *, options: bool = False, keys: bool = False) -> None:
        """Report lines of an answer that belong to another kind of question."""
        if options:
            for option in self.answers.options:
                self.error(
                    "has an option beside other answers: a question has one sort of answers", option.number
                )
        if keys:
            for line in (*self.answers.keys, *self.answers.ranges):
                self.error(
                    "has a line with `=` beside other answers: a question has one sort of answers",
                    line.number,
                )

    def plain(self, number: int, text: str, where: str) -> str:
        """Return words to choose from a list, which holds letters only; formatting is a problem."""
        phrase = self.page.phrase([Line(number, text)], where)
        if "<" in phrase:
            self.page.report.error(
                number, where, "has formatting, which a list to choose from cannot show: write plain words"
            )
        return html.unescape(phrase)

    def labelled(self, number: int, lines: Sequence[Line], what: str, seen: set[str]) -> tuple[str, str]:
        """Return the id at the end of some lines and the HTML before it; `seen` are the ids used already."""
        text, attributes = without_attributes(lines)
        where = f"{self.where}, {what} {attributes.id}".strip()
        check_attributes(attributes, (), number, where, self.page.report)
        if attributes.id in seen:
            self.page.report.error(
                number,
                where,
                f"`{attributes.id}` is the id of another {what} of this question: choose a new one",
            )
        seen.add(attributes.id)
        phrase = self.page.phrase(text, where)
        if not phrase:
            self.page.report.error(number, where, "has no words: write what people shall read")
        return attributes.id, phrase

    def options(self, box: str) -> tuple[Option, ...]:
        """Return the options, with problems reported; all must have the same kind of box."""
        seen: set[str] = set()
        read = []
        for option in self.answers.options:
            if option.box != box:
                self.error(
                    "mixes ( ) and [ ]: use ( ) when one option is right and [ ] when several may be",
                    option.number,
                )
            read.append(self._option(option, seen))
        if len(read) < 2:
            self.error("needs at least two options")
        return tuple(read)

    def _option(self, option: OptionDraft, seen: set[str]) -> Option:
        identity, phrase = self.labelled(option.number, option.text, "option", seen)
        where = f"{self.where}, option {identity}".strip()
        if _ABOUT_OTHERS.fullmatch(phrase.strip(" .")):
            self.page.report.error(
                option.number,
                where,
                f"“{phrase}” speaks of other options: write what is right or wrong by itself",
            )
        return Option(
            id=identity,
            html=phrase,
            is_right=option.is_right,
            feedback=self.page.block(option.feedback, f"{where}, feedback"),
        )


def without_attributes(lines: Sequence[Line]) -> tuple[list[Line], Attributes]:
    """Return an option's lines without the attribute list, which ends its first or its last line."""
    for index in (0, len(lines) - 1):
        text, attributes = split_attributes(lines[index].text)
        if attributes.id or attributes.values or attributes.unread:
            rest = list(lines)
            rest[index] = Line(lines[index].number, text)
            return rest, attributes
    return list(lines), Attributes()
