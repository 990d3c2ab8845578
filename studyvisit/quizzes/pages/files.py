"""The page on which files are added to an answer and taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import FileUpload
from studyvisit.curriculum.questions.file_upload import MEGABYTE
from studyvisit.quizzes.pages.attempt import Clock, clock_of
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.queries.papers import Paper
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import FileView, file_rules, size_words, type_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow(FileView):
    """A file of the answer, with where it is taken out."""

    remove_url: str


@dataclass(frozen=True, kw_only=True)
class FilesPage(Page):
    """The files of one answer: those that are there, and the way to add more."""

    template: ClassVar[str] = "quizzes/files.html"

    crumbs: tuple[Crumb, ...]
    number: int
    prompt: str
    rules: str
    accept: str
    files: tuple[FileRow, ...]
    progress: str
    may_add: bool
    may_choose_several: bool
    problems: tuple[tuple[str, str], ...]
    clock: Clock | None
    add_url: str
    back_url: str


def files_page(
    sitting: Sitting, module: Module, question: FileUpload, problems: Sequence[str], now: datetime
) -> FilesPage:
    """Return the page of an answer's files; `problems` say in words what was not taken."""
    where: dict[str, Any] = {"attempt_id": sitting.attempt.id, "question_id": question.id}
    number = [str(question_id) for question_id in sitting.attempt.question_ids].index(question.id) + 1
    held = sitting.papers.get(question.id, Paper()).files
    return FilesPage(
        title=_("Files for question %(number)s", number=number),
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=True),
        number=number,
        prompt=question.prompt,
        rules=file_rules(question),
        accept=",".join(
            f".{name}" for name in (*question.types, *(["jpeg"] if "jpg" in question.types else []))
        ),
        files=tuple(
            FileRow(
                name=file.name,
                size=size_words(file.size),
                url=url_for(".download", upload_id=file.id),
                remove_url=url_for(".remove_file", upload_id=file.id, **where),
            )
            for file in held
        ),
        progress=ngettext(
            "%(added)s of %(num)d file added",
            "%(added)s of at most %(num)d files added",
            question.most_files,
            added=len(held),
        ),
        may_add=len(held) < question.most_files,
        may_choose_several=question.most_files - len(held) > 1,
        problems=tuple(("files" if len(held) < question.most_files else "", words) for words in problems),
        clock=clock_of(sitting.attempt.due_at, now),
        add_url=url_for(".add_files", **where),
        back_url=url_for(".attempt", attempt_id=sitting.attempt.id) + f"#q{number}",
    )


def bad_file_words(reason: str, name: str, question: FileUpload) -> str:
    """Return why a file was not taken, and what to do."""
    by_reason = {
        "type": _(
            "“%(name)s” was not added: it is no file of a type that is taken here (%(types)s).",
            name=name,
            types=type_words(question.types),
        ),
        "content": _(
            "“%(name)s” was not added: what is in it is not what its name says. Save it again from the programme "
            "that made it, without macros.",
            name=name,
        ),
        "size": _(
            "“%(name)s” was not added: it is larger than %(size)s MB.",
            name=name,
            size=question.most_bytes // MEGABYTE,
        ),
        "empty": _("“%(name)s” was not added: it is empty.", name=name),
        "count": _("Nothing was added: these would be too many files. Take one out first."),
        "none": _("Choose a file first."),
    }
    return by_reason[reason]
