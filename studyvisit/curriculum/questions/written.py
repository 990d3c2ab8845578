"""The text of a question, told apart: its prompt, and the lines below it that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from studyvisit.curriculum.lines import Line, outside_code, trimmed

_OPTION = re.compile(r"[-*+] ([(\[])([ xX]?)[)\]](?:\s+(.*)|$)")
_NEARLY_OPTION = re.compile(r"[-*+]\s*(?:\[\s*\S?\s*\]|\(\s*\S?\s*\))(?:\s|$)")
_KEY = re.compile(r"=(?:\s+(.*)|$)")
_RANGE = re.compile(r"\{\{[^{}]*\}\}\s*=")
_ITEM = re.compile(r"\d{1,3}[.)]\s+(.*)")
_BELOW_HEAD = re.compile(r"\|(?:\s*:?-+:?\s*\|?)+")
_BAR = re.compile(r"(?<!\\)\|")
_HAS_ID = re.compile(r"\{:?[^{}]*#")
Lines = Sequence[tuple[Line, bool]]


@dataclass(slots=True)
class OptionDraft:
    """One option or numbered item as written; `box` is "(" or "[", and "1" for a numbered item."""

    number: int
    box: str
    is_right: bool
    text: list[Line]
    feedback: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class RowDraft:
    """One row of a table as written."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Answers:
    """The part of a question after its prompt.

    Options, or `=` lines (with `ranges` of the numbers that are drawn for them, or the table of a `rubric`
    below them), or a table (`head` is its first two lines), or numbered items; and `>` lines for everyone.
    """

    options: list[OptionDraft] = field(default_factory=list)
    keys: list[Line] = field(default_factory=list)
    ranges: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    rows: list[RowDraft] = field(default_factory=list)
    items: list[OptionDraft] = field(default_factory=list)
    feedback: list[Line] = field(default_factory=list)
    rubric: list[Line] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)


def take_apart(lines: Iterable[Line]) -> tuple[tuple[Line, ...], Answers]:
    """Return a question's prompt and its answers.

    Options and `=` lines are answers wherever they begin. Without any, the last table or numbered list that
    gives ids to its lines is; any other table or list belongs to the prompt. Without that, too, the answer
    can only be within the prompt, and the `>` lines at its end are for everyone.
    """
    read = list(outside_code(lines))
    answers = Answers()
    start = next(
        (index for index, (line, is_prose) in enumerate(read) if is_prose and _is_answer(line)), None
    )
    if start is not None:
        _read_answers([line for line, _ in read[start:]], answers)
        return trimmed(line for line, _ in read[:start]), answers
    start, end = _table_or_list(read)
    rest = [line for line, _ in read[start:]]
    if end > start:
        answers.head = rest[:2]
        answers.rows = [RowDraft(line.number, _cells(line.text)) for line in rest[2 : end - start]]
    _read_answers(rest[end - start :], answers)
    return trimmed(line for line, _ in read[:start]), answers


def _is_answer(line: Line) -> bool:
    return any(pattern.match(line.text) for pattern in (_NEARLY_OPTION, _KEY, _RANGE))


def _table_or_list(read: Lines) -> tuple[int, int]:
    """Return where the last table with ids begins and ends, or twice where the last such list begins.

    Without either, return twice where the quotation at the end begins.
    """
    found = (_quotation(read),) * 2
    index = 0
    while index < len(read):
        end = _end_of_table(read, index)
        if end > index:
            found = (index, end) if _have_ids(read[index:end]) else found
        else:
            end = _end_of_list(read, index)
            found = (index, index) if end > index and _have_ids(read[index:end]) else found
        index = max(end, index + 1)
    return found


def _quotation(read: Lines) -> int:
    end = len(read)
    while end and not read[end - 1][0].text.strip():
        end -= 1
    start = end
    while start and read[start - 1][1] and read[start - 1][0].text.startswith(">"):
        start -= 1
    return start


def _end_of_table(read: Lines, start: int) -> int:
    """Return where the table that begins at a line ends: at `start` itself when none begins there."""
    if not (_is_row(read, start) and _is_row(read, start + 1)):
        return start
    if not _BELOW_HEAD.fullmatch(read[start + 1][0].text.strip()):
        return start
    end = start
    while _is_row(read, end):
        end += 1
    return end


def _is_row(read: Lines, index: int) -> bool:
    return index < len(read) and read[index][1] and read[index][0].text.startswith("|")


def _end_of_list(read: Lines, start: int) -> int:
    """Return where the numbered list that begins at a line ends: at `start` itself when none begins there."""
    end = start
    while end < len(read) and (line := read[end])[1] and _is_of_list(line[0].text, is_first=end == start):
        end += 1
    return end


def _is_of_list(text: str, *, is_first: bool) -> bool:
    return bool(_ITEM.match(text)) or (not is_first and (not text.strip() or text[0] in " \t"))


def _have_ids(read: Lines) -> bool:
    return any(_HAS_ID.search(line.text) for line, _ in read)


def table_of(lines: Sequence[Line]) -> list[RowDraft] | None:
    """Return the rows of a table, the first being its head, or None when the lines are no table."""
    if len(lines) < 2 or not _BELOW_HEAD.fullmatch(lines[1].text.strip()):
        return None
    rows = [RowDraft(line.number, _cells(line.text)) for line in (lines[0], *lines[2:])]
    return rows if all(row.cells for row in rows) else None


def _cells(text: str) -> list[str]:
    inside = text.strip().removeprefix("|")
    cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(inside)]
    return cells[:-1] if cells and not cells[-1] else cells


def _read_answers(lines: Iterable[Line], answers: Answers) -> None:
    option: OptionDraft | None = None
    for line in lines:
        text = line.text.strip()
        indented = line.text[:1] in (" ", "\t")
        if not text:
            continue
        if not indented and (found := _begun(line, answers)):
            option = found
        elif not indented and _keep_key(line, answers):
            option = None
        elif text.startswith(">"):
            quoted = Line(line.number, text[1:].removeprefix(" "))
            (option.feedback if option and indented else answers.feedback).append(quoted)
            option = option if indented else None
        elif not indented and text.startswith("|") and answers.keys and not answers.feedback:
            answers.rubric.append(line)
            option = None
        elif indented and option and not option.feedback:
            option.text.append(Line(line.number, text))
        else:
            answers.stray.append(line)


def _keep_key(line: Line, answers: Answers) -> bool:
    """Return whether a line is a key or a range of one, added to the answers."""
    if found := _KEY.match(line.text):
        answers.keys.append(Line(line.number, (found[1] or "").strip()))
    elif found := _RANGE.match(line.text):
        answers.ranges.append(Line(line.number, line.text.rstrip()))
    return found is not None


def _begun(line: Line, answers: Answers) -> OptionDraft | None:
    """Return the option or the numbered item that a line begins, added to the answers, or None."""
    if found := _OPTION.match(line.text):
        option = OptionDraft(
            line.number, found[1], found[2] in ("x", "X"), [Line(line.number, found[3] or "")]
        )
        answers.options.append(option)
        return option
    is_list = not (answers.options or answers.keys or answers.ranges or answers.rows)
    if is_list and (found := _ITEM.match(line.text)):
        item = OptionDraft(line.number, "1", is_right=True, text=[Line(line.number, found[1])])
        answers.items.append(item)
        return item
    return None
