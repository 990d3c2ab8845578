"""Everything below a `content/` directory, read, checked against one another, and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from studyvisit.curriculum.content import Competencies, Competency, Module, Questionnaire
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.facts import FACTS, check_facts, read_facts
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.indicator_files import Form
from studyvisit.curriculum.modules import read_module
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.programmes import read_programme
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.statements import read_competencies, read_questionnaire
from studyvisit.curriculum.translating.statements import translated_competencies, translated_questionnaire
from studyvisit.curriculum.tree import Tree, read_tree

_FIRST_TO_LAST = tuple(UnitKind)


@dataclass(frozen=True, slots=True)
class CheckedUnit:
    """A unit without an error, and the files it was read from."""

    bundle: Bundle
    document: Document


@dataclass(frozen=True, slots=True)
class Checked:
    """All problems, sorted, and the content of every unit that has no error."""

    problems: tuple[Problem, ...]
    units: tuple[CheckedUnit, ...]

    @property
    def has_errors(self) -> bool:
        """Return whether any problem is an error."""
        return any(problem.is_error for problem in self.problems)


def check_tree(root: Path) -> Checked:
    """Return what a `content/` directory holds; paths in problems begin with `root` as it was given."""
    checked = check_bundles(read_tree(root))
    return Checked(tuple(problem.under(root.as_posix()) for problem in checked.problems), checked.units)


def check_bundles(tree: Tree) -> Checked:
    """Return the checked content of bundles; paths in problems are those below `content/`."""
    problems = Report()
    problems.add(tree.problems)
    units: list[CheckedUnit] = []
    known: Mapping[str, Competency] = {}
    facts: Mapping[str, str] | None = None
    forms: dict[str, Form | None] = dict.fromkeys(_slugs(tree, UnitKind.QUESTIONNAIRE))
    for bundle in sorted(tree.bundles, key=lambda bundle: (_FIRST_TO_LAST.index(bundle.kind), bundle.slug)):
        report = Report(bundle.path(""))
        document = _read(bundle, known, tree, forms, report)
        if isinstance(document, Competencies):
            known = {competency.id: competency for competency in document.competencies}
            facts = _facts(bundle, report)
        elif isinstance(document, Module) and facts is not None:
            check_facts(document, bundle, facts, report)
        elif isinstance(document, Questionnaire | FeedbackForm):
            forms[bundle.slug] = document
        _check_identity(bundle, document, report)
        problems.add(report.problems)
        if document is not None and not report.has_errors and not bundle.unread:
            units.append(CheckedUnit(bundle, document))
    return Checked(problems.problems, tuple(units))


def _read(
    bundle: Bundle,
    known: Mapping[str, Competency],
    tree: Tree,
    forms: Mapping[str, Form | None],
    report: Report,
) -> Document | None:
    match bundle.kind:
        case UnitKind.COMPETENCIES:
            name = "competencies.md"
            if name in bundle.unread:
                return None
            listed = read_competencies(bundle.text(name), report.about(bundle.path(name)))
            return translated_competencies(listed, bundle, report) if listed else None
        case UnitKind.MODULE:
            return read_module(bundle, known, report)
        case UnitKind.QUESTIONNAIRE:
            name = f"{bundle.slug}.md"
            if name in bundle.unread:
                return None
            form = read_questionnaire(bundle.slug, bundle.text(name), known, report.about(bundle.path(name)))
            if isinstance(form, Questionnaire) and not report.has_errors:
                return translated_questionnaire(form, bundle, known, report)
            return form
        case UnitKind.PROGRAMME:
            return read_programme(bundle, _slugs(tree, UnitKind.MODULE), forms, known, report)
        case _ as unreachable:
            assert_never(unreachable)


def _facts(bundle: Bundle, report: Report) -> Mapping[str, str] | None:
    if FACTS not in bundle.files:
        return None
    return read_facts(bundle.text(FACTS), report.about(bundle.path(FACTS)))


def _slugs(tree: Tree, kind: UnitKind) -> list[str]:
    return sorted(slug for named, slug in tree.named if named is kind)


def _check_identity(bundle: Bundle, document: Document | None, report: Report) -> None:
    if document is not None and document.id != bundle.slug:
        name = {UnitKind.MODULE: "module.md", UnitKind.PROGRAMME: "programme.md"}.get(
            bundle.kind, f"{bundle.slug}.md"
        )
        report.about(bundle.path(name)).error(
            2,
            "front matter, `id`",
            f"is `{document.id}`, but the {bundle.kind} is "
            f"kept under the name `{bundle.slug}`: give both the same name",
        )
