"""The one client through which every page in every test is read; it holds each page to the page rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Read:
    """A page as read: its answer, its parsed tree and what a person sees of it."""

    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """Return the source."""
        return self.response.text

    @property
    def text(self) -> str:
        """Return the words of the page's main part, white space single."""
        main = self.tree.find(".//main")
        return " ".join("".join(main.itertext() if main is not None else []).split())

    @property
    def title(self) -> str:
        """Return the words of the first-level heading."""
        return " ".join("".join(self.all("h1")[0].itertext()).split())

    def all(self, tag: str) -> list[Element]:
        """Return every element of that tag."""
        return list(self.tree.iter(tag))

    def links(self) -> dict[str, str]:
        """Return the addresses of the page's links by their words."""
        return {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in self.all("a")}

    def form(self, action: str = "") -> Element:
        """Return the form whose action contains these characters, in the page's main part."""
        main = self.tree.find(".//main")
        assert main is not None
        forms = [form for form in main.iter("form") if action in form.get("action", "")]
        assert forms, f"no form to {action!r} on the page: {self.text[:300]}"
        return forms[0]


class PageClient(FlaskClient):
    """A client that reads pages as a browser without scripts would."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        """Send a request and take the whole answer: a file left half read would keep its connection."""
        return super().open(*args, buffered=buffered, **options)

    def read(self, path: str, *, follow: bool = True, **options: Any) -> Read:
        """Open a page and check that it keeps the page rules."""
        return self._read(self.get(path, follow_redirects=follow, **options))

    def submit(self, page: Read, fields: Fields | None = None, *, action: str = "", button: str = "") -> Read:
        """Fill in a form of a page and send it, with everything it already holds, as a browser would."""
        form = page.form(action)
        data = held_by(form)
        for name, value in (fields or {}).items():
            data.setlist(name, value if isinstance(value, list) else [value])
        if button:
            data.add("button", button)
        path = form.get("action") or page.response.request.path
        if form.get("method", "get") == "get":
            return self._read(
                self.get(
                    path.partition("#")[0] or page.response.request.path,
                    query_string=data,
                    follow_redirects=True,
                )
            )
        return self._read(self.post(path, data=data, follow_redirects=True))

    def _read(self, response: TestResponse) -> Read:
        if response.mimetype != "text/html":
            return Read(response, Element("html"))
        tree, errors = parsed(response.text)
        page = Read(response, tree)
        check_page(page, list(errors))
        return page


_CHOICES = re.compile(r"(<select\b[^>]*>)(.*?)(?=</select>)", re.DOTALL)


def parsed(html: str) -> tuple[Element, Sequence[str]]:
    """Return the tree of a page and what is wrong with its markup.

    The countries of the world stand on many pages: a list of choices that was parsed before is put in as it was.
    """
    lists = [choices for _select, choices in _CHOICES.findall(html)]
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(_CHOICES.sub(r"\1", html))
    errors = [error for _position, error, _details in parser.errors]
    for element, choices in zip(tree.iter("select"), lists, strict=True):
        options, wrong = _options(choices)
        element.extend(options)
        errors += wrong
    return tree, errors


@cache
def _options(choices: str) -> tuple[list[Element], list[str]]:
    """Return the elements within a list of choices; nobody changes a tree that was read."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    found = parser.parseFragment(choices, container="select")
    return list(found), [error for _position, error, _details in parser.errors]


def held_by(form: Element) -> MultiDict[str, str]:
    """Return what a form would send as it stands."""
    data: MultiDict[str, str] = MultiDict()
    for field in form.iter():
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "input" and field.get("type") in ("radio", "checkbox"):
            if field.get("checked") is not None:
                data.add(name, field.get("value", "on"))
        elif field.tag == "input" and field.get("type") != "submit":
            data.add(name, field.get("value", ""))
        elif field.tag == "textarea":
            data.add(name, field.text or "")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            data.add(name, chosen[0].get("value", chosen[0].text or "") if chosen else "")
    return data


def check_page(page: Read, parse_errors: list[str]) -> None:
    """Hold a page to the rules that every page keeps."""
    assert not parse_errors, f"the HTML does not parse: {parse_errors}"
    headings = page.all("h1")
    assert len(headings) == 1, f"{len(headings)} first-level headings"
    title = "".join(page.all("title")[0].itertext())
    assert page.title in title, f"the title {title!r} does not hold the heading {page.title!r}"
    repeated = [
        key for key, n in Counter(e.get("id") for e in page.tree.iter() if e.get("id")).items() if n > 1
    ]
    assert not repeated, f"ids used twice: {repeated}"
    root = page.all("html")[0]
    assert root.get("lang")
    assert root.get("dir") in ("ltr", "rtl")
    for element in page.tree.iter():
        assert element.get("style") is None, f"style attribute on {element.tag}"
        assert not any(name.startswith("on") for name in element.attrib), f"event handler on {element.tag}"
        if element.tag == "script":
            assert element.get("src"), "inline script"
        if element.tag == "img":
            assert element.get("alt") is not None, "picture without an alternative text"
    for form in page.all("form"):
        if form.get("method") == "post":
            assert any(field.get("name") == "csrf_token" for field in form.iter("input")), (
                "form without a CSRF token"
            )
    known = {element.get("id") for element in page.tree.iter()}
    for label in page.all("label"):
        assert label.get("for") is None or label.get("for") in known, f"label for nothing: {label.get('for')}"
