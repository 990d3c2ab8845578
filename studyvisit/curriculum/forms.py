"""Whether the forms that a quiz's questions name are whole: each objective asked about in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.sections import Section

FEWEST = 2


def check_forms(
    parts: Sequence[Section],
    questions: Sequence[Question],
    lessons: Sequence[str] | None,
    line: int,
    report: Report,
) -> None:
    """Report what is missing once any question names its lesson or its form; `line` stands for the quiz.

    Whoever draws on the forms relies on each being complete, so that half of them is a mistake. `lessons`
    are those of the module; None when they could not be read.
    """
    if not any(question.lesson or question.form for question in questions):
        return
    lines = {part.attributes.id: part.number for part in parts}
    for question in questions:
        for name, value in (("lesson", question.lesson), ("form", question.form)):
            if value is None and name not in _written(parts, question.id):
                report.error(
                    lines.get(question.id, line),
                    f"question {question.id}",
                    f"names no {name}, though other questions do: add {name}={_example(name)} to its heading",
                )
    for lesson in lessons or ():
        for message in _lacking(lesson, questions):
            report.error(line, "questions", message)


def _lacking(lesson: str, questions: Sequence[Question]) -> Iterator[str]:
    asked = [question for question in questions if question.lesson == lesson]
    if len(asked) < FEWEST:
        number = "one question asks" if asked else "no question asks"
        yield f"{number} about the lesson `{lesson}`: write at least two, one of each form"
    for form in Form:
        if asked and all(question.form is not form for question in asked):
            yield f"no question of form {form} asks about the lesson `{lesson}`: write one"


def _written(parts: Sequence[Section], identity: str) -> set[str]:
    """Return the names of the attributes in a question's heading, right or wrong."""
    return {name for part in parts if part.attributes.id == identity for name in part.attributes.values}


def _example(name: str) -> str:
    return "<lesson id>" if name == "lesson" else "a or form=b"
