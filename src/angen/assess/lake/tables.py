"""Which tables the indicators read, and to which area a row of each belongs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model
from ibis.expr.types import Table

from angen.assess.compiled import defined
from angen.assess.numbers import PREFIX
from angen.assess.tables import ModelTables, columns
from angen.kernel.indicators import registered
from angen.orgs.models import Area, LedgerStatement

# Besides what indicators read: who the units are, and what they said of their ledgers.
ALWAYS = (Area, LedgerStatement)


class _Noting(ModelTables):
    """Notes which tables a definition asks for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Table:
        if not name.startswith(PREFIX):  # numbers of packs are in no table
            self.asked.add(name)
        return super().__getattr__(name)


def read_by(names: Iterable[str] | None = None) -> list[type[Model]]:
    """The models whose tables the indicators read (all of them by default), by table name."""
    noting = _Noting()
    chosen = registered() if names is None else {n: registered()[n] for n in names}
    for each in chosen.values():
        defined(each, noting)
    wanted = noting.asked | {model._meta.db_table for model in ALWAYS}
    known = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in known if model._meta.db_table in wanted),
        key=lambda model: model._meta.db_table,
    )


@cache
def way_to_area(model: type[Model]) -> str:
    """The shortest way of required links from a table to the path of its area: "agency__area__path".

    Empty where there is none: such a table belongs to everybody and is written once.
    """
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while waiting:
        here, way = waiting.popleft()
        if here is Area:
            return "__".join((*way, "path"))
        for field in here._meta.concrete_fields:
            target = field.related_model
            if not isinstance(field, ForeignKey) or field.null or not isinstance(target, type):
                continue
            if target not in seen:
                seen.add(target)
                waiting.append((target, (*way, field.name)))
    return ""


@cache
def day_column(model: type[Model]) -> str:
    """The column by which a file is sorted, so that a cycle reads its own days alone.

    The first required day of the table, else its first day; empty without one.
    """
    days = [f for f in model._meta.concrete_fields if f.get_internal_type() == "DateField"]
    first = next((f for f in days if not f.null), days[0] if days else None)
    return "" if first is None else str(first.column)


def exported(model: type[Model]) -> list[str]:
    """The columns that are written: those the indicators know, none of them a name or a number of
    a person."""
    names = columns(model)
    left_out = PERSONAL | ({"name"} if "identity_no" in names else set())
    return [name for name in names if name not in left_out]


@cache
def held_of(table: str) -> frozenset[str]:
    """The columns of a table that a lake has."""
    known = apps.get_models(include_auto_created=True)
    return frozenset(
        name for model in known if model._meta.db_table == table for name in exported(model)
    )


# Left out of every lake: nobody may be found again in a file that travels.
PERSONAL = frozenset(
    {
        *("identity_no", "phone", "met_phone", "met_person", "narrative"),
        *("principal", "reported_by_name", "secret"),
    }
)
# Of these an indicator asks only whether they were filled in, and that alone is written.
FILLED_IN = frozenset({"witness", "person"})
MARK = "*"
