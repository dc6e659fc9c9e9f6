"""Forms of waivers and findings."""

from __future__ import annotations

from typing import Any

from django import forms


class WaiverForm(forms.Form):
    """Why, by whom and for how long a unit is excused."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({"rows": 3}))
    approver = forms.CharField(label="批准人（单位）", max_length=80)
    document = forms.CharField(label="批准文号", max_length=120, required=False)
    valid_from = forms.DateField(label="从哪天起", widget=forms.DateInput)
    valid_to = forms.DateField(label="到哪天止", widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """The end may not lie before the beginning."""
        given = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "截止日期早于起始日期，请核对。")
        return given


class EndForm(forms.Form):
    """When and why a waiver ends early."""

    on = forms.DateField(label="最后一天", widget=forms.DateInput)
    reason = forms.CharField(label="理由", max_length=300)


class CloseForm(forms.Form):
    """How a finding was settled."""

    outcome = forms.CharField(label="办结情况", max_length=300, widget=forms.Textarea({"rows": 3}))
