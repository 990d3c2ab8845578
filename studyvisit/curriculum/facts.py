"""The list of facts, and whether lessons name only facts that are in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.frontmatter import read_front_matter, validate
from studyvisit.curriculum.lines import prose_only
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import FACT, FactsHead
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.tree import LESSON_FILE

FACTS = "facts.md"
_ITEM = re.compile(r"[-*+]\s+(\S+)(?:\s+(.*))?")


def read_facts(text: str, report: Report) -> dict[str, str] | None:
    """Return what each fact of `facts.md` is about, by its number; None when its front matter is at fault."""
    found = read_front_matter(text, report)
    if found is None or validate(FactsHead, found, report) is None:
        return None
    facts: dict[str, str] = {}
    for line in prose_only(found.body):
        item = _ITEM.fullmatch(line.text.rstrip())
        if item is None:
            continue
        number, about = item[1], item[2] or ""
        if not FACT.fullmatch(number):
            report.error(
                line.number, "facts", f"`{number}` is not the number of a fact: write `- 1.03 About`"
            )
        elif number in facts:
            report.error(line.number, "facts", f"`{number}` is in the list already: keep one")
        elif not about:
            report.error(line.number, "facts", f"`{number}` is about nothing: write a few words behind it")
        facts.setdefault(number, about)
    return facts


def check_facts(module: Module, bundle: Bundle, facts: Mapping[str, str], report: Report) -> None:
    """Report each fact that a lesson names and the list does not have."""
    files = {lesson.number: name for lesson, name in zip(module.lessons, _lesson_files(bundle), strict=True)}
    for lesson in module.lessons:
        unknown = [number for number in lesson.facts if number not in facts]
        if not unknown:
            continue
        name = files[lesson.number]
        found = read_front_matter(bundle.text(name), Report())
        for number in unknown:
            report.about(bundle.path(name)).error(
                found.line("facts", lesson.facts.index(number)) if found else 1,
                "front matter, `facts`",
                f"`{number}` is not in {FACTS}: take it out, or add the fact there with its "
                f"number.{did_you_mean(number, facts)}",
            )


def _lesson_files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.files if LESSON_FILE.fullmatch(name)]
