"""Where trainers write, check and publish content, and exchange questions."""

from studyvisit.studio.views import (
    building,
    converting,
    editing,
    history,
    looking,
    media,
    modules,
    publishing,
    reviewing,
    sharing,
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
    "publishing",
    "reviewing",
    "sharing",
    "translating",
]
