"""The worked examples of docs/evaluation.md come out of the commands as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT, Settings
from studyvisit.app import create_app

PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
FILES = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
CONSOLES = re.findall(r"```console\n\$ flask (evaluate \w+) (\S+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("file", "console"), list(zip(FILES, CONSOLES, strict=True)), ids=["items", "gain"])
def test_the_worked_example_is_what_the_command_prints(
    file: str, console: tuple[str, str, str], tmp_path: Path
) -> None:
    command, name, shown = console
    (tmp_path / name).write_text(file, encoding="utf-8")
    app = create_app(Settings.from_environment({"STUDYVISIT_INSTANCE": str(tmp_path / "instance")}))
    result = app.test_cli_runner().invoke(args=[*command.split(), str(tmp_path / name)])
    assert result.output == shown
