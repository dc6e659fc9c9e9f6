"""Forms of hazards, self-checks, village findings and listings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from angen.desk.act_forms import ActForm, RefField, day, long_text, text
from angen.inspections import library
from angen.inspections.actions.planning import PARTS
from angen.inspections.states import Answer, Grade, ListingLevel
from angen.kernel.access import rows
from angen.kernel.ids import new_id

PICTURES = ".png,.jpg,.jpeg,.webp"


def photo() -> forms.FileField:
    """A photograph, taken on the spot or chosen."""
    picker = forms.ClearableFileInput(attrs={"accept": PICTURES, "class": "form-control"})
    return forms.FileField(label="照片", required=False, widget=picker)


def picked(
    label: str, choices: Iterable[tuple[str, Any]], required: bool = True
) -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(label=label, choices=list(choices), required=required)


def judging(on: dt.date) -> list[tuple[str, Any]]:
    """The lines that judge a major hazard on a day, by sector."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in library.library().items:
        if line.judged and line.holds(on):
            label = f"{line.id} {line.violating[:48]}（{line.clause or line.standard[:16]}）"
            found.setdefault(library.sectors()[line.sector], []).append((line.id, label))
    return [("", "不用判定标准"), *found.items()]


class KeyForm(ActForm):
    """A form that may be sent twice and acts once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class GradeForm(ActForm):
    """Grade, and by what."""

    grade = picked("等级", Grade.choices)
    item = picked("重大事故隐患判定标准的条目", [], required=False)
    judges = text("或论证、集体研判的人员", required=False, most=120)
    reason = text("改变等级的理由", required=False)

    def __init__(self, *args: Any, on: dt.date, **more: Any) -> None:
        super().__init__(*args, **more)
        known = self.fields["item"]
        assert isinstance(known, forms.ChoiceField)
        known.choices = judging(on)


class PlanForm(ActForm):
    """Who removes it and until when."""

    unit = text("责任单位（部门）", most=80)
    person = text("责任人", most=40)
    goal = text("整改目标")
    due_on = forms.DateField(label="整改期限", widget=forms.DateInput(), initial=None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["due_on"].initial = None


class TreatmentForm(PlanForm):
    """The same, and the six parts of the plan of a major hazard."""

    part_goal = long_text(PARTS["goal"], most=300, rows=2)
    part_measures = long_text(PARTS["measures"])
    part_funds = text(PARTS["funds"])
    part_people = text(PARTS["people"])
    part_time = text(PARTS["time"])
    part_emergency = long_text(PARTS["emergency"])


class ReportForm(ActForm):
    """The two reports of a major hazard."""

    department_on = day("向监管部门报告的日期", required=False)
    workers_on = day("向职工大会或职工代表大会报告的日期", required=False)


class AcceptForm(ActForm):
    """A general hazard the enterprise removed itself."""

    done_on = day("整改完成日期")
    note = long_text("怎样整改的")
    photo = photo()


class SaidForm(ActForm):
    """What was done."""

    said = long_text("督促的方式和结果", most=300)


class DayForm(ActForm):
    """A day."""

    told_on = day("通报日期")


class MoreForm(ActForm):
    """A hazard that stands on no sheet."""

    description = long_text("隐患情况")
    place = text("部位", required=False, most=120)
    grade = picked("等级", Grade.choices)
    item = picked("重大事故隐患判定标准的条目", [], required=False)
    judges = text("或论证判定的人员", required=False, most=120)
    photo = photo()

    def __init__(self, *args: Any, on: dt.date, **more: Any) -> None:
        super().__init__(*args, **more)
        known = self.fields["item"]
        assert isinstance(known, forms.ChoiceField)
        known.choices = judging(on)


class SelfCheckForm(KeyForm):
    """The sheets of one check: a choice a line, none where it was not looked at."""

    checked_on = day("自查日期")
    checker = text("自查人", most=40)
    scope = text("自查范围", required=False, help_text="如：一车间、配电室；全厂可不填。")

    def __init__(self, *args: Any, sectors: Iterable[str], on: dt.date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sheets: list[tuple[str, list[str]]] = []
        seen: set[str] = set()
        for sector in sectors:
            lines = [one for one in library.checklist(sector, on) if one.id not in seen]
            seen |= {one.id for one in lines}
            for line in lines:
                self.fields[f"item_{line.id}"] = forms.ChoiceField(
                    label=line.compliant,
                    choices=Answer.choices,
                    required=False,
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    help_text=f"{line.look}（{line.cite}）",
                )
            self.sheets.append((library.sectors()[sector], [f"item_{one.id}" for one in lines]))

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the sheets."""
        return [self[name] for name in ("key", "checked_on", "checker", "scope")]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each sheet with its lines."""
        return [(label, [self[name] for name in names]) for label, names in self.sheets]

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by line."""
        return {
            name.removeprefix("item_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("item_") and value
        }


class VillageForm(KeyForm):
    """One screen on a phone."""

    area = forms.ChoiceField(label="村（社区）", choices=())
    where = text("地点", most=120, help_text="如：村东头废旧厂房")
    enterprise = RefField(
        "village-findings", "enterprise", label="企业", required=False,
        help_text="是登记过的企业就填，不知道可以不填。",
    )  # fmt: skip
    description = long_text("发现的情况")
    photo = photo()
    dissuaded = forms.BooleanField(label="已经劝阻", required=False)
    corrected = forms.BooleanField(label="当场已经改正", required=False)
    found_on = day("发现日期")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        areas = rows(more["actor"], "inspections.report_finding").order_by("level", "path")
        villages = [one for one in areas[:500] if one.level == "village"] or list(areas[:1])
        self.areas = {one.pk: one for one in villages}
        known = self.fields["area"]
        assert isinstance(known, forms.ChoiceField)
        asks = [("", "请选择")] if len(villages) > 1 else []
        known.choices = asks + [(one.pk, one.name) for one in villages]
        if len(villages) == 1:
            known.widget = forms.HiddenInput()
            known.initial = villages[0].pk

    def clean_area(self) -> Any:
        """The village itself."""
        found = self.areas.get(self.cleaned_data["area"])
        if found is None:
            raise ValidationError("请选择您负责的村（社区）。")
        return found


class TakeForm(ActForm):
    """Where it becomes a hazard."""

    enterprise = RefField("village-findings", "enterprise", label="企业", required=False)
    place = text("部位", required=False, most=120)


class AnswerForm(ActForm):
    """What the village is told."""

    answer = long_text("答复", most=300, help_text="村（社区）安全员会看到。")


class ProposeForm(ActForm):
    """To which level."""

    level = picked("督办级别", ListingLevel.choices)
    demands = long_text("整改要求")
    person = text("督办责任人", required=False, most=40)


class ListForm(ActForm):
    """The decision."""

    due_on = forms.DateField(label="督办期限", widget=forms.DateInput())
    person = text("督办责任人", most=40)
    demands = long_text("整改要求")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["due_on"].initial = None


class OpinionForm(ActForm):
    """What the acceptance found."""

    opinion = long_text("验收意见")


class PublishForm(ActForm):
    """Where it is public."""

    published_on = day("公示日期")
    place = text("公示的媒体或位置", required=False)


class ProgressForm(ActForm):
    """The report of a month."""

    month = day("月份", help_text="选这个月的任意一天。")
    percent = forms.IntegerField(label="完成比例（%）", min_value=0, max_value=100, required=False)
    said = long_text("进展情况")


class NoteForm(ActForm):
    """What was done, for acceptance."""

    note = long_text("治理情况和自评结论")
