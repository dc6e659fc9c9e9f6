"""The filter above the log."""

from __future__ import annotations

from typing import Any

from django import forms

from angen.audit import wording


class DayField(forms.DateField):
    """A day from the browser's own picker, which speaks ISO dates only."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "日期应写成 2026-01-31 的样子。"}


class LogFilter(forms.Form):
    """Narrows the log; every field may stay empty."""

    kind = forms.ChoiceField(label="对象类别", required=False)
    number = forms.CharField(label="对象编号", required=False, max_length=80)
    event = forms.ChoiceField(label="事项", required=False)
    person = forms.CharField(label="操作人", required=False, max_length=80)
    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", wording.subject_types())
        self._offer("event", wording.event_labels())
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def clean(self) -> dict[str, Any]:
        """The beginning may not lie after the end; a number needs its kind."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期，请调整。")
        if found.get("number") and not found.get("kind"):
            self.add_error("kind", "按编号查找时，请同时选择对象类别。")
        return found

    def _offer(self, name: str, words: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *sorted(words.items(), key=lambda item: item[1])]
