"""What is wrong with a piece of content, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of the check; an error keeps its unit from being published, a warning does not."""

    path: str
    line: int
    where: str
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        """Return `path:line: where: message`, with "warning" in front of the place for a warning."""
        mark = "" if self.is_error else "warning: "
        return f"{self.path}:{self.line}: {mark}{self.where}: {self.message}"

    def under(self, prefix: str) -> Problem:
        """Return the same problem with its path below `prefix`."""
        return replace(self, path=f"{prefix}/{self.path}" if prefix not in ("", ".") else self.path)


class Report:
    """Collects problems; `about` gives a view of the same collection that speaks of one file."""

    def __init__(self, path: str = "", found: list[Problem] | None = None) -> None:
        self.path = path
        self._found: list[Problem] = [] if found is None else found

    def about(self, path: str) -> Report:
        """Return a report of another file that collects into the same place."""
        return Report(path, self._found)

    def error(self, line: int, where: str, message: str) -> None:
        """Add an error."""
        self._found.append(Problem(self.path, line, where, message))

    def warn(self, line: int, where: str, message: str) -> None:
        """Add a warning."""
        self._found.append(Problem(self.path, line, where, message, is_error=False))

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self._found.extend(problems)

    @property
    def has_errors(self) -> bool:
        """Return whether anything collected so far is an error."""
        return any(problem.is_error for problem in self._found)

    @property
    def faulty(self) -> frozenset[str]:
        """Return the paths that an error was found in."""
        return frozenset(problem.path for problem in self._found if problem.is_error)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what was collected, each finding once, in the order of a file listing."""
        return tuple(sorted(set(self._found)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean `x`?" for the nearest known word, or an empty string."""
    near = get_close_matches(word, list(known), n=1)
    return f" Did you mean `{near[0]}`?" if near else ""
