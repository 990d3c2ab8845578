"""A question as it is written, taken apart but not yet understood: what each kind reads itself from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from studyvisit.curriculum.lines import (
    Attributes,
    Line,
    check_attributes,
    outside_code,
    split_attributes,
    trimmed,
)
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.questions.base import Form, Option

_OPTION = re.compile(r"[-*+] ([(\[])([ xX]?)[)\]](?:\s+(.*)|$)")
_NEARLY_OPTION = re.compile(r"[-*+]\s*(?:\[\s*\S?\s*\]|\(\s*\S?\s*\))(?:\s|$)")
_KEY = re.compile(r"=(?:\s+(.*)|$)")


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


@dataclass(slots=True)
class OptionDraft:
    """One option as written; `box` is "(" or "["."""

    number: int
    box: str
    is_right: bool
    text: list[Line]
    feedback: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Answers:
    """The part of a question after its prompt: options, `=` lines and `>` lines for everyone."""

    options: list[OptionDraft] = field(default_factory=list)
    keys: list[Line] = field(default_factory=list)
    feedback: list[Line] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)


class Parts(TypedDict):
    """The fields that every kind has, ready for its constructor."""

    id: str
    name: str
    competency: str
    points: int
    prompt: str
    lesson: str | None
    form: Form | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A question taken apart; a kind reads its own parts and reports what is wrong with them."""

    page: Renders
    where: str
    number: int
    attributes: Attributes
    parts: Parts
    answers: Answers

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
                    "has an option beside a line with `=`: a question has one or the other", option.number
                )
        if keys:
            for line in self.answers.keys:
                self.error("has a line with `=` beside options: a question has one or the other", line.number)

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
        text, attributes = _without_attributes(option.text)
        where = f"{self.where}, option {attributes.id}" if attributes.id else f"{self.where}, option"
        check_attributes(attributes, (), option.number, where, self.page.report)
        if attributes.id in seen:
            self.page.report.error(
                option.number,
                where,
                f"`{attributes.id}` is the id of another option of this question: choose a new one",
            )
        seen.add(attributes.id)
        html = self.page.phrase(text, where)
        if not html:
            self.page.report.error(option.number, where, "has no words: write what a person can choose")
        return Option(
            id=attributes.id,
            html=html,
            is_right=option.is_right,
            feedback=self.page.block(option.feedback, f"{where}, feedback"),
        )


def _without_attributes(lines: Sequence[Line]) -> tuple[list[Line], Attributes]:
    """Return an option's lines without the attribute list, which ends its first or its last line."""
    for index in (0, len(lines) - 1):
        text, attributes = split_attributes(lines[index].text)
        if attributes.id or attributes.values or attributes.unread:
            rest = list(lines)
            rest[index] = Line(lines[index].number, text)
            return rest, attributes
    return list(lines), Attributes()


def take_apart(lines: Iterable[Line]) -> tuple[tuple[Line, ...], Answers]:
    """Return a question's prompt and its answers."""
    prompt: list[Line] = []
    rest: list[Line] = []
    for line, is_prose in outside_code(lines):
        if rest or (is_prose and (_NEARLY_OPTION.match(line.text) or _KEY.match(line.text))):
            rest.append(line)
        else:
            prompt.append(line)
    answers = Answers()
    _read_answers(rest, answers)
    return trimmed(prompt), answers


def _read_answers(lines: Iterable[Line], answers: Answers) -> None:
    option: OptionDraft | None = None
    for line in lines:
        text = line.text.strip()
        indented = line.text[:1] in (" ", "\t")
        if not text:
            continue
        if not indented and (found := _OPTION.match(line.text)):
            option = OptionDraft(
                line.number, found[1], found[2] in ("x", "X"), [Line(line.number, found[3] or "")]
            )
            answers.options.append(option)
        elif not indented and (found := _KEY.match(line.text)):
            option = None
            answers.keys.append(Line(line.number, (found[1] or "").strip()))
        elif text.startswith(">"):
            quoted = Line(line.number, text[1:].removeprefix(" "))
            (option.feedback if option and indented else answers.feedback).append(quoted)
            option = option if indented else None
        elif indented and option and not option.feedback:
            option.text.append(Line(line.number, text))
        else:
            answers.stray.append(line)
