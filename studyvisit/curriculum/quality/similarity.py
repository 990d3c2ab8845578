"""Questions that are asked twice, in the same words or nearly so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.texts import options_of, plain, questions_of, right_options_of
from studyvisit.curriculum.questions import Question

SHINGLE = 3
ALIKE = 0.5
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
Shingles = frozenset[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Return the runs of three words in a text, letter case and signs left out; a shorter text is one run."""
    words = _WORD.findall(text.casefold())
    if 0 < len(words) < SHINGLE:
        return frozenset({tuple(words)})
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def alike(texts: Mapping[str, Shingles], least: float = ALIKE) -> Iterator[tuple[str, str, float]]:
    """Yield each pair of texts that resemble one another at least so much, the earlier first, with how much.

    It is Jaccard's index over shingles, the share of what two texts have together that both have: A. Z.
    Broder, "On the resemblance and containment of documents", 1997. Only pairs with a run in common are
    compared, so that time grows with the texts and not with their square.
    """
    holders: dict[tuple[str, ...], list[str]] = {}
    for name, own in texts.items():
        shared = Counter(other for shingle in own for other in holders.get(shingle, ()))
        for other, common in shared.items():
            share = common / (len(own) + len(texts[other]) - common)
            if share >= least:
                yield other, name, share
        for shingle in own:
            holders.setdefault(shingle, []).append(name)


def check_similarity(modules: Sequence[Module]) -> Iterator[Finding]:
    """Yield each question that an earlier one, of the same module or of another, says already."""
    asked = {
        f"{module.slug}/{question.id}": (module, question)
        for module in modules
        for question in questions_of(module)
    }
    pairs: dict[tuple[str, str], float] = {}
    for text in (_whole, _with_key):
        for one, other, share in alike({name: shingles(text(q)) for name, (_, q) in asked.items()}):
            pairs[one, other] = max(share, pairs.get((one, other), 0))
    for (one, other), share in sorted(pairs.items()):
        module, question = asked[other]
        yield Finding(
            module.slug,
            question.id,
            f"question {question.id}",
            f"is {share:.0%} the same as {_name(*asked[one], module)}: ask something else, or ask it otherwise",
        )


def _name(module: Module, question: Question, beside: Module) -> str:
    return question.id if module is beside else f"{question.id} of {module.slug}"


def _with_key(question: Question) -> str:
    """Return a question with its right options only: other distractors make no other question."""
    return " ".join((plain(question.prompt), *sorted(right_options_of(question))))


def _whole(question: Question) -> str:
    return " ".join((plain(question.prompt), *sorted(options_of(question))))
