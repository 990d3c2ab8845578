"""A quiz with every rule that saving an answer has to mind."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Moment, Progress, Quiz, QuizSection, Reveal, Review, Scoring
from tests.quizzing import publish_quiz

STEPS = (
    QuizSection(id="words", title="Words", introduction="", questions=("short", "one"), shuffle=True),
    QuizSection(
        id="figures", title="Figures", introduction="", questions=("several", "claim", "number"), draw=2
    ),
)
EVERY_RULE: dict[str, Any] = {
    "attempts": 3,
    "scoring": Scoring.AVERAGE,
    "shuffle": True,
    "time_limit": 7200,
    "grace": 30,
    "wait": 3600,
    "progress": Progress.ONE_WAY,
    "look_back": True,
    "practice": True,
    "certainty": True,
    "review": Review(outcome=Reveal.DURING, feedback=Reveal.DURING, answers=(Moment.AFTER_CLOSE,)),
}


def publish_quiz_of_every_rule(session: Session) -> Quiz:
    """Publish it as the first module's, and commit."""
    return publish_quiz(session, sections=STEPS, **EVERY_RULE)
