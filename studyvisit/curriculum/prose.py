"""What is checked in any stretch of Markdown, before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.problems import Report


def check_prose(lines: Sequence[Line], where: str, media: Mapping[str, MediaRef], report: Report) -> None:
    """Report pictures without words, links without words, and headings out of order."""
