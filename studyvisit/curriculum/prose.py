"""What is checked in any stretch of Markdown, before it is rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from studyvisit.curriculum.lines import Line, closes, fence_of, heading_of, prose_only, split_attributes
from studyvisit.curriculum.links import cited, fault_of, is_open, spaced
from studyvisit.curriculum.markup import PREFIX, SCHEMES, TAGS, scheme_of
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.problems import Report, did_you_mean

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^\s()<>]*)([^()\n]*\)\{:?[^{}]*\.decorative\b[^{}]*\})?")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|!\[[^\[\]]*\]\([^()]*\))*)\]\(\s*<?([^\s()<>]*)")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
_NESTED_ITEM = re.compile(r" {1,3}(?:[-*+]|\d{1,9}\.) ")
_FORMATTING = re.compile(r"[*_`\s]+")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_IDENTITY = re.compile(r' id="([^"]*)"')
_EMPTY_WORDS = frozenset(["here", "click here", "this", "link", "this link", "read more", "more", "see here"])
_DEEPEST_HEADING = 4


def check_prose(lines: Sequence[Line], where: str, media: Mapping[str, MediaRef], report: Report) -> None:
    """Report pictures without words, links without words, tags that go, and headings out of order."""
    _check_headings(lines, where, report)
    _check_fences(lines, where, report)
    for line in prose_only(lines):
        text = _CODE.sub("", line.text)
        for words, address, decorative in _PICTURE.findall(text):
            _check_words(words, address, line, where, report, is_decorative=bool(decorative))
            _check_picture(address, line, where, media, report)
        for words, address in _LINK.findall(text):
            _check_link(words, address, line, where, media, report)
        _check_addresses(text, line, where, report)
        for tag in sorted({tag.lower() for tag in _TAG.findall(text)} - TAGS):
            report.warn(line.number, where, f"<{tag}> is not shown to readers: write it in Markdown")
    _check_nested_items(lines, where, report)


def _check_fences(lines: Sequence[Line], where: str, report: Report) -> None:
    """Report code that begins and does not end."""
    opened: Line | None = None
    for line in lines:
        fence = fence_of(line.text)
        if opened is None:
            opened = line if fence else None
        elif closes(line.text, fence_of(opened.text)):
            opened = None
    if opened is not None:
        report.error(
            opened.number, where, f"begins code that does not end: add a line `{fence_of(opened.text)}`"
        )


def check_short_prose(lines: Sequence[Line], where: str, report: Report) -> None:
    """Report headings and footnotes where the page has no place for them, as in questions."""
    for line in prose_only(lines):
        if heading_of(line.text):
            report.error(line.number, where, "has a heading: use bold words instead")
        if _FOOTNOTE.search(_CODE.sub("", line.text)):
            report.error(
                line.number, where, "has a footnote: name the source in words, or cite it in the lesson"
            )


def check_identities(html: str, lines: Sequence[Line], where: str, report: Report) -> None:
    """Report an id that two elements of one rendered text have."""
    seen: set[str] = set()
    for identity in _IDENTITY.findall(html):
        if identity in seen:
            name = identity.removeprefix(PREFIX)
            number = [line.number for line in lines if f"#{name}" in line.text][-1:] or [lines[0].number]
            report.error(number[0], where, f"`{name}` is the id of two parts of this text: choose another")
        seen.add(identity)


def _check_headings(lines: Sequence[Line], where: str, report: Report) -> None:
    before = 1
    for line in prose_only(lines):
        found = heading_of(line.text)
        if not found:
            continue
        level, words = found
        if level == 1:
            report.error(line.number, where, "`#` is the page's own title: begin the heading with `##`")
        elif level > _DEEPEST_HEADING:
            report.error(line.number, where, f"`{'#' * level}` is too deep: use `##`, `###` or `####`")
        elif level > before + 1:
            report.error(
                line.number,
                where,
                f"`{'#' * level}` follows `{'#' * before}`: a level is left out, use `{'#' * (before + 1)}`",
            )
        if not split_attributes(words)[0].strip("# "):
            report.error(line.number, where, "has a heading without words: write some or take it out")
        before = max(min(level, _DEEPEST_HEADING), 1)


def _check_words(
    words: str, address: str, line: Line, where: str, report: Report, *, is_decorative: bool
) -> None:
    if not words.strip() and not is_decorative:
        report.error(
            line.number,
            where,
            f"the picture {address} has no words for those who do not see it: write "
            "them between the square brackets, or {.decorative} right after it when it tells nothing",
        )
    elif words.strip() and is_decorative:
        report.error(
            line.number,
            where,
            f"the picture {address} has words and is decorative: take out the words or {{.decorative}}",
        )


def _check_picture(
    address: str, line: Line, where: str, media: Mapping[str, MediaRef], report: Report
) -> None:
    name = address.removeprefix("./")
    if name not in media or not media[name].is_picture:
        pictures = [known for known, ref in media.items() if ref.is_picture]
        report.error(
            line.number,
            where,
            f"there is no picture `{address}`: put it into the folder media/ and write "
            f"media/<name>.{did_you_mean(name, pictures)}",
        )


def _check_link(
    words: str, address: str, line: Line, where: str, media: Mapping[str, MediaRef], report: Report
) -> None:
    plain = _FORMATTING.sub(" ", words).strip().lower()
    if not plain:
        report.error(
            line.number, where, f"the link to {address} has no words: write them between the square brackets"
        )
    elif plain in _EMPTY_WORDS:
        report.error(
            line.number, where, f"the link's words “{words.strip()}” do not say where it leads: name the page"
        )
    if not address:
        report.error(
            line.number, where, f"the link “{words.strip()}” leads nowhere: write its address between ( and )"
        )
    scheme = scheme_of(address)
    if scheme is not None and scheme not in SCHEMES:
        report.error(
            line.number,
            where,
            f"the link “{words.strip()}” begins with `{scheme}:`: only "
            f"{', '.join(sorted(SCHEMES))} and addresses within the site are kept",
        )
    elif fault := fault_of(address):
        report.error(line.number, where, f"the link “{words.strip()}” {fault}")
    elif is_open(address):
        report.warn(
            line.number,
            where,
            f"the link “{words.strip()}” is not encrypted: write https:// where the site has it",
        )
    name = address.removeprefix("./")
    if name.startswith("media/") and name not in media:
        report.error(
            line.number,
            where,
            f"there is no file `{address}`: put it into the folder media/ and write "
            f"media/<name>.{did_you_mean(name, media)}",
        )


def _check_addresses(text: str, line: Line, where: str, report: Report) -> None:
    for address in spaced(text):
        report.error(
            line.number, where, f"the address `{address}` has a space: write %20 for it, or take it out"
        )
    for address in cited(text):
        if fault := fault_of(address):
            report.error(line.number, where, f"the address `{address}` {fault}")


def _check_nested_items(lines: Sequence[Line], where: str, report: Report) -> None:
    """Report list items that look nested but are indented too little to be."""
    before = ""
    for line in prose_only(lines):
        if _NESTED_ITEM.match(line.text) and re.match(r"(?:[-*+]|\d{1,9}\.) ", before):
            report.error(
                line.number,
                where,
                "this item is indented by fewer than four spaces and would not be nested: "
                "indent it by four, or not at all",
            )
        if line.text.strip() and not line.text.startswith(" "):
            before = line.text
