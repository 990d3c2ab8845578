"""The examples that trainers copy are good content."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from config import ROOT
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import type_of_question
from studyvisit.curriculum.render import render
from tests.pictures import GUIDE as QUIZZES
from tests.pictures import content_with_the_quiz, picture_names
from tests.report_pictures import FOLDER, PICTURES
from tests.studio_pictures import PICTURES as STUDIO
from tests.unit.curriculum.files import MP3, mp4

GUIDE = ROOT / "docs" / "writing-content.md"


def examples() -> list[str]:
    """Return the examples of the guide, in its order."""
    return re.findall(r"^```markdown\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def excerpt_of(ending: str) -> str:
    """Return the one file with this ending that the guide shows: the data of its chart, its captions."""
    [shown] = re.findall(
        rf"^```{ending}\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(shown)


def test_the_examples_of_the_guide_can_be_published_as_they_stand(tmp_path: Path) -> None:
    competencies, module, lesson, recordings, check, chart, guide, handout, quiz, *rest = examples()
    *answers, questionnaire, reaction, programme, visit, indicators = rest
    # The guide shows one competency of three, one module of two, and answers without their headings.
    competencies += "- I can read a profile. {#read-profile}\n- I can propose. {#propose-indicators}\n"
    programme = programme.replace("e-government-and-the-2030-agenda, ", "")
    lesson = lesson.replace("## Sources", f"{recordings}\n{check}\n{chart}\n## Sources")
    quiz = quiz.replace("…\n", f"Which number?\n\n{answers[3]}")
    for number, answer in enumerate(answers):
        heading = f"## Question {number} {{#question-{number} competency=explain-egdi}}\nWhich?\n\n"
        quiz += f"\n{answer}" if answer.startswith("## ") else f"\n{heading}{answer}"
    here = "modules/measuring-e-government"
    captions = excerpt_of("vtt").encode()
    media = {"tour.mp4": mp4(), "tour.en.vtt": captions, "tour.fr.vtt": captions, "talk.mp3": MP3}
    (tmp_path / here / "media").mkdir(parents=True)
    for name, content in media.items():
        (tmp_path / here / "media" / name).write_bytes(content)
    for name, text in {
        "competencies.md": competencies,
        f"{here}/module.md": module,
        f"{here}/01-the-survey.md": lesson,
        f"{here}/quiz.md": quiz,
        f"{here}/guide.md": guide,
        f"{here}/handout.md": handout,
        f"{here}/media/egdi.csv": excerpt_of("csv"),
        "questionnaires/self-assessment.md": questionnaire,
        "questionnaires/reaction.md": reaction,
        "questionnaires/follow-up.md": reaction.replace("kind: reaction", "kind: follow-up")
        .replace("anonymous: yes", "anonymous: no")
        .replace("id: reaction", "id: follow-up"),
        "programmes/study-visit-2019/programme.md": programme,
        "programmes/study-visit-2019/visits/visit-songdo.md": visit,
        "programmes/study-visit-2019/indicators.md": indicators,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    compiled = compile_tree(tmp_path)
    assert not [str(problem) for problem in compiled.problems if problem.is_error]
    [written] = [unit.document for unit in compiled.units if isinstance(unit.document, Module)]
    kinds = {type(question) for question in written.quiz.questions}
    assert kinds == set(get_args(type_of_question)), "an example for every kind"


def test_the_quiz_that_trainers_learn_from_has_every_kind_and_a_picture_of_each(tmp_path: Path) -> None:
    compiled = compile_tree(content_with_the_quiz(tmp_path))
    assert not [str(problem) for problem in compiled.problems if problem.is_error]
    [quiz] = [
        unit.document.quiz
        for unit in compiled.units
        if isinstance(unit.document, Module) and unit.document.quiz.id == "tour-of-kinds"
    ]
    assert {type(question) for question in quiz.questions} == set(get_args(type_of_question))
    assert any(question.setting for question in quiz.questions), "and a description"
    names = picture_names()
    assert len(names) == len(quiz.questions)
    assert sorted(names) == sorted(path.name for path in (QUIZZES.parent / "pictures").iterdir())


def test_the_guide_to_reports_shows_every_picture_that_is_taken_for_it() -> None:
    shown = re.findall(r"\]\(report-pictures/(\S+)\)", (ROOT / "docs" / "reviewing.md").read_text("utf-8"))
    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    assert sorted(shown) == sorted(path.name for path in FOLDER.iterdir())


def test_the_guide_to_quizzes_can_be_read_in_one_sitting() -> None:
    words = re.sub(
        r"^```.*?^```", "", QUIZZES.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    ).split()
    assert len(words) <= 900, "two pages"


def test_the_manual_is_read_by_the_pipeline_that_it_explains() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    shown = render(text)
    assert not shown.complaints
    assert {"In the browser: the studio", "A quiz (quiz.md)"} <= {one.text for one in shown.headings}
    pictures = re.findall(r"\]\(((?:\w+-)?pictures/[\w.-]+|studio-pictures/[\w.-]+)\)", text)
    assert {f"studio-pictures/{name}" for name in STUDIO} <= set(pictures)
    assert all((GUIDE.parent / name).is_file() for name in pictures)
