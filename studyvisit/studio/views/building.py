"""The questions of a quiz, or of a lesson's checks: listed, put in order, and each as a form or as text."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.writing import arranging
from studyvisit.curriculum.writing.fields import Kind, QuestionFields, tidied
from studyvisit.curriculum.writing.reading import Unsayable, section_of
from studyvisit.curriculum.writing.round_trip import QUIZ, Misread, opened, problems_by_field, rewritten
from studyvisit.curriculum.writing.samples import blank
from studyvisit.curriculum.writing.to_markdown import completed, markdown_of
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.forms.questions import (
    Button,
    as_several_if_so,
    read_button,
    read_question,
    with_rows_changed,
)
from studyvisit.studio.pages.building import QuestionsPage, Removed, kinds_for, rows_of, shown_of
from studyvisit.studio.queries.drafts import find_text_at
from studyvisit.studio.queries.surroundings import checked
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.studio.views.desk import desk_at
from studyvisit.studio.views.one_question import One
from studyvisit.web.access import Access, access, start_writing

_LARGEST = 1_000_000
_ROW_ACTS = ("add", "remove", "up", "add-level")


@blueprint.get(f"{UNIT}/questions/<string:name>")
@access(Access.TRAINER)
def questions(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """List the questions of a file."""
    desk = desk_at(kind, slug, name)
    problems = [one for one in checked(db.session(), desk.unit).problems if one.path == desk.name]
    removed = None
    if request.args.get("removed"):
        removed = Removed(
            name=request.args["removed"],
            before=request.args.get("before", ""),
            after=request.args.get("after", ""),
        )
    return QuestionsPage(
        title=_("Questions"),
        crumbs=desk.crumbs,
        place=desk.place,
        is_quiz=desk.outline.level == QUIZ,
        rows=rows_of(desk.outline, desk.competencies, problems),
        kinds=kinds_for(desk.outline.level),
        removed=removed,
    ).render()


@blueprint.post(f"{UNIT}/questions/<string:name>")
@access(Access.TRAINER)
def arrange(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Move, copy or take out a question, or put back one that was taken out."""
    desk, act, key = desk_at(kind, slug, name), request.form.get("do", ""), request.form.get("key", "")
    if act == "put-back":
        before = find_text_at(db.session(), kind, slug, desk.name, request.form.get("before", ""))
        if before is None:
            raise NotFound
        saved = desk.save(before)
        return redirect(desk.list_url()) if isinstance(saved, str) else saved
    span = desk.outline.span(key)
    if span is None:
        return redirect(desk.list_url())
    if act == "duplicate":
        source, key = arranging.copied(span, desk.taken)
        text = arranging.inserted(desk.outline, source, span)
    elif act == "remove":
        text = arranging.removed(desk.outline, span)
    else:
        text = arranging.moved(desk.outline, span, -1 if act == "up" else 1)
    saved = desk.save(text)
    if not isinstance(saved, str):
        return saved
    if act == "remove":
        return redirect(desk.list_url(removed=span.name or span.key, before=desk.base, after=saved))
    return redirect(desk.list_url(anchor=f"q-{key}"))


@blueprint.get(f"{UNIT}/questions/<string:name>/<string:key>")
@access(Access.TRAINER)
def question(kind: str, slug: str, name: str, key: str) -> ResponseReturnValue:
    """Show a question as a form; as text where that is wanted, or where a form cannot say it."""
    one = One.of(desk_at(kind, slug, name), key)
    if request.args.get("show") == "text":
        return one.text_page(one.source, is_looked_at=True).render()
    try:
        asked = opened(one.source, one.level)
    except Unsayable as refused:
        return one.text_page(one.source, refused, is_looked_at=True).render()
    return one.form_page(asked, shown=shown_of(one.looked_at(one.source), one.number)).render()


@blueprint.post(f"{UNIT}/questions/<string:name>/<string:key>")
@access(Access.TRAINER, slow_first=True, largest=_LARGEST)
def save_question(kind: str, slug: str, name: str, key: str) -> ResponseReturnValue:
    """Save a question that was changed, or show it in another way."""
    return _answer(One.of(desk_at(kind, slug, name), key))


@blueprint.get(f"{UNIT}/new-question/<string:name>")
@access(Access.TRAINER)
def new_question(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Show the empty form of a kind of question."""
    one = One(desk_at(kind, slug, name), None)
    asked = blank(one.kind_asked(request.args.get("kind", "")), one.first_competency())
    return one.form_page(asked, saved=request.args.get("saved", "")).render()


@blueprint.post(f"{UNIT}/new-question/<string:name>")
@access(Access.TRAINER, slow_first=True, largest=_LARGEST)
def add_question(kind: str, slug: str, name: str) -> ResponseReturnValue:
    """Add a question at the end of a file."""
    return _answer(One(desk_at(kind, slug, name), None))


def _answer(one: One) -> ResponseReturnValue:
    button = read_button(request.form)
    if request.form.get("as") == "text":
        return _answer_text(one, button, request.form.get("text", "").replace("\r\n", "\n"))
    asked = read_question(request.form, one.kind_asked(request.form.get("kind", "")))
    if button.act in _ROW_ACTS:
        return one.form_page(with_rows_changed(asked, button)).render()
    if one.span is None:
        asked = as_several_if_so(asked)
    asked = arranging.identified(tidied(asked), one.desk.taken)
    if button.act == "text":
        return one.text_page(markdown_of(completed(asked), one.level)).render()
    return _answer_form(one, button, asked)


def _answer_form(one: One, button: Button, asked: QuestionFields) -> ResponseReturnValue:
    try:
        source = rewritten(one.source, asked, one.level)
    except Misread as misread:
        found = [(place, _misread()) for place in misread.places]
        if misread.places == ("answers",):
            source = markdown_of(completed(asked), one.level)
            found = _told(one.looked_at(source).problems, asked, one.level)
        return one.form_page(asked, found).render(), 422
    seen = one.looked_at(source)
    found = one.changed_kind(asked.kind) + _told(seen.problems, asked, one.level)
    if button.act == "look":
        return one.form_page(asked, found, shown=shown_of(seen, one.number)).render()
    if found and (button.act != "save-anyway" or one.changed_kind(asked.kind)):
        return one.form_page(asked, found, can_save_anyway=not one.changed_kind(asked.kind)).render(), 422
    return _save(one, source, button, asked.kind, asked.name)


def _answer_text(one: One, button: Button, text: str) -> ResponseReturnValue:
    source = text.strip("\n")
    if button.act == "form":
        try:
            return one.form_page(opened(source, one.level)).render()
        except Unsayable as refused:
            return one.text_page(source, refused).render(), 422
    if button.act == "look":
        return one.text_page(source, is_looked_at=True).render()
    if error := one.fault_of(source):
        return one.text_page(source, error=error).render(), 422
    part = section_of(source, one.level)
    return _save(one, source, button, Kind.ONE_CHOICE, part.title or part.attributes.id)


def _save(one: One, source: str, button: Button, kind: Kind, name: str) -> ResponseReturnValue:
    outline = one.desk.outline
    if one.span is not None:
        text = arranging.replaced(outline, one.span, source)
    else:
        check_id = f"check-{len(outline.stretches) + 1}"
        while check_id in one.desk.taken:
            check_id += "-more"
        text = arranging.inserted(outline, source, check_id=check_id)
    start_writing()
    saved = one.desk.save(text)
    if not isinstance(saved, str):
        return saved
    if button.act == "save-next":
        place = one.desk.place
        new = url_for(".new_question", kind=place.kind, slug=place.slug, name=place.name, saved=name)
        return redirect(f"{new}&{urlencode({'kind': kind})}")
    identity = section_of(source, one.level).attributes.id
    return redirect(one.desk.list_url(anchor=f"q-{identity}"))


def _told(problems: Sequence[Problem], asked: QuestionFields, level: int) -> list[tuple[str, str]]:
    """Return what the checker says, by the field that it speaks of; errors only."""
    by_field = problems_by_field(problems, asked, level)
    return [(place, problem.message) for place, problem in by_field if problem.is_error]


def _misread() -> str:
    return _(
        "This would be read as something else: a heading, a line that begins with `=`, `- ( )`, `>` or `:::`, "
        "an attribute in braces, or code that does not end. Write it otherwise."
    )
