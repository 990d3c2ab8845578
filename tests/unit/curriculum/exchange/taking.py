"""Short ways to read and write questions in tests."""

from __future__ import annotations

from studyvisit.curriculum.exchange.convert import Kind, Sorting, Source, Taken, take, write
from studyvisit.curriculum.exchange.items import Collection, Item, essence
from studyvisit.curriculum.questions import Question


def taken(text: str | bytes, kind: Kind, sorting: Sorting | None = None) -> Taken:
    """Return what a file holds."""
    return take(Source(text.encode() if isinstance(text, str) else text, kind), sorting)


def one(text: str, kind: Kind) -> Question:
    """Return the only question of a text as participants get it; nothing may be left out."""
    found = taken(text, kind)
    assert not found.remarks, [str(remark) for remark in found.remarks]
    [question] = found.questions
    assert question is not None
    return question


def said(text: str | bytes, kind: Kind) -> list[str]:
    """Return what is said of a file that is read."""
    return [str(remark) for remark in taken(text, kind).remarks]


def in_markdown(text: str, kind: Kind) -> str:
    """Return a file's questions as our Markdown, without the head."""
    written = write(taken(text, kind, Sorting()).collection, Kind.MARKDOWN).content.decode()
    return written.partition("---\n\n")[2]


def there_and_back(items: tuple[Item, ...], kind: Kind) -> tuple[list[Item], list[Item], list[str]]:
    """Return questions, the same ones after they were written and read again, and what was said of them."""
    mine = taken(write(Collection(items=items), Kind.MARKDOWN).content, Kind.MARKDOWN)
    written = write(mine.collection, kind)
    back = taken(written.content, kind, Sorting())
    remarks = [str(remark) for remark in (*written.remarks, *back.remarks)]
    return (
        [essence(item) for item in mine.collection.items],
        [essence(item) for item in back.collection.items],
        remarks,
    )
