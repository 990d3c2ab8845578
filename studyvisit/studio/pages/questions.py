"""Questions as participants get them, for those who write them."""

from __future__ import annotations

from studyvisit.curriculum.questions import Question, drawn
from studyvisit.web.questions import QuestionView


def answered(question: Question, number: int) -> QuestionView:
    """Return a question, answered rightly, with its feedback."""
    question = drawn(question, 0)
    return QuestionView(
        question=question,
        field=f"question-{number}",
        number=number,
        answer=question.right_answer,
        is_open=False,
        show_feedback=True,
        show_answer=True,
    )
