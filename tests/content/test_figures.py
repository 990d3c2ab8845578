"""Every index figure in the curriculum is the one of the list, and every calculation comes out."""

from __future__ import annotations

import csv
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from config import ROOT
from studyvisit.curriculum.blocks import blocks_of
from studyvisit.curriculum.languages import language_of
from studyvisit.curriculum.lines import numbered
from tests.content.survey import FIGURE, INDICES, WORLD, Figure, equations, figures

CONTENT = ROOT / "content"
# A translation has the numbers of its original, which the check compares.
TEXTS = sorted(path for path in CONTENT.glob("modules/*/*.md") if not language_of(path.name))
COUNTRIES = ("Bangladesh", "Bhutan", "Ethiopia", "Lao PDR", "Republic of Korea", "Uganda")
EDITIONS = ("2018", "2020", "2022")
OTHER_NAMES = {
    "Lao People's Democratic Republic": "Lao PDR",
    "Korea": "Republic of Korea",
    "average": WORLD,
}
INDEX_NAMES = {"Online services": "OSI", "Infrastructure": "TII", "Human capital": "HCI"} | {
    name: name for name in INDICES
}
# What looks like a figure of the Survey and is none, with the reason.
EXCEPTIONS = {
    "0.0001": "a tolerance of an answer",
    "1.0000": "a component's highest value, which many countries share",
    "0.0850": "a third of 0.2549, told in words",
    "0.1060": "a third of 0.4155 − 0.0976, told in words",
    "0.4742": "1.2822 without 0.5000 and 0.3080, told in words",
}


def values(
    countries: set[str] | None = None, editions: set[str] | None = None, indices: set[str] | None = None
) -> set[str]:
    """Return the values of figures of these countries, editions and indices; None stands for all."""
    return {
        figure.value
        for figure in figures()
        if (countries is None or figure.country in countries)
        and (editions is None or figure.edition in editions)
        and (indices is None or figure.index in indices)
    }


def differences(within: set[str]) -> set[str]:
    """Return the distances between two figures of one index, both of which a text quotes."""
    return {
        str(abs(Decimal(one.value) - Decimal(other.value)))
        for one, other in combinations([figure for figure in figures() if figure.value in within], 2)
        if one.index == other.index
    }


def results(text: str) -> set[str]:
    """Return what the calculations of a text come to, without a sign."""
    return {printed.lstrip("-") for _, _, printed in equations(text)}


def test_the_list_has_the_six_countries_in_three_editions() -> None:
    assert {(f.country, f.edition) for f in figures()} >= {
        (country, edition) for country in (*COUNTRIES, WORLD) for edition in EDITIONS
    }
    assert len(figures()) == len({(f.country, f.edition, f.index) for f in figures()}), "each figure once"
    assert all(FIGURE.fullmatch(f.value) for f in figures())


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("country", [*COUNTRIES, WORLD])
def test_the_index_of_a_row_is_the_mean_of_its_components(country: str, edition: str) -> None:
    row = {f.index: Decimal(f.value) for f in figures() if (f.country, f.edition) == (country, edition)}
    assert abs(row["EGDI"] - (row["OSI"] + row["TII"] + row["HCI"]) / 3) <= Decimal("0.0001")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_figure_is_in_the_list_or_is_computed_from_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    quoted = set(FIGURE.findall(text))
    known = values()
    unknown = quoted - known - EXCEPTIONS.keys() - differences(quoted & known) - results(text)
    assert unknown == set()


def strangers(text: str) -> list[tuple[int, str]]:
    """Return line and figure where a block that names countries and editions quotes a figure of others."""
    found = []
    for block in blocks_of(numbered(text)):
        quoted = set(FIGURE.findall(block.text)) & values() - EXCEPTIONS.keys()
        quoted -= results(block.text) | differences(quoted)
        words = " ".join(block.text.split())
        names = {
            name for name in {figure.country for figure in figures()} | OTHER_NAMES.keys() if name in words
        }
        countries = {OTHER_NAMES.get(name, name) for name in names}
        editions = {edition for edition in (*EDITIONS, "2024") if edition in words}
        if countries - {WORLD} and editions:
            right = values(countries | {WORLD}, editions)
            found += [(block.lines[0].number, value) for value in sorted(quoted - right)]
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_figure_belongs_to_a_country_and_an_edition_that_its_block_names(path: Path) -> None:
    assert strangers(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In the 2018 Survey Ethiopia had OSI 0.6319, the average being 0.5691.", []),
        ("One.\n\nIn the 2018 Survey Ethiopia had OSI 0.3647.", [(3, "0.3647")]),
        ("In the 2018 Survey Uganda had OSI 0.6319.", [(1, "0.6319")]),
        ("It had 0.6319.", []),
    ],
)
def test_a_figure_of_another_country_or_edition_is_told_apart(
    text: str, found: list[tuple[int, str]]
) -> None:
    assert strangers(text) == found


@pytest.mark.parametrize(
    "path", sorted(CONTENT.glob("modules/*/media/*.csv")), ids=lambda path: f"{path.parts[-3]}/{path.name}"
)
def test_the_figures_of_a_chart_are_those_of_the_list(path: Path) -> None:
    """A chart with editions as its columns has a row for each country, or one for each index of a country."""
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    if not set(head[1:]) <= set(EDITIONS):
        assert not FIGURE.search(path.read_text(encoding="utf-8")), (
            "a chart of figures has editions as columns"
        )
        return
    subject = next((country for country in COUNTRIES if country.split()[-1].lower() in path.stem), None)
    index = path.stem.upper() if path.stem.upper() in INDICES else None
    for label, *cells in rows:
        for edition, value in zip(head[1:], cells, strict=True):
            country, what = (label, index) if index else (subject, INDEX_NAMES[label])
            assert country is not None
            assert what is not None
            assert Figure(country, edition, what, value) in figures(), (label, edition, value)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_calculation_comes_out(path: Path) -> None:
    for written, value, printed in equations(path.read_text(encoding="utf-8")):
        decimals = len(printed.partition(".")[2])
        assert abs(value - Decimal(printed)) <= Decimal(5) / 10 ** (decimals + 1), f"{written}: {value:.6f}"


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("0.6319 + 0.0976 +\n0.3094 = 1.0389", "1.0389", "1.0389"),
        ("0.1667 − 0.5691 = −0.4024", "-0.4024", "-0.4024"),
        ("(80 − 60) ÷ 40 = 0.5", "0.5", "0.5"),
        ("1,260 ÷ 2,100 = 60 per cent", "60", "60"),
        ("0.6236 − 0.5654 = +0.0582", "0.0582", "0.0582"),
        ("100 − 79 = 21 per cent", "21", "21"),
        ("(80 − 50) ÷ (100 − 50) = 30 ÷ 50 = 0.6", "0.6", "0.6"),
    ],
)
def test_calculations_are_read_as_they_are_written(text: str, value: str, printed: str) -> None:
    [(_, found, said)] = equations(text)
    assert (found, said) == (Decimal(value), printed)


def test_a_text_without_a_result_has_no_calculation() -> None:
    assert list(equations("In 2018, 57 + 69 countries; 40 − 71 − 66. See 1.04 (a) = b")) == []


def test_calculations_are_found_where_they_are() -> None:
    found = sum(len(list(equations(path.read_text(encoding="utf-8")))) for path in TEXTS)
    assert found >= 60
