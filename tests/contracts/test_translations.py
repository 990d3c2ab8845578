"""Every text a person reads can be collected for translators."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from config import ROOT
from tests.contracts.test_architecture import PACKAGE, room_of

CALLS = {
    "_", "_l", "gettext", "lazy_gettext", "pgettext", "lazy_pgettext", "ngettext", "lazy_ngettext", "npgettext",
}  # fmt: skip
SENTENCE = re.compile(r"[A-Z][\w’']*(?: [\w’'%()–,-]+)+[.:!?…]?$|[A-Z][a-z]+[.!?…]$")


def test_the_texts_can_be_collected(tmp_path: Path) -> None:
    target = tmp_path / "messages.pot"
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    [options] = re.findall(r"pybabel extract (.*) -o ", make)
    command = [Path(sys.executable).with_name("pybabel"), "extract", *options.split(), "-o", target, "."]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with target.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) > 50
    assert catalogue.get("Sign in"), "from a template"
    assert catalogue.get("Enter your e-mail address."), "from a form, lazily"
    assert catalogue.get("Page not found"), "from a module"
    assert not [message for message in catalogue if "{" in str(message.id)], "fill in with %(name)s"


def test_a_text_to_translate_is_written_out_where_it_is_used() -> None:
    built = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                first = node.args[0] if node.args else None
                if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                    built.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not built


def test_views_forms_and_pages_say_nothing_untranslated() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in PACKAGE.rglob("*.py")
        if room_of(path) in ("views", "forms", "pages")
        for line, text in untranslated(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not said


def untranslated(tree: ast.Module) -> list[tuple[int, str]]:
    """Return the constants that read like a sentence and are neither translated nor documentation."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
            skipped |= {id(below) for below in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Raise | ast.Assert):
            skipped |= {id(below) for below in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
        if SENTENCE.match(node.value)
    ]
