"""Making the records of an import, and what the log says of them, without a constructor a row."""

from __future__ import annotations

import copy
import inspect
from typing import Any

from django.db import models
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute

from angen.audit import content
from angen.desk.changes import Reader, assign, changes_of, logged_columns
from angen.desk.columns import Column, Ref
from angen.desk.events import RecordChanged, RecordCreated
from angen.desk.intake.reading import REMEMBERED, Memory, Parsed
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor


class Builder:
    """Makes the record of a row, by its place in the file, and runs the app's checks on it."""

    def __init__(self, ledger: Ledger, parsed: Parsed, actor: Actor) -> None:
        self.ledger, self.actor = ledger, actor
        self.model: Any = ledger.model
        self.names = [c.name for c in parsed.columns]
        self.attributes = [c.attribute for c in parsed.columns]
        self.lists = [parsed.values[name] for name in self.names]
        self.stored = [f.attname for f in self.model._meta.concrete_fields if not f.generated]
        self.hooked = type(ledger).before_write is not Ledger.before_write
        self.checks = own_checks(ledger, parsed)
        fresh = self.model()
        self.same = {name: v for name, v in fresh.__dict__.items() if name != "_state"}
        self.made = [
            (f.attname, f.get_default)
            for f in self.model._meta.concrete_fields
            if not f.generated and f.has_default() and callable(f.default)
        ]
        # Only what a plain attribute would hold anyway may be put into the record directly.
        self.direct = all(plain_attribute(self.model, name) for name in self.attributes)

    def new(self, place: int) -> Any:
        """A record that is not in the base; raises ``Refused`` or ``ValidationError``."""
        values = [one[place] for one in self.lists]
        record = self.model.__new__(self.model)
        held = record.__dict__
        held["_state"] = ModelState()
        held.update(self.same)
        for name, default in self.made:
            held[name] = default()
        if self.direct:
            held.update(zip(self.attributes, values, strict=True))
        else:
            assign(self.ledger, record, dict(zip(self.names, values, strict=True)), created=True)
        self.check(record, values)
        return record

    def changed(self, place: int, before: Any) -> Any:
        """The record ``before`` as the row wants it; raises ``Refused`` or ``ValidationError``."""
        values = [one[place] for one in self.lists]
        record = copy.copy(before)
        assign(self.ledger, record, dict(zip(self.names, values, strict=True)), created=False)
        self.check(record, values)
        return record

    def check(self, record: Any, values: list[Any]) -> None:
        """What the app and the model add in Python."""
        if self.hooked:
            named = dict(zip(self.names, values, strict=True))
            self.ledger.before_write(record, named, self.actor)
        for check in self.checks:
            check(record)

    def alike(self, before: Any, after: Any) -> bool:
        """Whether nothing stored differs."""
        return all(getattr(before, name) == getattr(after, name) for name in self.stored)


def plain_attribute(model: type[models.Model], name: str) -> bool:
    """Whether setting the attribute does no more than keep the value."""
    found = inspect.getattr_static(model, name, None)
    return found is None or isinstance(found, DeferredAttribute)


def own_checks(ledger: Ledger, parsed: Parsed) -> list[Any]:
    """The checks a model adds in Python: its ``clean`` and the validators of its fields."""
    found: list[Any] = []
    if ledger.model.clean is not models.Model.clean:
        found.append(lambda record: record.clean())
    for column in parsed.columns:
        field = column.model_field(ledger.model)
        if field is not None and field._validators:  # type: ignore[attr-defined]
            found.append(validator(field))
    return found


def validator(field: Any) -> Any:
    """Runs the validators of one field on a record."""

    def check(record: Any) -> None:
        value = getattr(record, field.attname)
        if value not in field.empty_values:
            field.run_validators(value)

    return check


def reader(parsed: Parsed) -> Reader:
    """Reads a column for the log; a reference by the text of the file, without a query."""

    def value_of(column: Column, record: Any) -> Any:
        if not isinstance(column, Ref):
            return column.value(record)
        if column.name in record._state.fields_cache:
            return record._state.fields_cache[column.name]
        key = getattr(record, column.attribute)
        return parsed.names.get(column.name, {}).get(key, key)

    return value_of


class Teller:
    """Writes what the log will say of each record."""

    def __init__(self, ledger: Ledger, parsed: Parsed, source: str) -> None:
        self.ledger, self.source = ledger, source
        self.value_of = reader(parsed)
        self.columns: list[tuple[Column, Memory]] = [(c, {}) for c in logged_columns(ledger)]

    def told(self, before: Any, after: Any) -> str:
        """The content of the event, as the log keeps it."""
        if before is not None:
            changes = changes_of(self.ledger, before, after, self.value_of)
            return content.text_of(RecordChanged(self.ledger.key, changes, self.source))
        values = {}
        held = after.__dict__
        for column, memory in self.columns:
            entry = held.get(column.attribute)
            kept = entry if type(entry) is str or entry is None else (type(entry), repr(entry))
            if kept not in memory:
                if len(memory) > REMEMBERED:
                    memory.clear()
                memory[kept] = column.logged(self.value_of(column, after))
            value = memory[kept]
            if value not in (None, ""):
                values[column.label] = value
        return content.text_of(RecordCreated(self.ledger.key, values, self.source))
