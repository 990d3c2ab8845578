"""What a translation remembers of the text that it was made from, and what has changed there since.

Its front matter has `translates: [1a2b3c4d, …]`, a mark for each piece of the original in order. A piece that
is not translated yet has `-` before its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from textwrap import wrap

from studyvisit.curriculum.frontmatter import read_front_matter
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.translating.pieces import Piece, pieces_of

KEY = "translates"
MARK = re.compile(r"-?[0-9a-f]{8}")
_WRITTEN = re.compile(rf"^{KEY}:.*\n(?:[ \t].*\n)*", re.MULTILINE)


class State(StrEnum):
    """How far the translation of one piece is."""

    DONE = "done"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Pair:
    """A piece of the original with its translation; `made_from` is the mark of what that was made from.

    Without an `original` the piece was taken out there; a `translation` that is missing is None or a copy.
    """

    original: Piece | None
    translation: Piece | None
    state: State
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the translation of some text is, counted in pieces that have words."""

    pieces: int = 0
    done: int = 0
    stale: int = 0

    def __add__(self, other: Progress) -> Progress:
        """Return the progress of both together."""
        return Progress(self.pieces + other.pieces, self.done + other.done, self.stale + other.stale)

    @property
    def missing(self) -> int:
        """Return how many pieces nobody has translated yet."""
        return self.pieces - self.done - self.stale


def marks_of(text: str) -> tuple[str, ...] | None:
    """Return the marks that a translation has; None when it has none, or one that is not a mark."""
    found = read_front_matter(text, Report())
    written = found.values.get(KEY) if found else None
    if not isinstance(written, list) or not all(isinstance(m, str) and MARK.fullmatch(m) for m in written):
        return None
    return tuple(map(str, written))


def pairs_of(original: str, translation: str | None) -> tuple[Pair, ...]:
    """Return each piece of the original with its translation, in the order of the original.

    A translation without marks, or with another number of them than of pieces, is matched by place and stale.
    """
    here = pieces_of(original)
    there = pieces_of(translation) if translation is not None else ()
    marks = marks_of(translation) if translation is not None else ()
    if marks is None or len(marks) != len(there):
        state = State.STALE if there else State.MISSING
        return tuple(
            Pair(piece, words, state if words else State.MISSING) for piece, words in zip_longest(here, there)
        )
    return tuple(_aligned(here, there, marks))


def _aligned(here: Sequence[Piece], there: Sequence[Piece], marks: Sequence[str]) -> Iterator[Pair]:
    before, now = [mark.lstrip("-") for mark in marks], [piece.mark for piece in here]
    for change, i1, i2, j1, j2 in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        for i, j in zip_longest(range(i1, i2), range(j1, j2)):
            if j is None:
                yield Pair(None, there[i], State.STALE, before[i])
            elif i is None:
                yield Pair(here[j], None, State.MISSING)
            elif marks[i].startswith("-"):
                yield Pair(here[j], there[i], State.MISSING, before[i])
            else:
                state = State.DONE if change == "equal" or here[j].is_fixed else State.STALE
                yield Pair(here[j], there[i], state, before[i])


def progress(pairs: Sequence[Pair]) -> Progress:
    """Return how far a translation is."""
    counted = [pair.state for pair in pairs if pair.original and not pair.original.is_fixed]
    return Progress(len(counted), counted.count(State.DONE), counted.count(State.STALE))


def with_marks(translation: str, marks: Sequence[str]) -> str:
    """Return a translation with these marks at the end of its front matter, in place of those it has."""
    start = translation.find("\n") + 1
    end = re.compile(r"^---[ \t]*$", re.MULTILINE).search(translation, start)
    if not end:
        raise ValueError("the front matter does not end")
    head = _WRITTEN.sub("", translation[start : end.start()])
    return f"{translation[:start]}{head}{_written(marks)}{translation[end.start() :]}"


def translated(original: str, translation: str) -> str:
    """Return a translation marked as made from all of the original as it is now.

    Raises ValueError when the two have not the same number of pieces, or the front matter cannot be read.
    """
    here, there = pieces_of(original), pieces_of(translation)
    if not here or not there:
        raise ValueError("the front matter cannot be read")
    for ours, theirs in zip_longest(here, there):
        if ours is None or theirs is None or ours.key != theirs.key or ours.is_fixed != theirs.is_fixed:
            place = theirs.line if theirs else there[-1].line
            beside = f"“{ours.text[:40]}” of line {ours.line} there" if ours else "nothing there"
            raise ValueError(
                f"the original has {len(here)} pieces and the translation {len(there)}; "
                f"line {place} stands beside {beside}: write one paragraph for each"
            )
    return with_marks(translation, [piece.mark for piece in here])


def begun(original: str) -> str:
    """Return a translation to begin with: the words of the original, none of them translated yet.

    Raises ValueError when the front matter cannot be read.
    """
    here = pieces_of(original)
    if not here:
        raise ValueError("the front matter cannot be read")
    return assembled(original, [(piece, piece.text) for piece in here], [f"-{piece.mark}" for piece in here])


def rewritten(
    original: str, pairs: Sequence[Pair], words: Sequence[str], still_right: frozenset[int] = frozenset()
) -> str:
    """Return the file that translated words make, one for each pair; an empty one is not translated yet.

    What was stale is done once it is written anew, or is said to be `still_right` by its number.
    """
    pieces: list[tuple[Piece, str]] = []
    marks: list[str] = []
    for number, (pair, said) in enumerate(zip(pairs, words, strict=True)):
        if pair.original is None:
            continue
        piece, text = pair.original, said.replace("\r\n", "\n").strip("\n")
        is_same = pair.translation is not None and pair.translation.text == text
        if piece.is_fixed or not text.strip():
            pieces.append((piece, piece.text))
            marks.append(piece.mark if piece.is_fixed else f"-{piece.mark}")
        else:
            is_stale = pair.state is State.STALE and is_same and number not in still_right
            pieces.append((piece, text))
            marks.append((pair.made_from or "0" * 8) if is_stale else piece.mark)
    return assembled(original, pieces, marks)


def assembled(original: str, words: Sequence[tuple[Piece, str]], marks: Sequence[str]) -> str:
    """Return the file that a translation of all pieces of the original makes."""
    found = read_front_matter(original, Report())
    identity = found.values["id"] if found else ""
    head = [f"id: {identity}", *_front({piece.key: text for piece, text in words if piece.key})]
    body: list[str] = []
    for piece, text in words:
        if not piece.key:
            body += ["", text] if piece.is_apart and body else [text]
    return "\n".join(["---", *head, f"{_written(marks)}---", *body, ""])


def _front(words: dict[str, str]) -> Iterator[str]:
    group = ""
    for key, text in words.items():
        parent, _, child = key.rpartition(".")
        if parent and parent != group:
            yield f"{parent}:"
        group = parent
        if parent == "scale":
            yield f"  - {{value: {child}, label: {_quoted(text)}}}"
        else:
            yield f"{'  ' if parent else ''}{child}: {_quoted(text)}"


def _quoted(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _written(marks: Sequence[str]) -> str:
    lines = wrap(", ".join(marks), 100, break_on_hyphens=False) or [""]
    return f"{KEY}: [" + "\n  ".join(lines) + "]\n"
