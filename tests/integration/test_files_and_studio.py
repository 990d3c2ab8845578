"""Files and the studio are one: the same text is the same revision, and neither undoes the other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.source import digest
from studyvisit.library.queries import Shelf
from studyvisit.studio.queries.drafts import bundle_of, file_of, state_of
from studyvisit.studio.services.drafts import open_draft, save_text
from studyvisit.studio.services.publishing import publish_draft
from tests.factories import user

MODULE = "measuring-e-government"
LESSON = f"modules/{MODULE}/01-the-survey.md"


def run(app: Flask, *arguments: object) -> Result:
    """Run `flask content …`."""
    return app.test_cli_runner().invoke(args=["content", *map(str, arguments)])


@pytest.fixture
def tree(content: Path, tmp_path: Path) -> Path:
    """Return a copy of the content that can be edited."""
    return Path(shutil.copytree(content, tmp_path / "content"))


def add(tree: Path, words: str) -> None:
    """Add a paragraph to a lesson in the files."""
    with (tree / LESSON).open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def published(session: Session) -> str:
    """Return the hash of what readers of the module get."""
    session.rollback()  # what was read before is read anew
    return Shelf(session).module(MODULE).sha256


def write_in_the_studio(session: Session, tree: Path, folder: Path, words: str) -> str:
    """Publish, as a trainer, the module of `tree` with more words through a draft, and return its hash."""
    other = Path(shutil.copytree(tree, folder))
    add(other, words)
    trainer = user(session)
    draft = open_draft(session, "module", MODULE, actor_id=trainer.id, now=utc_now())
    text = (other / LESSON).read_text(encoding="utf-8")
    file = file_of(session, draft, "01-the-survey.md")
    save_text(
        session, draft, file.name, text, base=state_of(file.text or ""), actor_id=trainer.id, now=utc_now()
    )
    unit = next(unit for unit in compile_tree(other).units if unit.slug == MODULE)
    assert digest(bundle_of(session, draft)) == unit.digest
    assert publish_draft(session, draft, unit, number=draft.number, actor_id=trainer.id, now=utc_now())
    session.commit()
    return unit.digest


@pytest.fixture
def newer(session: Session, tree: Path, tmp_path: Path) -> str:
    """Publish another text of the module in the studio and return its hash; `tree` does not have it."""
    return write_in_the_studio(session, tree, tmp_path / "other", "What the trainer wrote in the browser.")


def test_the_same_text_is_the_same_revision_from_files_and_from_the_studio(
    app: Flask, tree: Path, session: Session, newer: str
) -> None:
    add(tree, "What the trainer wrote in the browser.")
    assert published(session) == newer
    result = run(app, "publish", tree)
    assert (result.exit_code, result.stderr) == (0, "")
    assert published(session) == newer


@pytest.mark.parametrize("words", ["", "What a colleague wrote in a file."])
def test_files_old_or_new_do_not_undo_what_the_studio_published(
    app: Flask, tree: Path, session: Session, newer: str, words: str
) -> None:
    if words:
        add(tree, words)
    other = tree / "questionnaires" / "self-assessment.md"
    other.write_text(other.read_text(encoding="utf-8").replace("title: ", "title: Now "), encoding="utf-8")
    result = run(app, "publish", tree)
    assert result.exit_code == 1
    assert f"left alone module {MODULE}" in result.stderr
    assert "flask content export" in result.stderr
    assert published(session) == newer
    assert "1 of " in result.output  # the others go on
    assert run(app, "publish", "--keep-newer", tree).exit_code == 0  # what `make run` does
    assert published(session) == newer


def test_files_that_took_the_studios_text_over_may_change_it(
    app: Flask, tree: Path, session: Session, newer: str, tmp_path: Path
) -> None:
    exported = tmp_path / "exported"
    assert run(app, "export", exported).exit_code == 0
    assert run(app, "publish", exported).exit_code == 0
    assert run(app, "publish", tree).exit_code == 1, "an old source would roll the studio back"
    assert published(session) == newer
    add(exported, "And more, in a file.")
    assert run(app, "publish", exported).exit_code == 0
    assert published(session) != newer
    assert run(app, "publish", tree).exit_code == 1, "and still would"


def test_a_named_unit_is_replaced(app: Flask, tree: Path, session: Session, newer: str) -> None:
    assert run(app, "publish", "--replace", "no-such", tree).exit_code == 1
    assert published(session) == newer
    assert run(app, "publish", "--replace", MODULE, tree).exit_code == 0
    assert published(session) != newer


@pytest.mark.one_database
def test_files_leave_a_unit_alone_that_somebody_is_changing_in_the_studio(
    app: Flask, tree: Path, session: Session
) -> None:
    trainer = user(session)
    open_draft(session, "module", MODULE, actor_id=trainer.id, now=utc_now())
    session.commit()
    before = published(session)
    assert run(app, "publish", tree).exit_code == 0  # nothing differs, nothing to leave alone
    add(tree, "What a colleague wrote in a file.")
    result = run(app, "publish", tree)
    assert result.exit_code == 1
    assert "somebody is changing it in the studio" in result.stderr
    assert published(session) == before


def test_a_question_does_not_become_another_kind_under_its_id(
    app: Flask, tree: Path, session: Session
) -> None:
    quiz = tree / f"modules/{MODULE}/quiz.md"
    text = quiz.read_text(encoding="utf-8")
    assert "- [x]" in text.partition("{#components ")[2].partition("\n## ")[0], "several answers are right"
    [other] = re.findall(r"\{#([a-z0-9-]+) [^}]*\}\n(?:(?!## |- \[).*\n)*?- \( \)", text)[:1]
    swapped = text.replace("{#components ", "{#parts ").replace(f"{{#{other} ", "{#components ")
    quiz.write_text(swapped, encoding="utf-8")
    before = published(session)
    result = run(app, "publish", tree)
    assert result.exit_code == 1
    assert f"module {MODULE}, question components" in result.stderr
    assert published(session) == before
    quiz.write_text(text.replace("{#components ", "{#parts "), encoding="utf-8")
    assert run(app, "publish", tree).exit_code == 0
    assert published(session) != before
