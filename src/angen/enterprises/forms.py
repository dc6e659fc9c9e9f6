"""Forms of the acts on enterprises."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from angen.desk.act_forms import ActForm, RefField
from angen.desk.act_forms import day as _day
from angen.desk.act_forms import text as _text
from angen.enterprises.gb18218 import editions
from angen.enterprises.models import MajorHazard
from angen.enterprises.states import LetterKind, Level, Link, Risk
from angen.kernel.access import Actor, rows

SUBSTANCES = 6  # rows of the form; a unit with more repeats the act with its sums


class RenameForm(ActForm):
    """Another name."""

    name = _text("新名称", most=120)
    since = _day("更名日期", "新名称启用的第一天。")
    cite = _text("依据", required=False, help_text="如：市场监管部门变更登记通知书文号")


class SuperviseForm(ActForm):
    """The supervising body."""

    agency = RefField("supervisions", "agency", label="监管主体")
    level = forms.ChoiceField(label="监管层级", choices=Level.choices)
    since = _day("自哪一天起")
    reason = _text("确定或移交的理由")
    document = _text("依据文号", required=False, most=120)


class AppointForm(ActForm):
    """One link of the chain."""

    link = forms.ChoiceField(label="责任层级", choices=Link.choices)
    officer = RefField(
        "responsibles",
        "officer",
        label="领导或监管人员",
        required=False,
        help_text="包保领导、监管责任人填这一项。",
    )
    village_officer = RefField(
        "responsibles",
        "village_officer",
        label="村（社区）安全员",
        required=False,
        help_text="“村（社区）安全员”一级填这一项。",
    )
    since = _day("自哪一天起")

    def clean(self) -> dict[str, Any]:
        """One person, of the kind the link asks for."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = "village_officer" if data.get("link") == Link.VILLAGE else "officer"
        if wanted not in self.errors and not data.get(wanted):
            self.add_error(wanted, "请填写责任人。")
        data["person"] = data.get(wanted)
        return data


class LetterForm(ActForm):
    """One of the two letters."""

    kind = forms.ChoiceField(label="种类", choices=LetterKind.choices)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    signed_on = _day("签订（送达）日期")
    signed_by = _text("签收（承诺）人", most=40)
    valid_to = _day("有效期至")

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        today = timezone.localdate()
        self.fields["year"].initial = today.year
        self.fields["valid_to"].initial = today.replace(month=12, day=31)


class RateForm(ActForm):
    """A judgement of risk."""

    risk = forms.ChoiceField(label="风险等级", choices=Risk.choices)
    rated_on = _day("评定日期")
    basis = _text("评定依据", most=300, help_text="写明标准或方法和主要风险点。")


class AccountForm(ActForm):
    """An account of the enterprise."""

    username = _text("用户名", most=40)
    since = _day("自哪一天起")


class MergeForm(ActForm):
    """The other record, which stays."""

    enterprise = RefField(
        "letters",
        "enterprise",
        label="并入哪条记录",
        help_text="填保留的那条记录的代码或名称。",
    )
    reason = _text("认定为同一家企业的理由")


class ReasonForm(ActForm):
    """A reason alone."""

    reason = _text("理由")


class EndForm(ActForm):
    """A last day and a reason."""

    last_day = _day("最后一天")
    reason = _text("原因")


class SubstancesForm(ActForm):
    """Substances with their quantities, and the people nearby."""

    residents = forms.IntegerField(label="厂外 500 米内常住人口", min_value=0, max_value=10_000_000)
    assessed_on = _day("辨识评估日期")

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        rows = editions()[-1].rows.values()
        listed = [("", "请选择"), *((r.key, f"{r.name}（临界量 {r.critical} 吨）") for r in rows)]
        for number in range(1, SUBSTANCES + 1):
            self.fields[f"substance_{number}"] = forms.ChoiceField(
                label=f"危险化学品 {number}", choices=listed, required=number == 1
            )
            self.fields[f"quantity_{number}"] = forms.DecimalField(
                label=f"设计最大量 {number}（吨）",
                required=number == 1,
                max_digits=14,
                decimal_places=4,
                min_value=Decimal("0.0001"),
            )

    def clean(self) -> dict[str, Any]:
        """``quantities``: (row, tonnes) of every filled row; half a row is an error."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        quantities = []
        for number in range(1, SUBSTANCES + 1):
            key, amount = data.get(f"substance_{number}"), data.get(f"quantity_{number}")
            if bool(key) != (amount is not None) and f"quantity_{number}" not in self.errors:
                self.add_error(f"quantity_{number}", "危险化学品和数量要一起填。")
            elif key and amount is not None:
                quantities.append((key, amount))
        data["quantities"] = quantities
        return data


class HazardForm(SubstancesForm):
    """A major hazard installation."""

    name = _text("单元名称", most=80, help_text="如：1 号液氨罐区")
    kind = forms.ChoiceField(label="单元类别", choices=MajorHazard.Kind.choices)
    unit = _text("责任部门", most=80)
    principal = _text("主要负责人", most=40)
    technical = _text("技术负责人", most=40, required=False)
    operator = _text("操作负责人", most=40, required=False)
    phone = _text("联系电话", most=20, required=False)
    field_order = ("name", "kind", "residents", "assessed_on")


class FilingForm(ActForm):
    """A filing."""

    agency = RefField("supervisions", "agency", label="备案机关")
    number = _text("备案编号", most=60)
    filed_on = _day("备案日期")


class ReportForm(ActForm):
    """A report to a higher authority."""

    agency = RefField("supervisions", "agency", label="上级机关")
    reported_on = _day("上报日期")


class CloseForm(ActForm):
    """The end of an installation."""

    closed_on = _day("核销日期")
    reason = _text("核销理由")


def merge_form(data: Any, actor: Actor, other: str) -> MergeForm:
    """The form of a merge, with the other record filled in when a pair was chosen."""
    found = rows(actor, "enterprises.merge").filter(pk=other).first() if other else None
    initial = {"enterprise": f"{found.code}/{found.name}"} if found else None
    return MergeForm(data, actor=actor, initial=initial)
