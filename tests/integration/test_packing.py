"""A module travels as a ZIP file and is the same revision elsewhere."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.packing import BadModule, Defect, lists_in, module_in, pack
from studyvisit.curriculum.source import Bundle, UnitKind, digest
from studyvisit.curriculum.taking_in.archives import files_of_zip
from studyvisit.library.queries import current_bundles
from tests.folders import in_zip
from tests.integration.test_content_commands import run

HEAD = b"---\nid: one-stop\ntitle: One stop\nsummary: Short.\ncompetencies: [a]\n---\nWords.\n"
LISTS = Bundle(UnitKind.COMPETENCIES, "competencies", {"competencies.md": b"---\n---\n"})


def test_a_packed_module_is_the_same_revision_elsewhere(app: Flask, session: Session, tmp_path: Path) -> None:
    module = next(one for one in current_bundles(session) if one.kind is UnitKind.MODULE)
    session.rollback()
    file, into = tmp_path / "module.zip", tmp_path / "elsewhere"
    told = run(app, "pack", module.slug, "-o", file)
    assert told.exit_code == 0, told.output
    first = file.read_bytes()
    assert run(app, "pack", module.slug, "-o", file).exit_code == 1
    assert file.read_bytes() == first
    told = run(app, "unpack", file, "-o", into)
    assert told.exit_code == 0, told.output
    assert digest(module)[:12] in told.output
    assert "0 errors" in told.output
    assert (into / module.path("module.md")).read_bytes() == module.files["module.md"]
    elsewhere = [one.digest for one in compile_tree(into).units if one.kind is UnitKind.MODULE]
    assert elsewhere == [digest(module)]
    published = run(app, "publish", into / module.folder)
    assert "0 of 1 changed" in published.output
    assert "is there already" in run(app, "unpack", file, "-o", into).output


def test_what_is_worded_in_another_way_elsewhere_is_named_and_stays(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    module = next(one for one in current_bundles(session) if one.kind is UnitKind.MODULE)
    session.rollback()
    file, into = tmp_path / "module.zip", tmp_path / "elsewhere"
    run(app, "pack", module.slug, "-o", file)
    with ZipFile(file) as archive:
        words = archive.read("competencies.md").decode()
    first = next(line for line in words.splitlines() if "{#" in line)
    own = words.replace(first, first.replace(" {#", ", as we say here {#"))
    into.mkdir()
    (into / "competencies.md").write_text(own, encoding="utf-8")
    told = run(app, "unpack", file, "-o", into)
    assert (into / "competencies.md").read_text(encoding="utf-8") == own
    assert "is worded in another way in competencies.md here" in told.output


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.binary(max_size=300))
def test_a_module_comes_out_as_it_went_in(words: str, picture: bytes) -> None:
    text = words.replace("\0", "").encode("utf-8", "replace")
    module = Bundle(
        UnitKind.MODULE,
        "one-stop",
        {"module.md": HEAD, "01-words.md": text, "media/a.png": picture},
    )
    packed = pack([module, LISTS])
    assert packed == pack([module, LISTS])
    files = files_of_zip(packed)
    assert module_in(files) == module
    assert lists_in(files) == LISTS
    alone = files_of_zip(pack([module]))
    assert module_in(alone) == module


@pytest.mark.parametrize(
    ("files", "defect"),
    [
        ({"a/module.md": HEAD, "b/module.md": HEAD}, Defect.SEVERAL),
        ({"a/module.md": HEAD, "a/run.sh": b"rm"}, Defect.NO_PART),
        ({"a/module.md": HEAD, "a/media/page.html": b"<script>"}, Defect.NO_PART),
        ({"a/module.md": HEAD, "a/01-words.md": b"\xff"}, Defect.NO_TEXT),
        ({"a/module.md": HEAD, "a/01-words.md": b"x" * 1_000_001}, Defect.TOO_LARGE),
    ],
)
def test_what_is_no_module_of_ours_is_refused_with_its_reason(
    files: dict[str, bytes], defect: Defect
) -> None:
    with pytest.raises(BadModule) as refused:
        module_in(files_of_zip(in_zip(files)))
    assert refused.value.defect is defect


def test_lessons_that_knew_nothing_of_us_are_no_packed_module() -> None:
    assert module_in({"module.md": b"---\nid: doc\n---\n# Plain\n"}) is None
    assert module_in({"module.md": b"\xff"}) is None
    assert BytesIO(pack([])).read()[:2] == b"PK"
