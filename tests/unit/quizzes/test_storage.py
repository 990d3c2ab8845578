"""Files that people hand in: what is taken, what is refused, and that nothing half is ever left."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studyvisit.quizzes.services import BadFile, keep_file, path_of, shown_name
from studyvisit.quizzes.services.storage import drop_file, stored_before

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
SOON = datetime.now(UTC) + timedelta(hours=1)


def packed(**parts: str) -> bytes:
    """Return a zip of parts; `__` in a name stands for `/` and `_DOT_` for a point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parcel:
        for name, text in parts.items():
            parcel.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return made.getvalue()


TYPES_XML = {"[Content_Types]_DOT_xml": "<Types/>"}
DOCX = packed(**TYPES_XML, word__document_DOT_xml="<w/>")
MACROS = packed(**TYPES_XML, word__document_DOT_xml="<w/>", word__vbaProject_DOT_bin="")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text", content_DOT_xml="<o/>")


def keep(
    folder: Path, name: str, content: bytes, types: str = "pdf docx odt png jpg txt", most: int = 10_000
) -> str:
    """Store a file and return its hash."""
    return keep_file(folder, io.BytesIO(content), name=name, types=types.split(), most_bytes=most).sha256


def left_in(folder: Path) -> list[Path]:
    """Return every file in a folder but the lock."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", PDF),
        ("PLAN.PDF", b"\n\n" + PDF),
        ("plan.docx", DOCX),
        ("plan.odt", ODT),
        ("plan.png", b"\x89PNG\r\n\x1a\n..."),
        ("plan.jpeg", b"\xff\xd8\xff\xe0..."),
        ("plan.txt", "ক is text".encode()),
    ],
)
def test_a_file_that_is_what_it_says_is_kept_byte_for_byte(tmp_path: Path, name: str, content: bytes) -> None:
    path = path_of(tmp_path, keep(tmp_path, name, content))
    assert path.read_bytes() == content
    assert left_in(tmp_path) == [path]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.exe", b"MZ", "type"),
        ("pdf", PDF, "type"),
        ("plan.pdf.html", PDF, "type"),
        ("plan.pdf", b"<script>", "content"),
        ("plan.docx", MACROS, "content"),
        ("plan.docx", ODT, "content"),
        ("plan.odt", DOCX, "content"),
        ("plan.docx", DOCX[:-30], "content"),
        ("plan.png", PDF, "content"),
        ("plan.txt", b"\xff\xfe\x00", "content"),
        ("plan.txt", b"a\0b", "content"),
        ("plan.txt", b"x" * 10_001, "size"),
        ("plan.txt", b"", "empty"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(BadFile, match=reason):
        keep(tmp_path, name, content)
    assert left_in(tmp_path) == []


def test_a_line_that_breaks_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(4)

    with pytest.raises(ConnectionResetError):
        keep_file(tmp_path, Broken(PDF), name="plan.pdf", types=["pdf"], most_bytes=100)
    assert left_in(tmp_path) == []


def test_the_same_content_is_stored_once_and_counts_as_handed_in_again(tmp_path: Path) -> None:
    first = keep(tmp_path, "plan.pdf", PDF)
    os.utime(path_of(tmp_path, first), (0, 0))
    assert keep(tmp_path, "other.pdf", PDF) == first
    assert left_in(tmp_path) == [path_of(tmp_path, first)]
    an_hour_ago = SOON - timedelta(hours=2)
    assert stored_before(tmp_path, an_hour_ago) == []
    assert not drop_file(tmp_path, first, an_hour_ago)
    assert stored_before(tmp_path, SOON) == [first]
    assert drop_file(tmp_path, first, SOON)
    assert left_in(tmp_path) == []


def test_what_a_worker_left_half_way_when_it_was_killed_is_tidied_up(tmp_path: Path) -> None:
    (tmp_path / "coming").mkdir()
    (tmp_path / "coming" / "half").write_bytes(b"%PDF")
    assert stored_before(tmp_path, SOON) == []
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("..\\..\\secret/plan.pdf", "plan.pdf"),
        ("pl\u202ean\r\n.pdf", "plan.pdf"),
        ("পরিকল্পনা.pdf", "পরিকল্পনা.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("\u200b", "file"),
    ],
)
def test_a_name_is_shown_without_folders_and_without_what_nobody_sees(name: str, shown: str) -> None:
    assert shown_name(name) == shown
