"""The commands: `flask content`, `people`, `demo`, `report`, `messages`."""

from __future__ import annotations

from flask import Flask

from studyvisit.cli.content import content
from studyvisit.cli.demo import demo


def register_commands(app: Flask) -> None:
    """Add every group of commands to the application."""
    for group in (content, demo):
        app.cli.add_command(group)
