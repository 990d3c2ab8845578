"""Templates are given exactly what their page says, and say nothing that cannot be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import get_args

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from werkzeug.exceptions import MethodNotAllowed

from config import ROOT
from studyvisit.curriculum import questions
from studyvisit.web.pages import Page

# The product's own name is the same in every language.
UNTRANSLATED = {"studyvisit", "study", "visit"}
SPOKEN = re.compile(r"""\s(?:aria-label|title|alt|placeholder|label)=(["'])([^"'{]*[^\W\d_]{2}[^"'{]*)\1""")


def page_classes(above: type[Page] = Page) -> list[type[Page]]:
    """Return every page that names a template."""
    found = [page for below in above.__subclasses__() for page in page_classes(below)]
    return found + ([above] if "template" in above.__dict__ else [])


@cache
def own_templates() -> dict[str, str]:
    """Return the source of every template of the project, by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for folder in (ROOT / "studyvisit").glob("*/templates")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".txt")
    }


def html_templates() -> dict[str, str]:
    """Return the HTML templates."""
    return {name: source for name, source in own_templates().items() if name.endswith(".html")}


@pytest.fixture
def jinja(shared_app: Flask) -> Environment:
    """Return the environment that templates are rendered in."""
    return shared_app.jinja_env


def trees_of(jinja: Environment, name: str) -> Iterator[nodes.Template]:
    """Yield a template's tree and those of the templates that it extends or includes."""
    tree = jinja.parse(own_templates()[name])
    yield tree
    for node in tree.find_all((nodes.Extends, nodes.Include)):
        if isinstance(node, nodes.Extends | nodes.Include):
            assert isinstance(node.template, nodes.Const), f"{name}: the name of a template is a constant"
            yield from trees_of(jinja, node.template.value)


def page_attributes(jinja: Environment, name: str) -> set[str]:
    """Return every x of `page.x`. Fails where the page is handed on whole: no one could say what is used."""
    used, names = [], 0
    for tree in trees_of(jinja, name):
        names += sum(node.name == "page" for node in tree.find_all(nodes.Name))
        used += [
            node.attr
            for node in tree.find_all(nodes.Getattr)
            if isinstance(node.node, nodes.Name) and node.node.name == "page"
        ]
    assert len(used) == names, f"{name}: `page` is used whole; name the field"
    return set(used)


def test_a_template_uses_exactly_what_its_page_gives(jinja: Environment) -> None:
    wrong = {}
    for page in page_classes():
        given = {field.name for field in fields(page)}
        derived = {name for name in dir(page) if isinstance(getattr(page, name), property)}
        used = page_attributes(jinja, page.template)
        if used - given - derived or (given - used and not derived):
            wrong[page.__name__] = (used - given - derived, given - used)
    assert not wrong, "page: (used but not given, given but not used)"


def test_every_template_has_its_page_or_is_a_part(jinja: Environment) -> None:
    whole = {page.template for page in page_classes()}
    parts = {
        node.template.value
        for name in html_templates()
        for node in jinja.parse(own_templates()[name]).find_all(
            (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)
        )
        if isinstance(node, nodes.Extends | nodes.Include | nodes.FromImport | nodes.Import)
        if isinstance(node.template, nodes.Const)
    }
    assert sorted(set(html_templates()) - whole - parts) == []
    assert sorted(whole - set(html_templates())) == []


def test_nothing_is_imported_for_nothing(jinja: Environment) -> None:
    unused = {}
    for name, source in html_templates().items():
        tree = jinja.parse(source)
        imported = {
            alias[1] if isinstance(alias, tuple) else alias
            for node in tree.find_all(nodes.FromImport)
            for alias in node.names
        } | {node.target for node in tree.find_all(nodes.Import)}
        used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        if imported - used:
            unused[name] = imported - used
    assert not unused


def test_a_component_is_one_macro_named_like_its_file(jinja: Environment) -> None:
    wrong = {}
    for name, source in html_templates().items():
        if name.startswith("components/"):
            macros = [node.name for node in jinja.parse(source).find_all(nodes.Macro)]
            if len(macros) != 1 or not name.removesuffix(".html").endswith(macros[0]):
                wrong[name] = macros
    assert not wrong


def test_no_page_carries_code_or_styles_inside() -> None:
    hits = [
        f"{name}: {hit.group()}"
        for name, source in html_templates().items()
        for hit in re.finditer(
            r"\bstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape|Markup\(",
            source,
        )
    ]
    assert not hits


def literal_text(jinja: Environment, source: str) -> str:
    """Return a template's source with everything that Jinja puts in left blank."""
    text, inside = [], False
    source = re.sub(r"{% block width %}\w+{% endblock %}", "", source)  # the name of a class
    for _line, token, value in jinja.lex(source):
        if token.endswith("_begin"):
            inside = True
        elif token.endswith("_end"):
            inside = False
            text.append("{}")
        elif token == "data" and not inside:
            text.append(value)
    return "".join(text)


def test_every_word_that_a_person_reads_can_be_translated(jinja: Environment) -> None:
    fixed = {}
    for name, source in html_templates().items():
        literal = literal_text(jinja, source)
        spoken = [hit.group(2) for hit in SPOKEN.finditer(literal)]
        shown = re.sub(r"<!--.*?-->|<[^>]*>|&#?\w+;|\{\}", " ", literal, flags=re.DOTALL)
        words = {word for text in (shown, *spoken) for word in re.findall(r"[^\W\d_]{2,}", text)}
        if words - UNTRANSLATED:
            fixed[name] = words - UNTRANSLATED
    assert not fixed, "put these into _()"


def test_a_text_to_translate_is_a_constant(jinja: Environment) -> None:
    built = [
        f"{name}:{call.lineno}"
        for name, source in own_templates().items()
        for call in jinja.parse(source).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext", "pgettext")
        if not (call.args and isinstance(call.args[0], nodes.Const))
    ]
    assert not built


def test_every_link_of_a_template_leads_somewhere(jinja: Environment, shared_app: Flask) -> None:
    rules = {
        endpoint: [set(rule.arguments) for rule in shared_app.url_map.iter_rules(endpoint)]
        for endpoint in shared_app.view_functions
    }
    dead = []
    for name, source in own_templates().items():
        for call in jinja.parse(source).find_all(nodes.Call):
            if not (isinstance(call.node, nodes.Name) and call.node.name == "url_for"):
                continue
            endpoint = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
            if endpoint is None:
                continue
            given = {keyword.key for keyword in call.kwargs}
            if not any(arguments <= given for arguments in rules.get(endpoint, [])) and not call.dyn_kwargs:
                dead.append(f"{name}:{call.lineno} {endpoint}({', '.join(sorted(given))})")
    assert not dead


def test_every_address_written_out_leads_somewhere(shared_app: Flask) -> None:
    adapter = shared_app.url_map.bind("localhost")
    for name, source in html_templates().items():
        for method, path in re.findall(r'(href|action)="(/[^"{]*)"', source):
            try:
                adapter.match(path.partition("?")[0], method="POST" if method == "action" else "GET")
            except MethodNotAllowed:  # a form of another method
                adapter.match(path.partition("?")[0], method="GET")
            except Exception as error:
                pytest.fail(f"{name}: {path} leads nowhere ({error})")


def test_every_file_that_a_template_asks_for_exists(jinja: Environment) -> None:
    static = {path.name for path in (ROOT / "studyvisit/web/static").iterdir()} | {"paper.css"}
    for name, source in html_templates().items():
        for call in jinja.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "asset":
                [file] = call.args
                assert isinstance(file, nodes.Const), name
                assert file.value in static, f"{name} asks for {file.value}"


def test_each_kind_of_question_can_be_shown(jinja: Environment) -> None:
    kinds = {kind for question in get_args(get_args(questions.Question)[0]) for kind in _kind_of(question)}
    shown = {
        node.value
        for node in jinja.parse(own_templates()["components/question.html"]).find_all(nodes.Const)
        if isinstance(node.value, str)
    }
    assert len(kinds) >= 5
    assert kinds <= shown


def _kind_of(question: type) -> tuple[str, ...]:
    [field] = [field for field in fields(question) if field.name == "kind"]
    return (str(field.default),)
