"""Ids and moments as text or numbers made by the database: a long report then spends no time on objects."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class moment_text(FunctionElement[str]):  # reads like the SQL function it is
    """A moment as "2019-04-01T09:00:00Z"."""

    type = String()
    inherit_cache = True


class id_text(FunctionElement[str]):
    """A UUID in its usual form."""

    type = String()
    inherit_cache = True


class by_code_point(FunctionElement[str]):
    """A text to sort by, in the same order on every database."""

    type = String()
    inherit_cache = True


def _inside(element: FunctionElement[Any], compiler: SQLCompiler, options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(moment_text)
def _moment(element: moment_text, compiler: SQLCompiler, **options: Any) -> str:
    return f"replace(substr({_inside(element, compiler, options)}, 1, 19), ' ', 'T') || 'Z'"


@compiles(moment_text, "postgresql")
def _moment_on_postgresql(element: moment_text, compiler: SQLCompiler, **options: Any) -> str:
    inside = _inside(element, compiler, options)
    return f"""to_char({inside} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


class moment_day(FunctionElement[date]):
    """The day of a moment, in UTC."""

    type = Date()
    inherit_cache = True


@compiles(moment_day)
def _day(element: moment_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({_inside(element, compiler, options)}, 1, 10)"


@compiles(moment_day, "postgresql")
def _day_on_postgresql(element: moment_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({_inside(element, compiler, options)} AT TIME ZONE 'UTC' AS date)"


@compiles(id_text)
def _id(element: id_text, compiler: SQLCompiler, **options: Any) -> str:
    inside = _inside(element, compiler, options)
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({inside}, {start}, {length})" for start, length in parts)


@compiles(id_text, "postgresql")
def _id_on_postgresql(element: id_text, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({_inside(element, compiler, options)} AS TEXT)"


@compiles(by_code_point)
def _code_point(element: by_code_point, compiler: SQLCompiler, **options: Any) -> str:
    return _inside(element, compiler, options)


@compiles(by_code_point, "postgresql")
def _code_point_on_postgresql(element: by_code_point, compiler: SQLCompiler, **options: Any) -> str:
    return f'({_inside(element, compiler, options)}) COLLATE "C"'


class moment_seconds(FunctionElement[int]):
    """A moment as whole seconds since 1970."""

    type = Integer()
    inherit_cache = True


@compiles(moment_seconds)
def _seconds(element: FunctionElement[int], compiler: SQLCompiler, **options: Any) -> str:
    return f"unixepoch({_inside(element, compiler, options)})"


@compiles(moment_seconds, "postgresql")
def _seconds_on_postgresql(element: FunctionElement[int], compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {_inside(element, compiler, options)}) AS BIGINT)"


class mailbox(FunctionElement[str]):
    """What stands before the @ of an e-mail address, in small letters."""

    type = String()
    inherit_cache = True


@compiles(mailbox)
def _mailbox(element: FunctionElement[str], compiler: SQLCompiler, **options: Any) -> str:
    inside = _inside(element, compiler, options)
    return f"lower(substr({inside}, 1, instr({inside}, '@') - 1))"


@compiles(mailbox, "postgresql")
def _mailbox_on_postgresql(element: FunctionElement[str], compiler: SQLCompiler, **options: Any) -> str:
    return f"lower(split_part({_inside(element, compiler, options)}, '@', 1))"


class json_list(FunctionElement[str]):
    """The values of a group as the text of a JSON array; those of one question come in one order."""

    type = String()
    inherit_cache = True


@compiles(json_list)
def _list(element: FunctionElement[str], compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array({_inside(element, compiler, options)})"


@compiles(json_list, "postgresql")
def _list_on_postgresql(element: FunctionElement[str], compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg({_inside(element, compiler, options)}) AS TEXT)"
