"""The types of everything that is taught. Plain, frozen and free of any framework.

All HTML in these types has been rendered and sanitised by `curriculum.render`, small pictures by
`curriculum.drawings`; nothing else may fill it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from studyvisit.curriculum.agenda import AgendaDay
from studyvisit.curriculum.indicators import Indicators
from studyvisit.curriculum.languages import ORIGINAL
from studyvisit.curriculum.looking_back import Moment as Moment
from studyvisit.curriculum.looking_back import Reveal as Reveal
from studyvisit.curriculum.looking_back import Review as Review
from studyvisit.curriculum.looking_back import Shown as Shown
from studyvisit.curriculum.passages import Check as Check
from studyvisit.curriculum.passages import Heading as Heading
from studyvisit.curriculum.passages import Lesson as Lesson
from studyvisit.curriculum.passages import Part as Part
from studyvisit.curriculum.passages import Prose as Prose
from studyvisit.curriculum.sitting import Forms as Forms
from studyvisit.curriculum.sitting import Progress as Progress
from studyvisit.curriculum.sitting import Quiz as Quiz
from studyvisit.curriculum.sitting import QuizRules as QuizRules
from studyvisit.curriculum.sitting import QuizSection as QuizSection
from studyvisit.curriculum.sitting import QuizWindow as QuizWindow
from studyvisit.curriculum.sitting import Scoring as Scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """Something a participant can do afterwards: "I can …"; `translations` say it by language."""

    id: str
    statement: str
    sdg: tuple[str, ...] = ()
    translations: dict[str, str] = field(default_factory=dict, hash=False)

    def in_language(self, language: str) -> Competency:
        """Return the competency in the words of a language, or of the original where it has none."""
        said = self.translations.get(language)
        return replace(self, statement=said) if said else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Competencies:
    """The one list of competencies that everything else points at."""

    id: str
    title: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How a trainer runs a module in a room, in so many minutes."""

    id: str
    title: str
    minutes: int
    words: int
    contents: tuple[Heading, ...]
    body: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What a participant of a module keeps, on two sheets of paper at most."""

    id: str
    title: str
    words: int
    body: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleWords:
    """What of a module is translated into a language: the parts that are whole. Without a title, not its overview."""

    title: str = ""
    summary: str = ""
    overview: str = ""
    is_behind: bool = False
    lessons: tuple[Lesson, ...] = ()
    quiz: Quiz | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module as one published revision shows it; older ones have neither guide nor handout.

    `language` is that of its title, summary and overview; lessons and quiz have their own.
    """

    id: str
    slug: str
    title: str
    summary: str
    overview: str
    competencies: tuple[Competency, ...]
    sdg: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    quiz: Quiz
    guide: Guide | None = None
    handout: Handout | None = None
    language: str = ORIGINAL
    is_behind: bool = False
    translations: dict[str, ModuleWords] = field(default_factory=dict, hash=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that its title and overview are translated into."""
        return tuple(language for language, words in self.translations.items() if words.title)

    def in_language(self, language: str) -> Module:
        """Return the module in a language; what is not translated into it stays in the original's."""
        words = self.translations.get(language)
        if words is None:
            return self
        told = {lesson.id: lesson for lesson in words.lessons}
        module = replace(
            self,
            competencies=tuple(one.in_language(language) for one in self.competencies),
            lessons=tuple(told.get(lesson.id, lesson) for lesson in self.lessons),
            quiz=words.quiz or self.quiz,
        )
        if not words.title:
            return module
        return replace(
            module,
            title=words.title,
            summary=words.summary,
            overview=words.overview,
            language=language,
            is_behind=words.is_behind,
        )

    @property
    def minutes(self) -> int:
        """Return the reading time of all lessons in minutes."""
        return sum(lesson.minutes for lesson in self.lessons)

    def lesson(self, lesson_id: str) -> Lesson | None:
        """Return the lesson of that id, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)


class Wave(StrEnum):
    """When a self-assessment is given; `then` looks back from after to before, a follow-up comes months later."""

    PRE = "pre"
    POST = "post"
    THEN = "then"
    FOLLOW_UP_3 = "follow-up-3"
    FOLLOW_UP_6 = "follow-up-6"
    FOLLOW_UP_12 = "follow-up-12"

    @property
    def is_follow_up(self) -> bool:
        """Return whether this wave comes months after the study visit."""
        return self.value.startswith("follow-up")


FOLLOW_UPS = (3, 6, 12)
"""How many months after a study visit people are asked what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePoint:
    """One labelled step of a rating scale."""

    value: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement to be rated, tied to the competency it states."""

    id: str
    competency: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireWords:
    """A self-assessment in another language; `scale` and `statements` are those of the original, translated."""

    title: str
    introduction: str
    waves: dict[Wave, str]
    scale: tuple[ScalePoint, ...]
    statements: tuple[Statement, ...]
    is_behind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A self-assessment: the same statements, asked in every wave; `waves` maps a wave to its question.

    Those before, after and looking back are always asked; a follow-up only where it has its question. Where it
    `allows_not_applicable`, a person may say of a statement that it does not apply to their work.
    """

    id: str
    slug: str
    title: str
    introduction: str
    waves: dict[Wave, str]
    scale: tuple[ScalePoint, ...]
    statements: tuple[Statement, ...]
    allows_not_applicable: bool = False
    kind: Literal["self-assessment"] = "self-assessment"
    language: str = ORIGINAL
    is_behind: bool = False
    translations: dict[str, QuestionnaireWords] = field(default_factory=dict, hash=False)

    def in_language(self, language: str) -> Questionnaire:
        """Return the self-assessment in a language, or as it is where it has no translation into it."""
        words = self.translations.get(language)
        if words is None:
            return self
        return replace(
            self,
            title=words.title,
            introduction=words.introduction,
            waves=words.waves,
            scale=words.scale,
            statements=words.statements,
            language=language,
            is_behind=words.is_behind,
        )

    def statements_of(self, module: Module) -> tuple[Statement, ...]:
        """Return the statements about a module's competencies."""
        wanted = {competency.id for competency in module.competencies}
        return tuple(s for s in self.statements if s.competency in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPrompt:
    """Something to look for or to talk about at a site visit, as a phrase of HTML; `competency` is an id."""

    id: str
    competency: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    """What to know before a site visit, what to look for there and what to talk about afterwards.

    `id` is that of its entry in the agenda; `sources` is the section that the brief's footnotes lead to.
    """

    id: str
    title: str
    competencies: tuple[Competency, ...]
    facts: tuple[str, ...]
    brief: str
    observe: tuple[VisitPrompt, ...]
    debrief: tuple[VisitPrompt, ...]
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A study visit: when, where, by whom, with which modules and instruments.

    `reaction` and, by the months after the visit, `follow_up` name the forms that ask what people made of it.
    `quizzes` says for modules, by slug, when their quizzes are open. So many `signatures` of different people
    a report of it needs; `indicators` say what it is judged by. A publication shows no group of people smaller
    than `smallest_group`. With a `second_reader`, what belongs to it is published only once a second person approved.
    """

    id: str
    slug: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    timezone: str
    organisers: tuple[str, ...]
    countries: tuple[str, ...]
    modules: tuple[str, ...]
    self_assessment: str
    source: str
    overview: str
    agenda: tuple[AgendaDay, ...]
    visits: tuple[SiteVisit, ...] = ()
    reaction: str | None = None
    follow_up: dict[int, str] = field(default_factory=dict)
    quizzes: dict[str, QuizWindow] = field(default_factory=dict)
    signatures: int = 1
    indicators: Indicators | None = None
    smallest_group: int = 5
    second_reader: bool = False

    @property
    def questionnaires(self) -> tuple[str, ...]:
        """Return the slugs of every questionnaire that the programme asks, each once."""
        named = (self.self_assessment, self.reaction, *self.follow_up.values())
        return tuple(dict.fromkeys(slug for slug in named if slug))

    def visit(self, visit_id: str) -> SiteVisit | None:
        """Return the site visit of that id, or None."""
        return next((visit for visit in self.visits if visit.id == visit_id), None)
