"""The documentation says what the code does: settings, commands, words, links."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from click import Group

from config import ROOT, Settings
from studyvisit.app import create_app
from studyvisit.db import Base

DOCS = ROOT / "docs"
PAGES = sorted(
    path for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")) if path.exists()
)
SETTING = re.compile(r"STUDYVISIT_[A-Z_]+")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
LARGEST_DRAWING = 6000


def read(name: str) -> str:
    """Return a page of the documentation."""
    return (DOCS / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    """Return a page without its blocks of code, in which brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors_of(path: Path) -> set[str]:
    """Return the anchors that a forge gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the groups of commands with their commands, as a person finds them."""
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(Settings.from_environment({"STUDYVISIT_INSTANCE": str(instance)}))
    found = {name: group for name, group in app.cli.commands.items() if isinstance(group, Group)}
    return {name: set(group.commands) for name, group in found.items()}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    code = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("config.py", "gunicorn.conf.py"))
    documented = {row[1] for row in re.finditer(r"^\| `(STUDYVISIT_[A-Z_]+)` \|", read("operating.md"), re.M)}
    assert documented == set(SETTING.findall(code))


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    code = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("config.py", "gunicorn.conf.py"))
    named = {name for path in PAGES for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert named <= set(SETTING.findall(code))


@pytest.mark.parametrize(
    ("variable", "attribute"),
    [
        ("STUDYVISIT_BASE_URL", "base_url"),
        ("STUDYVISIT_MAIL_FROM", "mail_from"),
        ("STUDYVISIT_TRUSTED_PROXIES", "trusted_proxies"),
        ("STUDYVISIT_THREADS", "threads"),
        ("STUDYVISIT_RATE_LIMIT_STORAGE", "rate_limit_storage"),
    ],
)
def test_a_documented_default_is_the_one_in_force(variable: str, attribute: str, tmp_path: Path) -> None:
    settings = Settings.from_environment({"STUDYVISIT_INSTANCE": str(tmp_path)})
    [default] = re.findall(rf"^\| `{variable}` \| `([^`]*)` \|", read("operating.md"), re.MULTILINE)
    assert default == str(getattr(settings, attribute))


def test_every_command_of_ours_is_documented(commands: dict[str, set[str]]) -> None:
    documented = set(re.findall(r"^\| `flask (\w+) ([\w-]+)", read("operating.md"), re.MULTILINE))
    ours = {(group, name) for group, names in commands.items() if group != "db" for name in names}
    assert ours == documented - {("db", "upgrade")}


def test_no_page_names_a_command_that_does_not_exist(commands: dict[str, set[str]]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: flask {group} {name}"
        for path in PAGES
        for group, name in re.findall(
            r"(?:`|\.venv/bin/)flask ([a-z]+) ([a-z][\w-]*)", path.read_text(encoding="utf-8")
        )
        if name not in commands.get(group, set())
    ]
    assert not wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    lost = []
    for link in LINK.findall(without_code(path.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert not lost


def test_the_picture_and_the_list_of_floors_name_every_package_of_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name for layer in layers for name in re.findall(r"\w+", layer)]
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", read("floors.svg"))
    assert [name for name in drawn if name in names] == drawn_order(layers)
    told = read("architecture.md")
    assert not [name for name in names if f"`{name}`" not in told]


def drawn_order(layers: list[str]) -> list[str]:
    """Return the packages from the top, on each floor those that exist before those that are planned."""
    order = []
    for layer in layers:
        parts = [part.strip() for part in layer.split("|")]
        order += [part for part in parts if not part.startswith("(")]
        order += [part.strip("()") for part in parts if part.startswith("(")]
    return order


def test_the_picture_of_the_floors_is_light_and_says_what_it_shows() -> None:
    source = read("floors.svg")
    assert len(source.encode()) < LARGEST_DRAWING
    assert "<title" in source
    assert "<desc" in source
    assert re.search(r"!\[[^\]]{40,}\]\(floors\.svg\)", read("architecture.md")), "a text alternative"


def test_the_glossary_has_a_word_for_everything_that_is_kept() -> None:
    for path in (ROOT / "studyvisit").glob("*/models.py"):
        import_module(f"studyvisit.{path.parent.name}.models")
    words = {
        re.sub(r"[\s-]", "", word).lower()
        for word in re.findall(r"^\| \*\*(.+?)\*\* \|", read("glossary.md"), re.MULTILINE)
    }
    kept = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert not {name for name in kept if name.lower() not in words}


def test_every_test_that_answers_a_threat_exists() -> None:
    named = re.findall(r"`(tests/[\w/.-]+)`", read("threats.md"))
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_threat_has_a_test_or_a_reason() -> None:
    rows = [row.split("|")[1:-1] for row in read("threats.md").splitlines() if row.startswith("| ")]
    for threat, answer in ((row[0].strip(), row[-1]) for row in rows if row[0].strip() != "threat"):
        assert "`tests/" in answer or "Not yet:" in answer, threat


def test_every_measurement_names_its_command_and_date() -> None:
    rows = [row.split("|")[1:-1] for row in read("measurements.md").splitlines() if row.startswith("| ")]
    for asked, measured, command, date in (tuple(map(str.strip, row)) for row in rows):
        if asked == "asked":
            continue
        assert measured, asked
        assert re.search(r"`(make|flask|\.venv/bin/flask) ", command), asked
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", date), asked
