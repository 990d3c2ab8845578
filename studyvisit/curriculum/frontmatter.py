"""The YAML between two `---` lines: read safely, every key with its line.

Every scalar is read as text and given its type by the schema, so that `NO` stays Norway, `16.10` stays
16.10 and `09:30` stays a time, whatever YAML 1.1 thinks of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studyvisit.curriculum.lines import Line, numbered
from studyvisit.curriculum.problems import Report, did_you_mean

WHERE = "front matter"
_LARGEST = 20_000
_DEEPEST = 6
_MISSING_FORMS = {"modules": "[slug]", "competencies": "[id]", "organisers": "[name]", "countries": "[BD]"}

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Head = TypeVar("Head", bound=BaseModel)
Place = tuple[str | int, ...]


@dataclass(slots=True)
class FrontMatter:
    """The values of a file's front matter, the line of each, and the lines of text that follow it."""

    values: dict[str, Value] = field(default_factory=dict)
    places: dict[Place, int] = field(default_factory=dict)
    body: tuple[Line, ...] = ()

    def line(self, *place: str | int) -> int:
        """Return the line on which a key stands, or the nearest one above it."""
        while place and place not in self.places:
            place = place[:-1]
        return self.places.get(place, 1)


def read_front_matter(text: str, report: Report) -> FrontMatter | None:
    """Return a file's front matter and body; None, with problems, when it cannot be read."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = numbered(text)
    if lines[0].text.rstrip() != "---":
        report.error(
            1, WHERE, "is missing: the first line of the file must be `---`, then come the keys, then `---`"
        )
        return None
    end = next((index for index, line in enumerate(lines[1:], 1) if line.text.rstrip() == "---"), None)
    if end is None:
        report.error(1, WHERE, "does not end: add a line `---` after the last key")
        return None
    found = FrontMatter(body=lines[end + 1 :])
    if not _load("\n".join(line.text for line in lines[1:end]), found, report):
        return None
    return found


def _load(source: str, found: FrontMatter, report: Report) -> bool:
    if len(source) > _LARGEST:
        report.error(2, WHERE, f"is longer than {_LARGEST:,} characters: shorten it")
        return False
    try:
        if not _is_plain(source, report):
            return False
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        report.error(
            line,
            WHERE,
            f"is not YAML ({error.problem}): write each line as `key: value`, and put a "
            "value that has a colon or starts with a sign in quotes",
        )
        return False
    except yaml.YAMLError as error:
        report.error(2, WHERE, f"is not YAML ({' '.join(str(error).split())})")
        return False
    if not isinstance(node, yaml.MappingNode):
        report.error(2, WHERE, "is empty or not a list of `key: value` lines")
        return False
    problems = Report(report.path)
    value = _value(node, (), found.places, problems)
    report.add(problems.problems)
    if problems.has_errors or not isinstance(value, dict):
        return False
    found.values = value
    return True


def _is_plain(source: str, report: Report) -> bool:
    depth = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 2 if event.start_mark else 2
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            report.error(
                line,
                WHERE,
                "`&` and `*` are not used here: write the value out, in quotes if it begins with one of them",
            )
            return False
        if (tag := getattr(event, "tag", None)) is not None:
            report.error(line, WHERE, f"`{tag}` is not used here: write the value without it")
            return False
        if depth > _DEEPEST:
            report.error(line, WHERE, "is nested too deeply: write it more simply")
            return False
    return True


def _value(node: yaml.Node, place: Place, places: dict[Place, int], report: Report) -> Value:
    places.setdefault(place, node.start_mark.line + 2)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, index), places, report) for index, child in enumerate(node.value)]
    values: dict[str, Value] = {}
    for key_node, child in _pairs(node):
        key, line = str(key_node.value), key_node.start_mark.line + 2
        if not isinstance(key_node, yaml.ScalarNode):
            report.error(line, WHERE, "has a key that is not a word: put the value in quotes")
            continue
        if key in values:
            report.error(
                line,
                WHERE,
                f"`{key}` stands here for the second time (first in line {places[(*place, key)]}): keep one",
            )
            continue
        places[(*place, key)] = line
        values[key] = _value(child, (*place, key), places, report)
    return values


def _pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    yield from node.value


def validate(model: type[Head], found: FrontMatter, report: Report) -> Head | None:
    """Return the front matter as `model`; None, with a problem for each fault, when it does not fit."""
    try:
        return model.model_validate(found.values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            report.error(found.line(*detail["loc"]), _where(detail["loc"]), _message(detail, model))
        return None


def _where(place: Place) -> str:
    names = [name for name in place if isinstance(name, str)]
    return f"{WHERE}, `{'.'.join(names)}`" if names else WHERE


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Return what is wrong, and how to mend it, in plain English."""
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    context: Mapping[str, object] = detail.get("ctx", {})
    given = _shown(detail["input"])
    kind = detail["type"]
    if kind == "missing":
        return f"is missing: add a line `{key}: {_MISSING_FORMS.get(key, '…')}`"
    if kind == "extra_forbidden":
        known = _known_keys(model, detail["loc"])
        return f"is not a key that is known here.{did_you_mean(key, known)} Known: {', '.join(known)}."
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if (message := _TYPES.get(kind)) is not None:
        return message.format(given=given, **context)
    return f"{given} does not fit: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


_TYPES = {
    "int_parsing": "{given} is not a whole number: write one in digits",
    "int_type": "{given} is not a whole number: write one in digits",
    "int_parsing_size": "{given} is too large a number",
    "bool_parsing": "{given} is neither `true` nor `false`: write one of them",
    "bool_type": "{given} is neither `true` nor `false`: write one of them",
    "string_type": "must be text on one line: write it after the colon",
    "tuple_type": "must be a list: write it as [one, two]",
    "list_type": "must be a list: write it as [one, two]",
    "dict_type": "must be a group of `key: value` lines",
    "model_type": "must be a group of `key: value` lines",
    "model_attributes_type": "must be a group of `key: value` lines",
    "string_too_short": "is empty: write something after the colon",
    "string_too_long": "is longer than {max_length} characters: shorten it",
    "too_short": "is empty: at least {min_length} must be listed",
    "too_long": "lists more than {max_length}: shorten the list",
    "greater_than_equal": "{given} is too small: the least is {ge}",
    "less_than_equal": "{given} is too large: the most is {le}",
    "enum": "{given} is not one of {expected}: write one of these",
    "literal_error": "{given} is not one of {expected}: write one of these",
    "date_from_datetime_parsing": "{given} is not a date: write it as 2019-04-01",
    "date_parsing": "{given} is not a date: write it as 2019-04-01",
    "date_type": "{given} is not a date: write it as 2019-04-01",
}


def _shown(value: object) -> str:
    text = re.sub(r"\s+", " ", str(value))
    return f"`{text[:40]}…`" if len(text) > 41 else f"`{text}`"


def _known_keys(model: type[BaseModel], place: Place) -> list[str]:
    """Return the keys allowed at a place, following the models nested in `model`."""
    current: type[BaseModel] = model
    for name in place[:-1]:
        field_info = current.model_fields.get(str(name))
        inner = _model_within(field_info.annotation) if field_info else None
        if inner is not None:
            current = inner
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_within(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if (inner := _model_within(part)) is not None:
            return inner
    return None
