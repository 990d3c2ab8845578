"""How modules work, for those who write and review them, and what people wrote, for those who teach."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.questions import Question
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.lessons.policies import notes_scope
from studyvisit.lessons.queries import open_notes
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.reporting import policies
from studyvisit.reporting.forms import read_questions
from studyvisit.reporting.pages import module_words
from studyvisit.reporting.pages import modules as pages
from studyvisit.reporting.pages.about import finished
from studyvisit.reporting.pages.items import question_views
from studyvisit.reporting.pages.report import table_view
from studyvisit.reporting.queries import modules as queries
from studyvisit.reporting.queries.counts import Dimension, enrolment_counts
from studyvisit.reporting.queries.items import answered
from studyvisit.reporting.queries.open_answers import OpenAnswer, is_open_question, open_answers
from studyvisit.reporting.rules import STEPS, Filters, Which
from studyvisit.reporting.services.modules import Looked, how_it_works
from studyvisit.reporting.views.base import blueprint
from studyvisit.tables.content import Column, Report, Row, Table
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

_MODULE = "/reports/modules/<string:module_slug>"


@blueprint.get("/reports/modules")
@access(Access.STAFF)
def modules() -> ResponseReturnValue:
    """List the modules that a person may look into."""
    session, actor = db.session(), current_actor()
    shelf, scope = Shelf(session), policies.questions_scope(actor)
    steps = list(STEPS)
    counted = {
        str(one.key[0]): (one.reached[0], one.reached[len(steps) - 1])
        for one in enrolment_counts(session, scope, Filters(), (Dimension.MODULE,))
    }
    is_trainer = Access.TRAINER.allows(actor)
    waiting = open_notes(session, notes_scope(actor)) if is_trainer else {}
    titles = {
        module.content.slug: module.content.title
        for slug in shelf.slugs("programme")
        if scope is None or slug in scope
        for module in shelf.modules_of(shelf.programme(slug).content)
    }
    return pages.ModulesPage(
        title=_("How modules work"),
        crumbs=pages.modules_crumbs()[:1],
        modules=tuple(
            pages.module_line(
                slug,
                title,
                *counted.get(slug, (0, 0)),
                notes=sum(count for (module, _lesson), count in waiting.items() if module == slug),
            )
            for slug, title in titles.items()
        ),
        notes_url=url_for("lessons.notes") if is_trainer else "",
    ).render()


@blueprint.get(_MODULE)
@access(Access.STAFF)
def module(module_slug: str) -> ResponseReturnValue:
    """Show how a module works: how far people come, where they stop, which questions mislead, what has changed."""
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.queries.item_figures import quiz_report

    session, actor, now = db.session(), current_actor(), utc_now()
    shelf = Shelf(session)
    if queries.is_taught_nowhere(shelf, module_slug):
        flash(
            _("No programme teaches “%(module)s” yet.", module=shelf.module(module_slug).content.title), "ok"
        )
        return redirect(url_for(".modules"))
    scope = queries.taught_scope(shelf, policies.questions_scope(actor), module_slug)
    cohorts = queries.cohorts_taught(session, scope)
    cohort = read_questions(request.args)[1]
    if cohort is not None and cohort not in cohorts:
        raise NotFound
    since = queries.first_of_the_newest(session, scope, cohort, module_slug)
    published = shelf.module(module_slug)
    report = how_it_works(session, shelf, Looked(published, scope, cohort, since), now)
    words = finished(report, module_words.words(report), has_rows_by=False, timezone=str(get_timezone()))
    quiz = quiz_report(
        answered(
            session, scope, module_slug, Which.FIRST, cohort, shelf=shelf, since=since, has_checks=False
        ),
        Which.FIRST,
    )
    views = question_views(quiz, lambda _question_id: "")
    is_trainer = Access.TRAINER.allows(actor)
    waiting = open_notes(session, notes_scope(actor)) if is_trainer else {}
    content = published.content
    return pages.ModulePage(
        title=_("How “%(module)s” works", module=content.title),
        crumbs=pages.modules_crumbs(),
        address=url_for(".module", module_slug=module_slug),
        filter=pages.cohort_filter(cohorts, cohort),
        tables=tuple(table_view(report, table, words, _no_link, "") for table in report.tables),
        as_of=now,
        attempts=quiz.attempts,
        questions=pages.question_lines(module_slug, views, [one.question.id for one in quiz.questions]),
        flagged=sum(bool(view.flags) for view in views),
        figures_url=url_for(".question_figures", module_slug=module_slug),
        is_trainer=is_trainer,
        notes_url=url_for("lessons.notes", module=module_slug) if is_trainer else "",
        notes=pages.note_leads(content, waiting),
        answers=pages.answer_leads(content) if is_trainer else (),
        revision=_("Revision %(number)s", number=published.number),
        editor_url=url_for("studio.outline", kind="module", slug=module_slug) if is_trainer else "",
    ).render()


def _no_link(_report: Report, _table: Table, _row: Row, _column: Column) -> str:
    return ""


@blueprint.get(f"{_MODULE}/answers/<string:question_id>", endpoint="open_answers")
@access(Access.TRAINER)
def answers_to_question(module_slug: str, question_id: str) -> ResponseReturnValue:
    """Show what people wrote in answer to a question of a module's quiz."""
    session = db.session()
    shelf = Shelf(session)
    scope = queries.taught_scope(shelf, policies.cohorts_scope(current_actor()), module_slug)
    content = shelf.module(module_slug).content
    question = content.quiz.question(question_id)
    if question is None or not is_open_question(question):
        raise NotFound
    is_hidden = content.quiz.rules.marking.anonymous and question.kind == "long-answer"
    is_named = request.args.get("names") == "1" and not is_hidden
    before = request.args.get("before", type=UUID)
    found, last = open_answers(session, scope, module_slug, question_id, before=before)

    def question_then(answer: OpenAnswer) -> Question | None:
        return module_revision(session, answer.revision_id).quiz.question(question_id)

    def address(**asked: object) -> str:
        place = url_for(".open_answers", module_slug=module_slug, question_id=question_id)
        wanted = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"{place}?{wanted}" if wanted else place

    names = "1" if is_named else ""
    return pages.OpenAnswersPage(
        title=_("Answers to “%(question)s”", question=question.name),
        crumbs=pages.modules_crumbs(Crumb(content.title, url_for(".module", module_slug=module_slug))),
        prompt=pages.prompt_of(question),
        lines=tuple(pages.answer_line(answer, question_then, is_named=is_named) for answer in found),
        names_url="" if is_hidden else address(names="" if is_named else "1", before=before),
        names_words=_("Leave the names out") if is_named else _("Show the names"),
        is_hidden=is_hidden,
        older_url=address(names=names, before=last) if last else "",
        newest_url=address(names=names) if before is not None else "",
        editor_url=pages.question_editor(module_slug, question_id),
    ).render()
