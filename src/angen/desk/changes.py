"""What a write changes: setting columns, comparing, and telling the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from angen.desk.columns import Column, Ref
from angen.desk.events import Changes, RecordChanged, RecordCreated
from angen.desk.ledger import Ledger
from angen.kernel.refusal import Refused

Reader = Callable[[Column, Any], Any]


class Invalid(Refused):
    """Values the model refuses; ``fields`` are the sentences by column, "" for the whole record."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self.fields = dict(fields)
        super().__init__(next(s for sentences in self.fields.values() for s in sentences))


def assign(ledger: Ledger, target: Any, values: Mapping[str, Any], *, created: bool) -> None:
    """Set the columns of ``target``; a fixed one keeps its first value."""
    for name, value in values.items():
        column = ledger.by_name[name]
        if not column.editable:
            raise LookupError(f"column {name} of ledger {ledger.key} is not entered")
        if isinstance(column, Ref):
            value = getattr(value, "pk", value)
        if column.fixed and not created and getattr(target, column.attribute) != value:
            raise Invalid({name: [f"“{column.label}”登记后不能修改。"]})
        setattr(target, column.attribute, value)


def logged_columns(ledger: Ledger) -> list[Column]:
    """The columns the history keeps."""
    names = ledger.logged
    return [c for c in ledger.fields if c.editable and (names is None or c.name in names)]


def own_value(column: Column, record: Any) -> Any:
    """The value of a column, asked of the record itself."""
    return column.value(record)


def logged_values(ledger: Ledger, target: Any, value_of: Reader = own_value) -> dict[str, Any]:
    """The non-empty values the history keeps of a record, by label."""
    found = {c.label: c.logged(value_of(c, target)) for c in logged_columns(ledger)}
    return {label: value for label, value in found.items() if value not in (None, "")}


def changes_of(ledger: Ledger, before: Any, after: Any, value_of: Reader = own_value) -> Changes:
    """What differs between two states of a record, by label."""
    return {
        c.label: [c.logged(value_of(c, before)), c.logged(value_of(c, after))]
        for c in logged_columns(ledger)
        if getattr(before, c.attribute) != getattr(after, c.attribute)
    }


def event_of(
    ledger: Ledger, before: Any, after: Any, source: str = "", value_of: Reader = own_value
) -> RecordCreated | RecordChanged:
    """What the log says about a write."""
    if before is None:
        return RecordCreated(ledger.key, logged_values(ledger, after, value_of), source)
    return RecordChanged(ledger.key, changes_of(ledger, before, after, value_of), source)
