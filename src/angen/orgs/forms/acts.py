"""Forms of legal acts on areas, people, certificates, village officers and key lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from angen.orgs.models import Agency, Area, KeyListEntry


class ActForm(forms.Form):
    """Base: labels without colons, days that start with today."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and field.required and field.initial is None:
                field.initial = timezone.localdate


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(), help_text=help_text)


def _text(
    label: str, required: bool = True, help_text: str = "", most: int = 200
) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


class SuspendForm(ActForm):
    """Suspension of a certificate."""

    since = _day("暂扣起始日期")
    reason = _text("暂扣原因")


class LiftForm(ActForm):
    """The end of a suspension."""

    last_day = _day("暂扣最后一天", "从次日起恢复使用。")
    reason = _text("解除原因")


class CheckForm(ActForm):
    """What the issuer's register says."""

    checked_on = _day("核验日期")
    genuine = forms.TypedChoiceField(
        label="核验结果",
        choices=[("1", "属实"), ("0", "不属实")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    source = _text("核验途径", help_text="如：省行政执法证件管理系统", most=120)
    note = _text("说明", required=False, help_text="不属实的必须写明哪里不符。")


class SightForm(ActForm):
    """Whether a person was at the post."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机构", empty_label=None)
    seen_on = _day("查岗日期")
    in_post = forms.TypedChoiceField(
        label="是否在岗",
        choices=[("1", "在岗"), ("0", "不在岗")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = _text("说明", required=False, help_text="不在岗的必须写明去向。")

    def __init__(self, data: Any = None, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data)
        choice = self.fields["agency"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = agencies


class EndAppointmentForm(ActForm):
    """The last day in a post."""

    last_day = _day("任职最后一天")
    reason = _text("原因", help_text="如：调离、退休、辞职")


class WorkplaceForm(ActForm):
    """Where the person works from a day on."""

    since = _day("自哪一天起")
    where = _text("实际工作单位", help_text="写单位全称，如：莒县纪委监委", most=120)


class ReturnForm(ActForm):
    """The person is back."""

    since = _day("返岗日期")


class OpinionForm(ActForm):
    """A day and an opinion."""

    day = _day("日期")
    opinion = _text("意见", required=False)

    def __init__(self, data: Any = None, *, day: str, opinion: str, needed: bool) -> None:
        super().__init__(data)
        self.fields["day"].label = day
        self.fields["opinion"].label = opinion
        self.fields["opinion"].required = needed


class ReasonOnlyForm(ActForm):
    """A reason alone."""

    opinion = _text("退回理由")


class ProposeKeyUnitForm(ActForm):
    """A unit for a key list."""

    list = forms.ChoiceField(label="名单", choices=KeyListEntry.List.choices)
    area = _text("区划名称或代码", help_text="如：招贤镇，或 371122102")
    proposed_on = _day("提出日期")
    reason = forms.CharField(label="列入理由", widget=forms.Textarea(attrs={"rows": 3}))


class DecideKeyUnitForm(ActForm):
    """Approval of a proposal."""

    decided_on = _day("批准日期")
    since = _day("列入名单的起始日期")
    document = _text("批准文号", most=120)


class RefuseKeyUnitForm(ActForm):
    """Refusal of a proposal."""

    decided_on = _day("决定日期")
    reason = _text("理由")


class RemoveKeyUnitForm(ActForm):
    """Removal from a list."""

    last_day = _day("在名单中的最后一天")
    document = _text("文号", most=120)


class RenameAreaForm(ActForm):
    """A new name."""

    name = _text("新名称", most=80)
    since = _day("启用日期")
    cite = _text("依据（批复文号）")


class MoveAreaForm(ActForm):
    """Another parent."""

    parent = _text("新的上级（名称或代码）", most=80)
    since = _day("生效日期")
    cite = _text("依据（批复文号）")


class AddAreaForm(ActForm):
    """An area without a statistical code."""

    code = forms.RegexField(
        r"^[0-9A-Z]{4,20}$",
        label="代码",
        help_text="没有统计代码的自编，如上级代码加 Z1：371122Z1",
        error_messages={"invalid": "代码只用数字和大写字母，4 至 20 位。"},
    )
    name = _text("名称", most=80)
    kind = forms.ChoiceField(
        label="类别",
        choices=[c for c in Area.Kind.choices if c[0] not in ("province", "prefecture")],
    )
    since = _day("设立日期")
    cite = _text("依据（批复文号）")


class AbolishAreaForm(ActForm):
    """The last day of an area."""

    last_day = _day("存续最后一天")
    cite = _text("依据（批复文号）")
