"""`flask content`: what a trainer runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from config import ROOT
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf

Units = tuple[CompiledUnit, ...]
MODULE = "measuring-e-government"
FIRST_LESSON = f"modules/{MODULE}/01-the-survey.md"


@pytest.fixture
def tree(content: Path, tmp_path: Path) -> Path:
    """Return a copy of the content that can be edited."""
    return Path(shutil.copytree(content, tmp_path / "content"))


def run(app: Flask, *arguments: object, given: bytes = b"") -> Result:
    """Run `flask content …`."""
    return app.test_cli_runner().invoke(args=["content", *map(str, arguments)], input=given)


def append(tree: Path, line: str) -> None:
    """Add a line to the first lesson of the module."""
    with (tree / FIRST_LESSON).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


@pytest.mark.one_database
def test_the_projects_own_content_has_no_problem(app: Flask) -> None:
    result = run(app, "check", ROOT / "content")
    assert result.exit_code == 0
    assert "0 errors, 0 warnings" in result.output


@pytest.mark.one_database
def test_check_names_file_and_line_and_fails(app: Flask, tree: Path) -> None:
    lesson = tree / FIRST_LESSON
    words = lesson.read_text(encoding="utf-8")
    lesson.write_text(words.replace("\nminutes:", "\nminuts:"), encoding="utf-8")
    assert "minuts" in lesson.read_text(encoding="utf-8")
    result = run(app, "check", tree)
    assert result.exit_code == 1
    assert f"{FIRST_LESSON}:" in result.stderr
    line = words[: words.index("\nminutes:") + 1].count("\n") + 1
    assert f"{FIRST_LESSON}:{line}" in result.stderr


@pytest.mark.one_database
def test_check_needs_no_database(app: Flask, session: Session) -> None:
    session.execute(text("DROP TABLE publication"))
    session.commit()
    assert run(app, "check").exit_code == 0


def test_publish_refuses_content_with_errors_and_changes_nothing(
    app: Flask, tree: Path, session: Session
) -> None:
    (tree / "modules" / MODULE / "quiz.md").unlink()
    append(tree, "A word that nobody will read.")
    before = session.scalar(select(func.count()).select_from(Revision))
    result = run(app, "publish", tree)
    assert result.exit_code == 1
    assert session.scalar(select(func.count()).select_from(Revision)) == before


def test_publish_tells_what_changed_and_only_that_changes(
    app: Flask, tree: Path, session: Session, units: Units
) -> None:
    assert f"0 of {len(units)} changed" in run(app, "publish", tree).output
    append(tree, "A word that a trainer added.")
    result = run(app, "publish", tree)
    assert result.exit_code == 0
    assert f"published module {MODULE}" in result.output
    assert f"1 of {len(units)} changed" in result.output
    lesson = Shelf(session).module(MODULE).content.lessons[0]
    assert "A word that a trainer added." in str(lesson.body)
    assert f"0 of {len(units)} changed" in run(app, "publish", tree).output


def test_export_gives_back_what_was_published_byte_for_byte(
    app: Flask, tree: Path, tmp_path: Path, units: Units
) -> None:
    append(tree, "Türkiye, नेपाल, a tab\tand a trailing space ")
    run(app, "publish", tree)
    target = tmp_path / "export"
    assert run(app, "export", target).exit_code == 0
    exported = {p.relative_to(target): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    written = {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    assert exported == written
    assert f"0 of {len(units)} changed" in run(app, "publish", target).output


@pytest.mark.one_database
def test_check_of_a_folder_or_a_file_reports_what_lies_there(
    app: Flask, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tree, "![](nowhere.svg)")
    quiz = tree / "modules" / MODULE / "quiz.md"
    quiz.write_text("---\nid: [\n---\n", encoding="utf-8")
    for path, seen in {
        tree / FIRST_LESSON: {"01-the-survey.md"},
        quiz: {"quiz.md"},
        quiz.parent: {"01-the-survey.md", "quiz.md"},
        tree / "modules": {"01-the-survey.md", "quiz.md"},
    }.items():
        result = run(app, "check", path)
        assert result.exit_code == 1
        assert {Path(line.split(":")[0]).name for line in result.stderr.splitlines()} == seen
    for path in (tree / "questionnaires", quiz.with_name("02-groups-and-ranks.md"), tree / "competencies.md"):
        result = run(app, "check", path)
        assert (result.exit_code, result.stderr) == (0, "")
    monkeypatch.chdir(quiz.parent)
    result = run(app, "check", "01-the-survey.md")
    assert result.stderr.startswith(f"../../modules/{MODULE}/01-the-survey.md:")
    assert result.exit_code == 1


@pytest.mark.one_database
def test_publish_of_a_folder_or_a_file_leaves_other_units_alone(app: Flask, tree: Path, units: Units) -> None:
    other = tree / "questionnaires" / "self-assessment.md"
    other.write_text(other.read_text(encoding="utf-8").replace("title: ", "title: Now: "), encoding="utf-8")
    append(tree, "A word that a trainer added.")
    result = run(app, "publish", tree / FIRST_LESSON)
    assert result.exit_code == 0, result.output
    assert f"published module {MODULE}" in result.output
    assert "1 of 1 changed" in result.output
    assert "0 of 2 changed" in run(app, "publish", tree / "modules").output


@pytest.mark.one_database
def test_publish_of_a_lesson_is_refused_for_an_error_elsewhere_in_its_module(app: Flask, tree: Path) -> None:
    (tree / "modules" / MODULE / "quiz.md").write_text("---\nid: [\n---\n", encoding="utf-8")
    append(tree, "A word that nobody will read.")
    result = run(app, "publish", tree / FIRST_LESSON)
    assert result.exit_code == 1
    assert "quiz.md:" in result.stderr
    assert "published" not in result.output


def test_a_programme_is_not_published_before_what_it_points_at(
    app: Flask, tree: Path, session: Session
) -> None:
    session.execute(delete(Publication))
    session.commit()
    result = run(app, "publish", tree / "programmes")
    assert result.exit_code == 1
    assert f"needs what is not published yet: e-government-and-the-2030-agenda, {MODULE}" in result.stderr
    assert session.scalar(select(func.count()).select_from(Publication)) == 0
    for folder in ("modules", "questionnaires", "programmes"):
        result = run(app, "publish", tree / folder)
        assert result.exit_code == 0, result.output


@pytest.mark.one_database
@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_path_that_is_no_content_is_said_to_be_none(
    app: Flask, tree: Path, tmp_path: Path, command: str
) -> None:
    for path in (tmp_path, tree / "README.md"):
        (tree / "README.md").write_text("Notes.", encoding="utf-8")
        result = run(app, command, path)
        assert result.exit_code == 1
        assert "Name a content directory" in result.stderr
        assert str(path) in result.stderr


def test_export_writes_nothing_where_anything_lies(app: Flask, tmp_path: Path, units: Units) -> None:
    stranger = tmp_path / "stranger.md"
    stranger.write_text("Mine.", encoding="utf-8")
    for path in (stranger, tmp_path, stranger / "below"):
        result = run(app, "export", path)
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: ")
        assert str(stranger if path != tmp_path else tmp_path) in result.stderr
    assert list(tmp_path.iterdir()) == [stranger]
    (tmp_path / "empty").mkdir()
    assert run(app, "export", tmp_path / "empty").exit_code == 0


@pytest.mark.one_database
def test_render_prints_what_a_reader_gets(app: Flask) -> None:
    result = run(app, "render", "-", given=b"A **word**.\n\n<script>alert(1)</script>\n")
    assert result.exit_code == 0
    assert "<strong>word</strong>" in result.output
    assert "<script" not in result.output


@pytest.mark.one_database
def test_render_survives_bytes_that_are_no_text(app: Flask) -> None:
    result = run(app, "render", "-", given=b"\x00\xff\xfe word \xed\xa0\x80")
    assert result.exit_code == 0, result.output
    assert "word" in result.output
