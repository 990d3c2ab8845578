"""The house keeps its shape: floors, rooms, sizes and names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config import ROOT

PACKAGE = ROOT / "studyvisit"
LONGEST_FILE = 320
ROOMS = {"views", "pages", "forms", "services", "queries", "policies", "models", "rules"}
# Not features: they have no participants' pages of their own, or hold what all features use.
NOT_FEATURES = {"cli", "curriculum", "db", "evaluation", "tables", "translations", "web"}
DRAWERS = {"common", "data", "helper", "helpers", "info", "lib", "misc", "shared", "tools", "util", "utils"}
OURS = ("studyvisit", "tests", "migrations", "docs", "content", ".ci")
TOP = ("README.md", "CHANGELOG.md", "Makefile", "config.py", "wsgi.py", "gunicorn.conf.py", "pyproject.toml")
# Places that exist on one machine only, and mirrors that serve one network only.
PRIVATE = re.compile(
    r"(?<![\w.>/-])/(?:root|home|work|Users|private|tmp)/[\w.-]+"
    r"|\.\./shared\b|--(?:extra-)?index-url|(?:artifactory|nexus|devpi|jfrog)\b",
    re.IGNORECASE,
)


def files_of(*endings: str, folders: tuple[str, ...] = OURS) -> list[Path]:
    """Return the project's own files with these endings, build products left out."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix in endings and "__pycache__" not in path.parts)


def features() -> list[str]:
    """Return the packages that are features."""
    return sorted(
        path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in NOT_FEATURES
    )


def test_every_import_contract_is_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_every_feature_stands_under_the_contract_of_rooms() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [rooms] = [
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("Inside a feature")
    ]
    assert rooms["exhaustive"] is True
    assert sorted(rooms["containers"]) == [f"studyvisit.{feature}" for feature in features()]
    assert {room.strip("()") for room in rooms["layers"]} == ROOMS


def room_of(path: Path) -> str:
    """Return the room of a feature that a file is in; a room that outgrew a file is a folder."""
    parts = path.relative_to(PACKAGE).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 and parts[0] not in NOT_FEATURES else ""


@pytest.mark.parametrize("feature", features())
def test_a_feature_has_only_the_known_rooms(feature: str) -> None:
    here = PACKAGE / feature
    assert {room_of(path) for path in here.rglob("*.py")} - {"__init__"} <= ROOMS
    assert {path.name for path in here.iterdir() if path.is_dir()} <= ROOMS | {"templates", "__pycache__"}
    templates = {path.name for path in (here / "templates").glob("*")}
    assert templates <= {feature}, "templates live in templates/<feature>/"


def test_importing_a_rule_loads_neither_flask_nor_a_database() -> None:
    rules = [f"studyvisit.{path.parent.name}.rules" for path in PACKAGE.glob("*/rules.py")]
    code = f"import sys, {', '.join(rules)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"flask", "sqlalchemy", "flask_babel"} & set(run.stdout.split())


def test_a_web_worker_starts_without_what_only_figures_need() -> None:
    code = "import sys, studyvisit.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"numpy", "scipy"} & set(run.stdout.split())


def test_no_file_is_longer_than_one_can_read_in_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files_of(".py", ".html", ".css", ".js", folders=("studyvisit", "tests", ".ci"))
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }
    assert not long, f"split these (at most {LONGEST_FILE} lines)"


def test_where_everything_comes_together_stays_short() -> None:
    assert (PACKAGE / "app.py").read_text(encoding="utf-8").count("\n") < 100
    assert (ROOT / "wsgi.py").read_text(encoding="utf-8").count("\n") == 3


def test_the_code_is_as_the_linter_wants_it_and_no_function_is_too_complex() -> None:
    command = Path(sys.executable).with_name("ruff")
    run = subprocess.run(
        [command, "check", "--no-cache", "--output-format", "concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_nothing_is_named_after_a_drawer() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in files_of(".py", ".html", ".js", ".css")
        if path.stem in DRAWERS
    ]
    assert not found


def test_nothing_names_a_place_on_one_machine_or_network() -> None:
    endings = (".py", ".md", ".html", ".js", ".css", ".toml", ".txt", ".in", ".cfg", ".svg", ".mako", "")
    named = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in [*files_of(*endings), *(ROOT / name for name in TOP), *ROOT.glob("requirements*")]
        if path.exists() and path != Path(__file__)
        for hit in PRIVATE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not named


def docstring_problems(path: Path) -> list[str]:
    """Return the public functions and classes of a module that do not say what they are for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes: list[ast.Module | ast.ClassDef | ast.FunctionDef] = [tree]
    nodes += [n for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name[0] != "_"]
    return [
        f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'the module')}"
        for node in nodes
        if not ast.get_docstring(node)
    ]


def test_everything_public_says_in_a_sentence_what_it_is_for() -> None:
    silent = [
        problem for path in files_of(".py", folders=("studyvisit",)) for problem in docstring_problems(path)
    ]
    assert not silent


def test_only_one_module_reads_the_clock() -> None:
    reads = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in files_of(".py", folders=("studyvisit",))
        if path.name != "clock.py"
        for hit in re.finditer(
            r"datetime\.(?:now|utcnow|today)\(|date\.today\(|\butc_now\(", path.read_text()
        )
        if hit.group() != "utc_now(" or room_of(path) in ROOMS - {"views"}
    ]
    assert not reads, "services and rules are told the time; views ask clock.utc_now"


def test_only_views_and_commands_commit() -> None:
    commits = [
        str(path.relative_to(ROOT))
        for path in files_of(".py", folders=("studyvisit",))
        if ".commit()" in path.read_text() and room_of(path) != "views" and "cli" not in path.parts
    ]
    assert commits == ["studyvisit/db/writing.py"], "it commits for several views at once"


def test_queries_never_write_and_views_never_select() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in files_of(".py", folders=("studyvisit",))
        for hit in re.finditer(
            {
                "queries": r"\b(?:insert|update|delete)\(|session\.(?:add|add_all|delete|flush|merge)\(",
                "views": r"\bselect\(|session\(?\)?\.(?:execute|scalars?|query)\(",
            }.get(room_of(path), r"(?!)"),
            path.read_text(),
        )
    ]
    assert not wrong
