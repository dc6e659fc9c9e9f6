"""The tables of the base as Ibis relations, known from Django's models: compiling asks no query."""

from __future__ import annotations

from functools import cache
from typing import Any

import ibis
from django.apps import apps
from django.db import models
from ibis.expr.types import Table

from angen.assess.numbers import PREFIX

# The narrowest Ibis type of each column type that Django may give a table of ours.
TYPES: dict[str, str] = {
    "AutoField": "int32",
    "BigAutoField": "int64",
    "BigIntegerField": "int64",
    "BooleanField": "boolean",
    "CharField": "string",
    "DateField": "date",
    "DateTimeField": "timestamp('UTC')",
    "FileField": "string",
    "IntegerField": "int32",
    "JSONField": "json",
    "PositiveBigIntegerField": "int64",
    "PositiveIntegerField": "int32",
    "PositiveSmallIntegerField": "int16",
    "SmallIntegerField": "int16",
    "TextField": "string",
    "URLField": "string",
    "UUIDField": "uuid",
}


class ModelTables:
    """``t.orgs_certificate``: a relation with the columns of the model of that table.

    ``t.value_recheck_days``: the number ``recheck_days`` of the packs by unit (``assess.numbers``).

    The relation belongs to no connection; what is written with it runs where it is sent, on
    Django's own connection and so inside its transaction.
    """

    def __getattr__(self, name: str) -> Table:
        if name.startswith(PREFIX):
            return ibis.table({"unit_id": "!string", "value": "!decimal(18, 6)"}, name=name)
        return table(name)


@cache
def table(name: str) -> Table:
    """The relation of the database table ``name``. Raises AttributeError where there is none."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == name:
            return ibis.table(columns(model), name=name)
    raise AttributeError(f"no table is named {name}")


def columns(model: type[models.Model]) -> dict[str, str]:
    """Ibis types by column of a model; a column of a type we have no word for is left out."""
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        kind = _type(field)
        if kind:
            found[str(field.column)] = kind if field.null else f"!{kind}"
    return found


def _type(field: Any) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DecimalField):
        return f"decimal({field.max_digits}, {field.decimal_places})"
    return TYPES.get(field.get_internal_type() or "", "")
