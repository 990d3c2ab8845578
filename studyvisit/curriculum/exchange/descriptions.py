"""Descriptions belong to the questions below them; other platforms let them stand anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studyvisit.curriculum.exchange.items import Described, Item, Remarks


def below_each_other(items: Iterable[Item], remarks: Remarks) -> tuple[Item, ...]:
    """Return questions of which each description has as many questions below it as it says.

    Descriptions right below each other become one; one with no question below it is left out, with a remark.
    """
    kept: list[Item] = []
    for item in items:
        above = kept[-1] if kept else None
        if isinstance(item.body, Described) and above and isinstance(above.body, Described):
            remarks.about(item.line, item.label).changed("is put into one description with the one above it")
            reach = max(item.body.reach, above.body.reach)
            kept[-1] = replace(above, prompt=f"{above.prompt}\n\n{item.prompt}", body=Described(reach=reach))
        else:
            kept.append(item)
    if kept and isinstance(kept[-1].body, Described):
        last = kept.pop()
        remarks.about(last.line, last.label).refused(
            "is a description without a question below it: move it up"
        )
    return tuple(_shortened(item, kept[place + 1 : place + 30]) for place, item in enumerate(kept))


def _shortened(item: Item, below: list[Item]) -> Item:
    """Return a description that reaches no further than to the next one."""
    if not isinstance(item.body, Described):
        return item
    end = next((place for place, other in enumerate(below) if isinstance(other.body, Described)), len(below))
    return replace(item, body=Described(reach=min(item.body.reach, end)))
