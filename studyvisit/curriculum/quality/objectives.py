"""Whether every objective and every competency is taught, asked about in both forms, and self-assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from studyvisit.curriculum.content import Competencies, Module, Questionnaire
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.questions.base import Form

MOST_APART = 2


def check_objectives(module: Module) -> Iterator[Finding]:
    """Yield what a module's quiz leaves out of its lessons and competencies."""
    quiz = module.quiz
    if not any(question.lesson or question.form for question in quiz.questions):
        yield Finding(
            module.slug,
            quiz.id,
            "forms",
            "no question says which lesson it asks about and which form it belongs to: add lesson=<id> and "
            "form=a or form=b to the headings, so that every objective is asked about in both forms",
        )
        return
    forms = Counter(question.form for question in quiz.questions)
    if abs(forms[Form.A] - forms[Form.B]) > MOST_APART:
        yield Finding(
            module.slug,
            quiz.id,
            "forms",
            f"form a has {forms[Form.A]} questions and form b has {forms[Form.B]}: make them alike",
        )
    yield from _check_competencies(module)


def _check_competencies(module: Module) -> Iterator[Finding]:
    for competency in module.competencies:
        if not any(competency.id in lesson.competencies for lesson in module.lessons):
            yield Finding(
                module.slug,
                module.id,
                f"competency {competency.id}",
                "is taught by no lesson: name it in the front matter of one, or take it out of the module",
            )
        asked = {q.form for q in module.quiz.questions if q.competency == competency.id}
        for form in Form:
            if asked and form not in asked:
                yield Finding(
                    module.slug,
                    module.quiz.id,
                    f"competency {competency.id}",
                    f"is asked about in one form only: write a question of form {form}",
                )


def check_curriculum(
    competencies: Competencies, modules: Sequence[Module], questionnaires: Sequence[Questionnaire]
) -> Iterator[Finding]:
    """Yield the competencies that no module teaches and those that no self-assessment states."""
    taught = {competency.id for module in modules for competency in module.competencies}
    stated = {statement.competency for each in questionnaires for statement in each.statements}
    for competency in competencies.competencies:
        where = f"competency {competency.id}"
        if competency.id not in taught:
            yield Finding(
                competencies.id,
                competency.id,
                where,
                "is taught by no module: name it in one, or take it out",
            )
        if questionnaires and competency.id not in stated:
            yield Finding(
                competencies.id,
                competency.id,
                where,
                "is stated by no self-assessment: add its statement, in the same words",
            )
