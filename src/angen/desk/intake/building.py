"""Making the records of an import, and what the log says of them, without a constructor a row."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable
from itertools import repeat
from typing import Any

from django.db import models
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute

from angen.audit import content
from angen.desk.changes import Reader, assign, changes_of, logged_columns
from angen.desk.columns import Column, Ref
from angen.desk.events import RecordChanged, RecordCreated
from angen.desk.intake.reading import REMEMBERED, Block, Memory, Parsed
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor

Names = dict[str, dict[Any, str]]  # how references were entered, by column and key


class Builder:
    """Makes the record of a row, by its place in the block taken, and runs the app's checks on it."""

    def __init__(self, ledger: Ledger, parsed: Parsed, actor: Actor) -> None:
        self.ledger, self.actor = ledger, actor
        self.model: Any = ledger.model
        self.names = [c.name for c in parsed.columns]
        self.attributes = [c.attribute for c in parsed.columns]
        self.lists: list[list[Any]] = []
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

    def take(self, block: Block) -> None:
        """The rows of this block come next."""
        self.lists = [block.values[name] for name in self.names]

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


def reader(names: Names) -> Reader:
    """Reads a column for the log; a reference by the text of the file, without a query."""

    def value_of(column: Column, record: Any) -> Any:
        if not isinstance(column, Ref):
            return column.value(record)
        if column.name in record._state.fields_cache:
            return record._state.fields_cache[column.name]
        key = getattr(record, column.attribute)
        return names.get(column.name, {}).get(key, key)

    return value_of


class Teller:
    """Writes what the log will say of each record, as ``content.text_of`` would."""

    def __init__(self, ledger: Ledger, source: str) -> None:
        self.ledger, self.source = ledger, source
        # The entries of the log have sorted keys.
        columns = {column.label: column for column in logged_columns(ledger)}
        self.columns: list[tuple[Column, Memory]] = [(columns[key], {}) for key in sorted(columns)]
        empty = content.text_of(RecordCreated(ledger.key, {}, source))
        self.before, self.between, self.behind = empty.partition('"values":{')

    def changed(self, before: Any, after: Any, names: Names) -> str:
        """The entry about a record that was changed."""
        changes = changes_of(self.ledger, before, after, reader(names))
        return content.text_of(RecordChanged(self.ledger.key, changes, self.source))

    def created(self, record: Any, names: Names) -> str:
        """The entry about a new record."""
        value_of, held, parts = reader(names), record.__dict__, []
        for column, memory in self.columns:
            entry = held.get(column.attribute)
            if isinstance(column, Ref):
                entry = column.logged(value_of(column, record))
            parts.append(self.part(column, memory, entry))
        return self.joined(parts)

    def all_created(
        self, count: int, held: dict[str, Any], columns: dict[str, list[Any]], names: Names
    ) -> list[str]:
        """The entries about new records: ``held`` is what all have, ``columns`` what each has."""
        parts: list[Iterable[str]] = []
        for column, memory in self.columns:
            values = columns.get(column.attribute)
            if values is None:
                value = held.get(column.attribute)
                parts.append(repeat(self.part(column, memory, value), count))
                continue
            if isinstance(column, Ref):
                texts = names.get(column.name, {})
                values = [texts.get(value, value) for value in values]
            parts.append([self.part(column, memory, value) for value in values])
        return list(map(self.joined, zip(*parts, strict=True))) or [self.joined(())] * count

    def joined(self, parts: Iterable[str]) -> str:
        """An entry of its parts."""
        return f"{self.before}{self.between}{','.join(filter(None, parts))}{self.behind}"

    def part(self, column: Column, memory: Memory, entry: Any) -> str:
        """What an entry says of one column, nothing where it is empty."""
        kept = entry if type(entry) is str or entry is None else (type(entry), repr(entry))
        if (found := memory.get(kept)) is None:
            if len(memory) > REMEMBERED:
                memory.clear()
            value = column.logged(entry)
            found = "" if value in (None, "") else content.member(column.label, value)
            memory[kept] = found
        return found
