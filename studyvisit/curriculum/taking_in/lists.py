"""Lists indented by two or three columns, or begun within a paragraph → lists as our Markdown nests them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +)(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})")
_DEEPEST = 4


def nested(text: str) -> str:
    """Return a text, its code hidden, whose nested items are indented by four columns a level."""
    walk = _Walk()
    for line in text.split("\n"):
        walk.take(line)
    return "\n".join(walk.kept)


@dataclass(slots=True)
class _Walk:
    """The lists around a line, from the outside in: where the mark of each began and where its words do."""

    kept: list[str] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)
    after_blank: bool = True

    def take(self, line: str) -> None:
        if not line.strip():
            self.kept.append("")
            self.after_blank = True
            return
        item = None if _RULE.fullmatch(line) else _ITEM.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if item and (self.open or indent < 4):
            self._item(line, item, indent)
        else:
            self._words(line, indent)
        self.after_blank = False

    def _item(self, line: str, item: re.Match[str], indent: int) -> None:
        is_first = not self.open
        while self.open and indent <= self.open[-1][0] + 1:
            self.open.pop()
        if is_first and not self.after_blank:
            if item[2] not in ("-", "*", "+", "1.", "1)"):
                self.kept.append(line)  # a line of a paragraph that happens to begin with a number
                return
            self.kept.append("")
        depth = min(len(self.open), _DEEPEST)
        self.open.append((indent, item.end()))
        self.kept.append(f"{'    ' * depth}{item[2].replace(')', '.')} {line[item.end() :]}")

    def _words(self, line: str, indent: int) -> None:
        if self.after_blank or line.startswith("#"):
            while self.open and indent <= self.open[-1][0] + 1:
                self.open.pop()
        if not self.open:
            self.kept.append(line.lstrip(" ") if "\x04" in line and indent < 4 else line)
            return
        further = indent - self.open[-1][1]
        more = " " * further if further >= 4 and self.after_blank else ""
        self.kept.append("    " * min(len(self.open), _DEEPEST) + more + line.lstrip(" "))
