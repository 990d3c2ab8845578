"""Bundles: what is read, what is refused, and that nothing is lost on the way out and in again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.kinds import LARGEST, Family
from studyvisit.curriculum.source import Bundle, UnitKind, digest, dump_bundle, load_bundle, write_tree
from studyvisit.curriculum.tree import LARGEST_TEXT, read_tree
from tests.unit.curriculum.builders import (
    FILES,
    LESSON,
    LESSON_PATH,
    MODULE,
    MODULE_PATH,
    QUIZ_PATH,
    checked,
    write_content,
)

BUNDLES = st.builds(
    Bundle,
    st.sampled_from(UnitKind),
    st.from_regex(r"[a-z]{1,5}", fullmatch=True),
    st.dictionaries(
        st.from_regex(r"[a-z]{1,4}\.md", fullmatch=True),
        st.text(st.characters(codec="utf-8")).map(str.encode),
    ).flatmap(
        lambda text: st.dictionaries(
            st.from_regex(r"media/[a-z]{1,4}\.png", fullmatch=True), st.binary()
        ).map(lambda media: {**text, **media})
    ),
)


def files_below(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_exporting_gives_back_every_byte(tmp_path: Path) -> None:
    odd = LESSON.replace("\n", "\r\n").encode() + b"\r\n\r\n"
    content = write_content(tmp_path, {LESSON_PATH: odd})
    write_tree(read_tree(content).bundles, tmp_path / "out")
    assert files_below(tmp_path / "out") == files_below(content)


def test_publishing_what_was_exported_changes_no_digest(tmp_path: Path) -> None:
    first = compile_tree(write_content(tmp_path))
    write_tree([load_bundle(dump_bundle(unit.bundle)) for unit in first.units], tmp_path / "out")
    second = compile_tree(tmp_path / "out")
    assert [unit.digest for unit in second.units] == [unit.digest for unit in first.units]
    assert second.units == first.units
    assert len(first.units) == 4


@given(BUNDLES)
def test_a_bundle_survives_json(bundle: Bundle) -> None:
    assert load_bundle(dump_bundle(bundle)) == bundle
    assert digest(load_bundle(dump_bundle(bundle))) == digest(bundle)


@given(BUNDLES, BUNDLES)
def test_different_bundles_have_different_digests(one: Bundle, other: Bundle) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_bytes_cannot_move_from_one_file_to_the_next_unnoticed() -> None:
    one = Bundle(UnitKind.MODULE, "m", {"a.md": b"12", "b.md": b"3"})
    other = Bundle(UnitKind.MODULE, "m", {"a.md": b"1", "b.md": b"23"})
    assert digest(one) != digest(other)


@pytest.mark.parametrize("name", ["../escape.md", "/etc/passwd", "a/../../b.md", "a\\..\\b.md", "a\0.md"])
def test_nothing_is_written_outside_the_directory(tmp_path: Path, name: str) -> None:
    good = Bundle(UnitKind.MODULE, "good", {"module.md": b"x"})
    with pytest.raises(ValueError, match="outside"):
        write_tree([good, Bundle(UnitKind.COMPETENCIES, "competencies", {name: b"x"})], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_bundle_cannot_be_changed() -> None:
    bundle = Bundle(UnitKind.MODULE, "m", {"a.md": b"1"})
    with pytest.raises(TypeError):
        bundle.files["a.md"] = b"2"  # type: ignore[index]


def test_a_link_out_of_the_directory_is_refused(tmp_path: Path) -> None:
    content = write_content(tmp_path, {LESSON_PATH: None})
    (tmp_path / "secret.md").write_text(LESSON)
    (content / LESSON_PATH).symlink_to(tmp_path / "secret.md")
    problems = [str(problem) for problem in read_tree(content).problems]
    assert problems == [
        f"{LESSON_PATH}:1: file: is a link to a place outside the content directory: put the file itself here"
    ]
    assert not any(
        LESSON_PATH.endswith(name) for bundle in read_tree(content).bundles for name in bundle.files
    )


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"---\nid: a\x00b\n---\n", 2, "has a NUL character"),
        (b"---\nid: a\n\xff\xfe---\n", 3, "is not UTF-8 text"),
        (b"---\nid: a\n\xed\xa0\x80\n---\n", 3, "is not UTF-8 text"),
        (b"x" * (LARGEST_TEXT + 1), 1, "at most 1,000,000 are read"),
    ],
)
def test_what_is_not_plain_text_is_refused(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    found = checked(tmp_path, {LESSON_PATH: content})
    assert [problem.line for problem in found.problems] == [line]
    assert message in found.problems[0].message
    assert UnitKind.MODULE not in {unit.bundle.kind for unit in found.units}


def test_a_file_that_cannot_be_read_hides_no_problem_of_the_others(tmp_path: Path) -> None:
    empty = LESSON.split("The index")[0].replace("id: the-survey", "id: more")
    changed: dict[str, str | bytes | None] = {
        "modules/measuring/02-more.md": empty.replace('facts: ["1.01"]', "facts: []"),
        "modules/measuring/media/box.svg": b"<svg" + b" " * LARGEST[Family.PICTURE],
        QUIZ_PATH: "---\nid: !!python/name:os.system\n---\n",
    }
    for broken in (MODULE_PATH, LESSON_PATH):
        found = checked(tmp_path / broken.replace("/", "-"), {**changed, broken: b"---\nid: a\x00\n---\n"})
        named = {Path(problem.path).name: problem.message for problem in found.problems}
        assert len(named) == len(found.problems) == 4, [str(problem) for problem in found.problems]
        assert "has a NUL character" in named[Path(broken).name]
        assert "is missing: write the lesson" in named["02-more.md"]
        assert "are read: make it smaller" in named["box.svg"]
        assert "quiz.md" in named
        assert UnitKind.MODULE not in {unit.bundle.kind for unit in found.units}


@pytest.mark.parametrize("broken", [*sorted(FILES)])
def test_a_file_that_cannot_be_read_is_one_problem_and_its_unit_is_kept_back(
    tmp_path: Path, broken: str
) -> None:
    whole = checked(tmp_path / "whole")
    found = checked(tmp_path, {broken: b"\xff" * (LARGEST[Family.PICTURE] + 1)})
    mine = [problem for problem in found.problems if problem.path.endswith(broken)]
    assert len(mine) == 1, [str(problem) for problem in found.problems]
    kept = {unit.bundle.kind for unit in whole.units} - {unit.bundle.kind for unit in found.units}
    assert {unit.bundle.kind for unit in whole.units if broken in _paths(unit.bundle)} <= kept
    if broken != "competencies.md":
        assert len(found.problems) == len(kept) == 1


def _paths(bundle: Bundle) -> set[str]:
    return {bundle.path(name) for name in bundle.files}


def test_a_file_with_another_name_is_pointed_out_and_left_alone(tmp_path: Path) -> None:
    found = checked(
        tmp_path, {"modules/measuring/notes.txt": "x", "modules/measuring/1-short.md": "y", "odd.md": "z"}
    )
    assert len(found.problems) == 3
    assert not any(problem.is_error for problem in found.problems)
    assert all("warning: " in str(problem) for problem in found.problems)
    assert len(found.units) == 4


def test_a_folder_without_a_proper_slug_is_an_error(tmp_path: Path) -> None:
    found = checked(tmp_path, {"modules/Bad Name/module.md": MODULE})
    assert "is not a slug" in found.problems[0].message


def test_a_directory_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    assert "does not exist" in str(compile_tree(tmp_path / "nowhere").problems[0])


def test_a_directory_without_content_is_an_error(tmp_path: Path) -> None:
    assert "holds nothing to read" in str(compile_tree(tmp_path).problems[0])


def test_the_small_tree_is_read_whole(tmp_path: Path) -> None:
    bundles = read_tree(write_content(tmp_path)).bundles
    assert {bundle.path(name) for bundle in bundles for name in bundle.files} == set(FILES)
