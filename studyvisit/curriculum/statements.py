"""Lists of "I can …" statements: the competencies, and what a self-assessment asks about them.

Forms of another kind lie in the same folder; their own reader is called for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from studyvisit.curriculum.content import (
    Competencies,
    Competency,
    Questionnaire,
    ScalePoint,
    Statement,
    Wave,
)
from studyvisit.curriculum.feedback import FeedbackForm, FeedbackKind
from studyvisit.curriculum.feedback_files import read_feedback_form
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.items import Item, items_of
from studyvisit.curriculum.lines import check_attributes
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import TARGET, CompetenciesHead, QuestionnaireHead

SELF_ASSESSMENT = "self-assessment"


def read_competencies(text: str, report: Report) -> Competencies | None:
    """Return the competencies that `competencies.md` lists; None when its front matter is at fault."""
    found = read_front_matter(text, report)
    head = validate(CompetenciesHead, found, report) if found else None
    if not found or not head:
        return None
    items, _ = items_of(found.body)
    identities = Identities()
    for item in items:
        check_attributes(item.attributes, ("sdg",), item.number, _where(item), report)
        identities.claim(item.attributes.id, item.number, _where(item), report)
        if not item.text.startswith("I can "):
            report.error(item.number, _where(item), "does not begin with “I can”: say what somebody can do")
    if not items:
        report.error(found.line("id"), "competencies", "lists nothing: add `- I can … {#id sdg=16.6}`")
    return Competencies(
        id=head.id,
        title=head.title,
        competencies=tuple(
            Competency(id=item.attributes.id, statement=item.text, sdg=_targets(item, report))
            for item in items
        ),
    )


def _targets(item: Item, report: Report) -> tuple[str, ...]:
    targets = tuple(filter(None, item.attributes.values.get("sdg", "").split(",")))
    for target in targets:
        if not TARGET.fullmatch(target):
            report.error(
                item.number,
                _where(item),
                f"`{target}` is not a target of the Sustainable Development Goals: "
                "write them as sdg=16.6,17.18",
            )
    return targets


def read_questionnaire(
    slug: str, text: str, known: Mapping[str, Competency], report: Report
) -> Questionnaire | FeedbackForm | None:
    """Return what a file in `questionnaires/` holds, by its kind; None when its front matter is at fault."""
    found = read_front_matter(text, report)
    if not found:
        return None
    kind = found.values.get("kind", SELF_ASSESSMENT)
    if kind in list(FeedbackKind):
        return read_feedback_form(slug, found, report)
    if kind != SELF_ASSESSMENT:
        kinds = (SELF_ASSESSMENT, *FeedbackKind)
        report.error(
            found.line("kind"),
            "front matter, `kind`",
            f"`{kind}` is not known.{did_you_mean(str(kind), kinds)} Known: {', '.join(kinds)}.",
        )
        return None
    return _read_self_assessment(slug, found, known, report)


def _read_self_assessment(
    slug: str, found: FrontMatter, known: Mapping[str, Competency], report: Report
) -> Questionnaire | None:
    """Return a self-assessment, checked against the competencies; None when its front matter is at fault."""
    head = validate(QuestionnaireHead, found, report)
    if not head:
        return None
    items, introduction = items_of(found.body)
    identities = Identities()
    stated: dict[str, int] = {}
    for item in items:
        check_attributes(item.attributes, ("competency",), item.number, _where(item), report)
        identities.claim(item.attributes.id, item.number, _where(item), report)
        _check_statement(item, known, stated, report)
    if not items:
        report.error(1, "statements", "has none: add `- I can … {#id competency=…}`")
    return Questionnaire(
        id=head.id,
        slug=slug,
        title=head.title,
        introduction=Page(report).rendered(introduction, "introduction").html,
        waves={wave: asked for wave in Wave if (asked := getattr(head.waves, wave.name.lower()))},
        scale=tuple(ScalePoint(value=point.value, label=point.label) for point in head.scale),
        statements=tuple(
            Statement(
                id=item.attributes.id, competency=item.attributes.values.get("competency", ""), text=item.text
            )
            for item in items
        ),
        allows_not_applicable=head.not_applicable,
    )


def _check_statement(
    item: Item, known: Mapping[str, Competency], stated: dict[str, int], report: Report
) -> None:
    name = item.attributes.values.get("competency", "")
    competency = known.get(name)
    if not name:
        report.error(item.number, _where(item), "names no competency: add competency=<id>")
    elif competency is None:
        report.error(
            item.number, _where(item), f"`{name}` is not in competencies.md.{did_you_mean(name, known)}"
        )
    elif item.text != competency.statement:
        report.error(
            item.number,
            _where(item),
            f"is not in the words of competencies.md, which says: {competency.statement}",
        )
    if name and name in stated:
        report.error(
            item.number, _where(item), f"`{name}` is stated already in line {stated[name]}: keep one"
        )
    stated.setdefault(name, item.number)


def _where(item: Item) -> str:
    return f"statement {item.name}"
