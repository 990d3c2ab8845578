"""Texts with `::: name {#id}` fences: taken out before the prose is rendered, put back at their places after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from studyvisit.curriculum.finish import is_whole
from studyvisit.curriculum.lines import (
    Attributes,
    Line,
    check_attributes,
    joined,
    outside_code,
    split_attributes,
)
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import did_you_mean

_MARK = re.compile(r":{3,}\s*(.*)")
_LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a token is no number that needs a source
# The fences there are and their attributes; those whose text is a part of the prose, footnotes and all.
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "check": (),
    "chart": ("file",),
    "audio": ("file", "title"),
    "video": ("file", "title", "captions"),
}
_WITH_PROSE = frozenset({"chart", "audio", "video"})


@dataclass(slots=True)
class Fence:
    """A fence as it is written: the line it begins in, its kind, and the lines between its marks."""

    number: int
    name: str
    attributes: Attributes
    lines: list[Line] = field(default_factory=list)

    @property
    def where(self) -> str:
        """Return the words by which problems name it."""
        return f"{self.name} {self.attributes.id}".strip()


@dataclass(frozen=True, slots=True)
class Fenced:
    """A text without its fences: `prose` has a token at either end of each, and between them what it says."""

    prose: tuple[Line, ...]
    fences: tuple[Fence, ...]
    token: str

    def cut(self, html: str, page: Page) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        """Return the HTML between the fences, one piece more than there are, and the HTML within each.

        A fence within a list or a quotation cannot be cut out: a problem is reported and None stands for it.
        """
        pieces: list[str] = []
        within: list[str | None] = []
        for index, fence in enumerate(self.fences):
            before, start, rest = html.partition(f"<p>{self.mark(index, 'a')}</p>")
            inside, end, after = rest.partition(f"<p>{self.mark(index, 'z')}</p>")
            if start and end and is_whole(before) and is_whole(inside):
                pieces.append(before.strip())
                within.append(inside.strip())
                html = after
                continue
            page.report.error(
                fence.number,
                fence.where,
                "stands within a list, a quotation or HTML that "
                "has not ended: let it begin after a blank line, at the left margin",
            )
            pieces.append("")
            within.append(None)
        return (*pieces, html.strip()), tuple(within)

    def mark(self, index: int, end: str) -> str:
        """Return the token that stands where a fence begins (`a`) or ends (`z`)."""
        return f"{self.token}-{index}-{end}".translate(_LETTERS)


def split_fences(body: Sequence[Line], known: Sequence[str], page: Page) -> Fenced:
    """Return a text's prose and its fences; only the `known` ones may stand in it."""
    token = f"fence-{sha256(joined(body).encode('utf-8', 'replace')).hexdigest()[:24]}"
    splitter = _Splitter(known, page, Fenced((), (), token))
    for line, is_prose in outside_code(body):
        mark = _MARK.fullmatch(line.text.rstrip()) if is_prose else None
        splitter.take(line, mark[1] if mark else None)
    splitter.finish()
    return Fenced(tuple(splitter.prose), tuple(splitter.fences), token)


class _Splitter:
    def __init__(self, known: Sequence[str], page: Page, tokens: Fenced) -> None:
        self.prose: list[Line] = []
        self.fences: list[Fence] = []
        self._known = known
        self._report = page.report
        self._tokens = tokens
        self._is_open = False

    def take(self, line: Line, mark: str | None) -> None:
        """Take a line; `mark` is what follows its colons, None when it is not a mark."""
        if mark:
            self._begin(line, mark)
        elif mark is not None:
            self._end(line)
        elif not self._is_open:
            self.prose.append(line)
        else:
            fence = self.fences[-1]
            fence.lines.append(line)
            self.prose += [line] if fence.name in _WITH_PROSE else []

    def finish(self) -> None:
        """Report a fence that does not end."""
        if self._is_open:
            fence = self.fences[-1]
            self._report.error(fence.number, fence.name, "does not end: add a line `:::` after its last line")
            self._put("z", fence.number)

    def _begin(self, line: Line, words: str) -> None:
        if self._is_open:
            self._report.error(
                line.number, self.fences[-1].name, "does not end before this line: add a line `:::` above it"
            )
            self._put("z", line.number)
        name, attributes = split_attributes(words)
        fence = Fence(line.number, name, attributes)
        if name not in self._known:
            shown = ", ".join(f"`::: {one} {{#id}}`" for one in self._known)
            self._report.error(
                line.number,
                fence.where[:40],
                f"`::: {name[:30]}` is not known here.{did_you_mean(name, self._known)} Known: {shown}.",
            )
        check_attributes(attributes, _ATTRIBUTES.get(name, ()), line.number, fence.where, self._report)
        self.fences.append(fence)
        self._is_open = True
        self._put("a", line.number)

    def _end(self, line: Line) -> None:
        if not self._is_open:
            self._report.error(line.number, "text", "`:::` ends something that has not begun: take it out")
            return
        self._is_open = False
        self._put("z", line.number)

    def _put(self, end: str, number: int) -> None:
        token = self._tokens.mark(len(self.fences) - 1, end)
        self.prose += [Line(number, part) for part in ("", token, "")]
