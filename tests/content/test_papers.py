"""The guides, handouts and charts that are shipped."""

from __future__ import annotations

from decimal import Decimal

from studyvisit.curriculum.content import Lesson
from studyvisit.curriculum.figures import Chart, ChartData, Picture
from tests.content.test_content import lessons, modules

ONE_THIRD = Decimal("0.0001")  # what rounding to four decimals may take from a mean of three
EDITIONS = ("2018", "2020", "2022")


def charts_of(lesson: Lesson) -> list[Chart]:
    """Return the charts of a lesson."""
    return [part for part in lesson.body if isinstance(part, Chart)]


def chart_data(name: str) -> ChartData:
    """Return the data of the one chart that is made of a file."""
    [found] = {chart.data for lesson in lessons() for chart in charts_of(lesson) if chart.data.file == name}
    return found


def test_every_module_has_a_guide_for_ninety_minutes_and_a_handout() -> None:
    for module in modules():
        assert module.guide is not None, module.slug
        assert module.handout is not None, module.slug
        assert module.guide.minutes == 90
        assert 400 <= module.guide.words <= 1000, (module.guide.id, module.guide.words)
        assert 250 <= module.handout.words <= 700, (module.handout.id, module.handout.words)


def test_the_indices_of_the_six_countries_agree_with_one_another() -> None:
    index, *components = (chart_data(f"{name}.csv") for name in ("egdi", "osi", "tii", "hci"))
    assert index.series == EDITIONS
    assert len(index.rows) == 7
    for at, row in enumerate(index.rows):
        parts = [component.rows[at] for component in components]
        assert {part.label for part in parts} == {row.label}
        for edition, value in enumerate(row.values):
            values = [part.values[edition] for part in parts]
            assert value is not None
            mean = sum((one for one in values if one is not None), Decimal(0)) / 3
            assert abs(mean - value) <= ONE_THIRD, (row.label, EDITIONS[edition])


def test_what_the_charts_say_of_the_world_average_is_so() -> None:
    def above(name: str) -> dict[str, set[str]]:
        """Return the countries above the world average, by edition."""
        data = chart_data(f"{name}.csv")
        *countries, world = data.rows
        return {
            edition: {
                row.label for row in countries if (row.values[at] or 0) > (world.values[at] or Decimal(0))
            }
            for at, edition in enumerate(data.series)
        }

    korea = {"Republic of Korea"}
    assert all(found == korea for name in ("egdi", "tii", "hci") for found in above(name).values())
    assert above("epi")["2018"] == korea | {"Bangladesh", "Ethiopia", "Uganda"}
    assert above("epi")["2022"] == korea | {"Bangladesh", "Bhutan"}
    assert all("Bangladesh" in found for found in above("osi").values())


def test_every_picture_that_stands_alone_says_what_it_shows() -> None:
    shown = [part for lesson in lessons() for part in lesson.body if isinstance(part, Picture)]
    assert len(shown) >= 4
    for lesson in lessons():
        for part in lesson.body:
            assert "<p><img" not in str(part), lesson.id
