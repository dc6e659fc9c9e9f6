"""Forms of the acts on plans, draws and rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from angen.desk.act_forms import ActForm, RefField
from angen.enterprises.states import Risk, Sector
from angen.kernel.access import rows
from angen.orgs.models import Area
from angen.plans.models import AnnualPlan, Campaign, DrawnObject
from angen.plans.queries.campaigns import draws_for
from angen.plans.queries.team import team_of
from angen.plans.states import ApprovedBy, CampaignKind, Cause, DayKind, ItemKind

BODIES = 500  # entries of a select that a person can still look through


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
    each = forms.IntegerField(
        label="每家执法人员数",
        min_value=1,
        max_value=10,
        required=False,
        help_text="不填即为规定的最少人数。",
    )


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


class ReplaceObjectForm(ActForm):
    """Why a drawn enterprise cannot be inspected; who follows is not chosen."""

    cause = forms.ChoiceField(
        label="调换原因", choices=Cause.choices, help_text="原因向社会公开，具体情况不公开。"
    )
    reason = _text("具体情况")


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


class CampaignForm(ActForm):
    """A special inspection."""

    agency = RefField("campaigns", "agency", label="组织机构")
    title = _text("名称", most=120)
    kind = forms.ChoiceField(label="类别", choices=CampaignKind.choices)
    basis = _text("依据文件", "如：某市安委会〔2025〕3号《有限空间专项整治方案》。", 300)
    content = _text("检查内容", "检查哪些事项，与公布的检查事项一致。", 500, widget=forms.Textarea)
    area = RefField("campaigns", "area", label="检查范围")
    sectors = forms.MultipleChoiceField(
        label="行业领域", choices=Sector.choices, required=False, help_text="不选即为全部。"
    )
    risks = forms.MultipleChoiceField(
        label="风险等级", choices=Risk.choices, required=False, help_text="不选即为全部。"
    )
    starts_on = _day("开始日期")
    ends_on = _day("结束日期")
    target = forms.IntegerField(
        label="计划检查家数", min_value=1, max_value=100_000, help_text="批准后不能超过这个数。"
    )
    bodies = forms.MultipleChoiceField(
        label="参加机构", required=False, help_text="联合执法必须选，其他可以不选。"
    )

    def __init__(self, data: Any = None, *, actor: Any, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        seen = rows(actor, "orgs.see_agencies").order_by("area__path", "name")[:BODIES]
        self.agencies = {str(one.pk): one for one in seen}
        choices = [(pk, one.name) for pk, one in self.agencies.items()]
        self.fields["bodies"].choices = choices  # type: ignore[attr-defined]

    def clean_bodies(self) -> list[Any]:
        """The bodies themselves."""
        return [self.agencies[pk] for pk in self.cleaned_data["bodies"]]


class CampaignApproveForm(ActForm):
    """The approval of a special inspection."""

    approved_by = forms.ChoiceField(label="批准层级", choices=ApprovedBy.choices)
    approver = _text("批准机关", most=120)
    document = _text("批准文号", most=120)
    approved_on = _day("批准日期")


class CampaignFileForm(ActForm):
    """Its filing."""

    agency = RefField("campaigns", "agency", label="备案机关", help_text="县级以上机关。")
    filed_on = _day("备案日期")


class CampaignVisitForm(ActForm):
    """An enterprise of a special inspection."""

    enterprise = RefField("campaign-items", "enterprise", label="企业")
    due_on = _day("计划日期")


class CampaignDrawForm(ActForm):
    """The draw whose enterprises are listed."""

    draw = forms.ChoiceField(label="随机抽查")

    def __init__(self, data: Any = None, *, campaign: Campaign, **more: Any) -> None:
        super().__init__(data, **more)
        self.draws = {str(one.pk): one for one in draws_for(campaign)[:BODIES]}
        choices = [(pk, one.title) for pk, one in self.draws.items()]
        self.fields["draw"] = forms.ChoiceField(label="随机抽查", choices=choices)

    def clean_draw(self) -> Any:
        """The draw itself."""
        return self.draws[self.cleaned_data["draw"]]


class ReportForm(ActForm):
    """The report at the end."""

    report = _text(
        "工作总结",
        "检查多少家、发现什么问题、怎么处理、还有什么没有完成。",
        5000,
        widget=forms.Textarea,
    )
