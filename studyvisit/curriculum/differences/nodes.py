"""Sanitised HTML as a tree, and back: what `curriculum.markup` let through, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?:[^<>\"]|\"[^\"]*\")*)>|(?P<text>[^<]+)|<"
)
_EMPTY = frozenset({"br", "hr", "img", "wbr", "col", "input"})
_LEFT_OUT = re.compile(r'\s(?:id="[^"]*"|headers="[^"]*"|href="#[^"]*")')
_PHRASE_TAGS = "a abbr b br cite code del dfn em i img ins kbd mark q s small span strong sub sup var wbr"
_PHRASES = frozenset(_PHRASE_TAGS.split())
_OWN_MARKS = frozenset({"ins", "del"})


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text, escaped as it stands in the HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element; `head` is its start tag without ids and without links within the page."""

    tag: str
    head: str
    children: tuple[Node, ...]

    @property
    def html(self) -> str:
        """Return the element as HTML."""
        if self.tag in _EMPTY:
            return self.head
        return f"{self.head}{html_of(self.children)}</{self.tag}>"

    @property
    def is_phrase(self) -> bool:
        """Return whether it stands in a line of text."""
        return self.tag in _PHRASES

    @property
    def is_line(self) -> bool:
        """Return whether it holds text and nothing that begins a line of its own."""
        return all(isinstance(child, Text) or child.is_phrase for child in self.children)


Node = Text | Element


def html_of(nodes: Iterable[Node]) -> str:
    """Return nodes as HTML."""
    return "".join(node.html for node in nodes)


def parsed(html: str) -> tuple[Node, ...]:
    """Return sanitised HTML as nodes; what is not well-formed is closed where it has to be.

    Ids are left out, since two states of a text on one page would have them twice, and with them links to
    them. So are marks of additions and deletions that the author made: here they would say something else.
    """
    stack: list[tuple[str, str, list[Node]]] = [("", "", [])]
    for found in _TOKEN.finditer(html):
        tag = found["tag"]
        if not tag:
            stack[-1][2].append(Text(found["text"] or "&lt;"))
        elif tag in _OWN_MARKS:
            continue
        elif found["end"]:
            _close(stack, tag)
        elif tag in _EMPTY:
            stack[-1][2].append(Element(tag, _head(found), ()))
        else:
            stack.append((tag, _head(found), []))
    while len(stack) > 1:
        _fold(stack)
    return tuple(stack[0][2])


def words(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the stretches of text in nodes."""
    for node in nodes:
        if isinstance(node, Text):
            yield node.html
        else:
            yield from words(node.children)


def _head(found: re.Match[str]) -> str:
    return f"<{found['tag']}{_LEFT_OUT.sub('', found['attributes'])}>"


def _close(stack: list[tuple[str, str, list[Node]]], tag: str) -> None:
    if any(name == tag for name, _head, _children in stack[1:]):
        while stack[-1][0] != tag:
            _fold(stack)
        _fold(stack)


def _fold(stack: list[tuple[str, str, list[Node]]]) -> None:
    tag, head, children = stack.pop()
    stack[-1][2].append(Element(tag, head, tuple(children)))
