"""The content that tests run on: the project's own, cut down to the modules they name.

All ten modules would make every test's database three times as large. What has to hold for each module is
tested on all of them in `tests/content`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from config import ROOT
from tests.people import MODULES, PROGRAMME

_NAMED = re.compile(r"^modules: \[.*?\]$", re.MULTILINE | re.DOTALL)
_TAUGHT = re.compile(r" module=([a-z0-9-]+)")


def excerpt(into: Path) -> Path:
    """Copy the project's content, with the modules of MODULES alone, and return where it is."""
    content = Path(shutil.copytree(ROOT / "content", into / "content", ignore=_other_modules))
    programme = content / "programmes" / PROGRAMME / "programme.md"
    words = programme.read_text(encoding="utf-8")
    words, count = _NAMED.subn(f"modules: [{', '.join(MODULES)}]", words)
    assert count == 1, "programme.md names its modules in one list"
    words = _TAUGHT.sub(lambda found: found[0] if found[1] in MODULES else "", words)
    programme.write_text(words, encoding="utf-8")
    return content


def _other_modules(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(folder) == ROOT / "content" / "modules" and name not in MODULES}
