"""The questions of a quiz file, in its sections if it has any, and whether its rules can be kept with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studyvisit.curriculum.content import Forms, Progress, QuizSection
from studyvisit.curriculum.frontmatter import FrontMatter
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import Line, check_attributes
from studyvisit.curriculum.looking_back import Moment, Shown
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.questions.descriptions import with_descriptions
from studyvisit.curriculum.schemas import QuizHead, ReviewHead
from studyvisit.curriculum.sections import Section, sections

_KEYS = ("draw", "shuffle")
_YES_NO = {"yes": True, "no": False}
_FRONT = "front matter"


@dataclass(frozen=True, slots=True)
class Pool:
    """A stretch of a quiz file: the questions, each with the HTML of its description; `head` names the section.

    Of a quiz without sections there is one, without a `head`.
    """

    head: Section | None
    introduction: Sequence[Line]
    parts: Sequence[tuple[Section, str]]


def read_pools(body: Sequence[Line], identities: Identities, page: Page) -> tuple[Sequence[Line], list[Pool]]:
    """Return the lines that introduce a quiz, and its pools in order, with problems reported."""
    before, titled = sections(body, 1)
    introduction, parts = sections(before.lines, 2)
    if not titled:
        return introduction.lines, [Pool(None, (), with_descriptions(parts, identities, page))]
    for part in parts[:1]:
        page.report.error(
            part.number,
            f"question {part.attributes.id or part.title}",
            "stands before the first section: move it below one, or put `# Title {#id}` above it",
        )
    pools = []
    for head in titled:
        said, parts = sections(head.lines, 2)
        pools.append(Pool(head, said.lines, with_descriptions(parts, identities, page)))
    return introduction.lines, pools


def read_section(pool: Pool, identities: Identities, page: Page) -> QuizSection | None:
    """Return the section that a pool is, with problems reported; None for the pool of a quiz without sections."""
    head = pool.head
    if head is None:
        return None
    where, values = f"section {head.attributes.id or head.title}", head.attributes.values
    check_attributes(head.attributes, _KEYS, head.number, where, page.report)
    identities.claim(head.attributes.id, head.number, where, page.report)
    if not head.title:
        page.report.error(head.number, where, "has no title: write one after the `#`")
    if not pool.parts:
        page.report.error(head.number, where, "has no questions: add one, or take the heading out")
    shuffle = values.get("shuffle")
    if shuffle is not None and shuffle not in _YES_NO:
        page.report.error(head.number, where, f"`shuffle={shuffle}` is neither yes nor no")
    return QuizSection(
        id=head.attributes.id,
        title=head.title,
        introduction=page.rendered(pool.introduction, where).html,
        questions=tuple(part.attributes.id for part, _setting in pool.parts),
        draw=_draw(pool, head, where, page.report),
        shuffle=_YES_NO.get(shuffle or ""),
    )


def _draw(pool: Pool, head: Section, where: str, report: Report) -> int | None:
    written = head.attributes.values.get("draw")
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and int(written[:6]) >= 1):
        report.error(head.number, where, f"`draw={written}` is not a whole number from 1 on")
        return None
    if int(written) > len(pool.parts):
        report.error(head.number, where, _too_many(int(written), len(pool.parts)))
    return int(written)


def check_rules(
    head: QuizHead,
    found: FrontMatter,
    quiz_sections: Sequence[QuizSection],
    questions: Sequence[Question],
    written: int,
    report: Report,
) -> None:
    """Report rules of a quiz that contradict each other or that its questions are too few for.

    `written` counts the questions of the file, those included that could not be read.
    """
    for key, message in _contradictions(head, has_sections=bool(quiz_sections)):
        report.error(found.line(key), f"{_FRONT}, `{key}`", message)
    if not quiz_sections and head.draw is not None and 0 < written < head.draw:
        report.error(found.line("draw"), f"{_FRONT}, `draw`", _too_many(head.draw, written))
    if head.forms is not None and 0 < written == len(questions):
        for message in _short_forms(head, quiz_sections, questions):
            report.error(found.line("forms"), f"{_FRONT}, `forms`", message)


def _contradictions(head: QuizHead, *, has_sections: bool) -> Iterator[tuple[str, str]]:
    if has_sections and head.draw is not None:
        yield "draw", "each section draws for itself: write draw=N in the headings that begin with `#`"
    if head.look_back and head.progress is not Progress.ONE_WAY:
        yield "look_back", "people can always look back here: take it out, or add `progress: one-way`"
    if head.wait is not None and head.attempts == 1:
        yield "wait", "there is no second attempt to wait for: take it out, or allow more `attempts`"
    for message in _unseen(head.review):
        yield "review", message
    if head.forms is Forms.EITHER and head.attempts == 1:
        yield "forms", "`either` changes the form from attempt to attempt: allow more `attempts`"


def _unseen(head: ReviewHead) -> Iterator[str]:
    """Yield what is said to be shown about answers while people do not see these."""
    review = head.content
    own = review.moments(Shown.OWN)
    for shown in (Shown.OUTCOME, Shown.FEEDBACK, Shown.ANSWERS):
        moments = review.moments(shown) if shown in head.model_fields_set else frozenset()
        hidden = moments - own - {Moment.AFTER_PASS} or (moments if own == {Moment.DURING} else ())
        for moment in sorted(hidden):
            yield f"`{shown}` says {moment}, when people do not see their own answers: add it to `own`"


def _short_forms(
    head: QuizHead, quiz_sections: Sequence[QuizSection], questions: Sequence[Question]
) -> Iterator[str]:
    """Yield what a form has too few questions for: no form ever borrows from the other."""
    if nameless := next((question.id for question in questions if question.form is None), None):
        yield f"the question `{nameless}` is of neither form: add form=a or form=b to its heading"
        return
    pools = [(f"section `{one.id}`", one.questions, one.draw) for one in quiz_sections]
    for name, ids, draw in pools or [("the quiz", tuple(q.id for q in questions), head.draw)]:
        for form in Form:
            count = sum(question.form is form for question in questions if question.id in ids)
            if count < (draw or 1):
                yield (
                    f"{name} has {count} questions of form {form} and draws {draw or 1}: write more, "
                    "or draw fewer"
                )


def _too_many(draw: int, pool: int) -> str:
    return f"draws {draw} questions from a pool of {pool}: draw fewer or write more"
