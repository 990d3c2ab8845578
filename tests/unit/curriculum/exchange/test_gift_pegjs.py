"""The GIFT that we write is read by gift-pegjs, a parser that others wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from typing import Any

import pytest

from config import ROOT
from studyvisit.curriculum.exchange.convert import Kind, write
from studyvisit.curriculum.exchange.items import (
    Described,
    Essay,
    Forms,
    Gaps,
    Item,
    OneOf,
    Pairs,
    SomeOf,
    Statement,
    Value,
)
from tests.unit.curriculum.exchange.taking import taken

PARSER = ROOT / ".venv/gift/node_modules/gift-pegjs"
READ = (
    "const {parse} = require(process.argv[1]); const text = require('fs').readFileSync(0, 'utf8');"
    "process.stdout.write(JSON.stringify(parse(text)));"
)
SIGNS = "Signs: ~ = # { } : \\ %50% -> [html] // and `{x}`"

HARD = f"""## Signs {{#signs competency=c}}
{SIGNS.replace("{", "&#123;").replace("}", "&#125;")}

The second paragraph.

- ( ) [UN](https://un.org) \\[html] {{#un}}
  > {SIGNS.replace("{", "&#123;").replace("}", "&#125;")}
  >
  > More.
- (x) b {{#b}}
> = 1 + 1 # 2

## Said {{#said competency=c points=3}}
It is so.

= true
> Both.
> true: Yes.

## Two {{#two competency=c marking=negative}}
Which?

- [x] a {{#a}}
- [x] b {{#b}}
- [ ] c {{#c}}
"""


def read_by_others(text: str) -> list[dict[str, Any]]:
    """Return the questions that gift-pegjs finds, or skip."""
    if shutil.which("node") is None or not PARSER.exists():
        pytest.skip("no gift-pegjs: make machine installs it where there are Node and npm")
    run = subprocess.run(
        ["node", "-e", READ, PARSER], input=text, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert isinstance(found, list)
    return [question for question in found if question["type"] != "Category"]


KINDS_THERE: dict[type, str] = {
    OneOf: "MC",
    SomeOf: "MC",
    Forms: "Short",
    Statement: "TF",
    Value: "Numerical",
    Pairs: "Matching",
    Essay: "Essay",
    Described: "Description",
}


def kind_there(item: Item) -> str:
    """Return what gift-pegjs calls a question of ours."""
    if isinstance(item.body, Gaps):
        return "Short" if item.body.gaps[0].kind == "text" else "MC"
    return KINDS_THERE[type(item.body)]


def test_every_quiz_of_ours_is_read_by_another_parser_question_by_question() -> None:
    seen: Counter[str] = Counter()
    for quiz in sorted((ROOT / "content/modules").glob("*/quiz.md")):
        collection = taken(quiz.read_bytes(), Kind.MARKDOWN).collection
        written = write(collection, Kind.GIFT)
        left_out = {remark.name for remark in written.remarks if remark.severity == "left out"}
        ours = [item for item in collection.items if item.label not in left_out]
        theirs = read_by_others(written.content.decode())
        assert [(q["id"], q["title"], q["type"]) for q in theirs] == [
            (i.id, i.name, kind_there(i)) for i in ours
        ]
        for item, question in zip(ours, theirs, strict=True):
            if not isinstance(item.body, Gaps):
                assert question["stem"] == {"format": "markdown", "text": item.prompt}
        seen.update(question["type"] for question in theirs)
    assert set(seen) == {"MC", "TF", "Numerical", "Short", "Matching", "Description"}


def test_another_parser_reads_each_sign_and_each_feedback_where_we_put_it() -> None:
    collection = taken(HARD, Kind.MARKDOWN).collection
    signs, said, two = read_by_others(write(collection, Kind.GIFT).content.decode())
    assert signs["stem"]["text"] == collection.items[0].prompt
    assert [choice["isCorrect"] for choice in signs["choices"]] == [False, True]
    assert signs["choices"][0]["text"] == {"format": "markdown", "text": "[UN](https://un.org) \\[html]"}
    assert "More." in signs["choices"][0]["feedback"]["text"]
    assert signs["globalFeedback"]["text"] == "= 1 + 1 # 2"
    assert said["isTrue"] is True
    assert said["tags"] == ["competency:c", "points:3"]
    assert (said["trueFeedback"], said["falseFeedback"]["text"]) == (None, "Yes.")
    assert said["globalFeedback"]["text"] == "Both."
    assert [choice["weight"] for choice in two["choices"]] == [50, 50, -100]
