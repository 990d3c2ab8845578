"""Converting questions."""

from __future__ import annotations

import io
import zipfile

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.exchange.convert import (
    ENDINGS,
    Kind,
    Sorting,
    Source,
    Taken,
    Written,
    previews,
    take,
    write,
)
from studyvisit.curriculum.exchange.decoding import Unreadable
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.studio.forms.converting import LARGEST_FILE, ConvertForm, options_of
from studyvisit.studio.pages.converting import ConvertPage, Result, media_type, result_of
from studyvisit.studio.views.base import blueprint
from studyvisit.web.access import Access, access
from studyvisit.web.pages import Crumb

_MOST_QUESTIONS = 2000
_LARGEST = LARGEST_FILE + 1_000_000


@blueprint.get("/questions/convert")
@access(Access.TRAINER)
def convert() -> ResponseReturnValue:
    """Ask for questions to convert."""
    return _page(ConvertForm(formdata=None), None)


@blueprint.post("/questions/convert")
@access(Access.TRAINER, slow_first=True, largest=_LARGEST)
def convert_file() -> ResponseReturnValue:
    """Show questions as participants get them, or send them in another format. Nothing is stored."""
    form = ConvertForm()
    source = form.source() if form.validate_on_submit() else None
    if source is None:
        return _page(form, None), 422
    try:
        taken, written = _converted(source, form)
    except Unreadable as error:
        form.text.errors = [str(error)]
        return _page(form, None), 422
    if request.form.get("action") == "download":
        return _file(written, Kind(form.wanted.data), taken.collection.title)
    fits = form.keep_text()
    return _page(form, result_of(previews(taken), (*taken.remarks, *written.remarks), fits=fits))


def _converted(source: Source, form: ConvertForm) -> tuple[Taken, Written]:
    sorting = Sorting(form.competency.data or "", frozenset(_competencies()))
    wanted = Kind(form.wanted.data)
    taken = take(source, sorting if wanted is Kind.MARKDOWN else None, most=_MOST_QUESTIONS)
    return taken, write(taken.collection, wanted)


def _competencies() -> tuple[str, ...]:
    contents = Shelf(db.session()).everything().values()
    modules = [content for content in contents if isinstance(content, Module)]
    return options_of(competency.id for module in modules for competency in module.competencies)


def _page(form: ConvertForm, result: Result | None) -> str:
    return ConvertPage(
        title=_("Convert questions"),
        crumbs=(
            Crumb(_("Home"), url_for("completion.home")),
            Crumb(_("Questions"), url_for("reporting.questions")),
        ),
        form=form,
        competencies=_competencies(),
        result=result,
    ).render()


def _file(written: Written, kind: Kind, title: str) -> ResponseReturnValue:
    """Return a file to keep; with pictures beside it, both in a ZIP file."""
    name = f"quiz{ENDINGS[kind]}"
    if written.media:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in {name: written.content, **written.media}.items():
                archive.writestr(path, content)
        answer = make_response(packed.getvalue())
        name, answer.mimetype = "quiz.zip", "application/zip"
    else:
        answer = make_response(written.content)
        answer.mimetype = media_type(kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
