"""A lesson file → a lesson: prose and checks in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from studyvisit.curriculum.content import Check, Lesson, Prose
from studyvisit.curriculum.finish import is_whole
from studyvisit.curriculum.footnotes import check_footnotes
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import (
    Attributes,
    Line,
    check_attributes,
    joined,
    outside_code,
    split_attributes,
)
from studyvisit.curriculum.numbers import check_numbers
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.render import words_in
from studyvisit.curriculum.schemas import LessonHead
from studyvisit.curriculum.sections import sections

_MARK = re.compile(r":{3,}\s*(.*)")
_MOST_QUESTIONS = 3


@dataclass(slots=True)
class _CheckDraft:
    number: int
    attributes: Attributes
    lines: list[Line] = field(default_factory=list)


def read_lesson(
    number: int, text: str, competencies: Sequence[str], identities: Identities, page: Page
) -> Lesson | None:
    """Return a lesson of a module with those competencies; None when its front matter is at fault."""
    found = read_front_matter(text, page.report)
    head = validate(LessonHead, found, page.report) if found else None
    if not found or not head:
        return None
    identities.claim(head.id, found.line("id"), "front matter, `id`", page.report)
    _check_competencies(head, found, competencies, page)
    token = f"check-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:24]}"
    prose, drafts = _without_checks(found.body, token, page)
    check_footnotes(prose, head.facts, page.report)
    check_numbers(found.body, page.report)
    rendered = page.rendered(prose, "text")
    checks = [_read_check(draft, competencies, identities, page) for draft in drafts]
    if not joined(prose).strip():
        page.report.error(found.line("id"), "text", "is missing: write the lesson below the front matter")
    body = _assembled(rendered.html, token, drafts, checks, page)
    return Lesson(
        id=head.id,
        number=number,
        title=head.title,
        minutes=head.minutes,
        objective=head.objective,
        competencies=head.competencies,
        sdg=head.sdg,
        facts=head.facts,
        words=sum(words_in(part.html) for part in body if isinstance(part, Prose)),
        contents=rendered.headings,
        body=body,
    )


def _check_competencies(head: LessonHead, found: FrontMatter, known: Sequence[str], page: Page) -> None:
    for index, name in enumerate(head.competencies):
        if name not in known:
            page.report.error(
                found.line("competencies", index),
                "front matter, `competencies`",
                f"`{name}` is not one of the module's competencies.{did_you_mean(name, known)} "
                f"Known: {', '.join(known)}.",
            )


def _without_checks(body: Sequence[Line], token: str, page: Page) -> tuple[list[Line], list[_CheckDraft]]:
    """Return the prose with a token where each check stands, and the checks."""
    prose: list[Line] = []
    drafts: list[_CheckDraft] = []
    is_open = False
    for line, is_prose in outside_code(body):
        mark = _MARK.fullmatch(line.text.rstrip()) if is_prose else None
        if mark and mark[1]:
            if is_open:
                page.report.error(
                    line.number, "check", "begins before the one above has ended: add a line `:::`"
                )
            draft = _opened(line, mark[1], page)
            prose += [Line(line.number, part) for part in ("", f"{token}-{len(drafts)}", "")]
            drafts.append(draft)
            is_open = True
        elif mark and not is_open:
            page.report.error(line.number, "check", "`:::` ends a check that has not begun: take it out")
        elif mark:
            is_open = False
        else:
            (drafts[-1].lines if is_open else prose).append(line)
    if is_open:
        page.report.error(
            drafts[-1].number, "check", "does not end: add a line `:::` after its last question"
        )
    return prose, drafts


def _opened(line: Line, words: str, page: Page) -> _CheckDraft:
    name, attributes = split_attributes(words)
    where = f"check {attributes.id}".strip()
    if name != "check":
        page.report.error(
            line.number, where, f"`::: {name[:30]}` is not known: the only one is `::: check {{#id}}`"
        )
    check_attributes(attributes, (), line.number, where, page.report)
    return _CheckDraft(line.number, attributes)


def _read_check(draft: _CheckDraft, competencies: Sequence[str], identities: Identities, page: Page) -> Check:
    where = f"check {draft.attributes.id}".strip()
    identities.claim(draft.attributes.id, draft.number, where, page.report)
    before, parts = sections(draft.lines, 3)
    for line in before.lines:
        if line.text.strip():
            page.report.error(
                line.number, where, "has text before its first question: begin with `### Name {#id}`"
            )
            break
    if not 1 <= len(parts) <= _MOST_QUESTIONS:
        page.report.error(
            draft.number,
            where,
            f"has {len(parts) or 'no'} questions: a check has one to "
            f"{_MOST_QUESTIONS}, each below a heading such as `### Name {{#id}}`",
        )
    questions: list[Question] = []
    for part in parts:
        identities.claim(part.attributes.id, part.number, f"question {part.attributes.id}", page.report)
        block = Block(part.number, part.title, part.attributes, part.lines, is_graded=False)
        if (question := parse_question(block, competencies, page)) is not None:
            questions.append(question)
    return Check(id=draft.attributes.id, questions=tuple(questions))


def _assembled(
    html: str, token: str, drafts: Sequence[_CheckDraft], checks: Sequence[Check], page: Page
) -> tuple[Prose | Check, ...]:
    """Return the prose cut where the checks stand, with the checks between."""
    body: list[Prose | Check] = []
    for index, check in enumerate(checks):
        before, mark, html = html.partition(f"<p>{token}-{index}</p>")
        if not mark or not is_whole(before):
            page.report.error(
                drafts[index].number,
                f"check {check.id}",
                "stands within a list, a quotation or HTML that "
                "has not ended: let it begin after a blank line, at the left margin",
            )
            html = before
            continue
        body += [Prose(html=before.strip())] if before.strip() else []
        body.append(check)
    return (*body, Prose(html=html.strip())) if html.strip() else tuple(body)
