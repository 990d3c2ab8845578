"""Whether a lesson has what every lesson has: its length, its time, its plain words and its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from studyvisit.curriculum.content import Check, Lesson, Module, Prose
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.readability import running_text

FEWEST_WORDS, MOST_WORDS = 600, 1000
HARDEST_GRADE = 11.0
# A slow reader's pace in a second language, exercise and check included, and a quick one's.
FEWEST_WORDS_A_MINUTE, MOST_WORDS_A_MINUTE = 45, 150
_ALIKE, _MOST_READ = 4, 1000


def check_lessons(module: Module) -> Iterator[Finding]:
    """Yield what a module's lessons lack."""
    for lesson in module.lessons:
        for where, message in (*_figures(lesson), *_parts(lesson)):
            yield Finding(module.slug, lesson.id, where, message)


def _figures(lesson: Lesson) -> Iterator[tuple[str, str]]:
    if not FEWEST_WORDS <= lesson.words <= MOST_WORDS:
        yield "words", f"has {lesson.words} words: write from {FEWEST_WORDS} to {MOST_WORDS:,}"
    least = -(-lesson.words // MOST_WORDS_A_MINUTE)
    most = max(least, lesson.words // FEWEST_WORDS_A_MINUTE)
    if not least <= lesson.minutes <= most:
        yield (
            "minutes",
            f"{lesson.minutes} minutes for {lesson.words} words: from {least} to {most} are likely",
        )
    if lesson.grade is not None and lesson.grade > HARDEST_GRADE:
        yield (
            "reading grade",
            f"is {lesson.grade:.1f}, above {HARDEST_GRADE:.0f}: make sentences shorter and words plainer",
        )


def _parts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    headings = [heading.text for heading in lesson.contents]
    if "Key points" not in headings:
        yield "parts", "has no `## Key points`: add three or four"
    if not any(heading.startswith("Your turn") for heading in headings):
        yield "parts", "has no exercise: add a section whose heading begins with `Your turn`"
    if not any("worked example" in heading.lower() for heading in headings):
        yield "parts", "has no worked example: add a section with these words in its heading"
    if not any(isinstance(part, Check) for part in lesson.body):
        yield "parts", "has no check: add one to three questions between `::: check {#id}` and `:::`"


def check_openings(modules: Sequence[Module]) -> Iterator[Finding]:
    """Yield each lesson that begins with the same words as another one of the curriculum."""
    seen: dict[str, str] = {}
    for module in modules:
        for lesson in module.lessons:
            opening = _opening(lesson)
            if opening and opening in seen:
                yield Finding(
                    module.slug,
                    lesson.id,
                    "opening",
                    f"begins like {seen[opening]} (“{opening} …”): begin in another way",
                )
            seen.setdefault(opening, f"{module.slug}, {lesson.id}")


def _opening(lesson: Lesson) -> str:
    first = next((part.html for part in lesson.body if isinstance(part, Prose)), "")
    words = re.findall(r"\w+", running_text([first[:_MOST_READ]]).casefold())
    return " ".join(words[:_ALIKE])
