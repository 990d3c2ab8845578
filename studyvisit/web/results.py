"""What a changed question touches, for the studio, which knows no quizzes: they say what there is, it asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask import current_app
from flask.sansio.app import App
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a module's quiz: attempts handed in that answered each question, and attempts that are open.

    `cohorts` names, for each programme in which it was sat, one of its cohorts.
    """

    answered: Mapping[str, int]
    running: int
    cohorts: Mapping[str, str]


Ask = Callable[[Session, str, Collection[str]], Results]
_KEY = "quiz-results"


def offer_results(app: App, ask: Ask) -> None:
    """Let the application know who can say what results there are."""
    app.extensions[_KEY] = ask


def results_of(session: Session, module_slug: str, questions: Collection[str]) -> Results:
    """Return the results of a module's quiz that these questions, by id, bear on."""
    ask: Ask = current_app.extensions[_KEY]
    return ask(session, module_slug, questions)
