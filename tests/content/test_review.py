"""The critical reader: nothing to mend in what is shipped, and each thing found when it is put in on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from config import ROOT
from studyvisit.curriculum.check import check_bundles
from studyvisit.curriculum.content import Competencies, Module, Questionnaire
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.quality.places import placed
from studyvisit.curriculum.quality.review import review
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.tree import Tree, read_tree

SLUG = "measuring-e-government"
SURVEY, GROUPS, QUIZ = "01-the-survey.md", "02-groups-and-ranks.md", "quiz.md"
OFFICIALESE = " ".join(
    ["Notwithstanding institutional heterogeneity administrative interoperability necessitates organisation"]
    * 15
)
CHECK = re.compile(r"::: check .*?\n:::\n", re.DOTALL)
FORMS = re.compile(r" lesson=\S+ form=[ab]")
TWIN = "## A twin {#twin competency=explain-egdi lesson=the-survey form=a}\n"


@cache
def tree() -> Tree:
    return read_tree(ROOT / "content")


@cache
def bundle() -> Bundle:
    return next(bundle for bundle in tree().bundles if bundle.slug == SLUG)


@cache
def documents() -> tuple[Document, ...]:
    return tuple(unit.document for unit in check_bundles(tree()).units)


def text_of(name: str) -> str:
    return bundle().text(name)


def found(name: str, text: str) -> list[Problem]:
    """Return what a critical reader finds in the module with one file changed."""
    assert text != text_of(name)
    changed = replace(bundle(), files={**bundle().files, name: text.encode()})
    others = [other for other in tree().bundles if other.kind is UnitKind.COMPETENCIES]
    checked = check_bundles(Tree((*others, changed), (), tree().named))
    assert not checked.has_errors, [str(problem) for problem in checked.problems]
    modules = [unit.document for unit in checked.units if isinstance(unit.document, Module)]
    return list(placed(review(modules, is_whole=False), [changed]))


def test_there_is_nothing_to_mend() -> None:
    assert [str(problem) for problem in placed(review(documents()), tree().bundles)] == []


def without_options(text: str, *identities: str) -> str:
    for identity in identities:
        text = re.sub(rf"- \( \) [^\n]*\{{#{identity}\}}\n(  > [^\n]*\n)+", "", text, count=1)
    return text


def twin_of(text: str, question: str) -> str:
    body = re.search(rf"^## [^\n]*\{{#{question} [^\n]*\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert body
    return f"{text}\n{TWIN}{body[1]}"


def longest_first(text: str) -> str:
    """Make each right option longer than all others."""
    return re.sub(
        r"(- \(x\) )([^{\n]*)", lambda key: key[1] + key[2].rstrip() + " in any case" * 9 + " ", text
    )


def keys_on_top(text: str) -> str:
    """Put each right option of a one-choice question in front of the others."""
    option = r"- \([ x]\) [^\n]*\n(?:  > [^\n]*\n)+"

    def reordered(block: re.Match[str]) -> str:
        return "".join(sorted(re.findall(option, block[0]), key=lambda each: not each.startswith("- (x)")))

    return re.sub(f"(?:{option})+", reordered, text)


Faults = dict[str, tuple[Callable[[str], str], str]]
LESSON_FAULTS: Faults = {
    "words": (lambda t: t.replace("## One number", f"{'It is so. ' * 150}\n\n## One number"), "words: has 1"),
    "minutes": (lambda t: t.replace("minutes: 12", "minutes: 60"), "minutes: 60 minutes for "),
    "grade": (
        lambda t: t.replace("## One number", f"{OFFICIALESE}.\n\n## One number"),
        "reading grade: is 1",
    ),
    "key points": (lambda t: t.replace("## Key points", "## In short"), "parts: has no `## Key points`"),
    "exercise": (lambda t: t.replace("## Your turn", "## Try it"), "parts: has no exercise"),
    "example": (lambda t: t.replace("## A worked example", "## An example"), "parts: has no worked example"),
    "check": (lambda t: CHECK.sub("", t), "parts: has no check"),
    "options": (lambda t: without_options(t, "tii"), "question check-which-part: has 2 options"),
    "feedback": (
        lambda t: t.replace("  > Yes. The OSI looks at what is offered online and how good it is.\n", ""),
        "question check-which-part: says nothing about osi",
    ),
}
QUIZ_FAULTS: Faults = {
    "no forms": (
        lambda t: FORMS.sub("", t.replace("forms: before-after\n", "")),
        "forms: no question says which lesson it asks about",
    ),
    "forms apart": (
        lambda t: t.replace("lesson=evidence form=b", "lesson=evidence form=a", 3),
        "forms: form a has ",
    ),
    "competency in one form": (
        lambda t: t.replace(
            "competency=propose-indicators lesson=evidence form=b",
            "competency=read-profile lesson=evidence form=b",
        ),
        "competency propose-indicators: is asked about in one form only: write a question of form b",
    ),
    "twin": (lambda t: twin_of(t, "components"), "question twin: is 100% the same as components"),
    "longest": (longest_first, "longest option: is the right one in 5 of 5 one-choice questions"),
    "place": (keys_on_top, "place of the right option: is number 1 in 5 of 5 one-choice questions"),
    "short answer": (
        lambda t: t.replace(
            "> E-decision-making: people help design the policy option and help produce the service.\n", ""
        ),
        "question third-tier: says nothing about the answer",
    ),
}


@pytest.mark.parametrize("fault", LESSON_FAULTS)
def test_what_a_lesson_lacks_is_found(fault: str) -> None:
    change, message = LESSON_FAULTS[fault]
    [problem] = found(SURVEY, change(text_of(SURVEY)))
    assert not problem.is_error
    assert problem.path == f"modules/{SLUG}/{SURVEY}"
    assert f"{problem.where}: {problem.message}".startswith(message)


@pytest.mark.parametrize("fault", QUIZ_FAULTS)
def test_what_a_quiz_lacks_is_found(fault: str) -> None:
    change, message = QUIZ_FAULTS[fault]
    said = {f"{problem.where}: {problem.message}": problem for problem in found(QUIZ, change(text_of(QUIZ)))}
    [problem] = [problem for words, problem in said.items() if words.startswith(message)]
    assert not problem.is_error
    assert problem.path == f"modules/{SLUG}/{QUIZ}"


def test_a_finding_names_the_line_of_its_question() -> None:
    text = twin_of(text_of(QUIZ), "components")
    [problem] = found(QUIZ, text)
    assert text.splitlines()[problem.line - 1] == TWIN.strip()


def test_a_lesson_that_opens_like_another_is_found() -> None:
    opening = text_of(SURVEY).split("---\n", 2)[2].split(".", 1)[0]
    head, rest = text_of(GROUPS).split("---\n", 2)[1:]
    [problem] = found(GROUPS, f"---\n{head}---\n{opening}. {rest}")
    assert problem.where == "opening"
    assert f"begins like {SLUG}, the-survey" in problem.message


def test_a_competency_that_no_lesson_teaches_is_found() -> None:
    text = text_of("05-evidence.md").replace("[propose-indicators]", "[read-profile]")
    [problem] = found("05-evidence.md", text)
    assert (problem.path, problem.where) == (f"modules/{SLUG}/module.md", "competency propose-indicators")
    assert "is taught by no lesson" in problem.message


def test_a_competency_that_no_module_teaches_is_found() -> None:
    without = [each for each in documents() if not (isinstance(each, Module) and each.slug == SLUG)]
    said = {(finding.unit, finding.subject, finding.message.split(":")[0]) for finding in review(without)}
    assert ("competencies", "explain-egdi", "is taught by no module") in said


def test_a_competency_that_no_self_assessment_states_is_found() -> None:
    cut = [
        replace(each, statements=each.statements[1:]) if isinstance(each, Questionnaire) else each
        for each in documents()
    ]
    [competencies] = [each for each in documents() if isinstance(each, Competencies)]
    [finding] = [one for one in review(cut) if "is stated by no self-assessment" in one.message]
    assert finding.subject in {competency.id for competency in competencies.competencies}


def test_a_part_of_the_curriculum_is_not_held_to_the_whole() -> None:
    [competencies] = [each for each in documents() if isinstance(each, Competencies)]
    assert review([competencies], is_whole=False) == ()
