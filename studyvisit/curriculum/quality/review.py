"""Everything that is looked for in content that can be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.quality.answers import check_answers
from studyvisit.curriculum.quality.bias import check_bias
from studyvisit.curriculum.quality.closing import check_closing
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.lessons import check_lessons, check_openings
from studyvisit.curriculum.quality.objectives import check_curriculum, check_objectives
from studyvisit.curriculum.quality.similarity import check_similarity
from studyvisit.curriculum.quality.waiting import check_waiting


def review(documents: Iterable[Document], *, is_whole: bool = True) -> tuple[Finding, ...]:
    """Return what to mend in content, sorted.

    Unless these documents are the whole curriculum, nothing is said about what another one may hold.
    """
    documents = list(documents)
    modules = [document for document in documents if isinstance(document, Module)]
    found = [finding for module in modules for finding in _of_module(module)]
    found += [*check_similarity(modules), *check_openings(modules)]
    if is_whole:
        found += _of_curriculum(documents, modules)
    return tuple(sorted(set(found)))


def _of_module(module: Module) -> Iterator[Finding]:
    yield from check_objectives(module)
    yield from check_lessons(module)
    yield from check_answers(module)
    yield from check_bias(module)
    yield from check_waiting(module)


def _of_curriculum(documents: Sequence[Document], modules: Sequence[Module]) -> Iterator[Finding]:
    questionnaires = [document for document in documents if isinstance(document, Questionnaire)]
    yield from check_closing(modules, [each for each in documents if isinstance(each, Programme)])
    for document in documents:
        if isinstance(document, Competencies):
            yield from check_curriculum(document, modules, questionnaires)
