"""Forms of cycles, scores, appeals and consequences."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from angen.assess.actions.scoring import Sheet
from angen.desk.act_forms import ActForm
from angen.kernel.access import Actor


def _text(label: str, most: int = 300, rows: int = 3, required: bool = True) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=area, required=required)


def _line(label: str, most: int = 120, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=help_text)


class NothingForm(ActForm):
    """An act that needs no word."""


class OpenForm(ActForm):
    """Which rating, where, for which time."""

    rating = forms.ChoiceField(label="评级")
    area = forms.ChoiceField(label="评价范围")
    key = _line("周期", 8, "季度写2021Q3，半年写2021H2，月写2021-07，年写2021。")

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        ratings: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(data, actor=actor, **more)
        self.fields["rating"].choices = list(ratings)  # type: ignore[attr-defined]
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]


class ReasonForm(ActForm):
    """A reason."""

    reason = _text("理由")


class RunForm(ActForm):
    """Why it is computed again."""

    reason = _text("重新计算的原因", required=False)


class PublishForm(ActForm):
    """The day of publication."""

    on = forms.DateField(label="公布日期", widget=forms.DateInput)


class SheetForm(ActForm):
    """Points by line of a rubric, made for a thumb: big numbers, one column."""

    note = _text("评分说明", 500, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, sheet: Sheet, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        self.sheet = sheet
        lines = {}
        for number, (says, most) in enumerate(sheet.lines):
            lines[f"line{number}"] = forms.DecimalField(
                label=f"{says}（{most.normalize():f}分）",
                min_value=Decimal(0),
                max_value=most,
                decimal_places=2,
                widget=forms.NumberInput({"inputmode": "decimal", "step": "0.5"}),
            )
        self.fields = {**lines, **self.fields}

    @property
    def marks(self) -> list[Decimal]:
        """The points in order of the lines."""
        return [self.cleaned_data[f"line{n}"] for n in range(len(self.sheet.lines))]


class SelfReportForm(SheetForm):
    """The points a unit claims, and on what."""

    note = _text("自评依据", 1000, 4)


class ReviewForm(SheetForm):
    """The points a reviewer gives, beginning with those reported."""

    note = _text("审核意见（调整时必填）", 500, required=False)


class SettleForm(ActForm):
    """The points that count."""

    points = forms.DecimalField(label="计分", decimal_places=2)
    reason = _text("裁定理由")


class AppealForm(ActForm):
    """Which items, and why."""

    items = forms.MultipleChoiceField(
        label="申诉哪些项", choices=(), widget=forms.CheckboxSelectMultiple
    )
    reason = _text("申诉理由", 1000, 5)

    def __init__(
        self, data: Any = None, *, actor: Actor, items: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(data, actor=actor, **more)
        self.fields["items"].choices = list(items)  # type: ignore[attr-defined]


class UpholdForm(ActForm):
    """What is put right: facts and people's points, or the records counted again."""

    decision = _text("复核意见", 1000, 4)
    again = forms.BooleanField(
        label="按现有记录重新统计这个单位",
        required=False,
        help_text="单位已经补录或更正了台账时用；别的单位不变。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        facts: Sequence[tuple[str, str, str]],
        people: Sequence[tuple[str, str, str]],
        **more: Any,
    ) -> None:
        super().__init__(data, actor=actor, **more)
        for kind, rows in (("fact", facts), ("people", people)):
            for name, label, now in rows:
                self.fields[f"{kind}:{name}"] = forms.DecimalField(
                    label=f"更正：{label}（现为{now}）", required=False
                )

    def given(self, kind: str) -> dict[str, Decimal]:
        """What was filled in."""
        return {
            key.partition(":")[2]: value
            for key, value in self.cleaned_data.items()
            if key.startswith(f"{kind}:") and value is not None
        }


class DecisionForm(ActForm):
    """What the review found."""

    decision = _text("复核意见", 1000, 4)


class CirculateForm(ActForm):
    """The circular in which the unit was named."""

    document = _line("通报文号")


class ScheduleForm(ActForm):
    """The meeting on whose agenda the statement stands."""

    meeting = _line("会议名称")
    meeting_on = forms.DateField(label="会议日期", widget=forms.DateInput)


class ReportForm(ActForm):
    """What the unit has put right."""

    report = _text("整改情况", 1000, 5)


class OutcomeForm(ActForm):
    """How it ended."""

    outcome = _text("办理结果", 500)
