"""Whether an actor holds a permission on any record at all: for menus and buttons."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from angen.kernel.access import Actor, named


def anywhere(actor: Actor, permission: str) -> bool:
    """Whether the rule leaves the actor any row. Asks nothing of the database.

    The rule itself is looked at, not the role's list: a rule may follow another permission, as
    posts follow people.
    """
    return possible(named(permission).rule(actor))


def possible(condition: Any) -> bool:
    """Whether a condition can hold for some row; only "one of none" never can."""
    if isinstance(condition, Q):
        if condition.negated or not condition.children:
            return True
        parts = (possible(child) for child in condition.children)
        return any(parts) if condition.connector == Q.OR else all(parts)
    if isinstance(condition, tuple):
        lookup, value = condition
        if isinstance(value, QuerySet):
            return not empty(value)
        return not (str(lookup).endswith("pk__in") and value == ())
    return True


def empty(queryset: QuerySet[Any]) -> bool:
    """Whether Django itself sees that no row can be found, without asking for any."""
    try:
        queryset.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return True
    return False
