"""Columns of text, choices, days and numbers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms

from angen.desk.columns.base import Bad, Cell, Column

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# A day that a spreadsheet keeps as a number counts from here (the 1900 date system).
SERIAL_ZERO = dt.date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000  # 1927 to 2119


@dataclass(frozen=True)
class Text(Column):
    """One line of text."""


@dataclass(frozen=True)
class LongText(Column):
    """Several lines of text."""

    kind: ClassVar[str] = "long"
    lines: ClassVar[bool] = True

    def widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": 3})


@dataclass(frozen=True)
class Choice(Column):
    """One of a list; entered and exported by label, stored by value."""

    _: KW_ONLY
    choices: tuple[tuple[str, str], ...] = ()

    kind: ClassVar[str] = "choice"

    def known(self, field: Any) -> dict[str, Any]:
        found = super().known(field)
        if not self.choices:
            found["choices"] = tuple((str(k), str(v)) for k, v in field.flatchoices)
        return found

    def text(self, value: Any) -> str:
        return dict(self.choices).get(str(value), "") if value not in (None, "") else ""

    def entry(self, record: Any) -> str:
        value = self.value(record)
        return "" if value is None else str(value)

    def logged(self, value: Any) -> Any:
        return self.text(value)

    def parse(self, raw: object, text: str) -> Any:
        for value, label in self.choices:
            if text in (label, value):
                return value
        labels = "、".join(label for _, label in self.choices)
        raise Bad(f"“{self.label}”不能填“{text}”，请填：{labels}。")

    def allowed(self) -> str:
        return "只能填：" + "、".join(label for _, label in self.choices)

    def validation(self) -> dict[str, Any] | None:
        labels = [label for _, label in self.choices]
        # The format allows 255 characters in a list of values.
        if not labels or len(",".join(labels)) > 255 or any("," in label for label in labels):
            return None
        return {
            "validate": "list",
            "source": labels,
            "error_title": "填写有误",
            "error_message": f"请从下拉列表中选择{self.label}。",
        }

    def widget(self) -> forms.Widget:
        return forms.Select(choices=[("", "请选择"), *self.choices])


@dataclass(frozen=True)
class Flag(Column):
    """Yes or no: 是 / 否; empty means unknown where the model allows it."""

    kind: ClassVar[str] = "flag"
    YES: ClassVar[frozenset[str]] = frozenset({"是", "true", "1", "yes", "y", "√", "有"})
    NO: ClassVar[frozenset[str]] = frozenset({"否", "false", "0", "no", "n", "×", "无"})

    def text(self, value: Any) -> str:
        return "" if value is None else "是" if value else "否"

    def entry(self, record: Any) -> str:
        return self.text(self.value(record))

    def logged(self, value: Any) -> Any:
        return self.text(value)

    def parse(self, raw: object, text: str) -> Any:
        if text.lower() in self.YES:
            return True
        if text.lower() in self.NO:
            return False
        raise Bad(f"“{self.label}”不能填“{text}”，请填“是”或“否”。")

    def allowed(self) -> str:
        return "是 或 否"

    def validation(self) -> dict[str, Any] | None:
        return {
            "validate": "list",
            "source": ["是", "否"],
            "error_title": "填写有误",
            "error_message": "请填“是”或“否”。",
        }

    def widget(self) -> forms.Widget:
        return forms.Select(choices=[("", "未填"), ("是", "是"), ("否", "否")])


@dataclass(frozen=True)
class Day(Column):
    """A calendar day."""

    _: KW_ONLY
    width: int = 12

    kind: ClassVar[str] = "day"

    def text(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, dt.date) else ""

    def cell(self, record: Any) -> Cell:
        value: Cell = self.value(record)
        return value

    def parse(self, raw: object, text: str) -> dt.date:
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        if isinstance(raw, int | float) and FIRST_SERIAL <= raw < LAST_SERIAL:
            return SERIAL_ZERO + dt.timedelta(days=int(raw))
        if found := DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text):
            try:
                return dt.date(*(int(part) for part in found.groups()))
            except ValueError:
                raise Bad(f"“{self.label}”填的“{text}”不是日历上有的日期，请核对年月日。") from None
        raise Bad(f"“{self.label}”填的“{text}”不是日期，请写成 2021-06-30 的样子。")

    def allowed(self) -> str:
        return "日期，如 2021-06-30"

    def validation(self) -> dict[str, Any] | None:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1900, 1, 1),
            "maximum": dt.date(2200, 12, 31),
            "error_title": "填写有误",
            "error_message": "请填写日期，如 2021-06-30。",
        }

    def widget(self) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def decimal(label: str, raw: object, text: str) -> Decimal:
    """The number in an entry; thousands commas are allowed, NaN and infinity are not."""
    try:
        found = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Bad(f"“{label}”填的“{text}”不是数字，请只填数字。")
    return found


@dataclass(frozen=True)
class Number(Column):
    """A decimal number with at most ``places`` decimals, between ``minimum`` and ``maximum``."""

    _: KW_ONLY
    minimum: int | None = 0
    maximum: int | None = 10**12
    places: int = 2
    unit: str = ""

    kind: ClassVar[str] = "number"
    numeric: ClassVar[bool] = True

    def text(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        return f"{Decimal(value):f}"

    def cell(self, record: Any) -> Cell:
        value: Cell = self.value(record)
        return value

    def parse(self, raw: object, text: str) -> Any:
        found = decimal(self.label, raw, text)
        exponent = found.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            wanted = f"最多 {self.places} 位小数" if self.places else "整数"
            raise Bad(f"“{self.label}”填的“{text}”应为{wanted}。")
        if self.minimum is not None and found < self.minimum:
            raise Bad(f"“{self.label}”不能小于 {self.minimum}。")
        if self.maximum is not None and found > self.maximum:
            raise Bad(f"“{self.label}”不能大于 {self.maximum}。")
        return self.stored(found)

    def stored(self, found: Decimal) -> Any:
        """The value the model keeps."""
        return found

    def allowed(self) -> str:
        least = "" if self.minimum is None else f"，不小于 {self.minimum}"
        places = f"，最多 {self.places} 位小数" if self.places else ""
        return f"数字{places}{least}" if self.places else f"整数{least}"

    def validation(self) -> dict[str, Any] | None:
        if self.minimum is None or self.maximum is None:
            return None
        return {
            "validate": "decimal" if self.places else "integer",
            "criteria": "between",
            "minimum": self.minimum,
            "maximum": self.maximum,
            "error_title": "填写有误",
            "error_message": f"请填写{self.allowed()}。",
        }

    def widget(self) -> forms.Widget:
        return forms.TextInput(
            attrs={"inputmode": "decimal" if self.places else "numeric", "autocomplete": "off"}
        )


@dataclass(frozen=True)
class Whole(Number):
    """A whole number."""

    _: KW_ONLY
    places: int = 0
    maximum: int | None = 2_147_483_647
    width: int = 10

    kind: ClassVar[str] = "whole"

    def stored(self, found: Decimal) -> Any:
        return int(found)


@dataclass(frozen=True)
class Yuan(Number):
    """An amount typed in 元 and stored in cents (分)."""

    _: KW_ONLY
    unit: str = "元"
    maximum: int | None = 10**14

    kind: ClassVar[str] = "yuan"

    def stored(self, found: Decimal) -> Any:
        return int(found * 100)

    def text(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        yuan = Decimal(int(value)) / 100
        return f"{yuan:,.2f}" if int(value) % 100 else f"{yuan:,.0f}"

    def cell(self, record: Any) -> Cell:
        value = self.value(record)
        return None if value is None else Decimal(int(value)) / 100

    def logged(self, value: Any) -> Any:
        return self.text(value)

    def allowed(self) -> str:
        return "金额，单位元，最多两位小数"
