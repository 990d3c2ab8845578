"""Sources: the footnotes of a lesson, and the section that says where its facts come from."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.problems import Report


def check_footnotes(lines: Sequence[Line], facts: Sequence[str], report: Report) -> None:
    """Report footnotes that are not cited or not written, and facts without a section of sources."""
