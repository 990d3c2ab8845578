"""How far two markers agree beyond what chance would give."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from studyvisit.evaluation.figures import Figure, Reason, missing
from studyvisit.evaluation.intervals import Vector, Z, figure, share


class Weights(StrEnum):
    """How much two categories count as agreeing, the further apart they stand."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two markers gave the same things: the share alike, and Cohen's kappa without and with weights."""

    n: int
    alike: Figure
    kappa: Figure
    weighted: Figure


def agreement(
    one: Sequence[Hashable], other: Sequence[Hashable], categories: Sequence[Hashable]
) -> Agreement:
    """Return how two markers agree on the same things; `categories` from lowest to highest.

    Raises ValueError when the sequences differ in length, or for a mark that is none of the categories.
    """
    if len(one) != len(other):
        raise ValueError("both markers mark the same things")
    place = {category: at for at, category in enumerate(categories)}
    if unknown := {*one, *other} - set(place):
        raise ValueError(f"not among the categories: {sorted(map(str, unknown))}")
    counts = np.zeros((len(place), len(place)))
    for a, b in zip(one, other, strict=True):
        counts[place[a], place[b]] += 1
    alike = share(int(np.trace(counts)), len(one))
    return Agreement(len(one), alike, kappa(counts), kappa(counts, Weights.QUADRATIC))


def kappa(counts: Vector, weights: Weights = Weights.NONE) -> Figure:
    """Return Cohen's kappa of a square table of counts, with its large-sample interval, at most 1.

    κ = (p_o − p_e)/(1 − p_e), both weighted by 1 − (|i − j|/(k − 1))^e, e = 1 linear, 2 quadratic. Not there
    when chance alone would make them agree (both gave one category only); without interval when its error is
    nought: they agree wholly, or one gave one category only. Cohen (1960), Educational and Psychological
    Measurement 20, 37–46; Cohen (1968), Psychological Bulletin 70, 213–220; Fleiss, Cohen and Everitt (1969),
    Psychological Bulletin 72, 323–327.
    """
    n = round(float(counts.sum()))
    if not n:
        return missing(0, Reason.NOBODY)
    p, w = counts / n, _weights(len(counts), weights)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((w * p).sum()), float((w * np.outer(rows, columns)).sum())
    if 1 - expected < 1e-12:
        return missing(n, Reason.NO_SPREAD)
    value = (observed - expected) / (1 - expected)
    margins = np.add.outer(w @ columns, rows @ w)
    inner = (p * (w * (1 - expected) - margins * (1 - observed)) ** 2).sum()
    variance = (inner - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    if variance < 1e-12:
        return figure(value, n)
    half = Z * float(np.sqrt(variance))
    return figure(value, n, (value - half, min(value + half, 1.0)))


def _weights(k: int, weights: Weights) -> Vector:
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / max(k - 1, 1)
    match weights:
        case Weights.NONE:
            return np.eye(k)
        case Weights.LINEAR:
            return np.asarray(1 - apart)
        case Weights.QUADRATIC:
            return np.asarray(1 - apart**2)
