"""What other programmes write into their Markdown beside words → our Markdown, or words."""

from __future__ import annotations

import re

from studyvisit.curriculum.taking_in.notes import Fate, Notebook

_COMMENTS = (("<!--", "-->"), ("{/*", "*/}"), ("{% comment %}", "{% endcomment %}"))
_MODULES = re.compile(
    r"^(?:import\s.+?\sfrom\s+['\"].*|import\s+['\"].*|export\s+(?:const|default|let)\s.*)$\n?", re.MULTILINE
)
_CONTENTS = re.compile(
    r"^(?:\[TOC\]|\[\[_?toc_?\]\]|\[\[_TOC_\]\]|\$\{toc\}|[-*] TOC\n\{:toc\}|\{:toc\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SITE = re.compile(r"\{\{-?\s*(?:site\.(?:base)?url|page\.base_?url)\s*-?\}\}", re.IGNORECASE)
_RELATIVE = re.compile(r"\{\{\s*['\"]([^'\"\n{}]*)['\"]\s*\|[^{}\n]*\}\}")
_TO_FILE = re.compile(
    r"\{%-?\s*(?:link|post_url)\s+([^%\s]+)\s*-?%\}|\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"%>\s]+)\"?\s*[%>]\}\}"
)
_FIGURE = re.compile(r"\{\{<\s*(?:figure|img|image)\s([^<>\n]{0,1000}?)/?>\}\}", re.IGNORECASE)
_SETTING = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_NOTICE = re.compile(
    r"^\{\{[%<]\s*(/?)(?:notice|callout|alert|admonition|hint)\b\s*([^%>\n]*)[%>]\}\}[ \t]*$", re.MULTILINE
)
_SHORTCODE = re.compile(r"\{\{[<%].{1,300}?[%>]\}\}|\{%.{1,300}?%\}")
_PICTURE = re.compile(r"!\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{0,200}))?\]\]")
_WIKI = re.compile(r"(?<!!)\[\[([^\[\]|#\n]{1,200})(?:#[^\[\]|\n]*)?(?:\|([^\[\]\n]{1,200}))?\]\]")
_STRUCK = re.compile(r"(?<![~\\])~~(?=\S)([^~\n]{1,1000}?)(?<=\S)~~(?!~)")
_MARKED = re.compile(r"(?<![=\\])==(?=[^\s=])([^=\n]{1,1000}?)(?<=\S)==(?!=)")


def plain_marks(text: str, notes: Notebook) -> str:
    """Return a text, its code hidden, without the marks of site generators."""
    for start, end in _COMMENTS:
        text = _without(text, start, end, notes)
    text = _MODULES.sub(
        lambda _found: notes.here(Fate.LEFT_OUT, "lines that load programs (import, export) are left out"),
        text,
    )
    text = _CONTENTS.sub("", text)
    text = _RELATIVE.sub(r"\1", _SITE.sub("", text))
    text = _TO_FILE.sub(lambda found: found[1] or found[2], text)
    text = _FIGURE.sub(_figure, text)
    text = _NOTICE.sub(_notice, text)
    for found in _SHORTCODE.finditer(text):
        kept = found[0]
        note = notes.here(
            Fate.CHANGED, f"`{kept[:60]}` means something to another programme only and stays as text"
        )
        text = text.replace(kept, kept + note, 1) if note else text
    text = _PICTURE.sub(lambda found: f"![{_no_size(found[2] or '')}](<{found[1].strip()}>)", text)
    text = _WIKI.sub(lambda found: _wiki(found, notes), text)
    return _MARKED.sub(r"<mark>\1</mark>", _STRUCK.sub(r"<del>\1</del>", text))


def _without(text: str, start: str, end: str, notes: Notebook) -> str:
    kept: list[str] = []
    at = 0
    while (begun := text.find(start, at)) >= 0 and (ended := text.find(end, begun + len(start))) >= 0:
        kept.append(text[at:begun])
        words = text[begun + len(start) : ended]
        if words.strip(" \n-") and words.strip() not in ("more", "truncate"):
            kept.append(notes.here(Fate.LEFT_OUT, "comments that readers never saw are left out"))
        at = ended + len(end)
    return "".join(kept) + text[at:]


def _figure(found: re.Match[str]) -> str:
    said = {key.lower(): one or two or three for key, one, two, three in _SETTING.findall(found[1])}
    caption = said.get("caption") or said.get("title") or ""
    return f"![{said.get('alt', '')}](<{said.get('src', '')}>)" + (f"\n\n*{caption}*" if caption else "")


def _notice(found: re.Match[str]) -> str:
    if found[1]:
        return ":::"
    words = found[2].replace('"', " ").replace("=", " ").split()
    return f":::{words[-1] if words else 'note'}"


def _no_size(words: str) -> str:
    return "" if re.fullmatch(r"\d+(?:x\d+)?", words.strip()) else words.strip()


def _wiki(found: re.Match[str], notes: Notebook) -> str:
    note = notes.here(
        Fate.CHANGED, "links between the texts are kept as words: lessons do not link each other"
    )
    return (found[2] or found[1]).strip() + note
