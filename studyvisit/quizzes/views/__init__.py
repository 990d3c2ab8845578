"""Sitting a quiz."""

from studyvisit.quizzes.views import files, sitting
from studyvisit.quizzes.views.base import blueprint

__all__ = ["blueprint", "files", "sitting"]
