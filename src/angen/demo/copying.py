"""Storing many records at once by COPY: several times faster than INSERT for a world of 150,000 rows.

Only for records made here: their values are sound, their keys are given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model

Written = Callable[[Any], str]
NULL = "\\N"
ROWS = 5000  # written at a time
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(model: type[Model], records: Sequence[Model]) -> None:
    """Write records of one table; triggers, defaults of generated columns and constraints hold."""
    if not records:
        return
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    writers = [(str(field.attname), _writer(field)) for field in fields]
    sql = f"copy {quote(model._meta.db_table)} ({columns}) from stdin"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for start in range(0, len(records), ROWS):
            rows = []
            for record in records[start : start + ROWS]:
                values = record.__dict__
                rows.append("\t".join([write(values[name]) for name, write in writers]))
            copy.write("\n".join(rows) + "\n")


def _writer(field: Field[Any, Any]) -> Written:
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _array
    return _plain


def _plain(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return str(value).translate(_ESCAPES)
    if value is True or value is False:
        return "t" if value else "f"
    return str(value)


def _json(value: Any) -> str:
    return NULL if value is None else json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _array(value: Any) -> str:
    if value is None:
        return NULL
    items = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
    return ("{" + ",".join(f'"{one}"' for one in items) + "}").translate(_ESCAPES)
