"""Ids that must be unique within a unit."""

from __future__ import annotations

from studyvisit.curriculum.problems import Report


class Identities:
    """Remembers where each id was first used and reports a second use."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def claim(self, identity: str, line: int, where: str, report: Report) -> None:
        """Take an id; a problem names the place that has it already. An empty id is ignored."""
        if identity in self._places:
            report.error(
                line, where, f"`{identity}` is used already in {self._places[identity]}: choose another id"
            )
        elif identity:
            self._places[identity] = f"{report.path}:{line}"
