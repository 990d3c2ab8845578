"""What a person does with a quiz: start an attempt, answer, go on, hand it in; and what the clock does."""

from __future__ import annotations

from studyvisit.quizzes.services.allowances import grant
from studyvisit.quizzes.services.attempts import close_overdue, start, submit
from studyvisit.quizzes.services.checking import save_page_and_check
from studyvisit.quizzes.services.going_on import go_on
from studyvisit.quizzes.services.refusals import AttemptsExhausted, MayNotStart, refusal_of
from studyvisit.quizzes.services.saving import Given, save_answer, save_page

__all__ = [
    "AttemptsExhausted",
    "Given",
    "MayNotStart",
    "close_overdue",
    "go_on",
    "grant",
    "refusal_of",
    "save_answer",
    "save_page",
    "save_page_and_check",
    "start",
    "submit",
]
