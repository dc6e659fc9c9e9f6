"""Forms of visits from above and of hints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from angen.assess.states import TourStepKind
from angen.desk.act_forms import ActForm, day, long_text, text
from angen.orgs.models import Agency


class SaidForm(ActForm):
    """What a look at a hint showed."""

    said = long_text("核查的方式和结果", most=1000, rows=4)


class VisitForm(ActForm):
    """A monthly visit by line and area, with what it found: one form for a phone."""

    line = text("行业（领域）", most=40, help_text="例如：危险化学品、建筑施工、消防。")
    since = day("督查日期")
    visitors = text("督查人员")
    content = long_text("督查情况", required=False, most=1000)
    findings = long_text(
        "发现的问题", required=False, most=3000, rows=5, help_text="每行一个问题；没有问题不填。"
    )
    due_on = day("整改期限", required=False, help_text="有问题时必填。")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("findings") and not given.get("due_on"):
            self.add_error("due_on", "有问题时请填整改期限。")
        return given

    def clean_findings(self) -> list[str]:
        """One a line, each once."""
        said = [line.strip() for line in self.cleaned_data["findings"].splitlines()]
        found = list(dict.fromkeys(line for line in said if line))
        if any(len(line) > 500 for line in found):
            raise ValidationError("一个问题不超过500字，请分开写。")
        return found


class BodyForm(ActForm):
    """Chooses among the bodies that are offered."""

    body = ""

    def __init__(self, data: Any = None, *, bodies: QuerySet[Agency], **more: Any) -> None:
        super().__init__(data, **more)
        choice = self.fields[self.body]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = bodies


class TourForm(BodyForm):
    """The plan of a tour."""

    body = "department"
    department = forms.ModelChoiceField(
        Agency.objects.none(),
        label="被查部门",
        required=False,
        empty_label="整个单位",
        help_text="巡查党委政府选“整个单位”，巡查一个部门选那个部门。",
    )
    since = day("开始日期")
    until = day("结束日期")
    visitors = text("巡查组人员")
    content = long_text("巡查内容", required=False, most=1000)


class StepForm(ActForm):
    """What was heard, read or seen."""

    kind = forms.ChoiceField(label="方式", choices=TourStepKind.choices)
    done_on = day("日期")
    place = text("地点或对象", most=120)
    note = long_text("情况", most=1000)


class FindingForm(BodyForm):
    """A finding: who answers is one of the bodies of the visited unit."""

    body = "agency"
    agency = forms.ModelChoiceField(Agency.objects.none(), label="责任单位", empty_label=None)
    text = long_text("问题", most=500)
    due_on = day("整改期限")


class TellForm(ActForm):
    """The feedback."""

    summary = long_text("反馈意见", most=3000, rows=6)


class ReportForm(ActForm):
    """How it was put right."""

    report = long_text("整改情况", most=1000, rows=4)


class ReturnForm(ActForm):
    """Why it is not enough, and until when."""

    reason = text("退回理由")
    due_on = day("新的整改期限")


class AcceptForm(ActForm):
    """What the second look showed."""

    outcome = long_text("验收意见", most=500)
