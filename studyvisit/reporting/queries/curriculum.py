"""What is published, in figures and as a critical reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.review import review
from studyvisit.curriculum.quality.summary import Summary, summarise
from studyvisit.library.queries import Content, Shelf

Reviewed = tuple[Summary, tuple[Finding, ...]]
_latest: dict[frozenset[UUID], Reviewed] = {}


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The published modules in figures, what there is to mend, and the title of each module."""

    summary: Summary
    findings: tuple[Finding, ...]
    titles: Mapping[str, str]


def curriculum(session: Session) -> Curriculum:
    """Return the published curriculum. What was found last is kept, since a revision never changes."""
    contents = Shelf(session).everything()
    key = frozenset(contents)
    if key not in _latest:
        found = _reviewed(contents)
        _latest.clear()
        _latest[key] = found
    summary, findings = _latest[key]
    modules = (content for content in contents.values() if isinstance(content, Module))
    return Curriculum(summary, findings, {module.slug: module.title for module in modules})


def _reviewed(contents: Mapping[UUID, Content]) -> Reviewed:
    findings = review(contents.values())
    return summarise(contents.values(), Counter(finding.unit for finding in findings)), findings
