"""Columns that only the ledgers of enterprises have."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from operator import mul
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from angen.desk.columns import Bad, Choice, Column, Ref
from angen.desk.columns.refs import OFFERED
from angen.desk.search import matches
from angen.enterprises.models.enterprises import CODE, INTERNAL
from angen.kernel.access import Actor

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100—2015: without I, O, S, V, Z
VALUE = {sign: number for number, sign in enumerate(SIGNS)}
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SOUND = re.compile(CODE)
INTERNAL_NUMBER = re.compile(rf"{INTERNAL}[0-9A-Z\u3400-\u9fff-]{{1,38}}")
SEPARATORS = re.compile(r"[、,，;；/\s]+")


def sound(code: str) -> bool:
    """Whether an 18-character unified social credit code is well formed and its last sign right."""
    if not SOUND.match(code):
        return False
    total = sum(map(mul, map(VALUE.__getitem__, code), WEIGHTS))
    return SIGNS[(31 - total % 31) % 31] == code[17]


@dataclass(frozen=True)
class EnterpriseCode(Column):
    """A unified social credit code, or an internal number where there is none."""

    _: KW_ONLY
    width: int = 22

    kind: ClassVar[str] = "credit"

    def parse(self, raw: object, text: str) -> str:
        if isinstance(raw, int | float) and raw >= 1e15:
            raise Bad(
                f"“{self.label}”被表格存成了数字，末几位已经丢失；请把这一列设为“文本”格式再填写。"
            )
        code = text.upper().replace(" ", "")
        if code.startswith(INTERNAL) and len(code) != 18:
            if INTERNAL_NUMBER.fullmatch(code):
                return code
            raise Bad(f"内部编号“{text}”只能用数字、大写字母、汉字和横线，最多 40 个字。")
        if len(code) != 18:
            raise Bad(
                f"“{self.label}”应为 18 位，现在是 {len(code)} 位；没有代码的填以 {INTERNAL} 开头的内部编号。"
            )
        if not sound(code):
            raise Bad(f"“{self.label}”填的“{text}”校验不通过，请对照营业执照核对 18 位代码。")
        return code

    def allowed(self) -> str:
        return (
            f"18 位统一社会信用代码；没有的填以 {INTERNAL} 开头的内部编号，如 {INTERNAL}-招贤-001"
        )


@dataclass(frozen=True)
class Coded(Choice):
    """A choice entered by code, by label, or as "code label"."""

    _: KW_ONLY
    width: int = 24

    def parse(self, raw: object, text: str) -> Any:
        known = dict(self.choices)
        head = text.split(" ")[0].lstrip("ABCDEFGHIJKLMNOPQRST")
        if head in known:
            return head
        for code, label in self.choices:
            if label.partition(" ")[2] == text:
                return code
        raise Bad(
            f"“{self.label}”填的“{text}”不在国民经济行业分类表里，请填两位大类或四位小类代码，如 25。"
        )

    def allowed(self) -> str:
        return "GB/T 4754—2017 的大类（两位）或小类（四位）代码，如 25、3120"


@dataclass(frozen=True)
class Several(Column):
    """Any number of a list, entered with 、 between."""

    _: KW_ONLY
    choices: tuple[tuple[str, str], ...] = ()
    width: int = 20

    kind: ClassVar[str] = "several"

    def known(self, field: Any) -> dict[str, Any]:
        return {**super().known(field), "empty": [], "max_length": None}

    def text(self, value: Any) -> str:
        names = dict(self.choices)
        return "、".join(names.get(one, one) for one in value or ())

    def parse(self, raw: object, text: str) -> list[str]:
        values = {label: value for value, label in self.choices}
        found = []
        for part in filter(None, SEPARATORS.split(text)):
            if part not in values:
                raise Bad(f"“{self.label}”不能填“{part}”，请填：{'、'.join(values)}。")
            found.append(values[part])
        return sorted(set(found))

    def allowed(self) -> str:
        return "可填几项，用顿号隔开：" + "、".join(label for _, label in self.choices)

    def widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"autocomplete": "off"})


@dataclass(frozen=True)
class EnterpriseRef(Ref):
    """A reference to an enterprise by code or name, offered through the index of bigrams."""

    def offers(self, actor: Actor, typed: str = "") -> list[str]:
        found: QuerySet[Any] = self.targets(actor)
        word = typed.rpartition("/")[2].strip()
        if word:
            found = found.filter(matches(word, ("name",), "search"))
        return [self.full(target) for target in found.order_by("name", "pk")[:OFFERED]]


def enterprise(name: str = "enterprise", **more: Any) -> EnterpriseRef:
    """A reference to an enterprise; exported as "code/name"."""
    return EnterpriseRef(
        name,
        see=more.pop("see", "enterprises.see"),
        by=("name", "code"),
        qualifier="code",
        ledger="enterprises",
        sort=True,
        search=True,
        example="913711007060517844/某某有限公司",
        **more,
    )
