"""A programme's `indicators.md` → its indicators of achievement, checked against what they count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from studyvisit.curriculum.content import FOLLOW_UPS, Questionnaire, Wave
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.frontmatter import read_front_matter, validate
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.indicators import LEVELS, Indicator, IndicatorRule, Indicators
from studyvisit.curriculum.lines import check_attributes
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.schemas import IndicatorsHead, ProgrammeHead
from studyvisit.curriculum.sections import Section, sections

INDICATORS = "indicators.md"
Form = Questionnaire | FeedbackForm

_COMMON = ("level", "rule", "target", "illustrative")
_KEYS: dict[IndicatorRule, tuple[str, ...]] = {
    IndicatorRule.ROSE: ("from", "to", "statements"),
    IndicatorRule.RATED: ("wave", "at_least", "statements"),
    IndicatorRule.PASSED: ("module",),
    IndicatorRule.CERTIFIED: ("module",),
    IndicatorRule.REACTED: ("item", "at_least", "options"),
    IndicatorRule.ANSWERED: ("months", "item", "at_least", "options"),
    IndicatorRule.COUNTRIES: ("months", "item", "options"),
}
_NUMBERS = (IndicatorRule.CERTIFIED, IndicatorRule.COUNTRIES)
"""Rules that give a number where no target says otherwise."""
_TARGET = re.compile(r"(\d{1,7})(\s*%)?")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_YES_NO = {"yes": True, "no": False}


def read_indicators(
    text: str, head: ProgrammeHead, forms: Mapping[str, Form], page: Page
) -> Indicators | None:
    """Return the indicators of a programme; None when the front matter is at fault.

    `forms` are the questionnaires that could be read, by slug: about the others nothing is checked.
    """
    found = read_front_matter(text, page.report)
    its_head = validate(IndicatorsHead, found, page.report) if found else None
    if not found or not its_head:
        return None
    introduction, parts = sections(found.body, 2)
    reader = _Reader(head, forms, page)
    if not parts:
        page.report.error(
            1,
            "indicators",
            "lists nothing: add `## What is to be reached {#id level=2 rule=rose target=80%}`",
        )
    return Indicators(
        id=its_head.id,
        title=its_head.title,
        source=its_head.source,
        introduction=page.block(introduction.lines, "introduction"),
        indicators=tuple(reader.indicator(part) for part in parts),
    )


@dataclass(slots=True)
class _Place:
    """Where an indicator stands, and what its heading says."""

    line: int
    where: str
    values: Mapping[str, str]
    report: Report

    def error(self, message: str) -> None:
        """Add a problem about this indicator."""
        self.report.error(self.line, self.where, message)

    def known(self, key: str, value: str, known: Collection[str]) -> None:
        """Report a value that is not among those known."""
        if value not in known:
            self.error(
                f"`{key}={value}` is not known.{did_you_mean(value, known)} Known: {', '.join(known)}."
            )

    def listed(self, key: str) -> tuple[str, ...]:
        """Return a value that is a list with commas."""
        return tuple(word.strip() for word in self.values.get(key, "").split(",") if word.strip())


class _Reader:
    """Reads the indicators of one programme; their ids are unique."""

    def __init__(self, head: ProgrammeHead, forms: Mapping[str, Form], page: Page) -> None:
        self._head = head
        self._forms = forms
        self._page = page
        self._identities = Identities()

    def indicator(self, part: Section) -> Indicator:
        """Return one indicator with its problems reported."""
        values = part.attributes.values
        place = _Place(
            part.number, f"indicator {part.attributes.id or part.title}", values, self._page.report
        )
        self._identities.claim(part.attributes.id, part.number, place.where, place.report)
        place.known("rule", values.get("rule", ""), list(IndicatorRule))
        rule = IndicatorRule.ROSE
        if values.get("rule") in list(IndicatorRule):
            rule = IndicatorRule(values["rule"])
            keys = (*_COMMON, *_KEYS[rule])
            check_attributes(part.attributes, keys, part.number, place.where, place.report)
        place.known("level", values.get("level", ""), [str(level) for level in LEVELS])
        place.known("illustrative", values.get("illustrative", "no"), list(_YES_NO))
        target, is_share = _target(place, rule)
        first, wave = self._waves(place, rule)
        return Indicator(
            id=part.attributes.id,
            title=part.title,
            level=int(values["level"]) if values.get("level", "").isdecimal() else LEVELS[0],
            rule=rule,
            html=self._page.block(part.lines, place.where),
            target=target,
            is_share=is_share,
            illustrative=_YES_NO.get(values.get("illustrative", "no"), True),
            statements=self._statements(place),
            first=first,
            wave=wave,
            module=self._module(place),
            months=self._months(place, rule),
            item=values.get("item", ""),
            at_least=_at_least(place, rule),
            options=self._options(place, rule),
        )

    def _waves(self, place: _Place, rule: IndicatorRule) -> tuple[str, str]:
        """Return the earlier wave of a rise, and the later or only one."""
        waves = [wave.value for wave in Wave]
        if rule is IndicatorRule.ROSE:
            first, wave = place.values.get("from", Wave.PRE.value), place.values.get("to", Wave.POST.value)
            place.known("from", first, waves)
            place.known("to", wave, waves)
            if first == wave:
                place.error(f"compares `{wave}` with itself: write two waves, such as from=pre to=post")
            return first, wave
        if rule is IndicatorRule.RATED:
            wave = place.values.get("wave", Wave.POST.value)
            place.known("wave", wave, waves)
            return "", wave
        return "", ""

    def _statements(self, place: _Place) -> tuple[str, ...]:
        wanted = place.listed("statements")
        form = self._forms.get(self._head.self_assessment)
        if isinstance(form, Questionnaire):
            known = [statement.id for statement in form.statements]
            for name in wanted:
                if name not in known:
                    place.error(
                        f"there is no statement `{name}` in `{form.slug}`.{did_you_mean(name, known)}"
                    )
        return wanted

    def _module(self, place: _Place) -> str:
        module = place.values.get("module", "")
        if module:
            place.known("module", module, self._head.modules)
        return module

    def _months(self, place: _Place, rule: IndicatorRule) -> int:
        if "months" not in _KEYS[rule]:
            return 0
        months = place.values.get("months", "")
        place.known("months", months, [str(one) for one in FOLLOW_UPS if one in self._head.follow_up])
        return int(months) if months.isdecimal() else 0

    def _options(self, place: _Place, rule: IndicatorRule) -> tuple[str, ...]:
        """Return the options that count, with the item and them checked against the form."""
        options = place.listed("options")
        if "item" not in _KEYS[rule]:
            return ()
        if bool(options) == bool(place.values.get("at_least")):
            place.error("counts no answer: write either options=… or at_least=…, and not both")
        form = self._forms.get(self._form(place, rule) or "")
        if isinstance(form, FeedbackForm):
            _check_item(place, form, options)
        return options

    def _form(self, place: _Place, rule: IndicatorRule) -> str | None:
        if rule is IndicatorRule.REACTED:
            if self._head.reaction is None:
                place.error("needs a reaction form: name one in programme.md, `reaction: …`")
            return self._head.reaction
        months = place.values.get("months", "")
        return self._head.follow_up.get(int(months)) if months.isdecimal() else None


def _check_item(place: _Place, form: FeedbackForm, options: Iterable[str]) -> None:
    items = {item.id: item for item in form.items}
    name = place.values.get("item", "")
    place.known("item", name, list(items))
    if name in items:
        known = [option.id for option in items[name].options]
        for option in options:
            if option not in known:
                place.error(f"`{name}` has no option `{option}`.{did_you_mean(option, known)}")


def _target(place: _Place, rule: IndicatorRule) -> tuple[float | None, bool]:
    """Return the target, and whether the figure is a share."""
    written = place.values.get("target")
    if written is None:
        return None, rule not in _NUMBERS
    found = _TARGET.fullmatch(written.strip())
    if not found or (found[2] and int(found[1]) > 100):
        place.error(f"`target={written}` is not a target: write a share such as 80% or a number such as 150")
        return None, True
    return (int(found[1]) / 100, True) if found[2] else (float(found[1]), False)


def _at_least(place: _Place, rule: IndicatorRule) -> float | None:
    written = place.values.get("at_least")
    if written is None:
        if rule is IndicatorRule.RATED:
            place.error("says no rating: write the step it must reach, such as at_least=4")
        return None
    if not _NUMBER.fullmatch(written):
        place.error(f"`at_least={written}` is not a number: write one such as 4")
        return None
    return float(written)
