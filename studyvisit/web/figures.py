"""How charts, pictures and recordings are shown, wherever a text of the curriculum is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from flask_babel import format_decimal
from markupsafe import Markup

from studyvisit.curriculum.content import Prose
from studyvisit.curriculum.figures import Chart, ChartData, Picture, Recording
from studyvisit.curriculum.markup import prefixed
from studyvisit.web.pages import sanitised


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartCell:
    """A number as it is written here; its bar begins at `start` and is `share` of the cell's width long."""

    text: str
    start: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """One row of a chart; a cell is None where there is no data."""

    label: str
    cells: tuple[ChartCell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A chart on a page: the table is the chart, and `url` gives the numbers in it as a file."""

    id: str
    caption: Markup
    label: str
    series: tuple[str, ...]
    lines: tuple[ChartLine, ...]
    least: str
    most: str
    url: str
    file: str
    kilobytes: str
    kind: str = "chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture on a page, and what it shows in words."""

    picture: Markup
    description: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The captions of a video in one language, by its name here."""

    language: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """Something to hear or to see on a page; nothing of it is loaded before a person starts it."""

    id: str
    title: str
    is_video: bool
    url: str
    megabytes: str
    tracks: tuple[Track, ...]
    transcript: Markup
    kind: str = "recording"


Figure = Markup | ChartView | PictureView | RecordingView


def figure_of(part: Prose | Chart | Picture | Recording) -> Figure:
    """Return a part of a text as a page shows it."""
    if isinstance(part, Prose):
        return sanitised(part.html)
    if isinstance(part, Picture):
        return PictureView(picture=sanitised(part.html), description=part.description)
    return _recording(part) if isinstance(part, Recording) else _chart(part)


def _recording(part: Recording) -> RecordingView:
    return RecordingView(
        id=prefixed(part.id) or "",
        title=part.title,
        is_video=part.is_video,
        url=part.url,
        megabytes=str(format_decimal(max(part.size / 1_000_000, 0.1), "#,##0.0")),
        tracks=tuple(
            Track(language=one.language, label=_name_of(one.language), url=one.url) for one in part.captions
        ),
        transcript=sanitised(part.transcript),
    )


def _name_of(language: str) -> str:
    """Return what a language is called in itself, as those who need it look for it; its code when nobody knows."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


def _chart(chart: Chart) -> ChartView:
    data = chart.data
    least, most = data.range
    return ChartView(
        id=prefixed(chart.id) or "",
        caption=sanitised(chart.caption),
        label=data.label,
        series=data.series,
        lines=tuple(
            ChartLine(label=row.label, cells=tuple(_cell(value, data) for value in row.values))
            for row in data.rows
        ),
        least=_bound(least),
        most=_bound(most),
        url=data.url,
        file=data.file,
        kilobytes=str(format_decimal(max(data.size / 1000, 0.1), "#,##0.0")),
    )


def _cell(value: Decimal | None, data: ChartData) -> ChartCell | None:
    if value is None:
        return None
    least, most = data.range
    width = float(most - least) or 1.0
    return ChartCell(
        text=_written(value, data),
        start=float(min(value, Decimal(0)) - least) / width,
        share=abs(float(value)) / width,
    )


def _written(value: Decimal, data: ChartData) -> str:
    """Return a number with as many decimals as the most exact one of the chart."""
    return str(format_decimal(value, "#,##0" + ("." + "0" * data.decimals if data.decimals else "")))


def _bound(value: Decimal) -> str:
    return str(format_decimal(value, "#,##0.######"))
