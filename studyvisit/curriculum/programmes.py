"""A programme's bundle → a programme with its agenda."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from studyvisit.curriculum.agenda import AgendaDay, AgendaEntry, AgendaKind
from studyvisit.curriculum.content import Competency, Programme
from studyvisit.curriculum.feedback import FeedbackKind
from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.indicator_files import INDICATORS, Form, read_indicators
from studyvisit.curriculum.indicators import Indicators
from studyvisit.curriculum.lines import Line, check_attributes
from studyvisit.curriculum.modules import read_media
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import ProgrammeHead
from studyvisit.curriculum.sections import Section, sections
from studyvisit.curriculum.source import Bundle
from studyvisit.curriculum.statements import SELF_ASSESSMENT
from studyvisit.curriculum.visits import check_visits, read_visits
from studyvisit.curriculum.windows import read_windows

_ENTRY_KEYS = ("kind", "time", "module", "illustrative")
_TIMES = re.compile(r"(\d{2}:\d{2})[-–](\d{2}:\d{2})")
_YES_NO = {"yes": True, "no": False}


def read_programme(
    bundle: Bundle,
    modules: Collection[str],
    questionnaires: Mapping[str, Form | None],
    known: Mapping[str, Competency],
    report: Report,
) -> Programme | None:
    """Return the programme, checked against what it points at; None when its front matter is at fault.

    `questionnaires` has None for one that could not be read.
    """
    media = read_media(bundle, report)
    visits = read_visits(bundle, known, media, report)
    report = report.about(bundle.path("programme.md"))
    if "programme.md" not in bundle.files:
        if "programme.md" not in bundle.unread:
            report.error(1, "file", "is missing: every programme has one, with its dates, place and modules")
        return None
    found = read_front_matter(bundle.text("programme.md"), report)
    head = validate(ProgrammeHead, found, report) if found else None
    if not found or not head:
        return None
    kinds = {slug: "" if form is None else form.kind for slug, form in questionnaires.items()}
    _check_head(head, found, modules, kinds, report)
    windows = read_windows(head, found, report)
    page = Page(report, media)
    overview, parts = sections(found.body, 2)
    identities = Identities()
    agenda = tuple(_day(part, head, modules, identities, page) for part in parts)
    _check_days(parts, agenda, report)
    check_visits([entry for part in parts for entry in sections(part.lines, 3)[1]], bundle, report)
    return Programme(
        id=head.id,
        slug=bundle.slug,
        title=head.title,
        starts_on=head.starts_on,
        ends_on=head.ends_on,
        place=head.place,
        timezone=head.timezone,
        organisers=head.organisers,
        countries=head.countries,
        modules=head.modules,
        self_assessment=head.self_assessment,
        reaction=head.reaction,
        follow_up=head.follow_up,
        quizzes=windows,
        signatures=head.signatures,
        second_reader=head.second_reader,
        smallest_group=head.smallest_group,
        source=head.source,
        overview=page.rendered(overview.lines, "overview").html,
        agenda=agenda,
        visits=visits,
        indicators=_indicators(bundle, head, questionnaires, page),
    )


def _indicators(
    bundle: Bundle, head: ProgrammeHead, questionnaires: Mapping[str, Form | None], page: Page
) -> Indicators | None:
    if INDICATORS not in bundle.files:
        return None
    forms = {slug: form for slug, form in questionnaires.items() if form is not None}
    return read_indicators(bundle.text(INDICATORS), head, forms, page.about(bundle.path(INDICATORS)))


def _check_head(
    head: ProgrammeHead,
    found: FrontMatter,
    modules: Collection[str],
    questionnaires: Mapping[str, str],
    report: Report,
) -> None:
    if head.ends_on < head.starts_on:
        report.error(
            found.line("ends_on"), "front matter, `ends_on`", "is before starts_on: exchange the two"
        )
    for index, name in enumerate(head.modules):
        if name not in modules:
            report.error(
                found.line("modules", index),
                "front matter, `modules`",
                f"there is no module `{name}`.{did_you_mean(name, modules)}",
            )
    _check_instruments(head, found, questionnaires, report)


def _check_instruments(
    head: ProgrammeHead, found: FrontMatter, questionnaires: Mapping[str, str], report: Report
) -> None:
    named: list[tuple[tuple[str, ...], str, str]] = [
        (("self_assessment",), head.self_assessment, SELF_ASSESSMENT)
    ]
    if head.reaction is not None:
        named.append((("reaction",), head.reaction, FeedbackKind.REACTION))
    for months, slug in head.follow_up.items():
        named.append((("follow_up", str(months)), slug, FeedbackKind.FOLLOW_UP))
    for place, slug, kind in named:
        where = f"front matter, `{'.'.join(place)}`"
        if slug not in questionnaires:
            near = did_you_mean(slug, questionnaires)
            report.error(found.line(*place), where, f"there is no questionnaire `{slug}`.{near}")
        elif questionnaires[slug] not in ("", kind):
            report.error(
                found.line(*place), where, f"`{slug}` is a {questionnaires[slug]}, not a {kind}: name another"
            )


def _day(
    part: Section, head: ProgrammeHead, modules: Collection[str], identities: Identities, page: Page
) -> AgendaDay:
    where = f"day {part.title}"
    on = _date(part, where, page.report)
    if on is not None and not head.starts_on <= on <= head.ends_on:
        page.report.error(
            part.number, where, f"{on} is outside the programme ({head.starts_on} to {head.ends_on})"
        )
    before, entries = sections(part.lines, 3)
    for line in before.lines:
        if line.text.strip():
            page.report.error(
                line.number, where, "has text before its first entry: put it below a `###` heading"
            )
            break
    read = tuple(_entry(entry, modules, identities, page) for entry in entries)
    for entry, earlier, later in zip(entries[1:], read, read[1:], strict=False):
        if later.starts_at < earlier.starts_at:
            page.report.error(
                entry.number, f"entry {later.id}", f"begins before {earlier.id}: put the entries in order"
            )
    return AgendaDay(title=part.title, on=on or head.starts_on, entries=read)


def _date(part: Section, where: str, report: Report) -> date | None:
    written = part.attributes.values.get("date", "")
    for key in part.attributes.values:
        if key != "date":
            report.error(part.number, where, f"`{key}` is not known here: a day has {{date=2019-04-01}}")
    try:
        return date.fromisoformat(written)
    except ValueError:
        report.error(part.number, where, "has no date: end the heading with one, such as {date=2019-04-01}")
        return None


def _check_days(parts: list[Section], agenda: tuple[AgendaDay, ...], report: Report) -> None:
    for part, earlier, later in zip(parts[1:], agenda, agenda[1:], strict=False):
        if later.on <= earlier.on:
            report.error(
                part.number,
                f"day {part.title}",
                f"is not after {earlier.title}: put the days in order, each with its own date",
            )


def _entry(part: Section, modules: Collection[str], identities: Identities, page: Page) -> AgendaEntry:
    where = f"entry {part.attributes.id or part.title}"
    values, report = part.attributes.values, page.report
    check_attributes(part.attributes, _ENTRY_KEYS, part.number, where, report)
    identities.claim(part.attributes.id, part.number, where, report)
    kind = values.get("kind", "")
    if kind not in list(AgendaKind):
        report.error(
            part.number,
            where,
            f"`kind={kind}` is not known.{did_you_mean(kind, AgendaKind)} Known: {', '.join(AgendaKind)}.",
        )
        kind = AgendaKind.SESSION
    module = values.get("module")
    if module is not None and module not in modules:
        report.error(part.number, where, f"there is no module `{module}`.{did_you_mean(module, modules)}")
    illustrative = values.get("illustrative", "no")
    if illustrative not in _YES_NO:
        report.error(part.number, where, f"`illustrative={illustrative}` is neither yes nor no")
    starts_at, ends_at = _times(part, where, report)
    return AgendaEntry(
        id=part.attributes.id,
        title=part.title,
        kind=AgendaKind(kind),
        starts_at=starts_at,
        ends_at=ends_at,
        module=module,
        illustrative=_YES_NO.get(illustrative, True),
        html=page.block([Line(line.number, line.text) for line in part.lines], where),
    )


def _times(part: Section, where: str, report: Report) -> tuple[time, time]:
    found = _TIMES.fullmatch(part.attributes.values.get("time", ""))
    starts_at, ends_at = (_clock(found[1]), _clock(found[2])) if found else (None, None)
    if starts_at is None or ends_at is None:
        report.error(part.number, where, "has no time: write it as time=09:00-10:00")
        return time(), time()
    if ends_at <= starts_at:
        report.error(part.number, where, "ends before it begins: exchange the two times")
    return starts_at, ends_at


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
