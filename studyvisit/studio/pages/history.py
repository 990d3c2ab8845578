"""What was done to what readers see of a unit, and the difference between any two of its revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _

from studyvisit.library.rules import Act
from studyvisit.studio.pages.differences import DifferenceView
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True)
class ActLine:
    """Something done: in words, by whom, when and why, and where to go on from it: words and address."""

    words: str
    by: str
    at: datetime
    why: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What was done to a unit, the latest first; `numbers` are its revisions, to compare any two."""

    template: ClassVar[str] = "studio/history.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    acts: tuple[ActLine, ...]
    numbers: tuple[int, ...]
    difference_url: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DifferencePage(Page):
    """How one revision differs from another."""

    template: ClassVar[str] = "studio/difference.html"

    crumbs: tuple[Crumb, ...]
    found: DifferenceView


def act_words(act: Act, number: int) -> str:
    """Return what was done, in words."""
    return {
        Act.PUBLISHED: _("Revision %(number)s published", number=number),
        Act.RESTORED: _("Went back to revision %(number)s", number=number),
        Act.RETIRED: _("Retired, at revision %(number)s", number=number),
        Act.BROUGHT_BACK: _("Brought back, at revision %(number)s", number=number),
    }[act]
