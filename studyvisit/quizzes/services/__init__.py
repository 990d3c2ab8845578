"""What a person does with a quiz: start an attempt, answer, go on, hand it in; and what the clock does."""

from __future__ import annotations

from studyvisit.quizzes.services.allowances import grant
from studyvisit.quizzes.services.attempts import close_overdue, start, submit
from studyvisit.quizzes.services.checking import save_page_and_check
from studyvisit.quizzes.services.correcting import (
    Preview,
    PreviewIsOld,
    Proposal,
    declare,
    preview,
    questions_of,
)
from studyvisit.quizzes.services.files import AttemptClosed, add_files, remove_file, shown_name, tidy_files
from studyvisit.quizzes.services.going_on import go_on
from studyvisit.quizzes.services.marks import lock_enrolment, recount, settle
from studyvisit.quizzes.services.refusals import AttemptsExhausted, MayNotStart, refusal_of
from studyvisit.quizzes.services.saving import Given, save_answer, save_page
from studyvisit.quizzes.services.scoring import earned_by
from studyvisit.quizzes.services.storage import BadFile, Stored, keep_file, path_of

__all__ = [
    "AttemptClosed",
    "AttemptsExhausted",
    "BadFile",
    "Given",
    "MayNotStart",
    "Preview",
    "PreviewIsOld",
    "Proposal",
    "Stored",
    "add_files",
    "close_overdue",
    "declare",
    "earned_by",
    "go_on",
    "grant",
    "keep_file",
    "lock_enrolment",
    "path_of",
    "preview",
    "questions_of",
    "recount",
    "refusal_of",
    "remove_file",
    "save_answer",
    "save_page",
    "save_page_and_check",
    "settle",
    "shown_name",
    "start",
    "submit",
    "tidy_files",
]
