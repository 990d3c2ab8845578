"""The corpus of hostile text in every line that a trainer can write, as far as the check lets it be published."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from studyvisit.curriculum.compile import compile_tree

Place = tuple[str, int]
Words = Callable[[str], str]
_STRUCTURE = re.compile(r"\s*(---|:::|```|~~~|\|[\s:|-]+\|\s*$|## Sources\s*$|[\w-]+:(\s*[>|][-+]?)?\s*$)")
_ATTRIBUTES = re.compile(r"(.*?)(\s*\{[#:.][^}]*\}\s*)$")
_MOST_TURNS = 60


def spoil(tree: Path, words: Words) -> Mapping[Place, str]:
    """Put words into every line of a content directory and take them back where the check refuses them.

    Return the lines in which they stand. `words` are chosen by what a line says, and what is said in two files
    is spoilt in both or in neither. What is wrong at a line that holds none is put down to the lines around it,
    farther ones each time.
    """
    texts = {
        str(path.relative_to(tree)): path.read_text(encoding="utf-8").split("\n")
        for path in sorted(tree.rglob("*"))
        if path.suffix in (".md", ".yaml", ".csv", ".vtt")
    }
    standing = {
        (name, number): _said(line)
        for name, lines in texts.items()
        for number, line in enumerate(lines, start=1)
        if line.strip() and not _STRUCTURE.match(line)
    }
    reach = 0
    for _turn in range(_MOST_TURNS):
        for name, lines in texts.items():
            written = (
                _in(line, words(_said(line))) if (name, number) in standing else line
                for number, line in enumerate(lines, start=1)
            )
            (tree / name).write_text("\n".join(written), encoding="utf-8")
        problems = compile_tree(tree).problems
        errors = [(one.path.removeprefix(f"{tree}/"), one.line) for one in problems if one.is_error]
        if not errors:
            return standing
        faulty = {standing[place] for place in errors if place in standing}
        reach = 0 if faulty else 2 * reach + 1
        for (name, line), said in standing.items():
            if reach and any(name == where and abs(line - at) <= reach for where, at in errors):
                faulty.add(said)
        standing = {place: said for place, said in standing.items() if said not in faulty}
    raise AssertionError(f"still refused: {[str(one) for one in problems if one.is_error][:3]}")


def spoilt(text: str, words: Words) -> str:
    """Return a text with words in each of its lines, whether it can be published or not."""
    return "\n".join(_in(line, words(_said(line))) for line in text.split("\n"))


def _said(line: str) -> str:
    """Return a line without its mark and its attributes."""
    attributes = _ATTRIBUTES.fullmatch(line)
    return (attributes[1] if attributes else line).strip()


def _in(line: str, words: str) -> str:
    """Return a line with words where a person would have typed them."""
    if "![" in line:
        return line.replace("![", f"![{words} ", 1)
    if line.rstrip().endswith("|"):
        return f"{line.rstrip()[:-1]} {words.replace('|', '')} |"
    attributes = _ATTRIBUTES.fullmatch(line)
    return f"{attributes[1]} {words}{attributes[2]}" if attributes else f"{line} {words}"
