"""The form of a record, made from its ledger's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse

from angen.desk.columns import Bad, Column, Personal, Ref
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor

STAMP = "_stamp"
UNCHANGED = object()


class EntryField(forms.Field):
    """A form field that reads what its column reads."""

    def __init__(self, column: Column, widget: forms.Widget, mask: str = "") -> None:
        super().__init__(
            required=bool(column.required),
            label=column.label,
            widget=widget,
            help_text=column.help or (f"如：{column.example}" if column.example else ""),
        )
        self.column, self.mask = column, mask

    def clean(self, value: object) -> Any:
        """The column's value, or its sentence as the error."""
        if self.mask and value == self.mask:
            return UNCHANGED
        try:
            return self.column.read(value)
        except Bad as bad:
            raise ValidationError(bad.sentence) from bad


class RecordForm(forms.Form):
    """The entries of one record; ``values`` are what ``save_record`` takes.

    A masked number that comes back as it was shown is left unchanged.
    """

    def __init__(
        self,
        ledger: Ledger,
        actor: Actor,
        *,
        record: Any = None,
        data: Mapping[str, Any] | None = None,
        starts: Mapping[str, str] | None = None,
    ) -> None:
        self.ledger, self.actor, self.record = ledger, actor, record
        super().__init__(data, initial=self.entries(starts or {}), label_suffix="")
        for column in ledger.entered:
            self.fields[column.name] = EntryField(
                column, self.control(column), self.mask_of(column)
            )
        stamp = ledger.stamp(record) if record is not None else ""
        self.fields[STAMP] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=stamp
        )

    def entries(self, starts: Mapping[str, str]) -> dict[str, Any]:
        """What the controls show at first."""
        if self.record is not None:
            return {c.name: c.entry(self.record) for c in self.ledger.entered}
        blank = self.ledger.model()
        found = {c.name: "" if isinstance(c, Ref) else c.entry(blank) for c in self.ledger.entered}
        return found | {name: text for name, text in starts.items() if name in found}

    def control(self, column: Column) -> forms.Widget:
        """The control of a column; a reference offers entries while one types."""
        widget = column.widget()
        if isinstance(column, Ref):
            url = reverse("desk:offers", args=[self.ledger.key, column.name])
            widget.attrs |= {
                "hx-get": url,
                "hx-trigger": "focus once, input changed delay:300ms",
                "hx-target": f"#offers-{column.name}",
                "hx-swap": "innerHTML",
            }
        if column.fixed and self.record is not None:
            widget.attrs["readonly"] = True
        return widget

    def clean(self) -> dict[str, Any]:
        """Resolve the references."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for column in self.ledger.entered:
            text = cleaned.get(column.name)
            if isinstance(column, Ref) and text:
                target = column.resolve(self.actor, [text])[text]
                if isinstance(target, Bad):
                    self.add_error(column.name, target.sentence)
                else:
                    cleaned[column.name] = target
        return cleaned

    def mask_of(self, column: Column) -> str:
        """What a masked number of the record is shown as."""
        if self.record is None or not isinstance(column, Personal) or not column.masked:
            return ""
        return column.entry(self.record)

    @property
    def values(self) -> dict[str, Any]:
        """The values by column name."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != STAMP and value is not UNCHANGED
        }

    @property
    def stamp(self) -> str:
        """The version the editor saw."""
        return str(self.cleaned_data.get(STAMP) or "")

    def tell(self, fields: Mapping[str, list[str]]) -> None:
        """Show the sentences of a refused write beside their fields."""
        for name, sentences in fields.items():
            place = name if name in self.fields else None
            for sentence in sentences:
                self.add_error(place, sentence)

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        made: dict[str, list[BoundField]] = {}
        for column in self.ledger.entered:
            made.setdefault(column.group, []).append(self[column.name])
        return list(made.items())

    @property
    def references(self) -> list[str]:
        """The columns that offer entries."""
        return [c.name for c in self.ledger.entered if isinstance(c, Ref)]

    @property
    def hidden(self) -> BoundField:
        """The version stamp."""
        return self[STAMP]
