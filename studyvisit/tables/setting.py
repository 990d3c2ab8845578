"""Sets one document with typst, in a process of its own: run as a script, by `as_pdf`.

What typst remembers between documents, some hundred megabytes, ends with the process, and so would a crash.
Takes {"source", "inputs", "preferred", "standards", "timestamp"} as JSON on standard input and gives the PDF on
standard output, or what is wrong on standard error with the exit status 3.
"""

from __future__ import annotations

import json
import sys

import typst

WRONG = 3


def main() -> None:
    """Read what is asked for, and write the document."""
    asked = json.load(sys.stdin.buffer)
    fonts = typst.Fonts()
    there = set(fonts.families())
    families = [family for family in asked["preferred"] if family in there]
    try:
        pdf = typst.compile(
            asked["source"].encode(),
            font_paths=fonts,
            sys_inputs={**asked["inputs"], "fonts": json.dumps(families)},
            pdf_standards=asked["standards"],
            timestamp=asked["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic)
        sys.exit(WRONG)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
