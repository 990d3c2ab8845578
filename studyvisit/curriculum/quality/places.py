"""Where in the files a finding belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studyvisit.curriculum.languages import language_of
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.source import Bundle, is_text


def placed(findings: Iterable[Finding], bundles: Iterable[Bundle]) -> tuple[Problem, ...]:
    """Return findings as warnings with the path and the line of what they are about.

    Paths are those below `content/`. What cannot be found is placed in the first line of its unit's first file.
    """
    by_slug = {bundle.slug: bundle for bundle in bundles}
    return tuple(
        sorted(
            Problem(
                *_place(finding.subject, by_slug[finding.unit]),
                finding.where,
                finding.message,
                is_error=False,
            )
            for finding in findings
            if finding.unit in by_slug
        )
    )


def _place(identity: str, bundle: Bundle) -> tuple[str, int]:
    mark = re.compile(
        rf"id:[ \t]*[\"']?{re.escape(identity)}[\"']?[ \t]*(?:#.*)?$|.*\{{:?[^}}]*#{re.escape(identity)}[\s}}]"
    )
    texts = [name for name in bundle.files if is_text(name) and not language_of(name)]
    for name in texts:
        for number, line in enumerate(bundle.text(name).splitlines(), start=1):
            if mark.match(line):
                return bundle.path(name), number
    return bundle.path(texts[0]), 1
