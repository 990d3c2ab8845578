"""What is left to do in a module that was made of a folder: all that the check finds, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import Bundle, is_text
from studyvisit.curriculum.taking_in.heads import TO_WRITE

Check = Callable[[Bundle], Iterable[Problem]]
_STAND_INS = (
    (f'objective: "{TO_WRITE}', 'objective: "Describe '),
    ('objective: ""', 'objective: "Describe it"'),
    ('summary: ""', 'summary: "To come"'),
)


def left_to_do(bundle: Bundle, competency: str, check: Check) -> tuple[Problem, ...]:
    """Return every problem of a module, those included that the check sees only once the front matter is whole.

    Where something is still to be written, `competency` and other words stand in for it while the texts are checked.
    """
    whole = Bundle(
        bundle.kind,
        bundle.slug,
        {
            name: _whole(content.decode(), competency).encode() if is_text(name) else content
            for name, content in bundle.files.items()
        },
    )
    return tuple(sorted({*check(bundle), *check(whole)}))


def _whole(text: str, competency: str) -> str:
    for lacking, stand_in in (*_STAND_INS, ("competencies: []", f"competencies: [{competency}]")):
        text = text.replace(lacking, stand_in, 1)
    return text
