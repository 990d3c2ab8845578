"""The figures about a quiz and its questions: what the page, the CSV and the JSON show.

This is imported when somebody asks, not with the application: it loads NumPy and SciPy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from studyvisit.curriculum.questions import OneChoice, Question, SeveralChoices, TrueFalse
from studyvisit.evaluation.figures import LEAST, Figure, Reason, missing
from studyvisit.evaluation.gain import Gain, learning_gain
from studyvisit.evaluation.groups import Groups, compare
from studyvisit.evaluation.items import Analysis, Extra, ItemFigures, analyse
from studyvisit.evaluation.marks import Marks
from studyvisit.evaluation.options import Chosen, OptionFigures
from studyvisit.reporting.queries.items import BLANK, Answered, Sittings
from studyvisit.reporting.rules import Cell, Row, Which

LONGEST = 30 * 60
"""Seconds after which somebody has left the desk: a longer time counts as this one."""

QUESTION_COLUMNS = (
    "question", "name", "kind", "competency", "option", "is_right", "asked", "answered", "blank",
    "facility", "facility_low", "facility_high", "sd",
    "discrimination", "discrimination_low", "discrimination_high", "efficiency", "effective_weight", "seconds",
    "share", "share_low", "share_high", "point_biserial", "point_biserial_low", "point_biserial_high",
    "upper", "lower", "flags", "false_alarms",
)  # fmt: skip
TYPED = frozenset({"name"})
"""The columns whose texts people typed."""


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question with its figures; `seconds` is the median time that people took.

    `is_left_out` where a correction dropped it or credited it to everyone: such attempts are not in its figures.
    """

    question: Question
    figures: ItemFigures
    seconds: Figure
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class QuizReport:
    """A quiz with its figures; `earlier` counts attempts at earlier texts, `unmarked` answers without a mark yet.

    `gain` is from the check before the module to these attempts, None where no such check was sat, or where
    people count more than once.
    """

    analysis: Analysis
    questions: tuple[QuestionFigures, ...]
    forms: Groups
    languages: Groups
    gain: Gain | None
    attempts: int
    earlier: int
    unmarked: int


def quiz_report(answered: Answered, which: Which) -> QuizReport:
    """Return the figures of a quiz from what was answered."""
    table = _Table(answered)
    analysis = analyse(table.marks, [table.about(place) for place in range(len(answered.questions))])
    seconds = table.seconds()
    # Of what is marked: what waits for a person is neither right nor wrong yet.
    percents = table.marks.percent
    return QuizReport(
        analysis=analysis,
        questions=tuple(
            QuestionFigures(question, figures, time, question.id in answered.left_out)
            for question, figures, time in zip(answered.questions, analysis.items, seconds, strict=True)
        ),
        forms=_by(percents, [form or "" for form in answered.sittings.forms]),
        languages=_by(percents, answered.sittings.languages),
        gain=None if which is Which.ALL else _gain(answered.sittings, percents),
        attempts=len(percents),
        earlier=answered.earlier,
        unmarked=table.unmarked,
    )


def _gain(sittings: Sittings, after: NDArray[np.float64]) -> Gain | None:
    before = np.array(sittings.before)
    if np.isnan(before).all():
        return None
    forms = np.char.upper(np.array(sittings.first_forms, dtype=str))
    return learning_gain(before, after, first_form=forms)


def _by(percents: NDArray[np.float64], names: Sequence[str]) -> Groups:
    """Return the groups by their names; who has none is in no group."""
    known = np.array(names, dtype=str)
    return compare(percents[known != ""], known[known != ""])


class _Table:
    """What was answered as a table of marks, with what marks do not say."""

    def __init__(self, answered: Answered) -> None:
        given, sittings = answered.given, answered.sittings
        self.questions = answered.questions
        self.texts = given.texts
        people, places = np.array(given.attempts, dtype=np.int64), np.array(given.questions, dtype=np.int64)
        is_meant = places >= 0
        self.people, self.places = people[is_meant], places[is_meant]
        self.answers = np.array(given.answers, dtype=np.int64)[is_meant]
        self.saved = np.array(given.saved, dtype=np.int64)[is_meant]
        self.started = np.array(sittings.started, dtype=np.int64)
        shape = (len(sittings.percents), len(self.questions))
        asked = np.zeros((len(answered.asked), len(self.questions)), dtype=bool)
        for number, those in enumerate(answered.asked):
            asked[number, list(those)] = True
        asked = asked[np.array(sittings.asked, dtype=np.int64)].reshape(shape)
        points = np.array(given.points)[is_meant]
        blanks = [number for number, text in enumerate(self.texts) if text == BLANK]
        is_blank = np.isin(self.answers, blanks)
        waiting = ~is_blank & (points < 0)
        asked[self.people[waiting], self.places[waiting]] = False
        self.unmarked = int(waiting.sum())
        self.is_marked = ~is_blank & ~waiting & asked[self.people, self.places]
        earned = np.full(shape, np.nan)
        people, places = self.people[self.is_marked], self.places[self.is_marked]
        # What a question was worth may have changed since: a share of its points is compared with a share.
        worth = np.array(answered.points)
        revisions = np.array(sittings.revisions, dtype=np.int64)[people]
        earned[people, places] = points[self.is_marked] / worth[revisions, places] * worth[0, places]
        self.marks = Marks(earned, worth[0], asked)

    def about(self, place: int) -> Extra:
        """Return who chose which option of a question, and what guessing gives."""
        question = self.questions[place]
        options = options_of(question)
        if not options:
            return Extra()
        mine = self.is_marked & (self.places == place)
        people, answers = self.people[mine], self.answers[mine]
        chosen = {int(number): set(json.loads(self.texts[number])) for number in np.unique(answers)}
        return Extra(
            tuple(
                Chosen(option, is_right, self._who(people, answers, option, chosen))
                for option, is_right in options
            ),
            _guess(question),
        )

    def _who(
        self,
        people: NDArray[np.int64],
        answers: NDArray[np.int64],
        option: str,
        chosen: dict[int, set[str]],
    ) -> NDArray[np.bool_]:
        who = np.zeros(len(self.marks.earned), dtype=bool)
        who[people[np.isin(answers, [number for number, ids in chosen.items() if option in ids])]] = True
        return who

    def seconds(self) -> list[Figure]:
        """Return the median time for each question, in seconds.

        From the first save before it in the same attempt, or from its start; at most half an hour.
        """
        known = self.saved >= 0
        people, places, saved = self.people[known], self.places[known], self.saved[known]
        order = np.lexsort((saved, people))
        people, places, saved = people[order], places[order], saved[order]
        before = np.concatenate([[-1], saved[:-1]])
        is_first = np.concatenate([[True], people[1:] != people[:-1]])[: len(people)]
        before = np.where(is_first, self.started[people], before[: len(people)])
        taken = np.clip(saved - before, 0, LONGEST)
        return [_median(taken[places == place]) for place in range(len(self.questions))]


def _median(seconds: NDArray[np.int64]) -> Figure:
    n = len(seconds)
    if n < LEAST:
        return missing(n, Reason.TOO_FEW if n else Reason.NOT_GIVEN)
    return Figure(float(np.median(seconds)), n)


def options_of(question: Question) -> tuple[tuple[str, bool], ...]:
    """Return the ids of a question's options, each with whether it is right; none where there are no options."""
    if isinstance(question, OneChoice | SeveralChoices):
        return tuple((option.id, option.is_right) for option in question.options)
    if isinstance(question, TrueFalse):
        return (("true", question.is_true), ("false", not question.is_true))
    return ()


def _guess(question: Question) -> float | None:
    """Return the share that would be right by guessing, where it is known."""
    if isinstance(question, OneChoice):
        return 1 / len(question.options)
    return 0.5 if isinstance(question, TrueFalse) else None


def quiz_cells(report: QuizReport) -> dict[str, object]:
    """Return what the JSON says of the quiz as a whole: every figure with its n and interval, or its reason."""
    return {
        **asdict(report.analysis.quiz),
        "forms": [asdict(group) for group in report.forms.groups],
        "languages": [asdict(group) for group in report.languages.groups],
        "gain": asdict(report.gain) if report.gain and report.gain.people.both >= LEAST else None,
        "attempts_at_earlier_texts": report.earlier,
        "answers_not_marked_yet": report.unmarked,
    }


Why = Callable[[Reason], Cell]
"""Gives what stands where a figure is missing."""


def in_words(reason: Reason) -> Cell:
    """Return why a figure is missing as text: "(too few)"."""
    return f"({reason.replace('_', ' ')})"


def question_rows(report: QuizReport, why: Why = in_words) -> Iterator[Row]:
    """Yield a row for each question and below it one for each option, cells as QUESTION_COLUMNS names them.

    Where a figure is missing its cell says `why`.
    """
    for one in report.questions:
        yield _question_row(one, why)
        yield from (_option_row(one, option, why) for option in one.figures.options)


def _question_row(one: QuestionFigures, why: Why) -> Row:
    question, item = one.question, one.figures
    return (
        *(question.id, question.name, question.kind, question.competency, None, None),
        *(item.asked, item.answered, item.blank),
        *_cells(item.facility, why),
        *_cells(item.spread, why)[:1],
        *_cells(item.discrimination, why),
        *_cells(item.efficiency, why)[:1],
        *_cells(item.effective_weight, why)[:1],
        *_cells(one.seconds, why)[:1],
        *(None,) * 8,
        "; ".join(f"{flag.kind}:{flag.option}" if flag.option else flag.kind for flag in item.flags) or None,
        item.flags[0].false_alarms if item.flags else None,
    )


def _option_row(one: QuestionFigures, option: OptionFigures, why: Why) -> Row:
    question = one.question
    return (
        *(question.id, question.name, question.kind, question.competency),
        *(option.id, "yes" if option.is_right else "no", one.figures.asked, one.figures.answered),
        *(None,) * 11,
        *_cells(option.share, why),
        *_cells(option.point_biserial, why),
        *_cells(option.upper, why)[:1],
        *_cells(option.lower, why)[:1],
        *(None, None),
    )


def _cells(figure: Figure, why: Why) -> tuple[Cell, Cell, Cell]:
    if figure.value is None:
        return (why(figure.reason or Reason.NOT_GIVEN), None, None)
    return (
        _rounded(figure.value),
        None if figure.low is None else _rounded(figure.low),
        None if figure.high is None else _rounded(figure.high),
    )


def _rounded(value: float) -> float:
    return round(value, 4) + 0.0
