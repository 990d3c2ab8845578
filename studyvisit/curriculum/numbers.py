"""Numbers in prose: each is told with its source, or marked as our own arithmetic.

A number stands for a fact, and a fact without a source cannot be checked. A block with a number in digits
therefore carries a footnote, or the mark `{: .computed}`. Numbers that are names need none: those of goals,
targets and indicators, the 2030 Agenda, and what a word or an address has in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from studyvisit.curriculum.blocks import Block, blocks_of
from studyvisit.curriculum.lines import Line, split_attributes
from studyvisit.curriculum.problems import Report

_WHERE = "numbers"
_A = {
    "paragraph": "a paragraph",
    "item": "a list item",
    "table": "a table",
    "quotation": "a quotation",
    "definition": "a definition",
    "heading": "a heading",
    "footnote": "a footnote",
}
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_HIDDEN = re.compile(
    r"""(`+)(?!`).*?(?<!`)\1(?!`)      # code
    | \[\^[^\]\s]+\]                  # marks of footnotes
    | (?<=\])\([^()\n]*\)             # addresses of links
    | <[^<>\n]*>                      # addresses that are their own words, and tags
    | \b(?:https?://|www\.)\S+ | &\#?\w+;
    | \{:?[^{}\n]*\} | [*_~\\]        # attributes, emphasis
    """,
    re.VERBOSE,
)
_REFERENCE = r"(?:1[0-7]|[1-9])(?:\.(?:\d{1,2}|[a-d])){1,2}"
_GOAL = r"(?:1[0-7]|[1-9])(?![\d.]*\d)"
_NEXT = r"(?:\s*[,;–-]\s*(?:(?:and|or|to)\s+)?|\s+(?:and|or|to)\s+)"
_NOT_AN_AMOUNT = r"(?!\s*(?:%|per\s+cent|million|thousand|billion))"
_OF_THE_GOALS = re.compile(
    rf"""\b(?:SDGs?|Goals?|goals?|[Tt]argets?|[Ii]ndicators?)[\s-]+
    (?:{_REFERENCE}(?:{_NEXT}{_REFERENCE})* | {_GOAL}(?:{_NEXT}{_GOAL}{_NOT_AN_AMOUNT})*{_NOT_AN_AMOUNT})
    | (?<![\w.])(?:1[0-7]|[1-9])\.(?:[a-d]\b|\d{{1,2}}\.\d{{1,2}}\b)
    | \b\d{{4}}\s+Agenda\b | \bAgenda\s+\d{{4}}\b
    """,
    re.VERBOSE,
)
_HEAD_OF_TARGETS = re.compile(r"\b(?:SDGs?|goals?|targets?|indicators?)\b", re.IGNORECASE)
_CELL_OF_TARGETS = re.compile(rf"(?<=\|)\s*{_REFERENCE}(?:{_NEXT}{_REFERENCE})*\s*(?=\|)")
# A digit within a word is a part of a name: A4, e-Gov3; so are 4G and 2FA.
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])(?!(?:[2-6]G|2FA|3D)\b)\d(?:[\d.,]*\d)?")


def check_numbers(lines: Sequence[Line], report: Report) -> None:
    """Report each block of a text whose number has neither a footnote nor the mark of a computed block.

    Headings, footnotes, checks and the section of sources may have numbers as they like. A picture's words
    may repeat the numbers of the block above or below it.
    """
    told = list(_told(blocks_of(lines)))
    for index, block in enumerate(told):
        if not block.text.strip():
            report.error(
                block.lines[0].number,
                _WHERE,
                "`{: .computed}` stands below nothing: put it on the line right below its block",
            )
        elif (position := _first_number(block)) is not None and not _is_sourced(told, index):
            report.error(
                block.line_at(position),
                _WHERE,
                f"`{_number_at(block, position)}` stands in {_A[block.kind]} without a source: put a "
                "footnote's mark such as [^data] into it, write the number in words, or, when it is your own "
                "arithmetic, put `{: .computed}` on the line right below",
            )


def numbers_in(block: Block) -> tuple[str, ...]:
    """Return the numbers of a block as they are written, without those that are names."""
    return tuple(found[0] for found in _NUMBER.finditer(_bare(block)))


def _told(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks that tell something: no headings, no footnotes, nothing below `Sources`."""
    heading = ""
    for block in blocks:
        if block.kind == "heading":
            heading = split_attributes(block.text)[0].strip("# ")
        elif block.kind != "footnote" and heading != "Sources":
            yield block


def _is_sourced(told: Sequence[Block], index: int) -> bool:
    near = told[index : index + 1]
    if _is_picture(told[index]):
        near = told[max(index - 1, 0) : index + 2]
    return any(block.is_computed or _FOOTNOTE.search(block.text) for block in near)


def _is_picture(block: Block) -> bool:
    return _PICTURE.fullmatch(block.text.strip()) is not None


def _first_number(block: Block) -> int | None:
    found = _NUMBER.search(_bare(block))
    return found.start() if found else None


def _number_at(block: Block, position: int) -> str:
    found = _NUMBER.match(_bare(block), position)
    return found[0] if found else ""


def _bare(block: Block) -> str:
    """Return a block's text with what is no number of its own blanked out, every character in its place."""
    text = _HIDDEN.sub(_blank, block.text)
    if block.kind == "table" and _HEAD_OF_TARGETS.search(block.lines[0].text):
        text = _CELL_OF_TARGETS.sub(_blank, text)
    return _OF_THE_GOALS.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
