"""What reviewers and trainers look at: how far people have come, and what they answered."""

from studyvisit.reporting.views import feedback, progress
from studyvisit.reporting.views.base import blueprint

__all__ = ["blueprint", "feedback", "progress"]
