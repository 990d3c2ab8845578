"""Where trainers write, check and publish content, and exchange questions."""

from studyvisit.studio.views import (
    building,
    converting,
    editing,
    history,
    looking,
    media,
    modules,
    packing,
    pasting,
    publishing,
    repairing,
    reviewing,
    sharing,
    taking_in,
    translating,
)
from studyvisit.studio.views.base import blueprint

__all__ = [
    "blueprint",
    "building",
    "converting",
    "editing",
    "history",
    "looking",
    "media",
    "modules",
    "packing",
    "pasting",
    "publishing",
    "repairing",
    "reviewing",
    "sharing",
    "taking_in",
    "translating",
]
