"""Forms of the acts on plans, draws and rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from angen.enterprises.forms import ActForm, RefField
from angen.enterprises.states import Risk, Sector
from angen.kernel.access import rows
from angen.orgs.models import Area
from angen.plans.models import AnnualPlan, DrawnObject
from angen.plans.queries.team import team_of
from angen.plans.states import DayKind, ItemKind


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(), help_text=help_text)


def _text(label: str, help_text: str = "", most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=help_text, **more)


class DrawForm(ActForm):
    """A new draw."""

    item = RefField("draws", "item", label="随机抽查事项")
    title = _text("名称", most=120)
    area = RefField("draws", "area", label="抽查范围")
    sectors = forms.MultipleChoiceField(
        label="行业领域",
        choices=Sector.choices,
        required=False,
        help_text="不选即为全部。",
        widget=forms.SelectMultiple,
    )
    risks = forms.MultipleChoiceField(
        label="风险等级",
        choices=Risk.choices,
        required=False,
        help_text="不选即为全部。",
        widget=forms.SelectMultiple,
    )
    starts_on = _day("检查开始日期")
    ends_on = _day("检查结束日期")
    want = forms.IntegerField(label="抽取家数", min_value=1, max_value=100_000)
    each = forms.IntegerField(label="每家执法人员数", min_value=2, max_value=10, initial=2)


class NothingForm(ActForm):
    """A confirmation."""


class ReasonForm(ActForm):
    """A reason alone."""

    reason = _text("理由")


class CommitmentForm(ActForm):
    """The hash of a secret; the page makes both in the browser."""

    commitment = _text("口令哈希", "64 位十六进制数。口令只留在您手里，揭示时再填。", 64)


class SecretForm(ActForm):
    """The secret itself."""

    secret = _text("随机口令", "提交哈希时生成的口令，16 至 64 位字母或数字。", 64)


class CommitForm(ActForm):
    """Where public randomness will come from."""

    public_source = _text(
        "公开随机数来源",
        "选填。须是公布之后才产生、人人可查的数，如：某日某期福利彩票双色球开奖号码。",
        required=False,
    )


class CarryOutForm(ActForm):
    """What it turned out to be."""

    public_value = _text("公开随机数", "承诺时公布了来源的必填，照公布的原样填写。", required=False)


class ReplaceForm(ActForm):
    """Which officer is to be replaced; who follows is not chosen."""

    before = forms.ChoiceField(label="需要调换的执法人员")
    reason = _text("调换理由")

    def __init__(self, data: Any = None, *, drawn: DrawnObject, **more: Any) -> None:
        super().__init__(data, **more)
        self.people = {str(one.pk): one for one in team_of(drawn)}
        choices = [(pk, one.name) for pk, one in self.people.items()]
        self.fields["before"] = forms.ChoiceField(label="需要调换的执法人员", choices=choices)

    def clean_before(self) -> Any:
        return self.people[self.cleaned_data["before"]]


class RoundForm(ActForm):
    """A round of cross inspection."""

    agency = RefField("cross-rounds", "agency", label="组织机构")
    title = _text("名称", "选填。", 120, required=False)
    starts_on = _day("开始日期")
    ends_on = _day("结束日期")

    def clean(self) -> dict[str, Any]:
        """``areas``: every township of the body's own area."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        agency = data.get("agency")
        if agency is not None and self.actor is not None:
            seen = rows(self.actor, "orgs.see_areas")
            data["areas"] = list(seen.filter(parent=agency.area, level=Area.Level.TOWNSHIP))
            if len(data["areas"]) < 2:
                raise ValidationError("这个机构的辖区内没有两个以上的乡镇（街道）。")
        return data

    def __init__(self, data: Any = None, *, actor: Any, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        self.actor = actor


class PlanForm(ActForm):
    """A new plan."""

    agency = RefField("annual-plans", "agency", label="编制机构")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)


class FiguresForm(ActForm):
    """How many are drawn, and what a visit costs."""

    draw_count = forms.IntegerField(label="随机抽查家数", min_value=0, max_value=1_000_000)
    key_cost = forms.DecimalField(label="每次重点检查人日", max_digits=5, decimal_places=1)
    general_cost = forms.DecimalField(label="每次一般检查人日", max_digits=5, decimal_places=1)


class DaysForm(ActForm):
    """Days of each kind that are not supervision, of everybody or of one officer."""

    officer = forms.ChoiceField(label="执法人员", required=False)

    def __init__(self, data: Any = None, *, plan: AnnualPlan, **more: Any) -> None:
        super().__init__(data, **more)
        self.people = {
            str(one.officer_id): one.officer for one in plan.budgets.select_related("officer")
        }
        everybody = [("", "全部人员"), *((pk, one.name) for pk, one in self.people.items())]
        self.fields["officer"] = forms.ChoiceField(
            label="执法人员", choices=everybody, required=False
        )
        for kind in DayKind:
            self.fields[kind.value] = forms.DecimalField(
                label=f"{kind.label}（天）", min_value=0, max_digits=5, decimal_places=1, initial=0
            )

    def clean(self) -> dict[str, Any]:
        """``officer`` (None for all) and ``days`` by kind."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        days = {kind.value: data[kind.value] for kind in DayKind if kind.value in data}
        return {"officer": self.people.get(data.get("officer", "")), "days": days}


class ApproveForm(ActForm):
    """The approval of the government."""

    approver = _text("批准机关", "本级人民政府。", 120)
    document = _text("批准文号", most=120)
    approved_on = _day("批准日期")


class FileForm(ActForm):
    """The filing with the level above."""

    agency = RefField("annual-plans", "agency", label="备案机关")
    filed_on = _day("备案日期")


class PublishForm(ActForm):
    """Where it was published."""

    place = _text("公布位置", "如：县政府网站“重点领域信息公开”栏目。", 300)
    published_on = _day("公布日期")


class VisitForm(ActForm):
    """A visit of the plan."""

    enterprise = RefField("plan-items", "enterprise", label="企业")
    kind = forms.ChoiceField(label="类别", choices=ItemKind.choices)
    month = forms.IntegerField(label="月份", min_value=1, max_value=12)
    reason = _text("列入理由", "选填。", 120, required=False)
