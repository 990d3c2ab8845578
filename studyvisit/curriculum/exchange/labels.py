"""What our headings say of a question, as tags that other platforms keep and show: `competency:explain-egdi`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from studyvisit.curriculum.exchange.items import Body, Described, Gaps, Item, Pairs, Remarks, SomeOf, Value
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.curriculum.source import SLUG

KEYS = ("competency", "points", "lesson", "form", "kind", "marking", "unit", "questions", "draw")
_MOST_POINTS = 100


def tags_of(item: Item, *, natively: Collection[str] = ()) -> tuple[str, ...]:
    """Return a question's tags: its own, and those for what the format cannot say `natively`."""
    body = item.body
    said = {
        "competency": item.competency,
        # Of a text with gaps Moodle makes a point a gap, so ours are said even when they are one.
        "points": str(item.points) if item.points != 1 or isinstance(body, Gaps) else "",
        "lesson": item.lesson,
        "form": item.form,
        "kind": _kind(item),
        "marking": body.marking if isinstance(body, SomeOf) else "",
        "unit": body.unit if isinstance(body, Value) else "",
        "questions": str(body.reach) if isinstance(body, Described) and body.reach > 1 else "",
    }
    ours = (f"{key}:{value}" for key, value in said.items() if value and key not in natively)
    return (*ours, *item.tags)


def _kind(item: Item) -> str:
    if isinstance(item.body, Pairs) and item.body.is_categorising:
        return "categorising"
    return "gap-fill" if isinstance(item.body, Gaps) else ""


def said_by(tags: Iterable[str]) -> dict[str, str]:
    """Return what tags of ours say, by key."""
    said: dict[str, str] = {}
    for tag in tags:
        key, colon, value = tag.partition(":")
        if colon and key in KEYS:
            said.setdefault(key, value.strip())
    return said


def labelled(item: Item, tags: Iterable[str]) -> Item:
    """Return a question with what its tags say; tags that are not ours stay its own."""
    tags = tuple(tags)
    said = said_by(tags)
    points = said.get("points", "")
    slugs = {
        key: said.get(key, "") if SLUG.fullmatch(said.get(key, "")) else ""
        for key in ("competency", "lesson")
    }
    return replace(
        item,
        tags=tuple(tag for tag in tags if tag.partition(":")[0] not in KEYS),
        competency=slugs["competency"] or item.competency,
        lesson=slugs["lesson"] or item.lesson,
        form=said.get("form", "") if said.get("form") in ("a", "b") else item.form,
        points=int(points) if _is_points(points) else item.points,
        body=_body_as_said(item, said),
    )


def _is_points(written: str) -> bool:
    return written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= _MOST_POINTS


def _body_as_said(item: Item, said: dict[str, str]) -> Body:
    body = item.body
    if isinstance(body, Pairs) and said.get("kind") == "categorising":
        return replace(body, is_categorising=True)
    if isinstance(body, SomeOf) and said.get("marking") in list(Marking):
        return replace(body, marking=Marking(said["marking"]))
    if isinstance(body, Value) and said.get("unit"):
        return replace(body, unit=said["unit"])
    if isinstance(body, Described) and said.get("questions", "").isdigit():
        return replace(body, reach=int(said["questions"][:2]))
    return body


def with_competency(item: Item, chosen: str, known: Collection[str], slug: str, remarks: Remarks) -> Item:
    """Return a question with a competency; an exchange that asks none of us keeps those that are named.

    First comes what the question itself names, then the one `chosen` for all, then a tag or the category that is
    the id of a `known` one, then the category's name, so that one replacement sorts a whole category.
    """
    if isinstance(item.body, Described):
        return item
    matching = next((tag for tag in (*item.tags, slug) if tag in known), "")
    competency = item.competency or chosen or matching or slug
    tags = tuple(tag for tag in item.tags if tag != matching)
    if not competency:
        remarks.note("names no competency: it is written as `unsorted`; choose one, or use --competency")
    return replace(item, competency=competency, tags=tags)
