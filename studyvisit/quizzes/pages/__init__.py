"""The pages of a quiz: its rules, an open attempt, what is left to answer, the result."""

from studyvisit.quizzes.pages.attempt import attempt_page, receipt, review_page, time_up_page
from studyvisit.quizzes.pages.overview import quiz_page
from studyvisit.quizzes.pages.result import result_page

__all__ = ["attempt_page", "quiz_page", "receipt", "result_page", "review_page", "time_up_page"]
