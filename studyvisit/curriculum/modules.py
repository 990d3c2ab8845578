"""A module's bundle → a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from studyvisit.curriculum.charts import read_data
from studyvisit.curriculum.content import Competency, Lesson, Module, Quiz
from studyvisit.curriculum.figures import ChartData
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.kinds import KINDS, Family
from studyvisit.curriculum.lessons import read_lesson
from studyvisit.curriculum.media import MediaRef, check_media, media_ref, with_narrow
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.papers import read_guide, read_handout
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.quizzes import read_quiz
from studyvisit.curriculum.schemas import ModuleHead
from studyvisit.curriculum.source import Bundle, is_text
from studyvisit.curriculum.translating.units import with_translations
from studyvisit.curriculum.tree import LESSON_FILE

Paper = TypeVar("Paper")


def read_media(bundle: Bundle, report: Report) -> dict[str, MediaRef]:
    """Return the media files of a bundle by their name in it, with problems reported."""
    refs = {}
    for name, content in bundle.files.items():
        if not is_text(name):
            if not _is_data(name):
                check_media(content, report.about(bundle.path(name)))
            refs[name] = media_ref(name, content)
    # A file that cannot be read is one problem, not one more for each lesson that shows it.
    return with_narrow({name: media_ref(name, b"") for name in bundle.unread if not is_text(name)} | refs)


def means_of(bundle: Bundle, report: Report) -> Page:
    """Return the means by which the files of a module are read: its pictures and data files."""
    return Page(report, read_media(bundle, report), _read_data(bundle, report))


def _read_data(bundle: Bundle, report: Report) -> dict[str, ChartData | None]:
    """Return the data files of a bundle by their name in it; None for one that is at fault."""
    named = dict.fromkeys(name for name in bundle.unread if _is_data(name))
    return named | {
        name: read_data(name, content, report.about(bundle.path(name)))
        for name, content in bundle.files.items()
        if _is_data(name)
    }


def _is_data(name: str) -> bool:
    return not is_text(name) and KINDS[PurePosixPath(name).suffix].family is Family.DATA


def read_module(bundle: Bundle, known: Mapping[str, Competency], report: Report) -> Module | None:
    """Return the module, checked against the competencies; None when a part cannot be read.

    Every part is checked, whatever is wrong with the others: where module.md does not say which
    competencies the module has, its lessons and quiz may name any.
    """
    page = means_of(bundle, report)
    main = report.about(bundle.path("module.md"))
    found = _front_matter(bundle, main)
    head = validate(ModuleHead, found, main) if found else None
    names = head.competencies if head else tuple(known)
    competencies = _competencies(head, found, known, main) if found and head else ()
    identities = Identities()
    lessons = _lessons(bundle, names, identities, page, main)
    quiz = _quiz(bundle, names, head, lessons, identities, page)
    guide = _beside(bundle, "guide.md", read_guide, identities, page)
    handout = _beside(bundle, "handout.md", read_handout, identities, page)
    overview = page.about(main.path).rendered(found.body, "overview").html if found else ""
    if head is None or quiz is None or lessons is None:
        return None
    module = Module(
        id=head.id,
        slug=bundle.slug,
        title=head.title,
        summary=head.summary,
        overview=overview,
        competencies=competencies,
        sdg=head.sdg,
        lessons=lessons,
        quiz=quiz,
        guide=guide,
        handout=handout,
    )
    return module if report.has_errors else with_translations(module, bundle, page)


def _front_matter(bundle: Bundle, report: Report) -> FrontMatter | None:
    if "module.md" in bundle.files:
        return read_front_matter(bundle.text("module.md"), report)
    if "module.md" not in bundle.unread:
        report.error(1, "file", "is missing: every module has one, with its title, summary and competencies")
    return None


def _competencies(
    head: ModuleHead, found: FrontMatter, known: Mapping[str, Competency], report: Report
) -> tuple[Competency, ...]:
    for index, name in enumerate(head.competencies):
        if name not in known:
            report.error(
                found.line("competencies", index),
                "front matter, `competencies`",
                f"`{name}` is not in competencies.md.{did_you_mean(name, known)}",
            )
    return tuple(known[name] for name in head.competencies if name in known)


def _lessons(
    bundle: Bundle,
    competencies: Sequence[str],
    identities: Identities,
    page: Page,
    main: Report,
) -> tuple[Lesson, ...] | None:
    """Return the lessons in the order of their files; None when one cannot be read."""
    files = [(found[1], name) for name in bundle.files if (found := LESSON_FILE.fullmatch(name))]
    if not files and not any(LESSON_FILE.fullmatch(name) for name in bundle.unread):
        main.error(1, "lessons", "has none: add a file such as 01-the-survey.md")
    lessons: list[Lesson | None] = []
    before = ""
    for number, name in files:
        here = page.about(bundle.path(name))
        if number == before:
            here.report.error(1, "name", f"is the second lesson with the number {number}: give each its own")
        before = number
        lessons.append(read_lesson(len(lessons) + 1, bundle.text(name), competencies, identities, here))
    kept = tuple(lesson for lesson in lessons if lesson is not None)
    return kept if files and len(kept) == len(lessons) else None


def _quiz(
    bundle: Bundle,
    competencies: Sequence[str],
    head: ModuleHead | None,
    lessons: Sequence[Lesson] | None,
    identities: Identities,
    page: Page,
) -> Quiz | None:
    page = page.about(bundle.path("quiz.md"))
    if "quiz.md" not in bundle.files:
        if "quiz.md" not in bundle.unread:
            page.report.error(1, "file", "is missing: every module ends with a quiz")
        return None
    expected = head.competencies if head else ()
    named = None if lessons is None else [lesson.id for lesson in lessons]
    return read_quiz(bundle.text("quiz.md"), competencies, expected, named, identities, page)


def _beside(
    bundle: Bundle,
    name: str,
    read: Callable[[str, Identities, Page], Paper | None],
    identities: Identities,
    page: Page,
) -> Paper | None:
    """Return the guide or the handout of a module that has one."""
    return (
        read(bundle.text(name), identities, page.about(bundle.path(name))) if name in bundle.files else None
    )
