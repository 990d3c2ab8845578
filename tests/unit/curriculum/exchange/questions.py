"""Any questions, for properties: their words hold every sign that a format gives a meaning to."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from studyvisit.curriculum.exchange.items import (
    Body,
    Described,
    Drawn,
    Essay,
    Files,
    Forms,
    Gaps,
    Item,
    ItemOption,
    ItemPair,
    OneOf,
    Order,
    Pairs,
    SomeOf,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.plain_words import escaped_line
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.generated_number import Parameter
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.curriculum.questions.short_answer import fold

SIGNS = "ab é中ড'\"~=#{}:\\%[]*_`<&|>.-+!$/()n1"
LINES = (
    st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(lambda text: any(map(str.isalnum, text)))
)
MARKDOWN = st.one_of(
    LINES.map(escaped_line),
    st.sampled_from(["**bold** x", "`a = b` x", "[UN](https://un.org) x", "a <sub>2</sub>"]),
)
BLOCKS = st.lists(MARKDOWN, min_size=1, max_size=3).map("\n\n".join)
MAYBE = st.one_of(st.just(""), BLOCKS)
PLAIN = LINES.map(lambda text: " ".join(text.replace("->", "→").split()))
COUNTERPARTS = st.lists(PLAIN.filter(lambda word: word != "-"), min_size=3, max_size=5, unique=True)
DECIMALS = st.integers(-(10**8), 10**8).map(lambda number: Decimal(number) / 1000)


def distinct(forms: list[str]) -> tuple[str, ...]:
    """Return forms that are not compared alike, the first without a star."""
    plain = {fold(form): form for form in forms if fold(form).strip("* ")}
    return tuple(plain.values())


FORM = PLAIN.map(
    lambda text: text.replace("*", "").replace("\\", "").replace("->", "→").strip("\"' ")
).filter(lambda text: any(map(str.isalnum, text)))
FORMS = st.lists(FORM, min_size=1, max_size=3).map(distinct).filter(bool)
GAP_FORM = FORM.map(
    lambda text: text.translate(dict.fromkeys(map(ord, "|[](){}`"))).replace("->", "→").strip()
).filter(bool)
GAP_FORMS = st.lists(GAP_FORM, min_size=1, max_size=2).map(distinct).filter(bool)
GAP_WORD = GAP_FORM.map(lambda text: " ".join(text.split()))


@st.composite
def options(draw: st.DrawFn, *, single: bool) -> tuple[ItemOption, ...]:
    """Return options, of which one or several are right."""
    texts = draw(st.lists(MARKDOWN, min_size=2, max_size=4, unique=True))
    right = {0} if single else draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
    return tuple(
        ItemOption(text=text, is_right=place in right, feedback=draw(MAYBE))
        for place, text in enumerate(texts)
    )


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Return pairs, with or without a distractor."""
    rights = draw(COUNTERPARTS)
    texts = draw(st.lists(MARKDOWN.map(lambda text: text.replace("->", "→")), min_size=3, max_size=3))
    made = tuple(ItemPair(text=text, counterpart=right) for text, right in zip(texts, rights, strict=False))
    return Pairs(pairs=made, distractors=tuple(rights[3:]), is_categorising=draw(st.booleans()))


@st.composite
def gaps(draw: st.DrawFn, most: int) -> Gaps:
    """Return a text with gaps to type into or to choose for."""
    count = draw(st.integers(1, most))
    words = st.lists(GAP_WORD, min_size=2, max_size=3, unique=True)
    listed = words.map(lambda found: ListGap(words=tuple(found), right=found[-1]))
    made = [
        draw(st.one_of(GAP_FORMS.map(lambda forms: TextGap(accepted=forms)), listed)) for _ in range(count)
    ]
    pieces = [
        f"{draw(MARKDOWN)} " if place == 0 else f" {draw(LINES.map(escaped_line))} " for place in range(count)
    ]
    return Gaps(pieces=(*pieces, draw(st.sampled_from(["", ".", " after", "\n\nafter"]))), gaps=tuple(made))


VALUES = st.builds(
    Value, value=DECIMALS, tolerance=DECIMALS.map(abs), unit=st.sampled_from(["", "km", "m/s"])
)
STATEMENTS = st.builds(Statement, is_true=st.booleans(), feedback_if_true=MAYBE, feedback_if_false=MAYBE)
CLOSED: st.SearchStrategy[Body] = st.one_of(
    st.builds(OneOf, options=options(single=True)),
    st.builds(SomeOf, options=options(single=False), marking=st.sampled_from(Marking)),
    STATEMENTS,
    VALUES,
    st.builds(Forms, accepted=FORMS),
    pairs(),
)
ORDERS = st.lists(MARKDOWN, min_size=3, max_size=5).map(
    lambda texts: Order(items=tuple(ItemPair(text=text, counterpart="") for text in texts))
)
RUBRIC = """| what is marked | 0 | 2 | 5 |
| --- | --- | --- | --- |
| The *problem* {#problem} | not named | - | named, with a figure |"""
WRITTEN = st.one_of(
    st.just(Essay(rubric=RUBRIC)),
    st.just(Essay(rubric=RUBRIC, most_words=400)),
    st.just(Essay(rubric=RUBRIC, fewest_words=50, most_words=400)),
    st.just(Files(rubric=RUBRIC, types=("pdf", "odt"), most_files=2, most_megabytes=3)),
)
RANGES = st.builds(
    lambda name, first, count, step: Parameter(name=name, first=first, last=first + count * step, step=step),
    st.just("a"),
    DECIMALS,
    st.integers(1, 9),
    st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(5)]),
)
DRAWN = st.builds(
    Drawn,
    parameters=RANGES.map(
        lambda one: (one, Parameter(name="b_2", first=Decimal(2), last=Decimal(4), step=Decimal(1)))
    ),
    formula=st.sampled_from(
        ["a × b_2", "round(a ÷ b_2, 2) − −1", "(a + 2) ^ 2 − 3 × (a − b_2)", "max(a, b_2, 0.25)"]
    ),
    tolerance=st.sampled_from([Decimal("0.5"), Decimal(1)]),
    is_percent=st.booleans(),
    unit=st.sampled_from(["", "km"]),
)


@st.composite
def items(draw: st.DrawFn, bodies: st.SearchStrategy[Body]) -> Item:
    """Return a question with everything that a heading may say."""
    body = draw(bodies)
    name = draw(LINES.filter(lambda text: "{" not in text and "}" not in text))
    return Item(
        body=body,
        prompt=_prompt(body, "" if isinstance(body, Gaps) else draw(BLOCKS)),
        name=" ".join(name.split()),
        id=draw(st.sampled_from(["q-1", "mean"])),
        feedback=draw(MAYBE),
        points=5 if isinstance(body, Essay | Files) else draw(st.integers(1, 100)),
        competency=draw(st.sampled_from(["explain-egdi", "read-profile"])),
        lesson=draw(st.sampled_from(["", "the-survey"])),
        form=draw(st.sampled_from(["", "a", "b"])),
    )


def _prompt(body: Body, text: str) -> str:
    return f"{text}\n\n{{{{a}}}} and {{{{b_2}}}}" if isinstance(body, Drawn) else text


def described(item: Item) -> tuple[Item, Item]:
    """Return a description and a question below it."""
    return Item(body=Described(), prompt=item.feedback or "x", name="Case", id="case"), item
