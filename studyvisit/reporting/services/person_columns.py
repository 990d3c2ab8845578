"""Whose a row is: the columns that every table of people begins with."""

from __future__ import annotations

from studyvisit.tables.content import Absent, Column, Kind

PERSON = (
    Column(name="enrolment", kind=Kind.CODE),
    Column(name="name", kind=Kind.TEXT, is_key=True),
    Column(name="country", kind=Kind.CODE, empty=Absent.NOT_STATED, hxl="#country+code"),
    Column(name="institution", kind=Kind.TEXT, empty=Absent.NOT_STATED),
    Column(name="cohort", kind=Kind.TEXT),
)
