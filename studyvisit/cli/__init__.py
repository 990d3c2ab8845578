"""The commands: one group for each thing that is looked after, such as `flask content`."""

from __future__ import annotations

from flask import Flask

from studyvisit.cli.cohorts import cohorts
from studyvisit.cli.content import content
from studyvisit.cli.demo import demo
from studyvisit.cli.evaluate import evaluate
from studyvisit.cli.jobs import jobs
from studyvisit.cli.messages import messages
from studyvisit.cli.packing import pack_module, unpack_module
from studyvisit.cli.people import people
from studyvisit.cli.questions import questions
from studyvisit.cli.quizzes import quizzes
from studyvisit.cli.report import report
from studyvisit.cli.summaries import summaries
from studyvisit.cli.taking_in import import_folder
from studyvisit.cli.tidy import tidy
from studyvisit.cli.translations import translate, translated
from studyvisit.cli.verify import verify


def register_commands(app: Flask) -> None:
    """Add every group of commands to the application."""
    for group in (
        content,
        people,
        cohorts,
        demo,
        evaluate,
        jobs,
        messages,
        questions,
        quizzes,
        report,
        summaries,
        tidy,
    ):
        app.cli.add_command(group)
    report.add_command(verify)
    for command in (import_folder, pack_module, unpack_module):
        content.add_command(command)
    content.add_command(translate)
    content.add_command(translated)
