"""Plain words, escaped so that Markdown shows them as they are."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\*_\[\]{}]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
_AT_START = re.compile(r"[ \t]*(?:([#>+|=:~-])|(\d{1,9})([.)])|(!)(?=!!))")
_AS_ENTITY = {"=": "&#61;", ":": "&#58;", "~": "&#126;", "|": "&#124;"}


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows the same: lines stay lines, blank lines part paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n\n".join(
        "<br>\n".join(escaped_line(line.strip()) for line in p.split("\n")) for p in paragraphs if p
    )


def escaped_line(line: str, *, is_start: bool = True) -> str:
    """Return one line of plain text as Markdown; only at the start of a line some signs have a meaning."""
    line = _MARKS.sub(r"\\\g<0>", line)
    # An escaped backtick would still begin code for what looks for gaps, and `](` a link for what looks for links.
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;").replace("`", "&#96;").replace("](", "]&#40;")
    if is_start and (found := _AT_START.match(line)):
        if found[2]:
            line = f"{found[2]}\\{line[found.end() - 1 :].lstrip()}" if found[3] == "." else line
        else:
            sign = found[1] or found[4]
            line = _AS_ENTITY.get(sign, f"\\{sign}") + line[found.end() :]
    return line
