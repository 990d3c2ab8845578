"""What stands between the prose of a text: charts, recordings, and pictures with their long descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One line of a chart; a value is None where there is no data."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """What a data file holds: `label` heads the first column, `series` the others; `size` is in bytes."""

    label: str
    series: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    file: str
    url: str
    size: int

    @property
    def decimals(self) -> int:
        """Return how many decimals the most exact number has; all are shown with as many."""
        exponents = (
            value.as_tuple().exponent for row in self.rows for value in row.values if value is not None
        )
        return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """Return from where to where the bars run; zero is always within."""
        values = [value for row in self.rows for value in row.values if value is not None]
        return min(values, default=Decimal(0)).min(Decimal(0)), max(values, default=Decimal(0)).max(
            Decimal(0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A table with a bar for each number; `caption` is the finding, as sanitised HTML that stands in a line."""

    id: str
    caption: str
    data: ChartData
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """The captions of a video in one language, as a file that browsers read."""

    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Something to hear or to see; `transcript` is sanitised HTML with all that is said, `size` is in bytes."""

    id: str
    title: str
    is_video: bool
    url: str
    media_type: str
    size: int
    captions: tuple[Captions, ...]
    transcript: str
    kind: Literal["recording"] = "recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as sanitised HTML or as a drawing, and in plain words everything that it shows."""

    html: str
    description: str
    kind: Literal["picture"] = "picture"
