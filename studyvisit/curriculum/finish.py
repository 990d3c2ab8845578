"""What sanitised HTML is given so that everyone can use it: tables that scroll, footnotes that lead back."""

from __future__ import annotations

import re
from html import escape, unescape

_TABLE = re.compile(r"<(/?)table\b[^>]*>")
_HEAD = re.compile(r"<th\b[^>]*>((?:(?!</th>).)*+)", re.DOTALL)
_ELEMENT = re.compile(r"<(/?)([a-z0-9]+)\b[^>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr"})
_TAG = re.compile(r"<[^>]*>")
_NOTE_MARK = re.compile(r'<sup[^>]*><a class="footnote-ref"[^>]*>[^<]*</a></sup>')
# A note that is cited again leads back to where it is cited first: six equal arrows help nobody.
_BACK_AGAIN = re.compile(r'(?:&nbsp;| )?<a class="footnote-backref" href="#s-fnref\d+-[^>]*>[^<]*</a>')
_CITED_AGAIN = re.compile(r'<sup id="s-fnref\d+-[^>]*>')
_BACK = re.compile(r'<a class="footnote-backref" (href="[^"]*")[^>]*>')
_BACK_LABEL = r'<a aria-label="Back to the text" class="footnote-backref" \1>'
_REGION = '<div aria-label="{label}" class="table-scroll" role="region" tabindex="0">'
_NOTES = '<div class="footnote">'
_RULE_ABOVE_NOTES = f"{_NOTES}\n<hr>"
_LONGEST_LABEL = 80


class Names:
    """Names that are each given out once, a number added to those wanted again."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self._taken = set(taken or ())
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Return the name, or the name with the first number that is free."""
        free, number = name, self._last.get(name, 1)
        while free in self._taken:
            number += 1
            free = f"{name}-{number}"
        self._last[name] = number
        self._taken.add(free)
        return free


def finish(html: str) -> str:
    """Return sanitised HTML with each table in a region that scrolls by touch and by keyboard."""
    labels = Names()
    parts: list[str] = []
    position = 0
    for found in _TABLE.finditer(html):
        parts.append(html[position : found.start()])
        if found[1]:
            parts.append(f"{found[0]}</div>")
        else:
            parts += [_REGION.format(label=escape(labels.take(_label(html, found.end())))), found[0]]
        position = found.end()
    parts.append(html[position:])
    return _finish_notes("".join(parts))


def _finish_notes(html: str) -> str:
    html = _CITED_AGAIN.sub("<sup>", _BACK_AGAIN.sub("", html))
    return _BACK.sub(_BACK_LABEL, html).replace(_RULE_ABOVE_NOTES, _NOTES)


def is_whole(html: str) -> bool:
    """Return whether each element that begins in sanitised HTML also ends in it."""
    open_elements: list[str] = []
    for found in _ELEMENT.finditer(html):
        if found[1]:
            if not open_elements or open_elements.pop() != found[2]:
                return False
        elif found[2] not in _VOID:
            open_elements.append(found[2])
    return not open_elements


def _label(html: str, start: int) -> str:
    """Return what a table is about: the words of its column headings."""
    end = html.find("</tr>", start)
    heads = (
        " ".join(unescape(_TAG.sub("", _NOTE_MARK.sub("", head))).split())
        for head in _HEAD.findall(html[start:end])
    )
    return ", ".join(filter(None, heads))[:_LONGEST_LABEL] or "—"
