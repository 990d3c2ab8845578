"""A `content/` directory → units that can be published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from studyvisit.curriculum.check import Checked, CheckedUnit, check_bundles, check_tree
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.media import MediaFile, media_file
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.quality.places import placed
from studyvisit.curriculum.quality.review import review
from studyvisit.curriculum.source import Bundle, UnitKind, digest, is_text
from studyvisit.curriculum.tree import Tree

__all__ = ["CompiledTree", "CompiledUnit", "MediaFile", "compile_bundles", "compile_tree", "reviewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledUnit:
    """One unit, checked and rendered; `digest` is the SHA-256 of its bundle."""

    kind: UnitKind
    slug: str
    digest: str
    bundle: Bundle
    document: Document
    media: tuple[MediaFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTree:
    """All problems, and the units that have no error, in an order in which each may be published."""

    problems: tuple[Problem, ...]
    units: tuple[CompiledUnit, ...]

    @property
    def has_errors(self) -> bool:
        """Return whether any problem is an error."""
        return any(problem.is_error for problem in self.problems)


def compile_tree(root: Path) -> CompiledTree:
    """Return what a `content/` directory publishes, with all its problems."""
    return _compiled(check_tree(root))


def compile_bundles(tree: Tree) -> CompiledTree:
    """Return what bundles publish that were not read from a directory."""
    return _compiled(check_bundles(tree))


def reviewed(root: Path, tree: CompiledTree) -> CompiledTree:
    """Return what a `content/` directory publishes with, as warnings, what a critical reader finds in it."""
    findings = review((unit.document for unit in tree.units), is_whole=not tree.has_errors)
    warnings = placed(findings, (unit.bundle for unit in tree.units))
    problems = {*tree.problems, *(warning.under(root.as_posix()) for warning in warnings)}
    return replace(tree, problems=tuple(sorted(problems)))


def _compiled(checked: Checked) -> CompiledTree:
    return CompiledTree(problems=checked.problems, units=tuple(_unit(unit) for unit in checked.units))


def _unit(unit: CheckedUnit) -> CompiledUnit:
    bundle = unit.bundle
    media = tuple(media_file(name, content) for name, content in bundle.files.items() if not is_text(name))
    return CompiledUnit(
        kind=bundle.kind,
        slug=bundle.slug,
        digest=digest(bundle),
        bundle=bundle,
        document=unit.document,
        media=media,
    )
