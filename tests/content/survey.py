"""The figures of the Survey that the curriculum quotes, as `content/figures.md` has them."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from config import ROOT

INDICES = ("EGDI", "OSI", "TII", "HCI", "EPI")
WORLD = "World average"
FIGURE = re.compile(r"(?<![\d.])[01]\.\d{4}(?!\d)")
_EQUATION = re.compile(
    r"([(\d][\d.,()\s−+×÷]*[−+×÷][\d.,()\s−+×÷]*[\d)])\s*=\s*"
    r"([−+]?\d[\d,]*(?:\.\d+)?)(?![\d.,]*\d|\s*[−+×÷])(\s+per\s+cent)?"
)
_SIGNS = str.maketrans({"−": "-", "×": "*", "÷": "/", ",": None, "\n": " "})
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Figure:
    """A value of one index, of one country, in one edition."""

    country: str
    edition: str
    index: str
    value: str


@cache
def figures() -> tuple[Figure, ...]:
    """Return every figure of the list."""
    return tuple(_figures((ROOT / "content" / "figures.md").read_text(encoding="utf-8")))


def _figures(text: str) -> Iterator[Figure]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 + len(INDICES) and cells[1].isdigit():
            for index, value in zip(INDICES, cells[3:], strict=True):
                yield Figure(cells[0], cells[1], index, value)
        elif len(cells) == 5 and cells[1].isdigit():
            yield Figure(cells[0], cells[1], cells[2], cells[3])


def equations(text: str) -> Iterator[tuple[str, Decimal, str]]:
    """Yield the calculations of a text: as it is written, what it comes to, and the result that is printed."""
    for found in _EQUATION.finditer(text):
        written = found[1].translate(_SIGNS)
        try:
            value = _value(ast.parse(written.strip(), mode="eval").body)
        except SyntaxError:
            continue
        printed = found[2].translate(_SIGNS).removeprefix("+")
        is_share = found[3] and value <= 1
        yield " ".join(found[0].split()), value * 100 if is_share else value, printed


def _value(node: ast.expr) -> Decimal:
    match node:
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case ast.Constant(value=int() | float() as value):
            return Decimal(str(value))
    raise SyntaxError(ast.dump(node))
