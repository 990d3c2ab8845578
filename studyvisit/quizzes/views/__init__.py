"""Sitting a quiz."""

from studyvisit.quizzes.views import sitting
from studyvisit.quizzes.views.base import blueprint

__all__ = ["blueprint", "sitting"]
