"""`flask questions convert`: what a trainer runs to bring questions in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import ROOT, Settings
from studyvisit.app import create_app

MOODLE = ROOT / "tests/unit/curriculum/exchange/moodle.xml"
QUIZ = ROOT / "content/modules/measuring-e-government/quiz.md"
GIFT = "// [tag:x]\n::Good::Is it?{T}\n\n::Bad::Is it?{=a\n\n$CATEGORY: top/Sums\n\n::Sum::1 + 1?{#2}\n"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application without a database: none is needed."""
    instance = str(tmp_path_factory.mktemp("instance"))
    return create_app(Settings.from_environment({"STUDYVISIT_INSTANCE": instance}))


def convert(app: Flask, *arguments: object) -> Result:
    """Run `flask questions convert …`."""
    return app.test_cli_runner().invoke(args=["questions", "convert", *map(str, arguments)])


def test_what_is_whole_goes_out_and_exits_with_0(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "in.gift").write_text("::A::Is it?{T}\n", encoding="utf-8")
    result = convert(app, "--competency", "explain-egdi", tmp_path / "in.gift", tmp_path / "out.md")
    assert result.exit_code == 0, result.output
    assert "1 questions written" in result.output
    assert "competency=explain-egdi" in (tmp_path / "out.md").read_text(encoding="utf-8")


def test_what_is_left_out_is_listed_with_line_and_name_and_the_rest_is_written(
    app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "bank.txt").write_text(GIFT, encoding="utf-8")
    result = convert(app, tmp_path / "bank.txt", tmp_path / "out.md")
    assert result.exit_code == 1
    assert "line 4, “Bad”: left out:" in result.stderr
    assert "line 2, “Good”: lost: the tags “x”" in result.stderr
    assert "2 questions written" in result.output
    written = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "## Good {#good competency=unsorted}" in written
    assert "## Sum {#sum competency=sums}" in written


def test_a_quiz_of_ours_goes_to_gift_and_comes_back_checked(app: Flask, tmp_path: Path) -> None:
    there = convert(app, QUIZ, tmp_path / "out.gift")
    assert "left out" in there.stderr  # orderings, and texts with several gaps
    back = convert(app, "--from", "gift", "--to", "markdown", tmp_path / "out.gift", tmp_path / "quiz.md")
    assert back.exit_code == 0, back.stderr
    assert "{#ethiopia-2018 competency=explain-egdi lesson=the-survey form=a}" in (
        tmp_path / "quiz.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("in.gift", "out.xyz"), "add --to"),
        (("in.xyz", "out.md"), "add --from"),
        (("--competency", "No Slug", "in.gift", "out.md"), "--competency"),
        (("empty.gift", "out.md"), "There is no question in this file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    app: Flask, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    for name in ("in.gift", "in.xyz"):
        (tmp_path / name).write_text("::A::Is it?{T}\n", encoding="utf-8")
    (tmp_path / "empty.gift").write_text("// nothing\n", encoding="utf-8")
    result = convert(app, *(tmp_path / word if "." in word else word for word in arguments))
    assert result.exit_code != 0
    assert said in result.output + result.stderr
    assert "Traceback" not in result.output + result.stderr


def test_pictures_go_beside_the_quiz_and_back_into_the_file(app: Flask, tmp_path: Path) -> None:
    module = tmp_path / "module"
    module.mkdir()
    convert(app, "--competency", "explain-egdi", MOODLE, module)
    assert sorted(path.relative_to(module).as_posix() for path in module.rglob("*.*")) == [
        "media/the-map.png",
        "quiz.md",
    ]
    back = convert(app, module / "quiz.md", tmp_path / "out.xml")
    assert "the picture" not in back.stderr
    assert 'name="the-map.png"' in (tmp_path / "out.xml").read_text(encoding="utf-8")
