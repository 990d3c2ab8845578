"""Content types with what a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.content import Lesson, Module, Prose, Quiz, QuizRules, Review, Scoring
from studyvisit.curriculum.questions import OneChoice, Option, Question


def one_choice(question_id: str, *, competency: str = "c", points: int = 1) -> OneChoice:
    """Make a question with the options right and wrong."""
    options = (
        Option(id="right", html="Right", is_right=True),
        Option(id="wrong", html="Wrong", is_right=False),
    )
    return OneChoice(
        id=question_id, name=question_id, competency=competency, points=points, prompt="?", options=options
    )


def quiz(questions: Sequence[Question] = (), **rules: object) -> Quiz:
    """Make a quiz; keywords change its rules."""
    given = {
        "pass_mark": 70,
        "attempts": 3,
        "scoring": Scoring.HIGHEST,
        "draw": None,
        "shuffle": False,
        "time_limit": None,
        "review": Review(),
    }
    return Quiz(
        id="quiz",
        title="Quiz",
        introduction="",
        rules=QuizRules(**(given | rules)),  # type: ignore[arg-type]
        questions=tuple(questions) or (one_choice("q1"),),
    )


def lesson(lesson_id: str, number: int) -> Lesson:
    """Make a lesson of one paragraph."""
    return Lesson(
        id=lesson_id,
        number=number,
        title=f"Lesson {lesson_id}",
        minutes=5,
        objective="Explain",
        competencies=(),
        sdg=(),
        facts=(),
        words=500,
        contents=(),
        body=(Prose(html="<p>Text</p>"),),
    )


def module(slug: str = "module", lessons: Sequence[str] = ("a", "b")) -> Module:
    """Make a module with lessons of these ids."""
    return Module(
        id=slug,
        slug=slug,
        title=slug.title(),
        summary="",
        overview="",
        competencies=(),
        sdg=(),
        lessons=tuple(lesson(lesson_id, number) for number, lesson_id in enumerate(lessons, start=1)),
        quiz=quiz(),
    )
