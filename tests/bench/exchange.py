"""How long a large question bank takes to come in, each question looked at as participants get it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from studyvisit.curriculum.exchange.convert import Kind, Sorting, Source, take, write

QUESTIONS = 10_000
KINDS = (
    "::Capital {n}::Which city is the capital of country {n}?"
    "{{=The first city#Right, it is the seat of government. ~The second city#No. ~The third city ~The fourth city}}",
    "::Statement {n}::[html]<p>Country {n} has a <b>law</b> on access to information.</p>{{TRUE#No.#Since 2005}}",
    "::Index {n}::The mean of 0.{n}, 0.5 and 0.7, to two decimals?{{#0.5:0.2####Add the three and divide by three.}}",
    "::Term {n}::What is the register of people in country {n} called?{{=civil register =register of people ={n}*}}",
    "::Pairs {n}::Match each layer in case {n}.{{=Law -> Legal =Code list -> Semantic =Line -> Technical}}",
    "::Gap {n}::The index is the {{=mean ~median ~sum}} of its three parts in year {n}.",
)


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    bank = "\n\n".join(KINDS[n % len(KINDS)].format(n=n) for n in range(QUESTIONS)).encode()
    start, used = time.perf_counter(), time.process_time()
    taken = take(Source(bank, Kind.GIFT), Sorting())
    written = write(taken.collection, Kind.MARKDOWN)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    left_out = QUESTIONS - len(taken.collection.items)
    yield (
        f"{QUESTIONS:,} GIFT questions, {len(bank) / 1e6:.1f} MB, to Markdown (goal: 30 s)",
        f"{seconds:.1f} s, {used:.1f} s of CPU, {left_out} left out, {len(written.content) / 1e6:.1f} MB written",
    )
