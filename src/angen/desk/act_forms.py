"""Forms of legal acts, and their usual fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Bad, Ref
from angen.desk.ledger import ledger
from angen.kernel.access import Actor


class RefField(forms.CharField):
    """A record named as in the ledger ``key``, column ``column``; cleans to the record.

    The field bears the name of the column, under which the offers read what was typed.
    """

    def __init__(self, key: str, column: str, *, label: str = "", **more: Any) -> None:
        self.key, self.column = key, column
        self.actor: Actor | None = None
        super().__init__(label=label, max_length=200, **more)
        self.widget.attrs |= {
            "list": f"offers-{column}",
            "autocomplete": "off",
            "hx-trigger": "focus once, input changed delay:300ms",
            "hx-target": f"#offers-{column}",
            "hx-swap": "innerHTML",
        }

    def bind(self, actor: Actor) -> None:
        """Tell who asks, and where entries are offered while one types."""
        self.actor = actor
        self.widget.attrs["hx-get"] = reverse("desk:offers", args=[self.key, self.column])

    def clean(self, value: Any) -> Any:
        """The record, or the sentence that says why there is none."""
        text = super().clean(value)
        if not text:
            return None
        assert self.actor is not None
        ref = ledger(self.key).by_name[self.column]
        assert isinstance(ref, Ref)
        found = ref.resolve(self.actor, [text])[text]
        if isinstance(found, Bad):
            raise ValidationError(found.sentence)
        return ref.targets(self.actor).get(pk=found)


class ActForm(forms.Form):
    """Base: labels without colons, required days start with today, references know who asks."""

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        for field in self.fields.values():
            if isinstance(field, RefField):
                field.bind(actor)
            if isinstance(field, forms.DateField) and field.required and field.initial is None:
                field.initial = timezone.localdate

    @property
    def references(self) -> list[str]:
        """The fields that offer entries."""
        return [name for name, field in self.fields.items() if isinstance(field, RefField)]


def day(label: str, help_text: str = "", required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(), help_text=help_text, required=required
    )


def text(
    label: str, required: bool = True, help_text: str = "", most: int = 200
) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def long_text(
    label: str, required: bool = True, help_text: str = "", most: int = 500, rows: int = 3
) -> forms.CharField:
    """Several lines of text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=area
    )


class NothingForm(ActForm):
    """A confirmation."""


class ReasonForm(ActForm):
    """A reason alone."""

    reason = text("理由")
