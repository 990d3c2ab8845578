"""Freezing, reviewing, verifying and publishing reports."""

from studyvisit.signing.views import freezing, published, reviewing, verifying
from studyvisit.signing.views.base import blueprint

__all__ = ["blueprint", "freezing", "published", "reviewing", "verifying"]
