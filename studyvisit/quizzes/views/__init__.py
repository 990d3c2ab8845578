"""Sitting a quiz, and correcting it afterwards."""

from studyvisit.quizzes.views import allowances, correcting, files, practising, sitting, starting
from studyvisit.quizzes.views.base import blueprint

__all__ = ["allowances", "blueprint", "correcting", "files", "practising", "sitting", "starting"]
