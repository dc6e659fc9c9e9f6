"""Forms about papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from angen.papers.actions import Delivery
from angen.papers.numbers import CODE_LENGTH, tidy_code
from angen.papers.states import Method

LARGEST_PDF = 30 * 1024 * 1024


class VoidForm(forms.Form):
    """The reason that stays with the number."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="文号不再使用，和原因一起保留在登记簿中。",
    )


class DeliveryForm(forms.Form):
    """What the signed delivery receipt says."""

    method = forms.ChoiceField(label="送达方式", choices=Method.choices)
    recipient = forms.CharField(label="收件人", max_length=80, required=False)
    served_on = forms.DateField(label="送达日期", widget=forms.DateInput())
    served_time = forms.TimeField(
        label="送达时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label="送达地点（地址、网址）", max_length=200, required=False)
    refused = forms.BooleanField(label="拒绝签收", required=False)
    witness = forms.CharField(
        label="见证人", max_length=80, required=False, help_text="留置送达时填写。"
    )
    note = forms.CharField(
        label="备注",
        max_length=200,
        required=False,
        help_text="拒收事由、邮件号、受托单位、同意电子送达的方式、公告原因。",
    )
    officers = forms.CharField(label="送达人", max_length=80)

    def delivery(self) -> Delivery:
        """The receipt, once the form is valid."""
        given = self.cleaned_data
        moment = dt.datetime.combine(given["served_on"], given["served_time"])
        return Delivery(
            method=Method(given["method"]),
            recipient=given["recipient"],
            served_at=timezone.make_aware(moment),
            place=given["place"],
            refused=given["refused"],
            witness=given["witness"],
            note=given["note"],
            officers=given["officers"],
        )


class VerifyForm(forms.Form):
    """A verification code, a file, or both."""

    code = forms.CharField(
        label="查验码", max_length=40, required=False, help_text="12 位，印在文书页脚。"
    )
    file = forms.FileField(
        label="PDF 文件", required=False, help_text="选填：比对文件是否与出具时一致，文件不会保存。"
    )

    def clean_code(self) -> str:
        """The code as it is kept."""
        code = tidy_code(self.cleaned_data["code"])
        if code and len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"查验码应为 {CODE_LENGTH} 位，请对照文书页脚核对。")
        return code

    def clean_file(self) -> Any:
        """Not larger than any paper."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_PDF:
            raise forms.ValidationError("文件太大，文书不超过 30 MB。")
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        found = super().clean() or {}
        if not self.errors and not found.get("code") and not found.get("file"):
            raise forms.ValidationError("请输入查验码，或选择要查验的 PDF 文件。")
        return found
