"""What lies around the code: decisions, migrations, requirements."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest
from alembic.script import ScriptDirectory
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config import ROOT

DECISIONS = ROOT / "docs" / "decisions"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)", re.MULTILINE)


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in DECISIONS.glob("*.md"))
    assert names, "no decision is written down"
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)


def test_a_decision_says_why_what_and_what_follows() -> None:
    for path in DECISIONS.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {int(path.name[:4])}\. ", text), path.name
        headings = set(re.findall(r"^## (.+)$", text, re.MULTILINE))
        assert headings >= {"Context", "Decision", "Status", "Consequences"}, path.name


def test_the_head_file_names_the_head_so_that_two_parallel_migrations_conflict() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert scripts.get_heads() == [(ROOT / "migrations" / "head").read_text(encoding="utf-8").strip()]


def test_migrations_are_numbered_in_their_order() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    walked = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert walked == [f"{number:04}" for number in range(1, len(walked) + 1)]
    files = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in files] == walked


def test_no_migration_imports_a_model() -> None:
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        imported = re.findall(r"^(?:from|import) (studyvisit[.\w]*)", path.read_text(), re.MULTILINE)
        assert set(imported) <= {"studyvisit.db"}, f"{path.name}: models change, migrations do not"


def wanted(name: str) -> list[Requirement]:
    """Return the requirements that a person wrote down."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-"))]


def locked(name: str) -> dict[str, str]:
    """Return the versions that are installed, by package."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(package): found for package, found in LOCKED.findall(text)}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_is_locked_with_its_hashes(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(LOCKED.findall(text))
    assert not [package.split()[0] for package in packages if "--hash=sha256:" not in package]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_file_holds_what_the_short_list_asks_for(name: str) -> None:
    lock = locked(f"{name}.txt")
    for requirement in wanted(f"{name}.in"):
        found = lock.get(canonicalize_name(requirement.name))
        assert found, f"{requirement.name} is not locked: run make lock"
        assert requirement.specifier.contains(found), f"{requirement} is locked to {found}: run make lock"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_nothing_is_locked_that_nobody_asked_for(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    asked = {canonicalize_name(requirement.name) for requirement in wanted(f"{name}.in")}
    direct = {
        canonicalize_name(package.split("==")[0].split("[")[0])
        for package in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        if f"-r {name}.in" in package
    }
    assert direct == asked


def test_development_and_platform_agree_on_versions() -> None:
    platform, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name: platform[name] for name in platform.keys() & development.keys()} == {
        name: development[name] for name in platform.keys() & development.keys()
    }


def test_what_is_installed_is_what_is_locked() -> None:
    for name in ("Flask", "SQLAlchemy", "Flask-SQLAlchemy", "Markdown", "bleach", "nh3", "pytest"):
        lock = locked("requirements.txt") | locked("requirements-dev.txt")
        assert version(name) == lock[canonicalize_name(name)]
