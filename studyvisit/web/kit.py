"""Everything that pages share, told of the settings: one call for the composition root."""

from __future__ import annotations

from flask import Flask

from config import Settings
from studyvisit.web import assets, compression, errors, formats, headers, navigation, templating


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its templates, formats, errors, navigation, headers and static files."""
    compression.init_app(app)  # first, so that it is the last that an answer meets
    templating.init_app(app)
    formats.init_app(app, settings.languages)
    errors.init_app(app, settings.languages)
    navigation.init_app(app)
    headers.init_app(app, https=settings.production)
    assets.init_app(app, settings.instance)
