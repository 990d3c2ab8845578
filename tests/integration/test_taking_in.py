"""`flask content import`: a folder of plain Markdown becomes a module that can be published."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.taking_in.archives import BadFolder, Fault, files_of_zip
from studyvisit.library.queries import Shelf
from tests.excerpt import excerpt
from tests.folders import in_zip, plain, site
from tests.integration.test_content_commands import run

QUESTION = (
    "## Which {#which-hall competency=explain-egdi}\nWhich?\n\n- (x) This {#this}\n- ( ) That {#that}\n"
)


def edited(file: Path, *changes: tuple[str, str]) -> None:
    """Change a text as its author does."""
    text = file.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def test_a_folder_is_taken_in_filled_in_checked_and_published(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    into, folder = excerpt(tmp_path / "content"), tmp_path / "notes"
    for name, content in site().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "docs" / "link.md").symlink_to("/etc/hostname")
    order = ("import", folder, "--module", "one-stop", "--competency", "explain-egdi", "-o", into)
    told = run(app, *order)
    module = into / "modules" / "one-stop"
    assert told.exit_code == 0, told.output
    assert (
        f"{module}/01-the-queue.md:15: static/img/hall.jpg is media/hall.webp; the place it told of"
        in told.output
    )
    assert f"{module}/02-the-form.md:5: front matter, `objective`: is empty" in told.output
    assert "static/img/unused.png: is no Markdown and no text shows or links it (left out)" in told.output
    again = run(app, *order)
    assert again.exit_code == 1
    assert "is there already" in again.output
    there = run(app, "import", folder, "--module", "measuring-e-government")
    assert "is there already" in there.output
    edited(module / "01-the-queue.md", ("![](media/flow.svg)", "![How people flow](media/flow.svg)"))
    edited(
        module / "02-the-form.md",
        ('objective: ""', "objective: Describe the form"),
        ("12 forms.", "12 forms.[^source]"),
        ("[^source]:", "[^source]: Notes of the visit."),
    )
    edited(module / "quiz.md", ("review: after-submit\n---\n", f"review: after-submit\n---\n{QUESTION}"))
    checked = run(app, "check", module)
    assert checked.exit_code == 0, checked.output
    published = run(app, "publish", module)
    assert "published module one-stop" in published.output, published.output
    assert "one-stop" in Shelf(session).slugs(UnitKind.MODULE)


@pytest.mark.one_database
def test_a_zip_of_a_folder_is_taken_in_too(app: Flask, tmp_path: Path) -> None:
    packed = tmp_path / "notes.zip"
    packed.write_bytes(in_zip({f"notes/{name}": content for name, content in plain().items()}))
    told = run(app, "import", packed, "--module", "seoul", "--title", "Seoul", "-o", tmp_path / "content")
    assert told.exit_code == 0, told.output
    module = tmp_path / "content" / "modules" / "seoul"
    assert "À la préfecture" in (module / "02-services.md").read_text(encoding="utf-8")
    assert (module / "media" / "line.webp").exists()
    assert "title: Seoul\n" in (module / "module.md").read_text(encoding="utf-8")
    packed.write_bytes(in_zip({"a.txt": b"words"}))
    empty = run(app, "import", packed, "--module", "other", "-o", tmp_path / "content")
    assert empty.exit_code == 1
    assert "has no Markdown file" in empty.output
    assert not (tmp_path / "content" / "modules" / "other").exists()


def _link() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _bomb() -> bytes:
    return in_zip({"a.md": bytes(20_000_001)})


@pytest.mark.one_database
def _longer_than_it_is() -> bytes:
    """Return an archive whose one file says that it is larger than the whole archive."""
    sizes = (5).to_bytes(4, "little") * 2
    return in_zip({"a.md": b"words"}, zipfile.ZIP_STORED).replace(sizes, (50_000).to_bytes(4, "little") * 2)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: b"no archive", Fault.NO_ARCHIVE),
        (lambda: in_zip({"../a.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"/a.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"C:/a.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"a\\b.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"a_.md": b"x"}).replace(b"a_.md", b"a\0.md"), Fault.BAD_NAME),
        (lambda: in_zip({"a\u202edm.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"a/" * 30 + "a.md": b"x"}), Fault.BAD_NAME),
        (lambda: in_zip({"a.md": b"x", "A.md": b"y"}), Fault.TWICE),
        (lambda: in_zip({"a.md": b"x" * 1_000}, zipfile.ZIP_BZIP2), Fault.METHOD),
        (lambda: in_zip({"a.md": b"x" * 1_000}, zipfile.ZIP_LZMA), Fault.METHOD),
        (_longer_than_it_is, Fault.NO_ARCHIVE),
        (_link, Fault.LINK),
        (_bomb, Fault.TOO_LARGE),
        (lambda: in_zip({f"{number}.md": b"" for number in range(2_001)}), Fault.TOO_MANY_FILES),
        (lambda: in_zip({"a.md": b"x" * 100})[:80], Fault.NO_ARCHIVE),
    ],
)
def test_a_hostile_archive_is_refused(make: Callable[[], bytes], fault: Fault) -> None:
    with pytest.raises(BadFolder) as refused:
        files_of_zip(make())
    assert refused.value.fault is fault
