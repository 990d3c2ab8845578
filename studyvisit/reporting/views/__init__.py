"""What reviewers and trainers look at: how far people have come, what they answered, and how questions did."""

from studyvisit.reporting.views import addresses, feedback, items, judgement, neighbours, progress, reports
from studyvisit.reporting.views.base import blueprint

__all__ = ["addresses", "blueprint", "feedback", "items", "judgement", "neighbours", "progress", "reports"]
