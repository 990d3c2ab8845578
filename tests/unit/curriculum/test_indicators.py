"""Indicators of achievement: read, and refused when their rule counts what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum.content import Programme
from studyvisit.curriculum.indicators import Indicator, IndicatorRule
from tests.unit.curriculum.builders import PROGRAMME, PROGRAMME_PATH, checked

PATH = "programmes/study-visit/indicators.md"
REACTION_PATH = "questionnaires/reaction.md"
REACTION = """---
id: reaction
title: How was it?
kind: reaction
anonymous: yes
minutes: 3
scale:
  - {value: 1, label: Not at all}
  - {value: 5, label: Fully}
---
## The week {#week}

- It was relevant. {#relevant}
"""
FOLLOW_UP_PATH = "questionnaires/follow-up.md"
FOLLOW_UP = """---
id: follow-up
title: What became of it?
kind: follow-up
minutes: 3
---
## Use {#use}

### Have you used it? {#applied}

- ( ) Yes {#yes}
- ( ) No {#no}
"""
HEAD = """---
id: indicators
title: Indicators
source: The project document
---
Where they come from.

"""
FORMS: dict[str, str | bytes | None] = {
    REACTION_PATH: REACTION,
    FOLLOW_UP_PATH: FOLLOW_UP,
    PROGRAMME_PATH: PROGRAMME.replace("source:", "reaction: reaction\nfollow_up: {6: follow-up}\nsource:"),
}


def problems_of(tmp_path: Path, written: str) -> list[str]:
    found = checked(tmp_path, {**FORMS, PATH: f"{HEAD}{written}\n"})
    return [str(problem).removeprefix(f"{tmp_path}/content/") for problem in found.problems]


def read(tmp_path: Path, *written: str) -> tuple[Indicator, ...]:
    found = checked(tmp_path, {**FORMS, PATH: HEAD + "\n\n".join(written) + "\n"})
    assert not found.problems, [str(problem) for problem in found.problems]
    [programme] = [unit.document for unit in found.units if isinstance(unit.document, Programme)]
    assert programme.indicators is not None
    return programme.indicators.indicators


def test_an_indicator_is_bound_to_its_rule(tmp_path: Path) -> None:
    rose, certified, applied, relevant = read(
        tmp_path,
        "## More {#more level=2 rule=rose target=80% illustrative=yes}\nBecause *it* matters.",
        "## Certificates {#certificates level=2 rule=certified target=150}",
        "## Used {#used level=3 rule=answered months=6 item=applied options=yes}",
        "## Relevant {#relevant level=1 rule=reacted item=relevant at_least=5}",
    )
    assert (rose.first, rose.wave, rose.target, rose.is_share) == ("pre", "post", 0.8, True)
    assert rose.illustrative
    assert "<em>it</em>" in rose.html
    assert (certified.target, certified.is_share) == (150, False)
    assert (applied.rule, applied.months, applied.options) == (IndicatorRule.ANSWERED, 6, ("yes",))
    assert (relevant.level, relevant.at_least, relevant.is_share) == (1, 5, True)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("level=2 rule=rise", "Did you mean `rose`?"),
        ("level=5 rule=rose", "`level=5` is not known"),
        ("level=2 rule=rose statements=sa-egdi", "there is no statement `sa-egdi`"),
        ("level=2 rule=rose to=pre", "compares `pre` with itself"),
        ("level=2 rule=rose module=measuring", "`module` is not known here"),
        ("level=2 rule=passed module=measurin", "Did you mean `measuring`?"),
        ("level=2 rule=rose target=most", "`target=most` is not a target"),
        ("level=2 rule=rose target=120%", "`target=120%` is not a target"),
        ("level=2 rule=rated", "says no rating"),
        ("level=1 rule=reacted item=relevan at_least=4", "Did you mean `relevant`?"),
        ("level=1 rule=reacted item=relevant", "counts no answer"),
        ("level=3 rule=answered months=3 item=applied options=yes", "`months=3` is not known"),
        ("level=3 rule=answered months=6 item=applied options=maybe", "has no option `maybe`"),
        ("level=2 rule=rose illustrative=perhaps", "`illustrative=perhaps` is not known"),
    ],
)
def test_a_rule_that_counts_what_is_not_there_is_named_by_its_line(
    tmp_path: Path, written: str, message: str
) -> None:
    [problem] = problems_of(tmp_path, f"## One {{#one {written}}}")
    assert problem.startswith(f"{PATH}:8: indicator one: ")
    assert message in problem


def test_two_indicators_cannot_have_one_id_and_a_list_cannot_be_empty(tmp_path: Path) -> None:
    twice = "## A {#one level=2 rule=rose}\n\n## B {#one level=2 rule=certified}"
    [problem] = problems_of(tmp_path / "twice", twice)
    assert "`one` is used already" in problem
    [problem] = problems_of(tmp_path / "none", "")
    assert "lists nothing" in problem
