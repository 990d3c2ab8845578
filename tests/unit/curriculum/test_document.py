"""Content as JSON: what is stored is what is loaded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import Number
from studyvisit.curriculum.source import UnitKind
from tests.quizzing import EVERY_KIND
from tests.unit.content_factories import module as a_module
from tests.unit.content_factories import quiz as a_quiz
from tests.unit.curriculum.builders import write_content


def test_every_document_survives_json(tmp_path: Path) -> None:
    for unit in compile_tree(write_content(tmp_path)).units:
        stored = document.dump(unit.document)
        loaded = document.load(unit.kind, stored)
        assert loaded == unit.document
        assert hash(loaded) == hash(unit.document) if unit.kind is UnitKind.MODULE else True
        assert document.dump(loaded) == stored
        assert document.kind_of(loaded) is unit.kind


def test_every_kind_of_question_survives_json() -> None:
    module = replace(a_module(), quiz=a_quiz(EVERY_KIND))
    assert document.load("module", document.dump(module)) == module


def test_a_number_keeps_its_exact_value(tmp_path: Path) -> None:
    module = next(
        unit.document for unit in compile_tree(write_content(tmp_path)).units if unit.kind == "module"
    )
    assert isinstance(module, Module)
    loaded = document.load("module", document.dump(module))
    assert isinstance(loaded, Module)
    question = loaded.quiz.question("egdi-mean")
    assert isinstance(question, Number)
    assert (question.value, question.tolerance) == (Decimal("0.3"), Decimal("0.01"))


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"id": 1}', "not json"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        document.load("programme", text)


def test_compiling_twice_gives_the_same(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    assert compile_tree(content) == compile_tree(content)


def test_a_module_carries_its_pictures_and_its_data_files(tmp_path: Path) -> None:
    unit = next(unit for unit in compile_tree(write_content(tmp_path)).units if unit.kind == "module")
    assert [file.media_type for file in unit.media] == ["image/svg+xml", "text/csv; charset=utf-8"]
    assert unit.media[1].sha256 in document.dump(
        unit.document
    )  # the picture is small and drawn into the lesson


def test_a_question_stored_before_lessons_and_forms_were_named_still_loads(tmp_path: Path) -> None:
    module = next(
        unit.document for unit in compile_tree(write_content(tmp_path)).units if unit.kind == "module"
    )
    stored = document.dump(module)
    older = stored.replace(',"lesson":null,"form":null', "")
    assert older != stored
    assert document.load("module", older) == module
