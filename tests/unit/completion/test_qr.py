from __future__ import annotations

import re

import segno

from studyvisit.completion.pages.certificates import qr_of

ADDRESS = "https://learn.example.org/certificates/7QKM-4T2X-9HWD"


def test_the_drawing_is_the_pattern_with_a_quiet_border() -> None:
    qr = qr_of(ADDRESS)
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", qr.path)
        for step in range(int(length))
    }
    pattern = segno.make(ADDRESS, error="m", micro=False).matrix
    assert qr.size == len(pattern) + 8
    assert drawn == {
        (x + 4, y + 4) for y, row in enumerate(pattern) for x, is_dark in enumerate(row) if is_dark
    }
