"""What reviewers and trainers look at: how far people have come, what they answered, and how questions did."""

from studyvisit.reporting.views import (
    addresses,
    background,
    exports,
    feedback,
    items,
    judgement,
    modules,
    neighbours,
    progress,
    reports,
)
from studyvisit.reporting.views.base import blueprint

__all__ = [
    "addresses",
    "background",
    "blueprint",
    "exports",
    "feedback",
    "items",
    "judgement",
    "modules",
    "neighbours",
    "progress",
    "reports",
]
