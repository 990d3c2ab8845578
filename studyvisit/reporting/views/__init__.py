"""What reviewers and trainers look at: how far people have come, what they answered, and how questions did."""

from studyvisit.reporting.views import feedback, items, judgement, progress, reports
from studyvisit.reporting.views.base import blueprint

__all__ = ["blueprint", "feedback", "items", "judgement", "progress", "reports"]
