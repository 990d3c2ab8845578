"""What the front matter of each kind of file may say."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from studyvisit.curriculum.content import FOLLOW_UPS, Forms, Moment, Progress, Reveal, Review, Scoring
from studyvisit.curriculum.feedback import FeedbackKind
from studyvisit.curriculum.looking_back import When
from studyvisit.curriculum.marking import MarkingHead
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.sitting import DEFAULT_GRACE
from studyvisit.curriculum.source import SLUG
from studyvisit.curriculum.vocabulary import BLOOM_VERBS, COUNTRIES

TARGET = re.compile(r"(?:[1-9]|1[0-7])\.(?:[1-9]\d?|[a-d])")
FACT = re.compile(r"P\d|\d{1,2}(?:\.\d{1,3}[a-z]?)?")
_DURATION = re.compile(r"(\d{1,4})\s*(s|seconds?|min|minutes?|h|hours?|days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError(f"`{text}` is not an id: use lower-case letters a to z, digits and single hyphens")
    return text


def _target(text: str) -> str:
    if not TARGET.fullmatch(text):
        raise ValueError(f"`{text}` is not a target of the Sustainable Development Goals: write it as 16.6")
    return text


def _fact(text: str) -> str:
    if not FACT.fullmatch(text):
        raise ValueError(f'`{text}` is not the number of a fact: write it as "1.03", "4.2" or "P1"')
    return text


def _country(text: str) -> str:
    if text not in COUNTRIES:
        raise ValueError(
            f"`{text}` is not an ISO 3166 code: write two capital letters, such as BD for Bangladesh"
        )
    return text


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(
            f"`{text}` is not a time zone: write one such as Asia/Seoul."
            + did_you_mean(text, available_timezones())
        )
    return ZoneInfo(text).key


def _objective(text: str) -> str:
    verb = text.split(maxsplit=1)[0].strip(",.:").lower()
    if verb not in BLOOM_VERBS:
        raise ValueError(
            f"begins with `{verb}`: begin with what the reader will do, such as describe, compare or "
            f"design.{did_you_mean(verb, BLOOM_VERBS)}"
        )
    return text


def _months(months: int) -> int:
    if months not in FOLLOW_UPS:
        known = ", ".join(map(str, FOLLOW_UPS))
        raise ValueError(f"`{months}` months is not when people are asked again: write one of {known}")
    return months


def _seconds(text: object) -> object:
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError("is not a length of time: write it as `30 s`, `20 min`, `1 h` or `1 day`")
    return int(found[1]) * _SECONDS[found[2][0]]


def _moment(text: object) -> object:
    try:
        return datetime.strptime(str(text).strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 (the programme's zone)
    except ValueError:
        raise ValueError("is not a day and time: write it as 2019-04-08 09:00") from None


def _attempts(text: object) -> object:
    return None if text == "unlimited" else text


def _review(value: object) -> object:
    return {"marks": value, "feedback": value, "answers": value} if isinstance(value, str) else value


def _when(value: object) -> object:
    if isinstance(value, list):
        return tuple(Moment(_known(word, Moment)) for word in _unique(tuple(map(str, value))))
    return Reveal(_known(value, Reveal))


def _known(word: object, known: type[Moment] | type[Reveal]) -> str:
    if word in tuple(known):
        return str(word)
    also = "in a list" if known is Moment else f"or a list of {', '.join(Moment)}"
    raise ValueError(
        f"`{word}` is not known here: write {', '.join(known)}, {also}.{did_you_mean(str(word), known)}"
    )


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((value for index, value in enumerate(values) if value in values[:index]), None)
    if twice is not None:
        raise ValueError(f"`{twice}` is listed twice: keep one")
    return values


Seen = Annotated[When, BeforeValidator(_when)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Slug = Annotated[str, AfterValidator(_slug)]
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_unique)]
SomeSlugs = Annotated[Slugs, Field(min_length=1)]
Targets = Annotated[tuple[Annotated[str, AfterValidator(_target)], ...], AfterValidator(_unique)]
Facts = Annotated[tuple[Annotated[str, AfterValidator(_fact)], ...], AfterValidator(_unique)]


class Head(BaseModel):
    """What every file's front matter has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    title: Line


class CompetenciesHead(Head):
    """The front matter of competencies.md."""


class FactsHead(Head):
    """The front matter of facts.md."""


class ModuleHead(Head):
    """The front matter of module.md."""

    summary: Line
    competencies: SomeSlugs
    sdg: Targets = ()


class LessonHead(Head):
    """The front matter of a lesson."""

    minutes: Annotated[int, Field(ge=1, le=90)]
    objective: Annotated[Line, AfterValidator(_objective)]
    competencies: SomeSlugs
    sdg: Targets = ()
    facts: Facts = ()


class GuideHead(Head):
    """The front matter of guide.md."""

    minutes: Annotated[int, Field(ge=15, le=480)]


class HandoutHead(Head):
    """The front matter of handout.md."""


class ReviewHead(BaseModel):
    """When each kind of what there is to see of an attempt is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    own: Seen = Reveal.AFTER_SUBMIT
    outcome: Seen | None = None
    marks: Seen = Reveal.AFTER_SUBMIT
    feedback: Seen = Reveal.AFTER_SUBMIT
    answers: Seen = Reveal.AFTER_SUBMIT

    @property
    def content(self) -> Review:
        """Return the rule as content."""
        return Review(
            own=self.own,
            outcome=self.outcome,
            marks=self.marks,
            feedback=self.feedback,
            answers=self.answers,
        )


class QuizHead(Head):
    """The front matter of quiz.md."""

    pass_mark: Annotated[int, Field(ge=0, le=100)]
    attempts: Annotated[Annotated[int, Field(ge=1, le=100)] | None, BeforeValidator(_attempts)]
    scoring: Scoring = Scoring.HIGHEST
    draw: Annotated[int, Field(ge=1)] | None = None
    shuffle: bool = True
    time_limit: Annotated[Annotated[int, Field(ge=60, le=86_400)], BeforeValidator(_seconds)] | None = None
    review: Annotated[ReviewHead, BeforeValidator(_review)] = ReviewHead()
    certainty: bool = False
    grace: Annotated[Annotated[int, Field(ge=0, le=600)], BeforeValidator(_seconds)] = DEFAULT_GRACE
    wait: Annotated[Annotated[int, Field(ge=60, le=30 * 86_400)], BeforeValidator(_seconds)] | None = None
    progress: Progress = Progress.FREE
    look_back: bool = False
    forms: Forms | None = None
    practice: bool = False
    marking: MarkingHead = MarkingHead()


class WavesHead(BaseModel):
    """The question that each wave asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pre: Line
    post: Line
    then: Line
    follow_up_3: Line | None = Field(default=None, alias="follow-up-3")
    follow_up_6: Line | None = Field(default=None, alias="follow-up-6")
    follow_up_12: Line | None = Field(default=None, alias="follow-up-12")


class ScaleHead(BaseModel):
    """One step of a scale."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[int, Field(ge=0, le=100)]
    label: Line


def _ascending(scale: tuple[ScaleHead, ...]) -> tuple[ScaleHead, ...]:
    values = [point.value for point in scale]
    if values != sorted(set(values)):
        raise ValueError("must rise from step to step: give each step a larger value than the one before")
    return scale


Scale = Annotated[tuple[ScaleHead, ...], Field(min_length=2, max_length=11), AfterValidator(_ascending)]


class QuestionnaireHead(Head):
    """The front matter of a self-assessment."""

    kind: Literal["self-assessment"]
    waves: WavesHead
    scale: Scale
    not_applicable: bool = False


class FeedbackHead(Head):
    """The front matter of a reaction or follow-up form."""

    kind: FeedbackKind
    anonymous: bool = False
    minutes: Annotated[int, Field(ge=1, le=30)]
    scale: Scale | None = None


class SiteVisitHead(Head):
    """The front matter of a site visit."""

    competencies: SomeSlugs
    facts: Facts = ()


class IndicatorsHead(Head):
    """The front matter of a programme's indicators."""

    source: Line


class QuizWindowHead(BaseModel):
    """From when until when a quiz is open, by the clock of the programme's place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: Annotated[datetime, BeforeValidator(_moment)] | None = None
    closes: Annotated[datetime, BeforeValidator(_moment)] | None = None


Months = Annotated[int, AfterValidator(_months)]


class ProgrammeHead(Head):
    """The front matter of programme.md."""

    starts_on: date
    ends_on: date
    place: Line
    timezone: Annotated[str, AfterValidator(_zone)]
    organisers: Annotated[tuple[Line, ...], Field(min_length=1)]
    countries: Annotated[tuple[Annotated[str, AfterValidator(_country)], ...], AfterValidator(_unique)]
    modules: SomeSlugs
    self_assessment: Slug
    reaction: Slug | None = None
    follow_up: dict[Months, Slug] = Field(default_factory=dict)
    quizzes: dict[Slug, QuizWindowHead] = Field(default_factory=dict)
    signatures: Annotated[int, Field(ge=1, le=2)] = 1
    second_reader: bool = False
    smallest_group: Annotated[int, Field(ge=3, le=100)] = 5
    source: Line
