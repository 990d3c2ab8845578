"""What a person does with a quiz: start an attempt, answer, hand it in; and what the clock does."""

from __future__ import annotations

from studyvisit.quizzes.services.attempts import AttemptsExhausted, close_overdue, start, submit
from studyvisit.quizzes.services.saving import Given, save_answer, save_page

__all__ = ["AttemptsExhausted", "Given", "close_overdue", "save_answer", "save_page", "start", "submit"]
