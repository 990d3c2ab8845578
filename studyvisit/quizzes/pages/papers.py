"""What a participant sees of an answer that people mark: its files, and what was said about it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from flask import url_for

from studyvisit.curriculum.content import Quiz
from studyvisit.curriculum.questions.rubrics import Criterion, MarkedByPerson
from studyvisit.quizzes.pages.words import points_words
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.queries.papers import Paper
from studyvisit.quizzes.rules import exact, percent_of
from studyvisit.web.questions import FileView, MarkRow, MarksView, Outcome, QuestionView, size_words

NO_PAPER = Paper()


def files_of(paper: Paper) -> tuple[FileView, ...]:
    """Return the files of an answer as its page shows them."""
    return tuple(
        FileView(
            name=file.name,
            size=size_words(file.size),
            url=url_for("quizzes.download", upload_id=file.id),
        )
        for file in paper.files
    )


def as_marked(view: QuestionView, paper: Paper, *, shows_marks: bool, shows_feedback: bool) -> QuestionView:
    """Return the view of an answer with what people said about it, and any other view as it is.

    That an answer waits may always be seen; its points only where marks may, words only where feedback may.
    """
    if not isinstance(view.question, MarkedByPerson):
        return view
    outcome = Outcome.UNANSWERED
    if view.answer:
        outcome = Outcome.MARKED if paper.is_marked else Outcome.WAITING
    points = ""
    if paper.is_marked and paper.points is not None and shows_marks:
        points = points_words(exact(paper.points), view.question.points)
    return replace(
        view,
        outcome=outcome,
        points=points,
        files=files_of(paper),
        marks=_marks(view.question, paper, shows_marks=shows_marks, shows_feedback=shows_feedback)
        if paper.is_marked
        else None,
    )


def _marks(question: MarkedByPerson, paper: Paper, *, shows_marks: bool, shows_feedback: bool) -> MarksView:
    points = paper.result.get("points", {})
    rows = tuple(
        _row(criterion, exact(points.get(criterion.id, 0)), shows_feedback=shows_feedback)
        for criterion in question.rubric
    )
    comments = tuple(map(str, paper.result.get("comments", ())))
    return MarksView(rows=rows if shows_marks else (), comments=comments if shows_feedback else ())


def may_still_pass(sitting: Sitting, quiz: Quiz) -> bool:
    """Return whether an attempt may yet reach the pass mark by answers that nobody has marked."""
    attempt = sitting.attempt
    if not attempt.unmarked or attempt.points is None or attempt.available is None:
        return False
    waiting = sum(
        question.points
        for question in quiz.questions
        if isinstance(question, MarkedByPerson)
        and question.id in sitting.responses
        and sitting.responses[question.id].answer
        and not sitting.papers.get(question.id, NO_PAPER).is_marked
    )
    return percent_of(exact(attempt.points) + waiting, attempt.available) >= quiz.rules.pass_mark


def _row(criterion: Criterion, points: Fraction, *, shows_feedback: bool) -> MarkRow:
    level = criterion.level(int(points)) if points.denominator == 1 else None
    return MarkRow(
        criterion=criterion.html,
        points=points_words(points, criterion.points),
        level=level.html if level and shows_feedback else "",
    )
