"""One unit, or one file of it, read by itself while it is being written, by the readers of all content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studyvisit.curriculum.compile import CompiledUnit, compile_bundles
from studyvisit.curriculum.content import Competency, Guide, Handout, Lesson, Quiz
from studyvisit.curriculum.frontmatter import read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lessons import read_lesson
from studyvisit.curriculum.modules import means_of
from studyvisit.curriculum.papers import read_guide, read_handout
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.quality.places import placed
from studyvisit.curriculum.quality.review import review
from studyvisit.curriculum.quizzes import read_quiz
from studyvisit.curriculum.schemas import ModuleHead
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.statements import read_competencies
from studyvisit.curriculum.tree import LESSON_FILE, Tree

Part = Lesson | Quiz | Guide | Handout | str
"""What one file of a module is; the overview in module.md is HTML."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A unit by itself: what it publishes, None with an error in it, and its problems."""

    unit: CompiledUnit | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """Return how many problems keep it from being published."""
        return sum(problem.is_error for problem in self.problems)


def compile_alone(
    bundle: Bundle, around: Mapping[tuple[UnitKind, str], Bundle], named: frozenset[tuple[UnitKind, str]]
) -> Alone:
    """Return what a unit publishes, checked against those `around` it; `named` are all units that there are.

    Paths in problems begin at the unit's own folder.
    """
    others = [other for key, other in around.items() if key != (bundle.kind, bundle.slug)]
    compiled = compile_bundles(Tree((*others, bundle), (), named | {(bundle.kind, bundle.slug)}))
    unit = next((one for one in compiled.units if (one.kind, one.slug) == (bundle.kind, bundle.slug)), None)
    problems = set(compiled.problems)
    if unit is not None:
        problems |= set(placed(review([unit.document], is_whole=False), [bundle]))
    folder = bundle.path("")
    own = [
        Problem(one.path.removeprefix(folder), one.line, one.where, one.message, one.is_error)
        for one in problems
        if one.path.startswith(folder) and one.path.removeprefix(folder) in {*bundle.files, ""}
    ]
    return Alone(unit, tuple(sorted(own)))


def read_part(
    bundle: Bundle, name: str, vocabulary: Bundle | None
) -> tuple[Part | None, tuple[Problem, ...]]:
    """Return one file of a module as it would be published, None where it cannot be read, and its problems.

    Only what the file says by itself is found: the rest is `compile_alone`'s. Raises KeyError for another file.
    """
    report = Report(bundle.path(name))
    page = means_of(bundle, report)
    head = _head(bundle)
    names = head.competencies if head else tuple(one.id for one in competencies_in(vocabulary))
    text = bundle.text(name)
    part: Part | None
    if (lesson := LESSON_FILE.fullmatch(name)) is not None:
        part = read_lesson(_place(bundle, lesson[0]), text, names, Identities(), page.about(report.path))
    elif name == "quiz.md":
        part = read_quiz(text, names, (), None, Identities(), page.about(report.path))
    elif name == "guide.md":
        part = read_guide(text, Identities(), page.about(report.path))
    elif name == "handout.md":
        part = read_handout(text, Identities(), page.about(report.path))
    elif name == "module.md":
        found = read_front_matter(text, report)
        part = page.about(report.path).rendered(found.body, "overview").html if found else None
    else:
        raise KeyError(name)
    own = tuple(one for one in report.problems if one.path == report.path)
    return part, own


def find_part(bundle: Bundle, name: str, vocabulary: Bundle | None) -> Part | None:
    """Return one file of a module as it would be published, or None."""
    if bundle.kind is not UnitKind.MODULE:
        return None
    try:
        return read_part(bundle, name, vocabulary)[0]
    except KeyError:
        return None


def _place(bundle: Bundle, name: str) -> int:
    return [other for other in bundle.files if LESSON_FILE.fullmatch(other)].index(name) + 1


def _head(bundle: Bundle) -> ModuleHead | None:
    if "module.md" not in bundle.files:
        return None
    report = Report()
    found = read_front_matter(bundle.text("module.md"), report)
    return validate(ModuleHead, found, report) if found else None


def competencies_in(vocabulary: Bundle | None) -> tuple[Competency, ...]:
    """Return the competencies of a list, as far as it can be read."""
    read = read_competencies(vocabulary.text("competencies.md"), Report()) if vocabulary else None
    return read.competencies if read else ()
