"""What a new module, lesson and quiz begin with: texts that say themselves what belongs where."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.writing.front_matter import with_values

_MODULE = """---
id: {id}
title: ""
summary: ""
competencies: []
---
{body}
"""
_BODY = "Say in two or three sentences who this module is for and what it helps them do."
_LESSON = """---
id: {id}
title: ""
minutes: 10
objective: ""
competencies: []
---
Begin with a situation that your readers know.

## The first thing to understand

Explain it in short paragraphs, with an example from a country they know.

## Sources

Say where each fact comes from.
"""
_QUIZ = """---
id: {id}
title: ""
pass_mark: 70
attempts: 3
scoring: highest
shuffle: true
review: after-submit
---
"""


def module_template(slug: str, title: str, competencies: Sequence[str], goal: str = "") -> str:
    """Return the module.md that a module begins with; a `goal` is what people can do after it."""
    named = {"title": title, "summary": f"{goal}." if goal else "", "competencies": list(competencies)}
    body = f"After this module you can {goal[0].lower()}{goal[1:]}." if goal else _BODY
    return with_values(_MODULE.format(id=slug, body=body), named)


def lesson_template(lesson_id: str, title: str, competencies: Sequence[str], goal: str = "") -> str:
    """Return what a lesson begins with; without a `goal` its objective is still to be written."""
    named = {"title": title, "objective": goal, "competencies": list(competencies)}
    return with_values(_LESSON.format(id=lesson_id), named)


def quiz_template(slug: str, title: str) -> str:
    """Return the quiz.md that a module begins with: its rules, and no question yet."""
    return with_values(_QUIZ.format(id=f"{slug[:30].strip('-')}-check"), {"title": title})
