"""Sources: the footnotes of a lesson, and the section that says where its facts come from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studyvisit.curriculum.lines import Line, heading_of, prose_only, split_attributes
from studyvisit.curriculum.problems import Report, did_you_mean

_WHERE = "sources"
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_DEFINED = re.compile(r" {0,3}\[\^([^\]\s]+)\]:\s*(.*)")
_CITED = re.compile(r"\[\^([^\]\s]+)\](?!:)")


def check_footnotes(
    lines: Sequence[Line], facts: Sequence[str], report: Report, *, is_translation: bool = False
) -> None:
    """Report footnotes that are not cited or not written, and facts without a section of sources.

    In a translation that section has a name of its own.
    """
    defined: dict[str, int] = {}
    cited: dict[str, int] = {}
    last_heading = ""
    for line in prose_only(lines):
        text = _CODE.sub("", line.text)
        if heading := heading_of(text):
            last_heading = split_attributes(heading[1])[0]
        if found := _DEFINED.match(text):
            _define(found, line.number, defined, report)
            text = found[2]
        for name in _CITED.findall(text):
            cited.setdefault(name, line.number)
    _compare(defined, cited, report)
    if not is_translation:
        _check_section(last_heading, facts, defined, report)


def _compare(defined: dict[str, int], cited: dict[str, int], report: Report) -> None:
    for name, number in cited.items():
        if name not in defined:
            near = did_you_mean(name, defined)
            report.error(
                number,
                _WHERE,
                f"[^{name}] is cited but not written.{near} Add `[^{name}]: …` below `## Sources`",
            )
    for name, number in defined.items():
        if name not in cited:
            report.error(
                number,
                _WHERE,
                f"[^{name}] is written but not cited: put [^{name}] behind what it supports, or take it out",
            )


def _define(found: re.Match[str], number: int, defined: dict[str, int], report: Report) -> None:
    name = found[1]
    if name in defined:
        report.error(number, _WHERE, f"[^{name}] is written already in line {defined[name]}: keep one")
    elif not found[2].strip():
        report.error(number, _WHERE, f"[^{name}] says nothing: write the source behind the colon")
    defined.setdefault(name, number)


def _check_section(last_heading: str, facts: Sequence[str], defined: dict[str, int], report: Report) -> None:
    if (facts or defined) and last_heading != "Sources":
        reason = "the front matter names facts" if facts else "there are footnotes"
        report.error(
            1,
            _WHERE,
            f"{reason}, but the text does not end with `## Sources`: add it as the last section, "
            "with a footnote for each source",
        )
    elif facts and not defined:
        report.error(
            1,
            _WHERE,
            "the front matter names facts, but no footnote says where they come from: add "
            "`[^name]: …` and cite it",
        )
