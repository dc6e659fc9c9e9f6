"""Columns that identify a person or an enterprise, with their check digits and masks."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from angen.desk.columns.base import Bad, Cell, Column
from angen.kernel.ids import (
    check_identity_no,
    check_social_credit_code,
    compact,
    mask_identity_no,
    mask_phone,
)

MASK = "*"
TELEPHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[48]00-?\d{3}-?\d{4}|\d{7,8}")


@dataclass(frozen=True)
class Personal(Column):
    """A column that is masked wherever it is shown, unless ``masked`` is off."""

    _: KW_ONLY
    masked: bool = True

    personal: ClassVar[bool] = True

    def mask(self, value: str) -> str:
        """The value with its middle hidden."""
        return MASK * len(value)

    def text(self, value: Any) -> str:
        if not value:
            return ""
        return self.mask(str(value)) if self.masked else str(value)

    def cell(self, record: Any) -> Cell:
        return self.text(self.value(record))

    def clear(self, record: Any) -> str:
        """The value itself, for the recorded act of revealing it."""
        return str(self.value(record) or "")

    def logged(self, value: Any) -> Any:
        return self.mask(str(value)) if value else ""

    def refuse_mask(self, text: str) -> None:
        """A masked value pasted back from an export is no value."""
        if MASK in text:
            raise Bad(f"“{self.label}”是遮盖过的号码，请填写完整号码。")


@dataclass(frozen=True)
class IdentityNo(Personal):
    """A resident identity number (GB 11643), 18 characters, checked by birth date and digit."""

    _: KW_ONLY
    width: int = 22

    kind: ClassVar[str] = "identity"

    def mask(self, value: str) -> str:
        return mask_identity_no(value)

    def parse(self, raw: object, text: str) -> str:
        if isinstance(raw, int | float) and raw >= 1e15:
            raise Bad(
                f"“{self.label}”被表格存成了数字，末几位已经丢失；请把这一列设为“文本”格式再填写。"
            )
        self.refuse_mask(text)
        if wrong := check_identity_no(text, timezone.localdate()):
            raise Bad(wrong)
        return compact(text)

    def allowed(self) -> str:
        return "18 位居民身份证号，单元格须为文本格式"

    def widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"maxlength": 18, "autocomplete": "off"})


@dataclass(frozen=True)
class SocialCreditCode(Column):
    """A unified social credit code (GB 32100), 18 characters."""

    _: KW_ONLY
    width: int = 22

    kind: ClassVar[str] = "credit"

    def parse(self, raw: object, text: str) -> str:
        if isinstance(raw, int | float) and raw >= 1e15:
            raise Bad(
                f"“{self.label}”被表格存成了数字，末几位已经丢失；请把这一列设为“文本”格式再填写。"
            )
        if wrong := check_social_credit_code(text):
            raise Bad(wrong)
        return compact(text)

    def allowed(self) -> str:
        return "18 位统一社会信用代码"


@dataclass(frozen=True)
class Phone(Personal):
    """A mobile or landline number."""

    kind: ClassVar[str] = "phone"

    def mask(self, value: str) -> str:
        return mask_phone(value)

    def parse(self, raw: object, text: str) -> str:
        self.refuse_mask(text)
        number = re.sub(r"[\s()（）]", "", text)
        if not TELEPHONE.fullmatch(number):
            raise Bad(
                f"“{self.label}”填的“{text}”不是电话号码，请填 11 位手机号或带区号的固定电话。"
            )
        return number

    def allowed(self) -> str:
        return "11 位手机号，或带区号的固定电话"

    def widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"inputmode": "tel", "maxlength": 20, "autocomplete": "off"})
