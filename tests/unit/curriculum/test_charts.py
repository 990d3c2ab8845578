"""Data files, the charts made of them, and the words below a picture."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.charts import LARGEST, MOST_ROWS
from studyvisit.curriculum.content import Module, Prose
from studyvisit.curriculum.figures import Chart, Picture
from studyvisit.curriculum.source import UnitKind
from tests.unit.curriculum.builders import (
    DATA_PATH,
    HANDOUT,
    HANDOUT_PATH,
    LESSON,
    LESSON_PATH,
    SVG,
    checked,
    module_of,
    only_problem,
)

PICTURE_PATH = "modules/measuring/media/box.svg"
CHART = "::: chart {#rise file=media/online.csv}\nBhutan rose.[^method]\n:::\n"
MANY = "country,2018\n" + "".join(f"Country {number},0.1\n" for number in range(MOST_ROWS + 1))


def chart_of(module: Module) -> Chart:
    """Return the chart of the small module's handout."""
    assert module.handout is not None
    [chart] = [part for part in module.handout.body if isinstance(part, Chart)]
    return chart


def with_chart(chart: str = CHART) -> str:
    """Return the lesson with a chart in it."""
    return LESSON.replace("## What it shows\n", f"## What it shows\n\n{chart}", 1)


def test_a_chart_keeps_its_numbers_as_they_are_written(tmp_path: Path) -> None:
    chart = chart_of(module_of(checked(tmp_path)))
    assert chart.data.label == "country"
    assert chart.data.series == ("2018", "2020")
    assert [(row.label, row.values) for row in chart.data.rows] == [
        ("Bhutan", (Decimal("0.5000"), Decimal("0.6824"))),
        ("Uganda", (Decimal("0.5694"), None)),
    ]
    assert chart.data.decimals == 4
    assert chart.data.range == (Decimal(0), Decimal("0.6824"))
    assert (chart.data.file, chart.data.url[:7], chart.data.url[-4:]) == ("online.csv", "/media/", ".csv")


def test_the_finding_above_a_chart_cites_the_sources_of_its_text(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path))
    chart = chart_of(module)
    assert chart.caption.startswith("Bhutan rose and Uganda fell.<sup")
    assert 'href="#s-fn-method"' in chart.caption
    assert module.handout is not None
    after = module.handout.body[-1]
    assert isinstance(after, Prose)
    assert after.html.count('<li id="s-fn-method">') == 1


def test_a_chart_stands_in_a_lesson_where_it_was_written(tmp_path: Path) -> None:
    lesson = module_of(checked(tmp_path, {LESSON_PATH: with_chart()})).lessons[0]
    assert [part.kind for part in lesson.body] == ["prose", "chart", "picture", "check", "prose"]
    assert lesson.words == 10  # the eight of the small lesson and the two of the finding


def test_what_is_stored_of_a_chart_and_a_picture_comes_back_the_same(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path, {LESSON_PATH: with_chart()}))
    assert document.load(UnitKind.MODULE, document.dump(module)) == module


def test_bars_below_zero_share_the_scale_with_those_above(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path, {DATA_PATH: "country,gap\nBhutan,-0.25\nUganda,0.1\n"}))
    assert chart_of(module).data.range == (Decimal("-0.25"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("country,2018\nBhutan,0.5\nUganda,half\n", 3, "`half` is not a plain number"),
        ("country,2018\nBhutan,0.5\nUganda,1 234\n", 3, "is not a plain number"),
        ("country,2018\nBhutan,\n", 2, "holds no number"),
        ("country,2018\nBhutan,0.5,0.6\n", 2, "has 3 cells, but the first line names 2 columns"),
        ("country,2018\n,0.5\n", 2, "has a row without a name"),
        ("country,2018\n=1+1,0.5\n", 2, "cannot name a row"),
        ("country,2018,2018\nBhutan,1,2\n", 1, "names a second column"),
        ("country,2018\nBhutan,1\nBhutan,2\n", 3, "names a second row"),
        ("country\nBhutan\n", 1, "has 1 columns"),
        ("country,2018\n", 1, "has no rows"),
        ("", 1, "has no rows"),
        ('country,2018\n"Bhutan,1\n', 2, "cannot be read as CSV"),
        (b"country,2018\nBh\xfftan,1\n", 2, "is not UTF-8 text"),
        (MANY, MOST_ROWS + 2, f"at most {MOST_ROWS} make a chart"),
        ("country,2018\nBhutan,1\n" + "\n" * LARGEST, 1, "make a chart: leave some out"),
    ],
)
def test_a_fault_in_a_data_file_is_named_with_its_line(
    tmp_path: Path, data: str | bytes, line: int, message: str
) -> None:
    found = checked(tmp_path, {DATA_PATH: data})
    problems = [str(problem) for problem in found.problems]
    assert any(f"{DATA_PATH}:{line}: " in problem and message in problem for problem in problems), problems
    assert not any(HANDOUT_PATH in problem for problem in problems), "one fault, one problem"
    assert found.has_errors


def test_a_data_file_may_come_from_a_spreadsheet(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbfcountry,"2018"\r\n"Lao PDR", 0.1667 \r\n\r\n'
    chart = chart_of(module_of(checked(tmp_path, {DATA_PATH: data})))
    assert [(row.label, row.values) for row in chart.data.rows] == [("Lao PDR", (Decimal("0.1667"),))]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("media/online.csv", "media/onlin.csv", "Did you mean `media/online.csv`?"),
        (" file=media/online.csv", "", "there is no data file ``"),
        ("file=", "fil=", "Did you mean `file`?"),
        ("Bhutan rose and Uganda fell.[^method]\n", "", "must say in one paragraph"),
        ("Uganda fell.[^method]", "Uganda fell.\n\nTwice.[^method]", "must say in one paragraph"),
        ("{#online ", "{", "has no id"),
        ("{#online ", "{#sources ", "is the id of a heading here too"),
        ("{#online ", "{#measuring-handout ", "is used already in"),
        ("::: chart", "- An item\n\n    ::: chart", "ends something that has not begun"),
        ("::: chart", "::: check", "is not known here"),
    ],
)
def test_a_fault_in_a_chart_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in HANDOUT
    found = checked(tmp_path, {HANDOUT_PATH: HANDOUT.replace(old, new, 1)})
    assert any(message in str(problem) for problem in found.problems), [str(p) for p in found.problems]
    assert found.has_errors


def test_a_programme_has_no_data_files(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, "programmes/study-visit/media/online.csv", "a,b\nc,1\n")
    assert "is not a part of a programme" in problem.message


def test_a_picture_without_a_description_stays_in_the_prose(tmp_path: Path) -> None:
    bare = SVG.replace(
        "<desc>One box, twenty wide and forty high, that stands for everything else.</desc>", ""
    )
    found = checked(tmp_path, {PICTURE_PATH: bare})
    [problem] = found.problems
    assert not problem.is_error
    assert "has a <desc> of 0 words" in problem.message
    lesson = module_of(found).lessons[0]
    assert not any(isinstance(part, Picture) for part in lesson.body)
    assert "<img" in str(lesson.body)


def test_a_picture_within_a_list_stays_there(tmp_path: Path) -> None:
    text = LESSON.replace("![A box](media/box.svg)", "- one\n\n    ![A box](media/box.svg)\n\n- two")
    lesson = module_of(checked(tmp_path, {LESSON_PATH: text})).lessons[0]
    assert not any(isinstance(part, Picture) for part in lesson.body)
    assert "<img" in str(lesson.body)


def test_words_of_a_picture_are_words_and_no_markup(tmp_path: Path) -> None:
    svg = SVG.replace("One box", "One &lt;script&gt;alert(1)&lt;/script&gt; box")
    lesson = module_of(checked(tmp_path, {PICTURE_PATH: svg})).lessons[0]
    [picture] = [part for part in lesson.body if isinstance(part, Picture)]
    assert picture.description.startswith("One <script>alert(1)</script> box")  # the page escapes it


@pytest.mark.parametrize(
    ("svg", "message"),
    [
        (SVG.replace("<title>A box</title>", ""), "has no <title>"),
        (
            SVG.replace("One box, twenty wide and forty high, that stands", "It stands"),
            "has a <desc> of 5 words",
        ),
        (SVG.replace("<rect", f"<!-- {'x' * 6000} --><rect"), "readers on slow lines"),
    ],
)
def test_a_picture_that_is_heavy_or_silent_is_warned_of(tmp_path: Path, svg: str, message: str) -> None:
    problem = only_problem(tmp_path, PICTURE_PATH, svg)
    assert not problem.is_error
    assert message in problem.message
