"""Events and subjects for the tests of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.db import connection

from angen.audit.models import Check
from angen.kernel.events import Event


@dataclass(frozen=True)
class Renamed(Event):
    """Something got another name."""

    label: ClassVar[str] = "改名"
    old: str
    new: str


@dataclass(frozen=True)
class Everything(Event):
    """One field of each kind the log holds."""

    label: ClassVar[str] = "样例"
    on: dt.date
    at: dt.datetime
    share: Decimal
    count: int | None
    names: tuple[str, ...]
    changes: dict[str, list[str]]


class Person:
    """An actor without an account."""

    pk = 7
    display_name = "张三"

    def reach(self, permission: str) -> list[object]:
        return []


def subject(number: int = 1) -> Check:
    """Some record; the log needs its type and key only."""
    return Check(pk=number)


@contextmanager
def behind_the_trigger() -> Iterator[None]:
    """What the owner of the database can do: act while no trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def sql(text: str, *params: object) -> int:
    """Run ``text`` as the owner; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return int(cursor.rowcount)
