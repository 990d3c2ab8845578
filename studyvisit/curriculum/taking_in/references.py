"""Links and pictures of a text: pictures are carried over, what leads to other texts stays as words."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from studyvisit.curriculum.intake import Intake, Reason, Refused, take
from studyvisit.curriculum.kinds import Family
from studyvisit.curriculum.markup import SCHEMES, scheme_of
from studyvisit.curriculum.taking_in.notes import Fate, Notebook

_DEFINED = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,2000})>?[ \t]*"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))?[ \t]*$\n?",
    re.MULTILINE,
)
_BY_NAME = re.compile(r"(!?)\[((?:[^\[\]\n]|\n(?!\n)){1,500})\](?:[ ]?\[([^\[\]\n]{0,200})\])?(?![\[(:])")
_ADDRESS = (
    r"\([ \t]*(<[^<>\n]*>|(?:[^\s()<>]|\([^\s()]*\))*)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|=\d*x\d*))*[ \t]*\)"
)
_PICTURE = re.compile(rf"!\[((?:[^\[\]]|\[[^\[\]]*\]){{0,1000}})\]{_ADDRESS}(\{{[^{{}}\n]*\}})?")
_LINK = re.compile(
    rf"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\]|!\[[^\[\]]*\]\([^()\n]*\)){{0,1000}})\]{_ADDRESS}(\{{:?[^{{}}\n]*\}})?"
)
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_BLAND = frozenset(["here", "click here", "this", "link", "this link", "read more", "more", "see here"])
_ROOTS = ("", "static", "docs", "public", "assets", "source", "content", "src", "images", "img")
_TEXTS = (".md", ".markdown", ".mdx", ".mkd", ".mdown", ".html", ".htm")
_WHY = {
    Reason.EMPTY: "it is empty",
    Reason.UNKNOWN: "nobody can tell what it is, or it is of a kind that is not taken",
    Reason.TOO_LARGE: "it is too large",
    Reason.TOO_MANY_PIXELS: "it has more than 40 million dots",
    Reason.TOO_LONG: "it is too long and narrow",
    Reason.UNREADABLE: "it is damaged",
    Reason.BAD_DRAWING: "nothing in the drawing can be shown",
    Reason.TOO_MANY_FILES: "the module holds as many files as it may",
    Reason.TOO_MUCH: "the media of the module are as heavy as they may be",
}


class Media:
    """The media of the module as they are carried over; `used` are the files of the folder that texts show."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._by_lower = {path.lower(): path for path in sorted(files, reverse=True)}
        names: dict[str, list[str]] = {}
        for path in files:
            names.setdefault(PurePosixPath(path).name.lower(), []).append(path)
        self._by_name = {name: paths[0] for name, paths in names.items() if len(paths) == 1}
        self._taken: dict[str, Intake | Refused] = {}
        self.kept: dict[str, bytes] = {}

    @property
    def used(self) -> frozenset[str]:
        """Return the files of the folder that were asked for."""
        return frozenset(self._taken)

    def find(self, address: str, beside: str) -> str:
        """Return the file of the folder that an address in the text `beside` means, or nothing."""
        plain = unquote(re.split(r"[?#]", address)[0]).replace("\\", "/").strip()
        if not plain:
            return ""
        here = posixpath.dirname(beside)
        places = [posixpath.join(here, plain)] if not plain.startswith("/") else []
        places += [posixpath.join(root, plain.lstrip("/")) for root in _ROOTS]
        for place in places:
            if found := self._by_lower.get(posixpath.normpath(place).lower()):
                return found
        return self._by_name.get(posixpath.basename(plain).lower(), "")

    def take(self, path: str, content: bytes | None = None) -> Intake | Refused:
        """Return what became of a file of the folder, or of one that a text holds within itself."""
        if path not in self._taken:
            try:
                given = self._files[path] if content is None else content
                intake = take(PurePosixPath(path).name, given, self.kept)
                self.kept.update(intake.files)
                self._taken[path] = intake
            except Refused as refused:
                self._taken[path] = refused
        return self._taken[path]


class References:
    """The links and pictures of one text; `titles` are those of all texts, by their place in the folder."""

    def __init__(self, path: str, media: Media, titles: Mapping[str, str], notes: Notebook) -> None:
        self._path, self._media, self._titles, self._notes = path, media, titles, notes

    def settled(self, text: str) -> str:
        """Return a text, its code hidden, with pictures of the module and links that lead somewhere."""
        text = _PICTURE.sub(self._picture, _inline(text))
        return _LINK.sub(self._link, text)

    def tag(self, address: str, words: str) -> str:
        """Return the `<img>` that shows a picture within HTML, or its words."""
        found = re.fullmatch(r"!\[\]\((media/\S+)\)(\x02\d+\x03)?", self._shown(address, ""))
        alternative = words.replace('"', "”").replace("<", "‹").replace(">", "›")
        return f'<img src="{found[1]}" alt="{alternative}">' if found and words else alternative

    def _picture(self, found: re.Match[str]) -> str:
        words = " ".join(found[1].replace("[", "(").replace("]", ")").split())
        return self._shown(found[2].strip("<>").strip(), words)

    def _shown(self, address: str, words: str) -> str:
        if data := _DATA.match(address.replace(" ", "")):
            return self._within(data[1], words)
        if re.match(r"(?:https?:)?//", address):
            said = self._told(
                Fate.LEFT_OUT,
                f"the picture {address[:100]} lies elsewhere and is not fetched: save it and add it again",
            )
            return f"{words}{said}" if words else said
        path = self._media.find(address, self._path)
        if not path or path.lower().endswith(_TEXTS):
            return words + self._told(Fate.LEFT_OUT, f"there is no picture {address[:100]} in the folder")
        return self._of_module(path, words, self._media.take(path))

    def _within(self, data: str, words: str) -> str:
        try:
            content = base64.b64decode(re.sub(r"\s", "", data), validate=True)
        except (binascii.Error, ValueError):
            return words
        path = f"{PurePosixPath(self._path).stem}-{len(self._media.used)}"
        return self._of_module(path, words, self._media.take(path, content))

    def _of_module(self, path: str, words: str, intake: Intake | Refused) -> str:
        if isinstance(intake, Refused):
            return words + self._told(Fate.LEFT_OUT, f"{path} is left out: {_WHY[intake.reason]}")
        if intake.kind.family is not Family.PICTURE:
            return f"[{words or PurePosixPath(path).name}]({intake.name})"
        return f"![{words}]({intake.name}){self._of_intake(path, intake)}"

    def _of_intake(self, path: str, intake: Intake) -> str:
        done = [f"{path} is {intake.name}"]
        done += ["the place it told of is taken out"] if intake.had_place else []
        done += ["only the first of its pictures is kept"] if intake.was_moving else []
        done += [f"left out of the drawing: {', '.join(sorted(intake.left_out))}"] if intake.left_out else []
        return self._told(Fate.CHANGED, "; ".join(done))

    def _link(self, found: re.Match[str]) -> str:
        words, address = found[1], found[2].strip("<>").strip()
        if address.startswith("#") or scheme_of(address) in SCHEMES:
            return f"[{words}]({address.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})"
        if address.startswith(("//", "www.")):
            return f"[{words}](https://{address.lstrip('/')})"
        path = self._media.find(address, self._path)
        if path and path not in self._titles and not path.lower().endswith(_TEXTS):
            return self._file(words, path)
        return self._as_words(words, self._titles.get(path, ""), address)

    def _file(self, words: str, path: str) -> str:
        intake = self._media.take(path)
        if isinstance(intake, Refused):
            return words + self._told(Fate.LEFT_OUT, f"{path} is left out: {_WHY[intake.reason]}")
        return f"[{words or PurePosixPath(path).name}]({intake.name})"

    def _as_words(self, words: str, title: str, address: str) -> str:
        if title:
            said = self._told(
                Fate.CHANGED, "links between the texts are kept as words: lessons do not link each other"
            )
            is_bland = re.sub(r"[*_`\s]+", " ", words).strip().lower() in {"", *_BLAND}
            return (f"“{title}”" if is_bland else words) + said
        what = address[:100] or "nothing"
        return words + self._told(Fate.CHANGED, f"the link to {what} leads nowhere from here: its words stay")

    def _told(self, fate: Fate, message: str) -> str:
        return self._notes.here(fate, re.sub(r"[\x02-\x05]", "", message))


def _inline(text: str) -> str:
    """Return a text whose links and pictures have their addresses beside them, not in a list of their own."""
    known: dict[str, str] = {}
    for found in _DEFINED.finditer(text):
        known.setdefault(_name(found[1]), found[2])
    if not known:
        return text

    def put(found: re.Match[str]) -> str:
        address = known.get(_name(found[3] or found[2]))
        return f"{found[1]}[{found[2]}](<{address}>)" if address else found[0]

    # Twice: a picture may be the words of a link.
    return _BY_NAME.sub(put, _BY_NAME.sub(put, _DEFINED.sub("", text)))


def _name(words: str) -> str:
    return " ".join(words.split()).casefold()
