"""Two states of sanitised HTML → one that shows what was taken out and what was put in.

What is gone stands in `<del>`, what is new in `<ins>`, each begun by a word for people who hear the page and
closed within the block that it stands in: the result is as well-formed and as harmless as what came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from studyvisit.curriculum.differences.nodes import Element, Node, Text, html_of, parsed, words
from studyvisit.curriculum.differences.runs import likeness, runs
from studyvisit.curriculum.markup import sanitise

_ALIKE = 0.4
_LONGEST = 6_000
_BROKEN = re.compile(r"\S+|\s+")
_MARK = re.compile(r"<(ins|del)>")


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What begins a part that was added and one that is gone, for people who hear the page."""

    added: str
    gone: str


def difference(before: str, after: str, marks: MarkWords) -> str:
    """Return both states as one HTML with its changes marked, sanitised."""
    merged = sanitise("".join(_blocks(parsed(before), parsed(after))))
    said = {"ins": escape(marks.added), "del": escape(marks.gone)}
    return _MARK.sub(lambda found: f'{found[0]}<span class="sr">{said[found[1]]} </span>', merged)


def _blocks(before: Sequence[Node], after: Sequence[Node]) -> Iterator[str]:
    """Yield the children of a container, what is gone before what came in its place."""
    for run in runs(_solid(before), _solid(after)):
        if run.is_same:
            yield html_of(run.after)
            continue
        old = list(run.before)
        for node in run.after:
            place = next((n for n, one in enumerate(old) if _are_alike(one, node)), None)
            if place is None:
                yield _marked(node, "ins")
                continue
            for gone in old[:place]:
                yield _marked(gone, "del")
            yield _merged(old[place], node)
            old = old[place + 1 :]
        for gone in old:
            yield _marked(gone, "del")


def _solid(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes without blank text between them."""
    return [node for node in nodes if isinstance(node, Element) or node.html.strip()]


def _are_alike(one: Node, other: Node) -> bool:
    if isinstance(one, Text) or isinstance(other, Text):
        return isinstance(one, Text) and isinstance(other, Text)
    if one.tag != other.tag:
        return False
    if one.tag in {"ul", "ol", "dl", "table", "thead", "tbody", "div", "blockquote", "figure"}:
        return True
    return likeness(_broken((one,)), _broken((other,))) >= _ALIKE


def _broken(nodes: Sequence[Node]) -> list[str]:
    return [word for text in words(nodes) for word in _BROKEN.findall(text) if not word.isspace()]


def _merged(before: Node, after: Node) -> str:
    if isinstance(before, Text) or isinstance(after, Text):
        return "".join(_lines((before,), (after,)))
    if before.is_line and after.is_line:
        inside = "".join(_lines(before.children, after.children))
    elif after.is_line or before.is_line:
        return _marked(before, "del") + _marked(after, "ins")
    else:
        inside = "".join(_blocks(before.children, after.children))
    return f"{after.head}{inside}</{after.tag}>"


def _marked(node: Node, mark: str) -> str:
    """Return a node with all its text marked, inside the blocks that hold it."""
    if isinstance(node, Text):
        return f"<{mark}>{node.html}</{mark}>" if node.html.strip() else node.html
    if node.is_phrase or node.tag == "hr":
        return f"<{mark}>{node.html}</{mark}>"
    if node.is_line:
        inside = f"<{mark}>{html_of(node.children)}</{mark}>" if node.children else ""
    else:
        inside = "".join(_marked(child, mark) for child in _solid(node.children))
    return f"{node.head}{inside}</{node.tag}>"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line, or a blank, with the start tags around it."""

    html: str
    around: tuple[tuple[str, str], ...]


def _lines(before: Sequence[Node], after: Sequence[Node]) -> Iterator[str]:
    old, new = list(_words(before, ())), list(_words(after, ()))
    if max(len(old), len(new)) > _LONGEST:
        yield f"<del>{html_of(before)}</del><ins>{html_of(after)}</ins>"
        return
    for run in runs(old, new):
        if run.is_same:
            yield _put_together(run.after)
            continue
        for mark, part in (("del", run.before), ("ins", run.after)):
            if part:
                yield f"<{mark}>{_put_together(part)}</{mark}>"


def _words(nodes: Sequence[Node], around: tuple[tuple[str, str], ...]) -> Iterator[_Word]:
    for node in nodes:
        if isinstance(node, Text):
            for word in _BROKEN.findall(node.html):
                yield _Word(word, around)
        elif node.children:
            yield from _words(node.children, (*around, (node.tag, node.head)))
        else:
            yield _Word(node.html, around)


def _put_together(part: Sequence[_Word]) -> str:
    """Return words as HTML that opens and closes its own tags."""
    out: list[str] = []
    open_now: list[tuple[str, str]] = []
    for word in part:
        shared = 0
        for mine, its in zip(open_now, word.around, strict=False):
            if mine != its:
                break
            shared += 1
        out += [f"</{tag}>" for tag, _head in reversed(open_now[shared:])]
        out += [head for _tag, head in word.around[shared:]]
        open_now = list(word.around)
        out.append(word.html)
    out += [f"</{tag}>" for tag, _head in reversed(open_now)]
    return "".join(out)
