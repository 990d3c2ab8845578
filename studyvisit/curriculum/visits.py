"""The site visits of a programme: a brief, three things to look for, and what to talk about afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from studyvisit.curriculum.agenda import AgendaKind
from studyvisit.curriculum.content import Competency, SiteVisit, VisitPrompt
from studyvisit.curriculum.footnotes import check_footnotes
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.items import Item, items_of
from studyvisit.curriculum.lines import Line, check_attributes
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.numbers import check_numbers
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import SiteVisitHead
from studyvisit.curriculum.sections import Section, sections
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.tree import VISIT_FILE

PARTS = ("Brief", "Observe", "Debrief", "Sources")
PROMPTS = 3
_MOST_QUESTIONS = 6
_SOURCES = re.compile(r"<h2\b[^>]*>Sources</h2>")


def read_visits(
    bundle: Bundle, known: Mapping[str, Competency], media: Mapping[str, MediaRef], report: Report
) -> tuple[SiteVisit, ...]:
    """Return the site visits of a programme's bundle, those left out whose front matter is at fault."""
    visits = []
    for name in bundle.files:
        if found := VISIT_FILE.fullmatch(name):
            page = Page(report.about(bundle.path(name)), media)
            visits.append(_read_visit(found[1], bundle.text(name), known, page))
    return tuple(visit for visit in visits if visit is not None)


def check_visits(entries: Sequence[Section], bundle: Bundle, report: Report) -> None:
    """Report entries of the agenda without their site visit, and site visits without their entry."""
    wanted = {
        f"visits/{entry.attributes.id}.md": entry
        for entry in entries
        if entry.attributes.values.get("kind") == AgendaKind.SITE_VISIT and entry.attributes.id
    }
    for name, entry in wanted.items():
        if name not in bundle.files and name not in bundle.unread:
            report.error(
                entry.number,
                f"entry {entry.attributes.id}",
                f"is a site visit without its file: write {bundle.path(name)} with a brief, three things to "
                "look for and a debrief",
            )
    for name in bundle.files:
        if VISIT_FILE.fullmatch(name) and name not in wanted:
            ids = [entry.attributes.id for entry in wanted.values()]
            near = did_you_mean(name.removeprefix("visits/").removesuffix(".md"), ids)
            report.about(bundle.path(name)).error(
                1,
                "name",
                f"is no entry of the agenda with kind=site-visit.{near} Name the file after the entry's id",
            )


def _read_visit(name: str, text: str, known: Mapping[str, Competency], page: Page) -> SiteVisit | None:
    found = read_front_matter(text, page.report)
    head = validate(SiteVisitHead, found, page.report) if found else None
    if not found or not head:
        return None
    _check_head(head, found, name, known, page.report)
    parts = _parts(found, page.report)
    brief, sources = _rendered(parts, head, page)
    identities = Identities()
    observe = tuple(_prompts(parts["Observe"], head, identities, page))
    if len(observe) != PROMPTS:
        page.report.error(
            parts["Observe"].number,
            "observe",
            f"has {len(observe)} things to look for: write exactly {PROMPTS}",
        )
    debrief = tuple(_prompts(parts["Debrief"], head, identities, page))
    if not 1 <= len(debrief) <= _MOST_QUESTIONS:
        page.report.error(
            parts["Debrief"].number,
            "debrief",
            f"has {len(debrief) or 'no'} questions: write one to {_MOST_QUESTIONS}, each "
            "`- … {#id competency=…}`",
        )
    _check_all_asked(head, found, (*observe, *debrief), page.report)
    return SiteVisit(
        id=head.id,
        title=head.title,
        competencies=tuple(known[name] for name in head.competencies if name in known),
        facts=head.facts,
        brief=brief,
        observe=observe,
        debrief=debrief,
        sources=sources,
    )


def _check_head(
    head: SiteVisitHead, found: FrontMatter, name: str, known: Mapping[str, Competency], report: Report
) -> None:
    if head.id != name:
        report.error(
            found.line("id"),
            "front matter, `id`",
            f"is `{head.id}`, but the file is kept under the name `{name}`: give both the id of the entry",
        )
    for index, competency in enumerate(head.competencies):
        if competency not in known:
            report.error(
                found.line("competencies", index),
                "front matter, `competencies`",
                f"`{competency}` is not in competencies.md.{did_you_mean(competency, known)}",
            )


def _parts(found: FrontMatter, report: Report) -> dict[str, Section]:
    """Return the sections by their headings; those missing are empty and a problem."""
    before, written = sections(found.body, 2)
    for line in before.lines:
        if line.text.strip():
            report.error(line.number, "text", "begins before `## Brief`: put it below that heading")
            break
    titles = [part.title for part in written]
    if tuple(titles) != PARTS:
        report.error(
            written[0].number if written else found.line("id"),
            "headings",
            f"are {', '.join(titles) or 'missing'}: write ## {', ## '.join(PARTS)}, once each and in this order",
        )
    there = {part.title: part for part in written}
    return {title: there.get(title, Section(number=1, title=title)) for title in PARTS}


def _rendered(parts: Mapping[str, Section], head: SiteVisitHead, page: Page) -> tuple[str, str]:
    """Return the brief and its sources as HTML: rendered as one, for the footnotes of the one are in the other."""
    brief, sources = parts["Brief"], parts["Sources"]
    lines = [*brief.lines, Line(sources.number, "## Sources"), Line(sources.number, ""), *sources.lines]
    check_footnotes(lines, head.facts, page.report)
    check_numbers(lines, page.report)
    if not any(line.text.strip() for line in brief.lines):
        page.report.error(brief.number, "brief", "is missing: write what to know before the visit")
    html = page.rendered(lines, "brief").html
    cut = _SOURCES.search(html)
    return (html[: cut.start()].strip(), html[cut.end() :].strip()) if cut else (html, "")


def _prompts(part: Section, head: SiteVisitHead, identities: Identities, page: Page) -> Iterator[VisitPrompt]:
    items, others = items_of(part.lines)
    for line in others:
        if line.text.strip():
            page.report.error(
                line.number, part.title.lower(), "has more than a list: write `- … {#id competency=…}`"
            )
            break
    for item in items:
        yield _prompt(item, head, identities, page)


def _prompt(item: Item, head: SiteVisitHead, identities: Identities, page: Page) -> VisitPrompt:
    where = f"prompt {item.name}"
    check_attributes(item.attributes, ("competency",), item.number, where, page.report)
    identities.claim(item.attributes.id, item.number, where, page.report)
    competency = item.attributes.values.get("competency", "")
    if competency not in head.competencies:
        page.report.error(
            item.number,
            where,
            f"`competency={competency}` is not one of the visit's."
            f"{did_you_mean(competency, head.competencies)} Known: {', '.join(head.competencies)}.",
        )
    return VisitPrompt(
        id=item.attributes.id,
        competency=competency,
        html=page.phrase([Line(item.number, item.text)], where),
    )


def _check_all_asked(
    head: SiteVisitHead, found: FrontMatter, prompts: Sequence[VisitPrompt], report: Report
) -> None:
    asked = {prompt.competency for prompt in prompts}
    for index, name in enumerate(head.competencies):
        if name not in asked:
            report.warn(
                found.line("competencies", index),
                "front matter, `competencies`",
                f"no prompt or question is about `{name}`: add one or take it out",
            )
