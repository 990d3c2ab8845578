"""The examples that trainers copy are good content."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from config import ROOT
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import type_of_question

GUIDE = ROOT / "docs" / "writing-content.md"


def examples() -> list[str]:
    """Return the examples of the guide, in its order."""
    return re.findall(r"^```markdown\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def data_file() -> str:
    """Return the data file of the guide's chart."""
    [data] = re.findall(r"^```csv\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(data)


def test_the_examples_of_the_guide_can_be_published_as_they_stand(tmp_path: Path) -> None:
    competencies, module, lesson, check, chart, guide, handout, quiz, *rest = examples()
    *answers, questionnaire, reaction, programme, visit = rest
    # The guide shows one competency of three, one module of two, and answers without their headings.
    competencies += "- I can read a profile. {#read-profile}\n- I can propose. {#propose-indicators}\n"
    programme = programme.replace("e-government-and-the-2030-agenda, ", "")
    lesson = lesson.replace("## Sources", f"{check}\n{chart}\n## Sources")
    quiz = quiz.replace("…\n", f"Which number?\n\n{answers[3]}")
    for number, answer in enumerate(answers):
        heading = f"## Question {number} {{#question-{number} competency=explain-egdi}}\nWhich?\n\n"
        quiz += f"\n{answer}" if answer.startswith("## ") else f"\n{heading}{answer}"
    here = "modules/measuring-e-government"
    for name, text in {
        "competencies.md": competencies,
        f"{here}/module.md": module,
        f"{here}/01-the-survey.md": lesson,
        f"{here}/quiz.md": quiz,
        f"{here}/guide.md": guide,
        f"{here}/handout.md": handout,
        f"{here}/media/egdi.csv": data_file(),
        "questionnaires/self-assessment.md": questionnaire,
        "questionnaires/reaction.md": reaction,
        "questionnaires/follow-up.md": reaction.replace("kind: reaction", "kind: follow-up")
        .replace("anonymous: yes", "anonymous: no")
        .replace("id: reaction", "id: follow-up"),
        "programmes/study-visit-2019/programme.md": programme,
        "programmes/study-visit-2019/visits/visit-songdo.md": visit,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    compiled = compile_tree(tmp_path)
    assert not [str(problem) for problem in compiled.problems if problem.is_error]
    [written] = [unit.document for unit in compiled.units if isinstance(unit.document, Module)]
    kinds = {type(question) for question in written.quiz.questions}
    assert kinds == set(get_args(type_of_question)), "an example for every kind"
