"""Small quizzes, published in place of a module's own, and ways to sit them.

`QUESTIONS` are few and of the plain kinds; `EVERY_KIND` has at least one question of every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.curriculum import document
from studyvisit.curriculum.content import (
    Quiz,
    QuizRules,
    QuizSection,
    Review,
    Scoring,
)
from studyvisit.curriculum.questions import (
    Answer,
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Option,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
)
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.generated_number import Parameter
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.pairing import Pair
from studyvisit.curriculum.questions.rubrics import Criterion, Level
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.db import new_id
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from tests.factories import NOW
from tests.people import MODULES

MODULE = MODULES[0]
QUIZ_URL = f"/cohorts/incheon/modules/{MODULE}/quiz"
FEEDBACK = "canary-feedback"
"""Stands in every piece of feedback; no participant may see it before the review rule lets them."""
KEYS = ("canary-accepted", "31337.25", ">right answer<", 'class="right"')
"""What gives a right answer away, wherever it appears."""

QUESTIONS = (
    OneChoice(
        id="one",
        name="canary-name",
        competency="explain-enabler",
        points=1,
        prompt="<p>Which one?</p>",
        options=(
            Option(id="yes", html="This one", is_right=True, feedback=f"<p>{FEEDBACK}</p>"),
            Option(id="no", html="That one", is_right=False, feedback=f"<p>{FEEDBACK}</p>"),
        ),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    SeveralChoices(
        id="several",
        name="canary-name",
        competency="explain-enabler",
        points=1,
        prompt="<p>Which ones?</p>",
        options=(
            Option(id="a", html="A", is_right=True, feedback=f"<p>{FEEDBACK}</p>"),
            Option(id="b", html="B", is_right=True),
            Option(id="c", html="C", is_right=True),
            Option(id="d", html="D", is_right=False, feedback=f"<p>{FEEDBACK}</p>"),
        ),
        marking=Marking.PROPORTIONAL,
    ),
    TrueFalse(
        id="claim",
        name="canary-name",
        competency="read-targets",
        points=1,
        prompt="<p>It is so.</p>",
        is_true=True,
        feedback_if_true=f"<p>{FEEDBACK}</p>",
        feedback_if_false=f"<p>{FEEDBACK}</p>",
    ),
    Number(
        id="number",
        name="canary-name",
        competency="read-targets",
        points=1,
        prompt="<p>How many?</p>",
        value=Decimal("31337.25"),
        tolerance=Decimal(0),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    ShortAnswer(
        id="short",
        name="canary-name",
        competency="read-targets",
        points=1,
        prompt="<p>Its name?</p>",
        accepted=("canary-accepted",),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
)
RUBRIC = (
    Criterion(
        id="problem",
        html="The problem",
        levels=(Level(points=0, html="not named"), Level(points=2, html="named")),
    ),
    Criterion(
        id="proposal",
        html="The proposal",
        levels=(
            Level(points=0, html="none"),
            Level(points=1, html="a wish"),
            Level(points=2, html="a first step"),
        ),
    ),
)
WRITTEN = "The registers do not agree.\n\nOne key for each person, first in the capital."
EVERY_KIND: tuple[Question, ...] = (
    *QUESTIONS,
    Matching(
        id="matching",
        name="canary-name",
        competency="read-targets",
        points=2,
        prompt="<p>What goes together?</p>",
        pairs=(
            Pair(id="canary-left", html="Ears", counterpart="hear"),
            Pair(id="canary-second", html="Eyes", counterpart="see"),
        ),
        distractors=("smell",),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    Ordering(
        id="ordering",
        name="canary-name",
        competency="read-targets",
        points=3,
        prompt="<p>In which order?</p>",
        items=tuple(Item(id=f"canary-{word}", html=word.title()) for word in ("dawn", "noon", "dusk")),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    Categorising(
        id="categorising",
        name="canary-name",
        competency="read-targets",
        points=3,
        prompt="<p>Where does it live?</p>",
        pairs=tuple(
            Pair(id=f"canary-{animal}", html=animal.title(), counterpart=place)
            for animal, place in (("cod", "Water"), ("carp", "Water"), ("cow", "Land"))
        ),
        distractors=("Air",),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    GapFill(
        id="gap-fill",
        name="canary-name",
        competency="read-targets",
        points=2,
        prompt="<p>The ____ and the ____.</p>",
        pieces=("<p>The ", " and the ", ".</p>"),
        gaps=(
            TextGap(accepted=("canary-accepted", "canary-*")),
            ListGap(words=("lamb", "kid", "calf"), right="lamb"),
        ),
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    LongAnswer(
        id="long-answer",
        name="canary-name",
        competency="explain-enabler",
        points=4,
        prompt="<p>What would you change?</p>",
        rubric=RUBRIC,
        fewest_words=5,
        most_words=50,
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    FileUpload(
        id="file-upload",
        name="canary-name",
        competency="explain-enabler",
        points=4,
        prompt="<p>Add your plan.</p>",
        rubric=RUBRIC,
        types=("pdf", "txt"),
        most_files=2,
        most_bytes=1_000_000,
        feedback=f"<p>{FEEDBACK}</p>",
    ),
    GeneratedNumber(
        id="generated",
        name="canary-name",
        competency="read-targets",
        points=1,
        prompt="<p>How much is {{a}} and {{b}} and a thousand?</p>",
        parameters=(
            Parameter(name="a", first=Decimal(10), last=Decimal(90), step=Decimal(10)),
            Parameter(name="b", first=Decimal("0.5"), last=Decimal(4), step=Decimal("0.5")),
        ),
        formula="a + b + 1000",
        tolerance=Decimal("0.01"),
        feedback=f"<p>{FEEDBACK}: {{{{answer}}}}</p>",
    ),
)
BY_PERSON = tuple(question for question in EVERY_KIND if isinstance(question, LongAnswer | FileUpload))
BY_FORM = tuple(question for question in EVERY_KIND if not isinstance(question, FileUpload))
"""The questions that the form of an attempt answers; files have a page of their own."""


def good_answer(question: Question) -> Answer:
    """Return the right answer to a question, or one that a person may find good."""
    return (WRITTEN,) if isinstance(question, LongAnswer) else question.right_answer


RIGHT: dict[str, list[str]] = {
    "q1": ["yes"],
    "q2": ["a", "b", "c"],
    "q3": ["true"],
    "q4": ["31337.25"],
    "q5": ["canary-accepted"],
}
WRONG: dict[str, list[str]] = {"q1": ["no"], "q2": ["d"], "q3": ["false"], "q4": ["7"], "q5": ["nothing"]}

RULES = QuizRules(
    pass_mark=60,
    attempts=2,
    scoring=Scoring.HIGHEST,
    draw=None,
    shuffle=False,
    time_limit=None,
    review=Review(),
)


SECTIONS = (
    QuizSection(
        id="choices",
        title="What to choose",
        introduction="<p>Two of a kind.</p>",
        questions=("one", "several", "claim"),
    ),
    QuizSection(
        id="words",
        title="What to write",
        introduction="<p>In digits or words.</p>",
        questions=("number", "short"),
    ),
)


HALVES: tuple[Question, ...] = tuple(
    replace(question, form=form, id=f"{question.id}-{form}") for question in QUESTIONS for form in Form
)
"""The questions twice, once in each form."""


def publish_quiz(
    session: Session,
    questions: Sequence[Question] = QUESTIONS,
    sections: Sequence[QuizSection] = (),
    **changed: Any,
) -> Quiz:
    """Publish a quiz as the first module's, with rules changed as given, and commit."""
    quiz = Quiz(
        id="check",
        title="A small quiz",
        introduction="<p>A few questions.</p>",
        rules=replace(RULES, **changed),
        questions=tuple(questions),
        sections=tuple(sections),
    )
    module = replace(Shelf(session).module(MODULE).content, quiz=quiz)
    latest = session.scalar(select(func.max(Revision.number)).where(Revision.slug == MODULE)) or 0
    revision = Revision(
        kind="module",
        slug=MODULE,
        number=latest + 1,
        sha256=new_id().hex,
        source="{}",
        document=document.dump(module),
        published_at=NOW,
    )
    session.add(revision)
    session.flush()
    session.get_one(Publication, ("module", MODULE)).revision_id = revision.id
    session.commit()
    return quiz
