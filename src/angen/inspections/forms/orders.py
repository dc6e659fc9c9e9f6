"""Forms of orders, rechecks and extensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from angen.desk.act_forms import ActForm, day, long_text, text
from angen.inspections.documents.building import Found, Line
from angen.inspections.models import Hazard
from angen.inspections.states import HandleMeasure
from angen.orgs.models import Officer

PASSED = (("yes", "已整改"), ("no", "未整改"))


class LinesForm(ActForm):
    """Hazards to choose from, each with its own day, unit, person and goal where these differ.

    What stands above holds for every chosen one whose own field is empty.
    """

    due_on = day("整改期限")
    unit = text("责任单位（部门）", required=False, most=80)
    person = text("责任人", required=False, most=40)
    goal = text("整改目标", required=False)

    def __init__(self, data: Any = None, *, hazards: Sequence[Hazard], **more: Any) -> None:
        super().__init__(data, **more)
        self.hazards = hazards
        for one in hazards:
            key = str(one.pk)
            self.fields[f"take-{key}"] = forms.BooleanField(
                label="列入", required=False, initial=True
            )
            self.fields[f"due-{key}"] = day("期限", required=False)
            self.fields[f"unit-{key}"] = text("责任单位（部门）", required=False, most=80)
            self.fields[f"person-{key}"] = text("责任人", required=False, most=40)
            self.fields[f"goal-{key}"] = text("整改目标", required=False)
            self.initial[f"unit-{key}"] = one.unit
            self.initial[f"person-{key}"] = one.person
            self.initial[f"goal-{key}"] = one.goal

    @property
    def common(self) -> Iterator[forms.BoundField]:
        """The fields above the hazards."""
        return (self[name] for name in self.fields if "-" not in name)

    @property
    def blocks(self) -> Iterator[tuple[Hazard, forms.BoundField, list[forms.BoundField]]]:
        """Each hazard, whether it is taken, and its own fields."""
        for one in self.hazards:
            names = [f"{part}-{one.pk}" for part in ("due", "unit", "person", "goal")]
            yield one, self[f"take-{one.pk}"], [self[name] for name in names]

    def lines(self) -> list[Line]:
        """The chosen ones."""
        data = self.cleaned_data
        found = []
        for one in self.hazards:
            if not data.get(f"take-{one.pk}"):
                continue
            parts = {
                name: data.get(f"{name}-{one.pk}") or data.get(name) or ""
                for name in ("unit", "person", "goal")
            }
            due = data.get(f"due-{one.pk}") or data.get("due_on")
            found.append(Line(one, due, **parts))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"take-{one.pk}") for one in self.hazards):
            raise ValidationError("请至少选择一项问题。")
        return data


class OrderForm(LinesForm):
    """An order to rectify. ``last`` is the last day without a reason, None where no pack says."""

    reason = text(
        "超过一般期限的理由",
        required=False,
        help_text="重大事故隐患需要更长期限的，写明理由",
        most=300,
    )

    def __init__(self, data: Any = None, *, last: dt.date | None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["due_on"].initial = None
        if last is not None:
            self.fields["due_on"].help_text = f"一般隐患最晚到 {last}"


class DecisionForm(LinesForm):
    """Measures on site."""

    due_on = day("排除期限", required=False, help_text="已有整改期限的可以不填")
    scope = text("适用的场所、设施设备", help_text="例如：砂光车间及其除尘系统")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        # A box each, so that a preview can carry them on as single values.
        for value, label in HandleMeasure.choices:
            self.fields[f"measure_{value}"] = forms.BooleanField(label=label, required=False)
        boxes = [f"measure_{value}" for value in HandleMeasure.values]
        self.order_fields([*boxes, "scope", "due_on", "unit", "person", "goal"])

    def measures(self) -> list[str]:
        """The chosen measures."""
        data = self.cleaned_data
        return [value for value in HandleMeasure.values if data.get(f"measure_{value}")]


def officers_field(label: str) -> forms.Field:
    """Two or more people of the body."""
    return forms.ModelMultipleChoiceField(
        Officer.objects.none(), label=label, widget=forms.CheckboxSelectMultiple
    )


class LiftForm(ActForm):
    """The review of measures on site."""

    officers = officers_field("审查人员（两名以上持证人员）")
    opinion = long_text("审查意见", help_text="写明隐患是否排除、现场是否具备安全生产条件")

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["officers"].queryset = people  # type: ignore[attr-defined]


class RecheckForm(ActForm):
    """What was found of each hazard; ``people`` only where it is by papers and photographs."""

    opinion = long_text(
        "复查意见", required=False, most=1000, help_text="不填的，按复查结果自动生成"
    )

    def __init__(
        self, data: Any = None, *, hazards: Sequence[Hazard], people: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.hazards = hazards
        if people is not None:
            self.fields["officers"] = officers_field("复查人员（两名以上持证人员）")
            self.fields["officers"].queryset = people  # type: ignore[attr-defined]
        for one in hazards:
            self.fields[f"passed-{one.pk}"] = forms.ChoiceField(
                label="复查结果", choices=PASSED, widget=forms.RadioSelect, required=False
            )
            self.fields[f"note-{one.pk}"] = text("说明", required=False, most=300)
            self.fields[f"due-{one.pk}"] = day("未整改的，新的整改期限", required=False)

    @property
    def common(self) -> Iterator[forms.BoundField]:
        """The fields below the hazards."""
        return (self[name] for name in self.fields if "-" not in name)

    @property
    def blocks(self) -> Iterator[tuple[Hazard, list[forms.BoundField]]]:
        """Each hazard with its fields."""
        for one in self.hazards:
            yield one, [self[f"{part}-{one.pk}"] for part in ("passed", "note", "due")]

    def results(self) -> list[Found]:
        """Those for which a result was given."""
        data = self.cleaned_data
        return [
            Found(
                one,
                data[f"passed-{one.pk}"] == "yes",
                data.get(f"note-{one.pk}") or "",
                data.get(f"due-{one.pk}"),
            )
            for one in self.hazards
            if data.get(f"passed-{one.pk}")
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"passed-{one.pk}") for one in self.hazards):
            raise ValidationError("请至少填写一项复查结果。")
        return data


class Photos(forms.FileField):
    """Several pictures in one field."""

    def __init__(self, **more: Any) -> None:
        widget = forms.FileInput(attrs={"accept": "image/*,.pdf"})
        widget.allow_multiple_selected = True
        widget.attrs["multiple"] = True
        super().__init__(widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Photos, self).clean(one, initial) for one in several]


class DoneForm(ActForm):
    """The report that a hazard is rectified."""

    done_on = day("整改完成日期")
    note = long_text("整改措施和结果", help_text="写明怎么改的、改成什么样")
    photos = Photos(label="整改后的照片", required=False, help_text="手机拍照即可，可多选")


class ExtensionForm(ActForm):
    """A request for more time. ``officer``: entered on behalf of the enterprise."""

    until = day("申请延至")
    reason = long_text("申请理由", most=300)

    def __init__(self, data: Any = None, *, officer: bool, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["until"].initial = None
        if officer:
            self.fields["asked_on"] = day("收到申请的日期")
            self.fields["asked_on"].initial = timezone.localdate


class AnswerForm(ActForm):
    """The answer to a request for more time."""

    decision = forms.ChoiceField(
        label="答复",
        choices=(("grant", "同意延期"), ("refuse", "不同意延期")),
        widget=forms.RadioSelect,
    )
    answer = long_text("答复意见", required=False, most=300, help_text="不同意的，必须写明理由")
