"""The pages of a trainer about the questions of a quiz: which are hard, which tell, which mislead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flask_babel import format_percent
from flask_babel import gettext as _
from markupsafe import Markup

from studyvisit.curriculum.questions import Question, TrueFalse, drawn
from studyvisit.evaluation.figures import LEAST
from studyvisit.reporting.pages.curriculum import kind_names
from studyvisit.reporting.pages.filters import Filter, Option
from studyvisit.reporting.pages.values import Value, barred, number, percent, time
from studyvisit.reporting.queries.quizzes import SatQuiz
from studyvisit.reporting.rules import Which
from studyvisit.web.formats import language_name
from studyvisit.web.pages import Crumb, Page, sanitised

if TYPE_CHECKING:
    from studyvisit.evaluation.flags import Flag
    from studyvisit.evaluation.gain import Crossover
    from studyvisit.evaluation.groups import Groups
    from studyvisit.evaluation.options import OptionFigures
    from studyvisit.reporting.queries.item_figures import QuestionFigures, QuizReport

Namer = Callable[[str], str]

FACILITY_BANDS = (0.0, 0.3, 0.6, 0.9)
DISCRIMINATION_BANDS = (40.0, 20.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """Something to look at twice, with how often that is for nothing."""

    number: int
    name: str
    words: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """One option of a question."""

    html: Markup
    is_right: bool
    share: Value
    point_biserial: Value
    upper: Value
    lower: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question with everything known about it."""

    number: int
    name: str
    kind: str
    prompt: Markup
    answered: int
    blank: int
    is_left_out: bool
    facility: Value
    discrimination: Value
    efficiency: Value
    weight: Value
    time: Value
    flags: tuple[FlagLine, ...]
    options: tuple[OptionLine, ...]
    correct_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """Groups of people side by side: name, n, mean, SD; `difference` is between exactly two."""

    id: str
    caption: str
    label: str
    lines: tuple[tuple[str, int, Value, Value], ...]
    difference: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTable:
    """Questions by their numbers: discrimination down, facility across."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(Page):
    """The quizzes whose questions a person may look into."""

    template: ClassVar[str] = "reporting/questions.html"

    crumbs: tuple[Crumb, ...]
    quizzes: tuple[SatQuiz, ...]
    may_convert: bool


@dataclass(frozen=True, kw_only=True)
class QuestionFiguresPage(Page):
    """The figures of one quiz and its questions."""

    template: ClassVar[str] = "reporting/question_figures.html"

    crumbs: tuple[Crumb, ...]
    filters: tuple[Filter, ...]
    url: str
    attempts: int
    earlier: int
    unmarked: int
    whole: tuple[tuple[str, Value, str], ...]
    flags: tuple[FlagLine, ...]
    questions: tuple[QuestionView, ...]
    plot: PlotTable
    gain: tuple[tuple[str, Value, str], ...]
    gain_n: int
    groups: tuple[GroupTable, ...]
    csv_url: str
    json_url: str


def which_filters(which: Which, cohorts: Mapping[str, str], cohort: str | None) -> tuple[Filter, ...]:
    """Return what the page can be narrowed to."""
    words = {
        Which.FIRST: _("First of each person"),
        Which.LAST: _("Last of each person"),
        Which.HIGHEST: _("Best of each person"),
        Which.ALL: _("All"),
    }
    every = Option("", _("All"))
    return (
        Filter(
            name="attempts",
            label=_("Attempts"),
            options=tuple(Option(value, text) for value, text in words.items()),
            chosen=which,
            error="",
        ),
        Filter(
            name="cohort",
            label=_("Cohort"),
            options=(every, *(Option(slug, title) for slug, title in cohorts.items())),
            chosen=cohort or "",
            error="",
        ),
    )


def whole_lines(report: QuizReport) -> tuple[tuple[str, Value, str], ...]:
    """Return the figures of the quiz as a whole, each with what it says."""
    quiz = report.analysis.quiz
    return (
        (_("Mean"), percent(quiz.mean.times(0.01)), _("of what could be earned")),
        (_("Median"), percent(quiz.median.times(0.01)), _("half of the people have more")),
        (_("Standard deviation"), percent(quiz.spread.times(0.01)), _("how far people are apart")),
        (
            _("Cronbach's alpha"),
            number(quiz.alpha, 2),
            _("how well the questions agree on who is strong; 1 is wholly"),
        ),
        (_("KR-20"), number(quiz.kr20, 2), _("the same, for right and wrong alone")),
        (_("Consistency"), percent(quiz.consistency.times(0.01)), _("alpha in per cent")),
        (_("Error ratio"), percent(quiz.error_ratio.times(0.01)), _("how much of the spread is chance")),
        (
            _("Standard error"),
            percent(quiz.standard_error.times(0.01)),
            _("how far a person's result may be off by chance"),
        ),
        (_("Skewness"), number(quiz.skewness, 2), _("below 0 when most did well")),
        (_("Kurtosis"), number(quiz.kurtosis, 2), _("above 0 when a few stand far out")),
    )


def question_views(report: QuizReport, correct_url: Namer) -> tuple[QuestionView, ...]:
    """Return the questions in their order, numbered from 1; `correct_url` says where one is corrected, by its id."""
    return tuple(
        _view(place, one, correct_url(one.question.id)) for place, one in enumerate(report.questions, start=1)
    )


def _view(place: int, one: QuestionFigures, correct_url: str) -> QuestionView:
    question, item = one.question, one.figures
    return QuestionView(
        number=place,
        name=question.name,
        kind=kind_names().get(question.kind, question.kind),
        prompt=sanitised(drawn(question, 0).prompt),
        answered=item.answered,
        blank=item.blank,
        is_left_out=one.is_left_out,
        facility=barred(percent(item.facility), item.facility.value),
        discrimination=barred(number(item.discrimination, 0), item.discrimination.value, half=100),
        efficiency=number(item.efficiency, 0),
        weight=percent(item.effective_weight.times(0.01)),
        time=time(one.seconds),
        flags=tuple(_flag_line(place, question, flag) for flag in item.flags),
        options=tuple(_option_line(question, option) for option in item.options),
        correct_url=correct_url,
    )


def _option_line(question: Question, option: OptionFigures) -> OptionLine:
    if isinstance(question, TrueFalse):
        html = Markup.escape(_("True") if option.id == "true" else _("False"))
    else:
        html = sanitised(next(one.html for one in getattr(question, "options", ()) if one.id == option.id))
    return OptionLine(
        html=html,
        is_right=option.is_right,
        share=barred(percent(option.share), option.share.value),
        point_biserial=number(option.point_biserial, 2),
        upper=percent(option.upper),
        lower=percent(option.lower),
    )


def _flag_line(place: int, question: Question, flag: Flag) -> FlagLine:
    words = {
        "misleading": _("The strong do worse on it than the weak. It may mislead, or its key may be wrong."),
        "misleading_option": _(
            "A wrong option attracts the strong. It may be right too, or read as if it were."
        ),
        "below_guessing": _("Fewer are right than by guessing. Its key may be wrong."),
        "too_easy": _("Practically everybody is right. It tells nobody apart."),
    }[flag.kind]
    share = format_percent(flag.false_alarms)
    rate = _("This alarm is false for at most %(share)s of sound questions.", share=share)
    return FlagLine(number=place, name=question.name, words=words, rate=rate)


def plot_table(report: QuizReport) -> PlotTable:
    """Return where the questions stand: the further down the less they tell, the further along the easier."""
    edges = [*FACILITY_BANDS[1:], 1.0]
    heads = tuple(
        _("%(low)s to %(high)s", low=format_percent(low), high=format_percent(high))
        for low, high in zip(FACILITY_BANDS, edges, strict=True)
    )
    rows: list[list[list[int]]] = [[[] for _head in heads] for _band in (*DISCRIMINATION_BANDS, None)]
    for place, one in enumerate(report.questions, start=1):
        easy, telling = one.figures.facility.value, one.figures.discrimination.value
        if easy is not None and telling is not None:
            column = sum(easy >= edge for edge in FACILITY_BANDS[1:])
            rows[sum(telling < edge for edge in DISCRIMINATION_BANDS)][column].append(place)
    names = (_("40 or more"), _("20 to 40"), _("0 to 20"), _("below 0"))
    lines = zip(names, rows, strict=True)
    return PlotTable(heads=heads, lines=tuple((name, tuple(map(tuple, row))) for name, row in lines))


def gain_lines(report: QuizReport) -> tuple[tuple[str, Value, str], ...]:
    """Return what people gained since the check before the module; nothing where ten people do not have both."""
    gain = report.gain
    if gain is None or gain.people.both < LEAST:
        return ()
    forms = () if gain.forms.gain.value is None else _form_lines(gain.forms)
    return (
        (_("Before"), percent(gain.before.times(0.01)), _("in the check before the module")),
        (_("After"), percent(gain.after.times(0.01)), _("the same people, in these attempts")),
        (_("Gain"), percent(gain.difference.times(0.01)), _("in percentage points")),
        *forms,
        (_("Normalised gain"), percent(gain.normalised), _("of what was still to gain")),
        (_("Effect size d"), number(gain.d_z, 2), _("the gain in standard deviations of gains")),
        (_("Share who gained"), percent(gain.increased), _("of those with both")),
    )


def _form_lines(forms: Crossover) -> tuple[tuple[str, Value, str], ...]:
    return (
        (_("Gain, forms evened out"), percent(forms.gain.times(0.01)), _("without what one form is harder")),
        (_("Form B less form A"), percent(forms.difference.times(0.01)), _("how much easier form B is")),
        (_("Form A"), percent(forms.form_a.times(0.01)), _("before and after together")),
        (_("Form B"), percent(forms.form_b.times(0.01)), _("before and after together")),
    )


def group_tables(report: QuizReport) -> tuple[GroupTable, ...]:
    """Return the forms and the languages side by side, where there is more than one."""
    found = (
        _groups("forms", _("Forms"), _("Form"), report.forms, lambda name: name.upper()),
        _groups(
            "languages", _("Languages that people read in"), _("Language"), report.languages, language_name
        ),
    )
    return tuple(table for table in found if table)


def _groups(identity: str, caption: str, label: str, groups: Groups, named: Namer) -> GroupTable | None:
    if len(groups.groups) < 2:
        return None
    return GroupTable(
        id=identity,
        caption=caption,
        label=label,
        lines=tuple(
            (
                named(group.name),
                group.mean.n,
                barred(
                    percent(group.mean.times(0.01)),
                    None if group.mean.value is None else group.mean.value / 100,
                ),
                percent(group.spread.times(0.01)),
            )
            for group in groups.groups
        ),
        difference=None if groups.difference is None else percent(groups.difference.times(0.01)),
    )
