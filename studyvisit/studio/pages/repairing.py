"""What would mend a problem, as a button beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from studyvisit.curriculum.repairs import Mend, Repair


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairButton:
    """A button: the key of the repair, its words, and whether a field for words stands before it."""

    key: str
    words: str
    asks: bool


def buttons_of(repairs: Sequence[Repair]) -> tuple[RepairButton, ...]:
    """Return the buttons of what would mend one problem."""
    return tuple(RepairButton(key=one.key, words=repair_words(one), asks=one.mend.asks) for one in repairs)


def repair_words(repair: Repair) -> str:
    """Return what a repair does, as the words of its button."""
    match repair.mend:
        case Mend.HEADING:
            return _("Make it %(mark)s", mark=repair.shown)
        case Mend.PICTURE_WORDS:
            return _("Give the picture these words")
        case Mend.DECORATIVE:
            return _("It is decorative")
        case Mend.LINK_WORDS:
            return _("Give the link these words")
        case Mend.FENCE:
            return _("End the code where the text ends")
        case Mend.INDENT:
            return _("Indent it by four spaces")
        case Mend.SPACE | Mend.NEAREST:
            return _("Write %(words)s", words=repair.shown)
