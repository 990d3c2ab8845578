"""Run the benchmarks: all of them, or those named: `python -m tests.bench speed reports`."""

from __future__ import annotations

import sys

from tests.bench import evaluation, exchange, files, pages, reports, speed, studio, weight

PARTS = {
    "speed": speed.figures,
    "reports": reports.figures,
    "pages": pages.figures,
    "evaluation": evaluation.figures,
    "weight": weight.figures,
    "exchange": exchange.figures,
    "files": files.figures,
    "studio": studio.figures,
}


def main(names: list[str]) -> None:
    """Print each figure as it comes."""
    for name in names or list(PARTS):
        print(f"# {name}")
        for what, figure in PARTS[name]():
            print(f"{what:60} {figure}", flush=True)


main(sys.argv[1:])
