"""Formulas as Moodle writes them, with every bracket that their order needs."""

from __future__ import annotations

from decimal import Decimal

from studyvisit.curriculum.questions.formula import FormulaError, Step, read_formula


def in_moodle(step: Step) -> str:
    """Return a formula as Moodle writes it."""
    if step.number is not None:
        top, below = step.number.numerator, step.number.denominator
        return f"{Decimal(top) / Decimal(below):f}"
    if not step.of:
        return f"{{{step.name}}}"
    parts = [in_moodle(part) for part in step.of]
    match step.name:
        case "negative":
            return f"(-{parts[0]})"
        case "^":
            return f"pow({parts[0]},{parts[1]})"
        case "+" | "-" | "*" | "/":
            return f"({parts[0]}{step.name}{parts[1]})"
        case name:
            return f"{name}({','.join(parts)})"


def spelt_out(formula: str) -> str:
    """Return a formula of ours as Moodle writes it, so that two that mean the same look the same."""
    try:
        return in_moodle(read_formula(formula))
    except FormulaError:
        return formula
