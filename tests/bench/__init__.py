"""Measurements of speed and weight, as ratios within one run. `make bench` runs them; no test depends on a clock."""
