"""The step from a draft to what readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, kw_only=True)
class PublishingPage(Page):
    """What is published, and what stands in the way; `number` is the state of the draft that was looked at."""

    template: ClassVar[str] = "studio/publishing.html"

    crumbs: tuple[Crumb, ...]
    number: int
    errors: tuple[tuple[str, str], ...]
    warnings: int
    error: str = ""
