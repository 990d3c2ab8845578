"""What can be done to something that was published."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What somebody did: the value is what is stored."""

    PUBLISHED = "published"
    RESTORED = "restored"
    RETIRED = "retired"
    BROUGHT_BACK = "brought-back"
