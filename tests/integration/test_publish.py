"""Publishing: immutable revisions, and a round trip that changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum import document
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.source import write_tree
from studyvisit.library.models import MediaFile, Publication, Revision
from studyvisit.library.queries import Shelf, current_bundles
from studyvisit.library.services import publish
from tests.factories import NOW

MODULE = "measuring-e-government"


def publish_tree(session: Session, tree: Path) -> list[str]:
    """Publish a tree of content and return the slugs of what changed."""
    compiled = compile_tree(tree)
    assert not [problem for problem in compiled.problems if problem.is_error]
    changed = [unit.slug for unit in compiled.units if publish(session, unit, published_by_id=None, now=NOW)]
    session.commit()
    return changed


def edited_copy(content: Path, folder: Path) -> Path:
    """Return a copy of the content in which one lesson of MODULE says something else."""
    tree = Path(shutil.copytree(content, folder / "content"))
    lesson = min((tree / "modules" / MODULE).rglob("01-*.md"))
    with lesson.open("a", encoding="utf-8") as file:
        file.write("\nThe last word of a colleague.\n")
    return tree


def snapshot(session: Session) -> list[tuple[object, ...]]:
    """Return every revision with everything it says."""
    columns = Revision.__table__.columns
    return [tuple(row) for row in session.execute(select(*columns).order_by(Revision.id))]


def test_publishing_what_is_published_changes_nothing(content: Path, session: Session) -> None:
    before = snapshot(session)
    assert publish_tree(session, content) == []
    assert snapshot(session) == before


def test_publish_export_publish_is_a_no_op(session: Session, tmp_path: Path) -> None:
    before = snapshot(session)
    write_tree(current_bundles(session), tmp_path / "export")
    assert publish_tree(session, tmp_path / "export") == []
    assert snapshot(session) == before


def test_an_export_holds_the_files_byte_for_byte(content: Path, session: Session, tmp_path: Path) -> None:
    write_tree(current_bundles(session), tmp_path / "export")
    exported = {
        path.relative_to(tmp_path / "export"): path.read_bytes()
        for path in (tmp_path / "export").rglob("*")
        if path.is_file()
    }
    assert exported
    for path, words in exported.items():
        assert (content / path).read_bytes() == words, path


def test_an_edited_lesson_becomes_a_new_revision_and_leaves_the_old_one_alone(
    content: Path, session: Session, tmp_path: Path
) -> None:
    before = snapshot(session)
    assert publish_tree(session, edited_copy(content, tmp_path)) == [MODULE]
    after = snapshot(session)
    assert [row for row in after if row in before] == before
    assert len(after) == len(before) + 1
    assert "The last word of a colleague." in str(Shelf(session).module(MODULE).content.lessons[0].body)


def test_going_back_shows_the_old_revision_again(content: Path, session: Session, tmp_path: Path) -> None:
    first = session.get_one(Publication, ("module", MODULE)).revision_id
    tree = edited_copy(content, tmp_path)
    publish_tree(session, tree)
    second = session.get_one(Publication, ("module", MODULE)).revision_id
    assert second != first
    assert publish_tree(session, content) == [MODULE]
    assert session.get_one(Publication, ("module", MODULE)).revision_id == first
    assert publish_tree(session, tree) == [MODULE]
    assert session.get_one(Publication, ("module", MODULE)).revision_id == second
    numbers = session.scalars(select(Revision.number).where(Revision.slug == MODULE)).all()
    assert sorted(numbers) == [1, 2]


def test_data_files_of_charts_are_published_and_given_back(
    content: Path, session: Session, tmp_path: Path
) -> None:
    original = content / "modules" / MODULE / "media" / "egdi.csv"
    stored = session.get(MediaFile, hashlib.sha256(original.read_bytes()).hexdigest())
    assert stored is not None
    assert (stored.media_type, stored.content) == ("text/csv; charset=utf-8", original.read_bytes())
    write_tree(current_bundles(session), tmp_path)
    for name in ("guide.md", "handout.md", "media/egdi.csv"):
        written = tmp_path / "modules" / MODULE / name
        assert written.read_bytes() == (content / "modules" / MODULE / name).read_bytes()


def test_a_module_published_before_there_were_guides_is_still_shown(session: Session) -> None:
    revision = session.scalars(
        select(Revision)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Revision.slug == MODULE)
    ).one()
    older = json.loads(revision.document)
    del older["guide"], older["handout"]
    for lesson in older["lessons"]:
        lesson["body"] = [part for part in lesson["body"] if part["kind"] in ("prose", "check")]
    module = document.load(revision.kind, json.dumps(older))
    assert isinstance(module, Module)
    assert (module.guide, module.handout) == (None, None)
    assert len(module.lessons) == len(older["lessons"])
