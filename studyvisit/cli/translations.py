"""`flask content translate` and `translated`: languages of content, for people with a plain editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from studyvisit.curriculum.languages import is_language, language_of, original_of, translation_of
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.translating.progress import unit_progress
from studyvisit.curriculum.translating.record import Progress, begun
from studyvisit.curriculum.translating.record import translated as as_translated

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.argument("language")
def translate(file: Path, language: str) -> None:
    """Begin the translation of FILE into LANGUAGE, such as fr: a copy beside it, nothing of it translated yet."""
    if not is_language(language) or language_of(file.name):
        raise click.ClickException("name an original such as 01-the-survey.md, and a language such as fr")
    there = file.with_name(translation_of(file.name, language))
    if there.exists():
        raise click.ClickException(f"{there} is there already")
    _write(there, lambda: begun(file.read_text(encoding="utf-8")))
    click.echo(f"{there}: translate it, then run `flask content translated {there}`")


@click.command()
@click.argument("file", type=_FILE)
def translated(file: Path) -> None:
    """Say that the translation FILE is whole and made from the original as it is now."""
    original = file.with_name(original_of(file.name))
    if original == file or not original.exists():
        raise click.ClickException(f"{file} translates nothing that is there: name a file such as quiz.fr.md")
    _write(
        file, lambda: as_translated(original.read_text(encoding="utf-8"), file.read_text(encoding="utf-8"))
    )
    click.echo(f"{file} translates {original.name} as it is now")


def _write(file: Path, text: Callable[[], str]) -> None:
    try:
        file.write_text(text(), encoding="utf-8", newline="\n")
    except (ValueError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None


def progress_lines(bundles: Iterable[Bundle]) -> Iterator[str]:
    """Yield a line for each translation of a unit: how much of it is done, and how much is older."""
    for bundle in bundles:
        for language, progress in unit_progress(bundle):
            yield f"{bundle.kind} {bundle.slug} in {language}: {_said(progress)}"


def _said(progress: Progress) -> str:
    share = progress.done * 100 // progress.pieces if progress.pieces else 100
    return (
        f"{share} % ({progress.done} of {progress.pieces} pieces, {progress.stale} older than the original, "
        f"{progress.missing} not translated)"
    )
