"""Which new records the right to keep cannot tell apart, so that a check need write only one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Q

from angen.kernel.access import Actor, named

# What the temporary table cannot be held against: exclusions, keys over expressions, row triggers.
_HIDDEN = """
select exists (select 1 from pg_constraint where conrelid = %s::regclass and contype = 'x')
    or exists (select 1 from pg_index
               where indrelid = %s::regclass and indisunique and indexprs is not null)
    or exists (select 1 from pg_trigger
               where tgrelid = %s::regclass and not tgisinternal and tgtype & 1 = 1)
"""


def may_stand_for_others(model: type[models.Model]) -> bool:
    """Whether the temporary table already told everything the table itself would refuse."""
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN, [model._meta.db_table] * 3)
        return not cursor.fetchone()[0]


def deciding(model: type[models.Model], permission: str, actor: Actor) -> list[str] | None:
    """The columns on which the right to keep a new record depends; None if that cannot be told.

    A record that did not exist has no relations but its own references, and those that triggers
    make of its values; so these are the references and what the rule names besides.
    """
    found = {str(f.column) for f in model._meta.concrete_fields if f.is_relation}
    for name in named_in(named(permission).rule(actor)):
        try:
            field: Any = None if name is None else model._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        if field is None and name != "pk":
            return None
        if getattr(field, "concrete", False):
            found.add(str(field.column))
    return sorted(found)


def named_in(condition: Q) -> set[str | None]:
    """The first step of every lookup of a condition; None stands for what is no lookup."""
    found: set[str | None] = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= named_in(child)
        elif isinstance(child, tuple):
            found.add(str(child[0]).partition("__")[0])
        else:
            found.add(None)
    return found
