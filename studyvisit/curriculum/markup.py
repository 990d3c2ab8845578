"""The one sanitiser: HTML that was rendered from what somebody wrote → HTML that is safe to show.

bleach and then nh3, with one allow-list: two parsers of different making must both be fooled. Every id
is prefixed, so that no element in prose can stand in for a property of the page (DOM clobbering).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape, unescape
from urllib.parse import unquote

import nh3
from bleach.sanitizer import Cleaner

PREFIX = "s-"
BREAK = "\x1e"  # stands between top-level blocks, so that each can be looked at alone
_TAGS = """
a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 hr i img ins kbd
li mark ol p pre q s small span strong sub sup table tbody td tfoot th thead tr ul var wbr
"""
# A phone's screen has three dots where a page has one: as if it were narrow it takes the lighter picture.
SIZES = "(min-width: 44rem) 42rem, 10rem"
TAGS = frozenset(_TAGS.split())
_CLASSES = """
admonition admonition-title note tip warning important example footnote footnote-ref footnote-backref table-
scroll align-center align-end computed task
"""
CLASSES = frozenset(_CLASSES.split())
_EVERYWHERE = frozenset({"class", "dir", "id", "lang", "title"})
_ATTRIBUTES = {
    "a": frozenset({"href", "rel", "aria-label", "download"}),
    "div": frozenset({"role", "tabindex", "aria-label"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "srcset", "sizes"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr"}),
}
_VALUES = {
    "dir": frozenset({"ltr", "rtl", "auto"}),
    "rel": frozenset({"noopener"}),
    "role": frozenset({"region"}),
    "tabindex": frozenset({"0"}),
    "loading": frozenset({"lazy"}),
    "sizes": frozenset({SIZES}),
    "scope": frozenset({"col", "row", "colgroup", "rowgroup"}),
    "reversed": frozenset({""}),
}
_NUMBERS = frozenset({"width", "height", "value", "start", "colspan", "rowspan"})
SCHEMES = frozenset({"http", "https", "mailto"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_NAME = re.compile(r"[^\s\"'<>&=`\\]+")
_SCHEME = re.compile(r"([^/?#:]*):")
_IGNORED_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_OUR_PICTURES = re.compile(
    r"/media/[0-9a-f]{64}\.webp [1-9]\d{0,3}w(?:, /media/[0-9a-f]{64}\.webp [1-9]\d{0,3}w)?"
)
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_PIECE = 10_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# HTML that bleach would give back as it is: text, tags of the allow-list and the plainest of attributes.
_PLAIN_ATTRIBUTES = (
    r'(?:id|href)="#?[A-Za-z][A-Za-z0-9_-]*"',
    r'href="https?://[A-Za-z0-9./_~%?=,+-]*"',
    r'class="(?:footnote(?:-ref|-backref)?|align-(?:center|end)|admonition(?:-title| note)?|computed)"',
    r'title="Jump back to footnote [0-9]+ in the text"',
    r'scope="col"',
)
_PLAIN = re.compile(
    r"(?:[^<>&]++|&(?:amp;|lt;|gt;|quot;|#39;|(?![A-Za-z0-9#]))|</(?:{tags})>"
    r"|<(?:{tags})(?: (?:{attributes}))*+>)*+".format(
        tags="|".join(sorted(TAGS - {"img"})), attributes="|".join(_PLAIN_ATTRIBUTES)
    )
)
_LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>')
_OUTSIDE = re.compile(r' href="(?:https?:)?//', re.IGNORECASE)
_NOOPENER = ' rel="noopener"'
_NO_PICTURE = re.compile(r'<img(?![^>]* src=")(?: [a-z-]+="[^"]*")*>')


def plain_characters(text: str) -> str:
    """Return a text without control characters, lone surrogates and the like, its lines ending in `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def verbatim(text: str) -> str:
    """Return a text as HTML that shows it as it is written, in pieces: nh3 is slow on long text with many `&`."""
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return BREAK.join(f"<pre>{escape(piece, quote=False)}</pre>\n" for piece in pieces)


def sanitise(html: str) -> str:
    """Return HTML cut down to the allow-list. Doing it twice changes nothing.

    Where BREAK stands the HTML is taken apart first: bleach is slow on long documents. A part with nothing
    but text and bare tags of the allow-list has nothing for it to find and goes straight to nh3.
    """
    parts = [plain_characters(part) for part in html.split(BREAK)]
    clean = _second().clean("".join(_bleached(parts)))
    return _LINK.sub(_outside_link, _NO_PICTURE.sub("", plain_characters(clean)))


def _bleached(parts: Sequence[str]) -> Iterator[str]:
    """Yield parts as bleach leaves them. Its cleaner is slow to make, and two threads must not share one."""
    cleaner: Cleaner | None = None
    for part in parts:
        if _PLAIN.fullmatch(part):
            yield part
            continue
        cleaner = cleaner or Cleaner(
            tags=TAGS, attributes=_may_stay, protocols=SCHEMES, strip=True, strip_comments=True
        )
        yield cleaner.clean(part)


@cache
def _second() -> nh3.Cleaner:
    """Return nh3 with the allow-list; making it takes longer than a short text takes to clean."""
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(_EVERYWHERE | _ATTRIBUTES.get(tag, frozenset())) for tag in TAGS},
        attribute_filter=_kept,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag, frozenset()):
        return False
    return _kept(tag, name, value) is not None


def _kept(_tag: str, name: str, value: str) -> str | None:
    """Return an allowed attribute's value as it may stand, or None to leave the attribute out."""
    if name in _VALUES:
        return value.lower() if value.lower() in _VALUES[name] else None
    if name in _NUMBERS:
        return value if value.isascii() and value.isdigit() and len(value) < 6 else None
    keep = _KEPT.get(name)
    return keep(value) if keep else value


def _classes(value: str) -> str | None:
    return " ".join(word for word in value.split() if word in CLASSES) or None


def _identities(value: str) -> str | None:
    return " ".join(filter(None, (prefixed(word) for word in value.split()))) or None


def _language(value: str) -> str | None:
    return value if _LANGUAGE.fullmatch(value) else None


def prefixed(identity: str) -> str | None:
    """Return an id with the prefix that every id in prose has; None for one that cannot be an id."""
    if not _NAME.fullmatch(identity):
        return None
    return identity if identity.startswith(PREFIX) else PREFIX + identity


def scheme_of(address: str) -> str | None:
    """Return the scheme that the most lenient browser would see in an address, in lower case, or None."""
    for form in (
        _IGNORED_IN_ADDRESS.sub("", unescape(address)),
        _IGNORED_IN_ADDRESS.sub("", unquote(address)),
    ):
        if found := _SCHEME.match(form):
            return found[1].lower()
    return None


def _address(value: str) -> str | None:
    if value.startswith("#"):
        inside = prefixed(value[1:])
        return f"#{inside}" if inside else None
    return value.strip() if scheme_of(value) in (*SCHEMES, None) else None


def _picture(value: str) -> str | None:
    bare = _IGNORED_IN_ADDRESS.sub("", unquote(value)).replace("\\", "/")
    return None if scheme_of(value) or bare.startswith("//") else value


def _pictures(value: str) -> str | None:
    return value if _OUR_PICTURES.fullmatch(value) else None


def _file_name(value: str) -> str | None:
    return value if _FILE_NAME.fullmatch(value) else None


_KEPT: dict[str, Callable[[str], str | None]] = {
    "class": _classes,
    "id": prefixed,
    "headers": _identities,
    "href": _address,
    "src": _picture,
    "srcset": _pictures,
    "download": _file_name,
    "lang": _language,
}


def _outside_link(found: re.Match[str]) -> str:
    attributes = (found[1] or "").replace(_NOOPENER, "")
    outside = _OUTSIDE.search(attributes)
    return f"<a{attributes}{_NOOPENER if outside else ''}>"
