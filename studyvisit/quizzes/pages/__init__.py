"""The pages of a quiz: its rules, an open attempt, what is left to answer, the result."""

from studyvisit.quizzes.pages.attempt import attempt_page, receipt
from studyvisit.quizzes.pages.before import before_page, before_result_page
from studyvisit.quizzes.pages.files import bad_file_words, files_page
from studyvisit.quizzes.pages.leaving import review_page, time_up_page
from studyvisit.quizzes.pages.overview import quiz_page
from studyvisit.quizzes.pages.result import result_page
from studyvisit.quizzes.pages.steps import anchor_of

__all__ = [
    "anchor_of",
    "attempt_page",
    "bad_file_words",
    "before_page",
    "before_result_page",
    "files_page",
    "quiz_page",
    "receipt",
    "result_page",
    "review_page",
    "time_up_page",
]
