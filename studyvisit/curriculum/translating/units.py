"""The translations among the files of a unit → the unit, with its words in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from studyvisit.curriculum.content import Check, Lesson, Module, ModuleWords, Part, Quiz
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.languages import language_of, original_of
from studyvisit.curriculum.lessons import lesson_of
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.quizzes import quiz_of
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.translating.files import Translated
from studyvisit.curriculum.translating.questions import in_words_of, pooled
from studyvisit.curriculum.translating.reading import read_translation
from studyvisit.curriculum.tree import LESSON_FILE

Questions = Mapping[str, Question]


def with_translations(module: Module, bundle: Bundle, page: Page) -> Module:
    """Return a module with its words in every language that one of its files is translated into."""
    for name in bundle.files:
        if language_of(name) and original_of(name) not in bundle.files:
            page.report.about(bundle.path(name)).warn(
                1, "file", f"translates {original_of(name)}, which is not there: it is not read"
            )
    languages = sorted({language for name in bundle.files if (language := language_of(name))})
    words = {language: _module(module, bundle, language, page) for language in languages}
    return _pooled(replace(module, translations=words), words.values())


def _module(module: Module, bundle: Bundle, language: str, page: Page) -> ModuleWords:
    def overview(opened: Translated, report: Report) -> ModuleWords:
        html = replace(page, report=report, is_translation=True).rendered(opened.found.body, "overview").html
        return ModuleWords(
            title=opened.words("title"),
            summary=opened.words("summary"),
            overview=html,
            is_behind=opened.is_behind,
        )

    head = read_translation(bundle, "module.md", language, page.report, overview)
    files = sorted(name for name in bundle.files if LESSON_FILE.fullmatch(name))
    lessons = [
        _lesson(lesson, bundle, name, language, page)
        for lesson, name in zip(module.lessons, files, strict=True)
    ]
    quiz = read_translation(
        bundle,
        "quiz.md",
        language,
        page.report,
        lambda opened, report: _quiz(module, opened, language, replace(page, report=report)),
    )
    return replace(
        head or ModuleWords(), lessons=tuple(lesson for lesson in lessons if lesson is not None), quiz=quiz
    )


def _lesson(lesson: Lesson, bundle: Bundle, name: str, language: str, page: Page) -> Lesson | None:
    def read(opened: Translated, report: Report) -> Lesson | None:
        here = replace(page, report=report, is_translation=True)
        objective = opened.words("objective")
        opened.found.values["objective"] = lesson.objective
        words = lesson_of(lesson.number, opened.found, lesson.competencies, Identities(), here)
        if words is None:
            return None
        questions = {q.id: q for part in lesson.body if isinstance(part, Check) for q in part.questions}
        body = tuple(_part(part, questions, opened, report) for part in words.body)
        return replace(
            words, body=body, objective=objective, grade=None, language=language, is_behind=opened.is_behind
        )

    return read_translation(bundle, name, language, page.report, read)


def _part(part: Part, originals: Questions, opened: Translated, report: Report) -> Part:
    if not isinstance(part, Check):
        return part
    return replace(part, questions=_questions(part.questions, originals, opened, report))


def _quiz(module: Module, opened: Translated, language: str, page: Page) -> Quiz | None:
    page = replace(page, is_translation=True)
    names = [competency.id for competency in module.competencies]
    lessons = [lesson.id for lesson in module.lessons]
    words = quiz_of(opened.found, names, (), lessons, Identities(), page)
    if words is None:
        return None
    quiz = module.quiz
    told = {section.id: section for section in words.sections}
    known = {question.id: question for question in words.questions}
    originals = {question.id: question for question in quiz.questions}
    if known.keys() != originals.keys() or told.keys() != {section.id for section in quiz.sections}:
        page.report.error(1, "questions", "are not those of the original: write each below its heading")
        return None
    questions = _questions([known[name] for name in originals], originals, opened, page.report)
    sections = tuple(
        replace(section, title=told[section.id].title, introduction=told[section.id].introduction)
        for section in quiz.sections
    )
    return replace(
        quiz,
        title=words.title,
        introduction=words.introduction,
        questions=questions,
        sections=sections,
        language=language,
        is_behind=opened.is_behind,
    )


def _questions(
    words: Sequence[Question], originals: Questions, opened: Translated, report: Report
) -> tuple[Question, ...]:
    found = []
    for question in words:

        def complain(message: str, name: str = question.id) -> None:
            report.error(opened.line(name), f"question {name}", message)

        original = originals.get(question.id)
        if original is None:
            complain("is no question in the original: write it as it is there")
        else:
            found.append(in_words_of(original, question, complain))
    return tuple(found)


def _pooled(module: Module, words: Iterable[ModuleWords]) -> Module:
    """Return a module whose questions take typed words of every language, so that results pool."""
    told: dict[str, list[Question]] = {}
    for one in words:
        asked = [*one.quiz.questions] if one.quiz else []
        for lesson in one.lessons:
            asked += [q for part in lesson.body if isinstance(part, Check) for q in part.questions]
        for question in asked:
            told.setdefault(question.id, []).append(question)

    def together(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(pooled(question, told.get(question.id, ())) for question in questions)

    lessons = tuple(
        replace(
            lesson,
            body=tuple(
                replace(part, questions=together(part.questions)) if isinstance(part, Check) else part
                for part in lesson.body
            ),
        )
        for lesson in module.lessons
    )
    return replace(
        module, lessons=lessons, quiz=replace(module.quiz, questions=together(module.quiz.questions))
    )
