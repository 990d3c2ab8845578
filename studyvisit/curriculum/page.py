"""One file being read: where its problems go, and how its Markdown becomes HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from studyvisit.curriculum.figures import ChartData
from studyvisit.curriculum.lines import Line, joined, trimmed
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.prose import check_identities, check_prose, check_short_prose
from studyvisit.curriculum.render import Rendered, inline, render


@dataclass(frozen=True, slots=True)
class Page:
    """The means by which every reader of a file reports and renders.

    `data` has a name for each data file beside it, and None for one that is at fault. What only English words can
    tell is not asked of a file that `is_translation`.
    """

    report: Report
    media: Mapping[str, MediaRef] = field(default_factory=dict)
    data: Mapping[str, ChartData | None] = field(default_factory=dict)
    is_translation: bool = False

    def about(self, path: str) -> Page:
        """Return the same means for another file."""
        return replace(self, report=self.report.about(path))

    def rendered(self, lines: Iterable[Line], where: str) -> Rendered:
        """Return lines of Markdown as checked, sanitised HTML, with problems reported."""
        lines = trimmed(lines)
        check_prose(lines, where, self.media, self.report)
        result = render(joined(lines), self.media)
        for complaint in result.complaints:
            self.report.error(lines[complaint.line].number, where, complaint.message)
        check_identities(result.html, lines, where, self.report)
        return result

    def block(self, lines: Iterable[Line], where: str) -> str:
        """Return lines of Markdown as HTML blocks; a heading or a footnote is a problem."""
        lines = trimmed(lines)
        check_short_prose(lines, where, self.report)
        return self.rendered(lines, where).html if lines else ""

    def phrase(self, lines: Iterable[Line], where: str) -> str:
        """Return lines of Markdown as HTML that may stand within a line; anything else is a problem."""
        lines = trimmed(lines)
        html = self.block(lines, where)
        within = inline(html)
        if within is None:
            self.report.error(
                lines[0].number if lines else 1,
                where,
                "must be one paragraph: take out lists, tables, headings and blank lines",
            )
        return html if within is None else within
