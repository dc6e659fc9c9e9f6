"""Forms of the scheme of a visit, of its beginning and of its signing."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from angen.desk.act_forms import ActForm, RefField, day, long_text, text
from angen.inspections import library
from angen.inspections.models import Inspection, Material
from angen.inspections.queries import origins
from angen.inspections.queries.team import candidates
from angen.inspections.states import Manner, Origin
from angen.kernel.access import Actor, rows
from angen.orgs.models import Account, Agency, Officer

MOST_BODIES = 300
MANNERS = [(one.value, one.label) for one in (Manner.ORDINARY, Manner.JOINT, Manner.UNANNOUNCED)]


def bodies_of(actor: Actor) -> list[Agency]:
    """Bodies on whose behalf the actor inspects, the own one first."""
    own = Account.objects.filter(pk=actor.pk).values_list("agency", flat=True).first()
    found = list(rows(actor, "inspections.act_for").order_by("area__path", "name")[:MOST_BODIES])
    return sorted(found, key=lambda one: one.pk != own)


class TeamForm(ActForm):
    """Base: a body, who leads, and who comes along. Only who may inspect today is offered."""

    lead = forms.ChoiceField(label="主办执法人员")
    others = forms.MultipleChoiceField(
        label="其他执法人员", required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, agency: Agency | None, present: tuple[int, ...] = ()) -> None:
        """Offer the people of a body, and those who are in the team already."""
        today = timezone.localdate()
        able = candidates(agency, today) if agency is not None else []
        self.people = {str(one.pk): one for one, _ in able}
        missing = [pk for pk in present if str(pk) not in self.people]
        self.people |= {str(one.pk): one for one in Officer.objects.filter(pk__in=missing)}
        choices = [(pk, one.name) for pk, one in self.people.items()]
        lead, others = self.fields["lead"], self.fields["others"]
        assert isinstance(lead, forms.ChoiceField) and isinstance(others, forms.MultipleChoiceField)
        lead.choices = [("", "请选择"), *choices]
        others.choices = choices

    def team(self) -> list[Officer]:
        """Those chosen, the lead first."""
        data = self.cleaned_data
        keys = [data.get("lead", ""), *data.get("others", [])]
        return [self.people[key] for key in dict.fromkeys(keys) if key in self.people]


class VisitForm(TeamForm):
    """A new visit; what it follows from is found by the system."""

    enterprise = RefField("inspections", "enterprise", label="企业")
    agency = forms.ChoiceField(label="检查机构")
    origin = forms.ChoiceField(label="检查来源")
    manner = forms.ChoiceField(label="检查方式", choices=MANNERS)
    planned_on = day("拟检查日期")
    reason = long_text(
        "理由", False, "计划外检查必填；同月已有其他机构检查又要单独去的也写在这里。", 300, 2
    )
    report = text("举报编号", False, "举报核查必填。", 40)
    over_cap_reason = text("超过年度上限的理由", False, "到了年度检查上限才填，由负责人批准。", 300)
    campaign = forms.UUIDField(required=False, widget=forms.HiddenInput)
    follows = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("enterprise", "agency", "origin", "manner", "planned_on", "lead", "others")

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        self.actor = actor
        self.bodies = {str(one.pk): one for one in bodies_of(actor)}
        agency, origin = self.fields["agency"], self.fields["origin"]
        assert isinstance(agency, forms.ChoiceField) and isinstance(origin, forms.ChoiceField)
        agency.choices = [(pk, one.name) for pk, one in self.bodies.items()]
        again = {
            "hx-get": reverse("inspections:new"),
            "hx-include": "closest form",
            "hx-params": "not csrfmiddlewaretoken",
            "hx-target": "#team",
            "hx-select": "#team",
            "hx-swap": "outerHTML",
        }
        agency.widget.attrs |= again
        chosen = self.data.get("agency") if self.is_bound else self.initial.get("agency")
        first = next(iter(self.bodies.values()), None)
        self.offer(self.bodies.get(str(chosen), first))
        asked = (self.data if self.is_bound else self.initial).get("campaign")
        origin.choices = [
            (one.value, one.label) for one in Origin if one != Origin.CAMPAIGN or asked
        ]
        if not self.is_bound:
            self._own_lead()

    def _own_lead(self) -> None:
        own = Account.objects.filter(pk=self.actor.pk).values_list("officer", flat=True).first()
        if str(own) in self.people:
            self.initial.setdefault("lead", str(own))

    @cached_property
    def neighbour(self) -> Inspection | None:
        """Another body's visit of the same month that this one could be part of."""
        data = getattr(self, "cleaned_data", {})
        agency, enterprise, on = (data.get(n) for n in ("agency", "enterprise", "planned_on"))
        if not (agency and enterprise and on):
            return None
        return origins.same_month(agency, enterprise, on)

    def clean_agency(self) -> Agency:
        """The body itself."""
        return self.bodies[self.cleaned_data["agency"]]

    def clean_follows(self) -> Inspection | None:
        """The visit to recheck."""
        pk = self.cleaned_data["follows"]
        assert self.actor is not None
        return rows(self.actor, "inspections.see").filter(pk=pk).first() if pk else None

    def clean(self) -> dict[str, Any]:
        """``officers``: the team."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return {**data, "officers": self.team()}


class ReviseForm(TeamForm):
    """A scheme that was not sent for approval yet."""

    planned_on = day("拟检查日期")
    sheets = forms.MultipleChoiceField(
        label="检查表", widget=forms.CheckboxSelectMultiple, choices=[]
    )
    content = long_text("检查内容", False, most=1000)
    helpers = text("参加的专家和辅助人员", False)
    partners = text("联合检查的部门", False)
    over_cap_reason = text("超过年度上限的理由", False, most=300)

    def __init__(self, data: Any = None, *, inspection: Inspection, **more: Any) -> None:
        people = inspection.officers.values_list("officer", "lead")
        team = dict(people)
        initial = {
            "planned_on": inspection.planned_on,
            "lead": next((str(pk) for pk, lead in team.items() if lead), ""),
            "others": [str(pk) for pk, lead in team.items() if not lead],
            "sheets": list(inspection.sheets.values_list("sector", flat=True)),
            "content": inspection.content,
            "helpers": inspection.helpers,
            "partners": inspection.partners,
            "over_cap_reason": inspection.over_cap_reason,
        }
        super().__init__(data, initial=initial, **more)
        self.fields["sheets"].choices = list(library.sectors().items())  # type: ignore[attr-defined]
        self.offer(inspection.agency, tuple(team))

    def clean(self) -> dict[str, Any]:
        """``officers``: the team."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return {**data, "officers": self.team()}


class JoinForm(ActForm):
    """Which body joins, and with whom."""

    agency = forms.ChoiceField(label="参加的机构")
    officers = forms.MultipleChoiceField(
        label="参加的执法人员", widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, data: Any = None, *, actor: Actor, but: int, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        self.bodies = {str(one.pk): one for one in bodies_of(actor) if one.pk != but}
        chosen = self.bodies.get(str(self.data.get("agency", "")))
        first = chosen or next(iter(self.bodies.values()), None)
        able = candidates(first, timezone.localdate()) if first else []
        self.people = {str(one.pk): one for one, _ in able}
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            (pk, one.name) for pk, one in self.bodies.items()
        ]
        self.fields["officers"].choices = [  # type: ignore[attr-defined]
            (pk, one.name) for pk, one in self.people.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The body and the people themselves."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"agency", "officers"} <= data.keys():
            return data
        return {
            "agency": self.bodies[data["agency"]],
            "officers": [self.people[key] for key in data["officers"]],
        }


class BeginForm(ActForm):
    """The cards come first."""

    card_shown = forms.BooleanField(
        label="全体执法人员已向现场负责人出示行政执法证件并说明来意", required=False
    )


class SheetForm(ActForm):
    """A further checklist."""

    sector = forms.ChoiceField(label="检查表", choices=[])

    def __init__(self, data: Any = None, *, inspection: Inspection, **more: Any) -> None:
        super().__init__(data, **more)
        present = set(inspection.sheets.values_list("sector", flat=True))
        self.fields["sector"].choices = [  # type: ignore[attr-defined]
            (key, label) for key, label in library.sectors().items() if key not in present
        ]


class HandoutForm(ActForm):
    """How many copies of which title."""

    material = forms.ChoiceField(label="材料", choices=[])
    copies = forms.IntegerField(label="份数", min_value=1, max_value=100_000)

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, actor=actor, **more)
        found = rows(actor, "inspections.see_materials").order_by("-printed_on", "title")[:200]
        self.titles: dict[str, Material] = {str(one.pk): one for one in found}
        self.fields["material"].choices = [  # type: ignore[attr-defined]
            (pk, one.title) for pk, one in self.titles.items()
        ]

    def clean_material(self) -> Material:
        """The title itself."""
        return self.titles[self.cleaned_data["material"]]


class SignForm(ActForm):
    """The record as it will stand."""

    ended_at = forms.DateTimeField(
        label="结束时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    place = text("检查的部位", help_text="如：冲压车间、危险品仓库。")
    met_person = text("现场负责人", most=40)
    met_post = text("职务", False, most=40)
    met_phone = text("电话", False, most=20)
    narrative = long_text("检查情况", True, "按检查表和问题自动写成，可以修改。", 6000, 10)
    outcome = forms.ChoiceField(
        label="签字",
        choices=[("signed", "现场负责人已签字"), ("refused", "现场负责人拒绝签字")],
        widget=forms.RadioSelect,
        initial="signed",
    )
    refusal = text("拒签情况", False, "拒绝签字的填写：是谁、怎么说的。")
    witness = text("见证人", False, "拒绝签字的填写：姓名和身份。", 80)
    filmed = forms.BooleanField(label="有现场音像记录", required=False)

    def clean_ended_at(self) -> dt.datetime:
        """The form knows minutes only: the minute that runs now ends now."""
        ended: dt.datetime = self.cleaned_data["ended_at"]
        now = timezone.now()
        if ended > now:
            raise ValidationError("结束时间还没有到，请核对。")
        return now if now - ended < dt.timedelta(minutes=1) else ended

    def clean(self) -> dict[str, Any]:
        """``refused`` instead of the two buttons."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        refused = data.pop("outcome", "signed") == "refused"
        return {**data, "refused": refused}


class HeedForm(ActForm):
    """What the head says to a report that signing was refused."""

    said = long_text("处理意见", most=300)
