"""A quiz that nobody can pass before people have marked it."""

from __future__ import annotations

from collections.abc import Iterator

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.questions.rubrics import MarkedByPerson


def check_waiting(module: Module) -> Iterator[Finding]:
    """Yield a finding where the points that a machine gives do not reach the pass mark; a draw cannot be told."""
    quiz = module.quiz
    if quiz.rules.draw is not None or any(section.draw is not None for section in quiz.sections):
        return
    points = sum(question.points for question in quiz.questions)
    waiting = sum(question.points for question in quiz.questions if isinstance(question, MarkedByPerson))
    if waiting and 100 * (points - waiting) < quiz.rules.pass_mark * points:
        yield Finding(
            module.slug,
            quiz.id,
            "questions",
            f"{waiting} of {points} points wait for a person, so that nobody passes before: lower `pass_mark` to "
            f"{100 * (points - waiting) // points}, or ask more that is marked at once",
        )
