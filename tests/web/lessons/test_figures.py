"""Charts and pictures in a lesson, as a reader gets them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from studyvisit.accounts.models import User
from studyvisit.curriculum.figures import Chart, ChartData, ChartRow
from studyvisit.web.figures import ChartView, figure_of
from tests.client import PageClient, Read
from tests.people import Cast

MODULE = "/cohorts/incheon/modules/measuring-e-government"
LESSON = f"{MODULE}/lessons/country-profile"
MEDIA = ROOT / "content" / "modules" / "measuring-e-government" / "media"
ClientFor = Callable[[User], PageClient]


def charts(page: Read) -> list[Element]:
    """Return the charts of a page."""
    return [figure for figure in page.all("figure") if figure.get("class") == "chart"]


def words(element: Element) -> str:
    """Return the text of an element."""
    return " ".join("".join(element.itertext()).split())


def rows_of(chart: Element) -> list[list[str]]:
    """Return a chart's table as text."""
    return [
        [words(cell) for cell in row if cell.tag[-2:] in ("th", "td")]
        for row in chart.iter()
        if row.tag[-2:] == "tr"
    ]


def test_a_chart_is_its_data_file_line_by_line(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    found = charts(client.read(LESSON))
    assert [chart.get("id") for chart in found] == ["s-chart-osi-six", "s-chart-tii-six", "s-chart-hci-six"]
    for chart, name in zip(found, ("osi", "tii", "hci"), strict=True):
        data = (MEDIA / f"{name}.csv").read_bytes()
        assert rows_of(chart) == list(csv.reader(StringIO(data.decode())))
        [link] = [a for a in chart.iter() if a.get("download")]
        assert link.get("download") == f"{name}.csv"
        assert words(link) == "Data (CSV, 0.2 kB)"
        answer = client.get(link.get("href", ""))
        assert answer.data == data
        assert answer.content_type == "text/csv; charset=utf-8"
        assert "immutable" in answer.headers["Cache-Control"]


def test_every_bar_is_as_long_as_its_number_on_one_scale(cast: Cast, client_for: ClientFor) -> None:
    for chart in charts(client_for(cast.alem).read(LESSON)):
        cells = [cell for cell in chart.iter() if cell.tag[-2:] == "td"]
        most = max(float(words(cell)) for cell in cells)
        assert cells
        for cell in cells:
            bar = [part for part in cell.iter() if part.tag.endswith("rect")][-1]
            assert float(bar.get("width", "")) == pytest.approx(100 * float(words(cell)) / most, abs=0.51)


def test_a_small_picture_is_in_the_page_with_its_words_below(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.alem).read(f"{MODULE}/lessons/the-survey")
    [figure] = [figure for figure in page.all("figure") if figure.get("class") == "picture"]
    [drawing] = [part for part in figure.iter() if part.get("role") == "img"]
    assert (drawing.get("aria-label") or "").startswith("The EGDI is one third online services")
    [details] = [part for part in figure.iter() if part.tag.endswith("details")]
    assert words(details).startswith("Picture in wordsThree boxes stand")
    assert details.get("open") is None
    assert not page.all("img")


def test_the_words_around_a_chart_follow_the_readers_language(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    cast.alem.language = "en"
    session.commit()
    page = client_for(cast.alem).read(LESSON)
    assert "The bars run from 0 to 0.9684." in page.text


def view(app: Flask, *values: str | None, language: str = "en") -> ChartView:
    """Return the view of a chart with one row in a language."""
    data = ChartData(
        label="a",
        series=tuple(map(str, range(len(values)))),
        rows=(ChartRow(label="b", values=tuple(Decimal(v) if v else None for v in values)),),
        file="a.csv",
        url="/media/a.csv",
        size=12_345,
    )
    with app.test_request_context(headers={"Accept-Language": language}):
        found = figure_of(Chart(id="c", caption="d", data=data))
    assert isinstance(found, ChartView)
    return found


def test_numbers_of_a_chart_have_as_many_decimals_as_the_most_exact(app: Flask) -> None:
    [line] = view(app, "0.5", "1234.25", None).lines
    assert [cell and cell.text for cell in line.cells] == ["0.50", "1,234.25", None]
    assert view(app, "1", "2").most == "2"
    assert view(app, "0.5").kilobytes == "12.3"


def test_bars_of_losses_and_gains_begin_at_the_same_zero(app: Flask) -> None:
    found = view(app, "-0.2", "0.3")
    loss, gain = found.lines[0].cells
    assert loss is not None
    assert gain is not None
    assert (loss.start, loss.share) == pytest.approx((0.0, 0.4))
    assert (gain.start, gain.share) == pytest.approx((0.4, 0.6))
    assert (found.least, found.most) == ("-0.2", "0.3")


def test_a_chart_of_nothing_but_zeros_has_bars_of_no_length(app: Flask) -> None:
    [line] = view(app, "0", "0").lines
    assert [(cell.start, cell.share) for cell in line.cells if cell] == [(0.0, 0.0), (0.0, 0.0)]


def test_a_bar_grows_from_where_reading_starts(app: Flask) -> None:
    bar = app.jinja_env.get_template("components/bar.html").module.bar  # type: ignore[attr-defined]
    assert '<rect width="40" height="8"/>' in bar(0.4)
    assert '<rect x="60" width="40" height="8"/>' in bar(0.4, True)  # noqa: FBT003 (as templates call it)
    assert '<rect x="25" width="40" height="8"/>' in bar(0.4, start=0.25)
    assert '<rect x="35" width="40" height="8"/>' in bar(0.4, rtl=True, start=0.25)
