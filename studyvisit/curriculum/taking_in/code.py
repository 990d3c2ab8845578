"""Code put out of the way while a text is worked on, and put back as our Markdown writes it."""

from __future__ import annotations

import re

from studyvisit.curriculum.taking_in.notes import Fate, Notebook

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")
_INLINE = re.compile(r"(`+)(?!`)((?:(?!\n[ \t]*\n).)*?)(?<!`)\1(?!`)", re.DOTALL)
_MATHS = re.compile(r"^( *)\$\$[ \t]*\n?(.{1,5000}?)\n?[ \t]*\$\$[ \t]*$", re.DOTALL | re.MULTILINE)
_FORMULA = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n`]{0,200}?[\\^_][^$\n`]{0,200}?)(?<![\s\\])\$(?![\w$])")
_ROUND = re.compile(r"\\\((.{1,300}?)\\\)")
_LIQUID = re.compile(r"\{%-?\s*(end)?(?:highlight|raw)\b[^%\n]*%\}")
_BLOCK = re.compile(r"^( *)\x04(\d+)\x05((?:\x02\d+\x03)*)$", re.MULTILINE)
_PLACE = re.compile(r"\x04(\d+)\x05")
_DRAWN = ("mermaid", "plantuml", "dot", "graphviz")


class Code:
    """The code of one text: taken out by `hide`, put back by `show`."""

    def __init__(self, notes: Notebook) -> None:
        self._notes = notes
        self._kept: list[str] = []

    def hide(self, text: str) -> str:
        """Return a text with a sign in the place of each stretch of code, and of each formula."""
        text = _LIQUID.sub(lambda found: "\n```\n" if "highlight" in found[0] else "", text)
        text = self._without_fences(text)
        text = _MATHS.sub(self._maths, text)
        text = _INLINE.sub(lambda found: self._put(found[0]), text)
        return _ROUND.sub(self._formula, _FORMULA.sub(self._formula, text))

    def bare(self, text: str) -> str:
        """Return a part of a text with its code where it was, as it was written."""
        return _PLACE.sub(lambda found: self._kept[int(found[1])], text)

    def show(self, text: str) -> str:
        """Return a text with its code in it; within a list or a box it stands four columns further in."""
        text = _BLOCK.sub(self._block, text)
        return self.bare(text)

    def _put(self, code: str) -> str:
        self._kept.append(code)
        return f"\x04{len(self._kept) - 1}\x05"

    def _without_fences(self, text: str) -> str:
        kept: list[str] = []
        inside: list[str] = []
        opened: tuple[str, str] | None = None
        for line in text.split("\n"):
            mark = _FENCE.fullmatch(line)
            if opened is not None:
                if mark and mark[2].startswith(opened[1]) and not mark[3].strip():
                    kept.append(opened[0] + self._fenced(inside, opened[0]))
                    opened, inside = None, []
                else:
                    inside.append(line)
            elif mark and "`" not in mark[3]:
                opened = mark[1], mark[2]
                kept.append("")
                kept += [said] if (said := self._drawn(mark[3])) else []
            else:
                kept.append(line)
        if opened is not None:
            kept.append(opened[0] + self._fenced(inside, opened[0]))
        return "\n".join(kept)

    def _drawn(self, words: str) -> str:
        if words.strip().lower().startswith(_DRAWN):
            return self._notes.here(
                Fate.CHANGED, "a drawing written as text stays text: put a picture of it in its place"
            )
        return ""

    def _fenced(self, lines: list[str], indent: str) -> str:
        code = "\n".join(line.removeprefix(indent) for line in lines)
        fence = "```"
        while fence in code:
            fence += "`"
        return self._put(f"{fence}\n{code}\n{fence}")

    def _maths(self, found: re.Match[str]) -> str:
        note = self._notes.here(Fate.CHANGED, "a formula is shown as it is written: there is no typesetting")
        return f"{note}\n\n{found[1]}{self._put(f'```{chr(10)}{found[2]}{chr(10)}```')}\n"

    def _formula(self, found: re.Match[str]) -> str:
        note = self._notes.here(Fate.CHANGED, "a formula is shown as it is written: there is no typesetting")
        return note + self._put(f"`{found[1]}`")

    def _block(self, found: re.Match[str]) -> str:
        code = self._kept[int(found[2])]
        if not found[1] or "\n" not in code:
            return found[1] + code + found[3]
        lines = code.split("\n")[1:-1]
        inside = "\n".join(f"{found[1]}    {line}" if line.strip() else "" for line in lines)
        return f"{inside}{found[3]}"
