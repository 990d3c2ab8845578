"""Every component on one page, for those who build pages and for the accessibility gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from studyvisit.curriculum.content import ScalePoint
from studyvisit.curriculum.figures import Captions, Chart, ChartData, ChartRow, Picture, Recording
from studyvisit.curriculum.questions import (
    Answer,
    Categorising,
    FileUpload,
    GapFill,
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
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.pairing import Pair
from studyvisit.curriculum.questions.rubrics import Criterion
from studyvisit.curriculum.questions.rubrics import Level as RubricLevel
from studyvisit.tables.content import MarkKind
from studyvisit.tables.shown import Drawn, Shown
from studyvisit.web.access import Access, access
from studyvisit.web.figures import Figure, figure_of
from studyvisit.web.languages import InLanguage
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import (
    FileView,
    Level,
    MarkRow,
    MarksView,
    Outcome,
    QuestionView,
    unreadable_words,
)
from studyvisit.web.ratings import RatingView

blueprint = Blueprint("gallery", __name__)


class SampleForm(FlaskForm):  # type: ignore[misc]
    """A field of each kind; the first has an error."""

    address = StringField(_l("E-mail"))
    institution = StringField(_l("Institution"))
    language = SelectField(_l("Language"))
    sex = RadioField(_l("Sex"))


@dataclass(frozen=True, kw_only=True)
class GalleryPage(Page):
    """The components, each in its states."""

    template: ClassVar[str] = "web/gallery.html"

    crumbs: tuple[Crumb, ...]
    form: SampleForm
    questions: tuple[QuestionView, ...]
    ratings: tuple[RatingView, ...]
    scale: tuple[ScalePoint, ...]
    figures: tuple[Figure, ...]
    marks: tuple[Shown, ...]
    languages: InLanguage


@blueprint.get("/gallery")
@access(Access.STAFF)
def gallery() -> ResponseReturnValue:
    """Show every component."""
    form = SampleForm(formdata=None)
    form.language.choices = [("en", "English"), ("fr", "français")]
    form.sex.choices = [("female", _("Female")), ("male", _("Male"))]
    form.address.errors = [_("Enter your e-mail address.")]
    words = (_("Not yet aware"), _("Aware"), _("With support"), _("Independently"), _("Guiding others"))
    statement = _("I can explain how the index is built.")
    return GalleryPage(
        title=_("Gallery of components"),
        crumbs=(Crumb(_("Home"), "/"),),
        form=form,
        questions=_questions(),
        ratings=(
            RatingView(field="rated", statement=statement, chosen="2"),
            RatingView(field="unrated", statement=statement, error=_("Choose one of the answers shown.")),
        ),
        scale=tuple(ScalePoint(value=value, label=label) for value, label in enumerate(words, start=1)),
        figures=tuple(figure_of(part) for part in _figures()),
        marks=_marks(),
        languages=InLanguage("en", "fr", is_behind=True, others=("fr", "ar")),
    ).render()


def _marks() -> tuple[Shown, ...]:
    """Return a cell of a report for each mark that is drawn in one, and one without a figure."""
    drawn = (
        ("35 %", Drawn(kind=MarkKind.BAR, start=0, end=0.35)),
        ("2.4", Drawn(kind=MarkKind.DUMBBELL, start=0.3, end=0.6)),
        ("0.8", Drawn(kind=MarkKind.INTERVAL, start=0.55, at=0.7, end=0.85, zero=0.5)),
        *(
            (f"{level} / 5", Drawn(kind=MarkKind.HEAT, start=0, end=level / 5, level=level))
            for level in range(6)
        ),
    )
    cells = (Shown(text=text, is_number=True, mark=mark) for text, mark in drawn)
    return (*cells, Shown(text=_("too few"), is_number=True, absent="too-few"))


def _figures() -> tuple[Chart | Picture | Recording, ...]:
    """Return a chart with values on both sides of zero and one that is missing, a picture and a recording."""
    rows = {"Lao PDR": ("-0.40", "-0.25"), "Uganda": ("0.02", None)}
    data = ChartData(
        label="country",
        series=("2018", "2022"),
        rows=tuple(
            ChartRow(label=name, values=tuple(Decimal(value) if value else None for value in values))
            for name, values in rows.items()
        ),
        file="distances.csv",
        url="#main",
        size=60,
    )
    drawing = '<svg role="img" aria-label="A box" width="64" height="32"><rect width="64" height="32"/></svg>'
    return (
        Chart(id="distances", caption="Distance to the world average of the edition.", data=data),
        Picture(html=drawing, description="One box, twice as wide as it is high."),
        Recording(
            id="recorded",
            title="A recording",
            is_video=True,
            url="#main",
            media_type="video/mp4",
            size=2_400_000,
            captions=(Captions(language="en", url="#main"),),
            transcript="<p>All that is said in it.</p>",
        ),
    )


def _questions() -> tuple[QuestionView, ...]:
    """Return a question of every kind, open, wrong and right."""
    right, wrong = "<p>Because it is so.</p>", "<p>That is another one.</p>"
    options = (
        Option(id="osi", html="Online services", is_right=True, feedback=right),
        Option(id="hci", html="Human capital", is_right=False, feedback=wrong),
    )
    prompt, name, competency = "<p>Which component counts what governments offer online?</p>", "", "sample"
    one = OneChoice(id="one", name=name, competency=competency, points=1, prompt=prompt, options=options)
    several = SeveralChoices(
        id="several", name=name, competency=competency, points=2, prompt=prompt, options=options
    )
    claim = TrueFalse(id="claim", name=name, competency=competency, points=1, prompt=prompt, is_true=True)
    number = Number(
        id="number",
        name=name,
        competency=competency,
        points=1,
        prompt=prompt,
        value=Decimal("0.35"),
        tolerance=Decimal("0.01"),
        feedback=right,
    )
    short = ShortAnswer(
        id="short", name=name, competency=competency, points=1, prompt=prompt, accepted=("once only",)
    )
    sure = (Level("sure", _("Sure"), is_chosen=True), Level("guess", _("A guess"), is_chosen=False))
    return (
        QuestionView(question=one, field="g1", number=1, certainties=sure, can_check=True),
        QuestionView(question=several, field="g2", number=2, answer=("osi",)),
        QuestionView(
            question=number, field="g3", number=3, answer=("x",), error=_("Enter a number in digits.")
        ),
        replace(_answered(one, 4, ("hci",), Outcome.WRONG), practice_url="#g4"),
        replace(
            _answered(claim, 5, ("true",), Outcome.RIGHT),
            note=_("This question was corrected, and your answer is marked by the corrected one."),
        ),
        _answered(short, 6, (), Outcome.UNANSWERED),
        *_views_of_lists(),
    )


def _views_of_lists() -> tuple[QuestionView, ...]:
    """Return the kinds whose lines are answered from lists: open, refused and answered."""
    layers = {
        _("The law forbids it"): _("Legal"),
        _("Two ministries code districts differently"): _("Semantic"),
    }
    pairs = tuple(
        Pair(id=f"pair-{number}", html=line, counterpart=layer)
        for number, (line, layer) in enumerate(layers.items())
    )
    steps = (_("Ask users"), _("Draft the service"), _("Measure its use"))
    items = tuple(Item(id=f"step-{number}", html=step) for number, step in enumerate(steps))
    matching = Matching(
        id="matching",
        name="",
        competency="sample",
        points=2,
        prompt=f"<p>{_('Which layer is it?')}</p>",
        pairs=pairs,
        distractors=(_("Technical"),),
    )
    ordering = Ordering(
        id="ordering",
        name="",
        competency="sample",
        points=3,
        prompt=f"<p>{_('What comes first?')}</p>",
        items=items,
    )
    keys = [row.key for row in ordering.rows_in_order()]
    twice = tuple(f"{key}=1" for key in keys[:2])
    return (
        QuestionView(question=matching, field="g7", number=7, answer=matching.right_answer[:1]),
        QuestionView(
            question=ordering, field="g8", number=8, answer=twice, error=unreadable_words()["same-place"]
        ),
        _answered(matching, 9, matching.right_answer[:1], Outcome.PARTLY),
        _answered(ordering, 10, ordering.right_answer, Outcome.RIGHT),
        *_views_of_gaps(pairs),
    )


def _views_of_gaps(pairs: tuple[Pair, ...]) -> tuple[QuestionView, ...]:
    """Return the kinds with gaps and with categories: open, refused and answered."""
    before, between, after = _("Once "), _(" is a "), _(" of administrations.")
    gap_fill = GapFill(
        id="gaps",
        name="",
        competency="sample",
        points=2,
        prompt="",
        pieces=(f"<p>{before}", between, f"{after}</p>"),
        gaps=(
            TextGap(accepted=(_("only"),)),
            ListGap(words=(_("principle"), _("law"), _("register")), right=_("principle")),
        ),
    )
    prompt = f"<p>{_('Which layer is it?')}</p>"
    categorising = Categorising(
        id="categorising", name="", competency="sample", points=2, prompt=prompt, pairs=pairs
    )
    wrong = (_("never"), gap_fill.right_answer[1])
    return (
        QuestionView(question=gap_fill, field="g11", number=11),
        QuestionView(
            question=gap_fill, field="g12", number=12, answer=wrong, error=unreadable_words()["too-long"]
        ),
        _answered(gap_fill, 13, wrong, Outcome.PARTLY),
        QuestionView(question=categorising, field="g14", number=14),
        *_views_by_person(),
    )


def _views_by_person() -> tuple[QuestionView, ...]:
    """Return the kinds that a person marks: open, waiting and marked."""
    levels = (RubricLevel(points=0, html=_("not named")), RubricLevel(points=2, html=_("named")))
    criterion = Criterion(id="problem", html=_("The problem"), levels=levels)
    written = LongAnswer(
        id="written",
        name="",
        competency="sample",
        points=2,
        prompt=f"<p>{_('What would you change?')}</p>",
        rubric=(criterion,),
        fewest_words=50,
        most_words=400,
    )
    upload = FileUpload(
        id="upload",
        name="",
        competency="sample",
        points=2,
        prompt=f"<p>{_('Add your plan.')}</p>",
        rubric=(criterion,),
        types=("pdf", "odt"),
        most_files=2,
    )
    marks = MarksView(
        rows=(MarkRow(criterion=criterion.html, points=_("2 of 2 points"), level=levels[1].html),),
        comments=(_("Clear and short."),),
    )
    answer = (_("The registers do not agree."),)
    files = (FileView(name="plan.pdf", size="1.2 MB", url="#main"),)
    return (
        QuestionView(question=written, field="g15", number=15),
        _answered(written, 16, answer, Outcome.WAITING),
        replace(_answered(written, 17, answer, Outcome.MARKED), marks=marks),
        QuestionView(question=upload, field="g18", number=18, files=files),
    )


def _answered(question: Question, number: int, answer: Answer, outcome: Outcome) -> QuestionView:
    return QuestionView(
        question=question,
        field=f"g{number}",
        number=number,
        answer=answer,
        outcome=outcome,
        is_open=False,
        show_feedback=True,
        show_answer=True,
    )
