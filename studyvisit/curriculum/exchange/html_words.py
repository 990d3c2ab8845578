"""HTML as other platforms write it → Markdown of our allow-list; what it holds beyond that is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from studyvisit.curriculum.exchange.plain_words import escaped_line
from studyvisit.curriculum.exchange.tables import table_in_markdown
from studyvisit.curriculum.markup import TAGS, sanitise

Lost = Callable[[str], None]
_MEDIA = "media/"

_WITHOUT_WORDS = re.compile(
    r"<(script|style|template|head|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>")
_STYLE = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_COLOUR = re.compile(r"\s(?:bgcolor|color)\s*=", re.IGNORECASE)
# What editors write around everything and what says nothing that a reader would miss.
_IDLE = re.compile(
    r"(?:text-align|vertical-align|font-family|line-height|margin|padding|white-space|float|border|width|"
    r"height|max-width|direction)[a-z-]*|-?(?:webkit|moz|ms|mso)-.*|"
)
_NEUTRAL = frozenset(
    {"html", "body", "font", "center", "section", "article", "header", "footer", "main", "tt", "input"}
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_KEPT = frozenset(
    {"sub", "sup", "del", "ins", "mark", "kbd", "abbr", "q", "cite", "small", "var", "dfn", "span"}
)
_BLOCK_NAMES = """
p div ul ol li table thead tbody tfoot tr td th pre blockquote h2 h3 h4 hr dl dt dd figure figcaption caption
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_BOLD = frozenset({"h2", "h3", "h4", "dt", "caption", "figcaption"})
_DEEPEST_LIST = 3
_MOST_TAGS = 3000
_ANY_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_WORDS = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def markdown_of_html(html: str, lost: Lost) -> str:
    """Return HTML as Markdown blocks; `lost` is told of what our texts cannot hold."""
    if html.count("<") > _MOST_TAGS:
        lost("its formatting, which has thousands of marks: only its words stay")
        html = _ANY_TAG.sub(" ", html)
    html = _IMAGE.sub(lambda found: _kept_picture(found[0], lost), html)
    _name_losses(html, lost)
    writer = _Writer(lost)
    writer.feed(sanitise(_WITHOUT_WORDS.sub("", html)))
    writer.close()
    return writer.markdown()


def _kept_picture(tag: str, lost: Lost) -> str:
    """Return a picture that lies in media/, with words; of another one the words stay."""
    source, alternative = _SOURCE.search(tag), _WORDS.search(tag)
    address = source[1] if source else ""
    words = (alternative[1] or alternative[2] or "").strip() if alternative else ""
    if not address.startswith(_MEDIA):
        lost(
            f"the picture {address[:80] or words}: put it into the folder media/ and write ![words](media/name.png)"
        )
        return words
    if words:
        return tag
    lost(f"the words of the picture {address}, which had none: its name stands for them, describe it")
    return f'<img src="{address}" alt="{address.removeprefix(_MEDIA).rpartition(".")[0].replace("-", " ")}">'


def _name_losses(html: str, lost: Lost) -> None:
    found = {name.lower() for name, _rest in _TAG.findall(html)}
    gone = sorted(found - TAGS - _NEUTRAL - {"script", "style", "h1", "h5", "h6"})
    if "script" in found:
        lost("a script goes: questions have none")
    if gone:
        names = ", ".join(f"<{name}>" for name in gone)
        lost(f"{names} cannot be shown; the words in it stay: say in words what it showed")
    if any(_is_styled(f" {rest}") for _name, rest in _TAG.findall(html)):
        lost("colours, sizes and other styles are left out: use bold words, lists and tables")
    if found & {"h1", "h2", "h3", "h4", "h5", "h6"}:
        lost("a heading becomes a bold line: questions have no headings")


def _is_styled(attributes: str) -> bool:
    rules = [one or other for one, other in _STYLE.findall(attributes)]
    names = (
        rule.partition(":")[0].strip().lower() for rules_of_one in rules for rule in rules_of_one.split(";")
    )
    return bool(_COLOUR.search(attributes)) or not all(_IDLE.fullmatch(name) for name in names)


class _Writer(HTMLParser):
    """Writes sanitised, well-formed HTML as Markdown: blocks, each with the indent of the lists around it."""

    def __init__(self, lost: Lost) -> None:
        super().__init__(convert_charrefs=True)
        self._lost = lost
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._lists: list[str | int] = []
        self._bullet = ""
        self._begins_list = False
        self._quotes = 0
        self._links: list[str] = []
        self._pre: list[str] | None = None
        self._rows: list[list[str]] = []
        self._in_table = 0
        self._bold = False

    def markdown(self) -> str:
        self._end_block()
        return "\n\n".join(self._blocks).replace("\n\n\0", "\n").replace("\0", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._start_block(tag, given)
        elif tag in _MARKS:
            self._line.append(f"\1{_MARKS[tag]}")
        elif tag == "br":
            self._line.append("<br>")
        elif tag == "code":
            self._line.append("<code>")
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self._line.append("[" if given.get("href") else "")
        elif tag == "img":
            self._picture(given)
        elif tag in _KEPT:
            kept = "".join(
                f' {name}="{escape(given[name])}"' for name in ("lang", "dir", "title") if name in given
            )
            self._line.append(f"<{tag}{kept}>" if tag != "span" or kept else "\2")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._leave_block(tag)
        elif tag in _MARKS:
            self._line.append(f"\3{_MARKS[tag]}")
        elif tag == "code":
            self._line.append("</code>")
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._line.append(f"]({_address(address)})" if address else "")
        elif tag in _KEPT:
            self._line.append(f"</{tag}>" if tag != "span" else "\4")

    def handle_data(self, data: str) -> None:
        if self._pre is not None:
            self._pre.append(data)
            return
        words = re.sub(r"\s+", " ", data.replace("\xa0", " "))
        is_start = not "".join(self._line).strip("\1\2 *\n")
        self._line.append(escaped_line(words.lstrip() if is_start else words, is_start=is_start))

    def _picture(self, given: dict[str, str]) -> None:
        words = " ".join(given.get("alt", "").split()).replace("[", "(").replace("]", ")")
        self._line.append(f"![{words}]({_address(given.get('src', ''))})")

    def _start_block(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self._line = []
        elif self._in_table:
            self._in_table += tag == "table"
            if tag == "tr":
                self._rows.append([])
        else:
            self._end_block()
            self._enter(tag, given)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "ul" | "ol":
                self._lists.append("-" if tag == "ul" else int(given.get("start") or 1))
                self._begins_list = len(self._lists) == 1
            case "li" if self._lists:
                self._bullet = self._next_bullet()
            case "blockquote":
                self._quotes += 1
            case "pre":
                self._pre = []
            case "table":
                self._in_table, self._rows = 1, []
            case _:
                self._bold = tag in _BOLD

    def _leave_block(self, tag: str) -> None:
        if tag in ("td", "th"):
            cell = self._finished_line()
            if self._rows:
                self._rows[-1].append(cell)
        elif tag == "table" and self._in_table:
            self._in_table -= 1
            if not self._in_table:
                self._blocks.append(self._quoted(table_in_markdown(self._rows, self._lost)))
        elif not self._in_table:
            self._end_block()
            self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag == "pre" and self._pre is not None:
            code = "".join(self._pre).strip("\n")
            fence = "```" if "```" not in code else "~~~~"
            self._blocks.append(f"{fence}\n{code}\n{fence}")
            self._pre = None
        elif tag == "hr":
            self._blocks.append("---")
        self._bold = False

    def _next_bullet(self) -> str:
        here = self._lists[-1]
        indent = "    " * (min(len(self._lists), _DEEPEST_LIST) - 1)
        if isinstance(here, str):
            return f"{indent}{here} "
        self._lists[-1] = here + 1
        return f"{indent}{here}. "

    def _end_block(self) -> None:
        text = self._finished_line()
        if not text:
            return
        if self._bold:
            text = f"**{text}**"
        if self._lists:
            lead = self._bullet or "    " * min(len(self._lists), _DEEPEST_LIST)
            # Items stand right below each other: only the first one begins a block.
            is_next = not self._begins_list and self._blocks and _is_item(self._blocks[-1])
            joint, self._begins_list = "\0" if self._bullet and is_next else "", False
            text, self._bullet = f"{joint}{lead}{text}", ""
        self._blocks.append(self._quoted(text))

    def _quoted(self, text: str) -> str:
        return "\n".join("> " * self._quotes + line for line in text.split("\n")) if self._quotes else text

    def _finished_line(self) -> str:
        text, self._line = "".join(self._line), []
        text = re.sub(r"[\x02\x04]", "", text)
        text = _tight(text)
        return re.sub(r"(?:\s*<br>\s*)+\Z|\A(?:\s*<br>\s*)+", "", " ".join(text.split()))


def _address(address: str) -> str:
    return address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")


def _is_item(block: str) -> bool:
    return bool(re.match(r"\0? *(?:-|\d+\.) ", block))


def _tight(text: str) -> str:
    """Return words with their marks of emphasis right beside them; white space within goes outside."""
    text = re.sub(r"\x01(\*+)((?:\s|<br>)+)", "\\2\x01\\1", text)
    text = re.sub(r"((?:\s|<br>)+)\x03(\*+)", "\x03\\2\\1", text)
    text = re.sub(r"\x01(\*+)\x03\1", "", text)
    return text.replace("\1", "").replace("\3", "")
