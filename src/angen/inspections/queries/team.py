"""Whether a team may inspect on a day: enough certificates in force, nobody who must stay away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection, InspectionOfficer
from angen.inspections.states import TWO_OFFICERS, InspectionState
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Certificate, Officer
from angen.orgs.queries.enforcers import Enforcers, enforcers
from angen.plans.models import Conflict
from angen.rulebook.queries import value

AVOIDANCE: Final = "行政处罚法 第四十三条"
MINIMUM: Final = "certificate_minimum"


def minimum(agency: Agency, on: dt.date) -> int:
    """How many certified officers a visit needs; refused where no pack says so."""
    ruling = value(MINIMUM, agency.area, on)
    if ruling is None:
        raise Refused(
            f"规则库没有{on:%Y-%m-%d}执法人员最少人数，请系统管理员先安装国家政策包。",
            article=TWO_OFFICERS,
        )
    return int(ruling.value)


def usable(
    agency: Agency, enterprise: Enterprise, officers: Collection[int], on: dt.date
) -> Mapping[int, Certificate]:
    """The certificate of each of ``officers``; Refused with the names of those who may not inspect.

    Whoever is related to the enterprise stays away even where enough others remain (回避).
    """
    names = dict(Officer.objects.filter(pk__in=officers).values_list("pk", "name"))
    barred = Conflict.objects.on(on).filter(officer__in=officers, enterprise=enterprise)
    for one in barred.order_by("officer"):
        raise Refused(
            f"{names[one.officer_id]}与该企业有回避关系（{one.get_kind_display()}），"
            "不能参加检查，请换人。",
            article=AVOIDANCE,
        )
    found = enforcers(on, on, officers=officers)
    needed = minimum(agency, on)
    if len(found.good) < needed:
        raise Refused(_too_few(found, names, needed), article=TWO_OFFICERS)
    if found.unfit:
        raise Refused(
            f"{_said(found, names)}，不能作为执法人员检查；请换人，或改为参加的辅助人员。",
            article=TWO_OFFICERS,
        )
    return found.good


def _too_few(found: Enforcers, names: Mapping[int, str], needed: int) -> str:
    why = f"（{_said(found, names)}）" if found.unfit else ""
    return (
        f"现场检查的执法人员不得少于 {needed} 人，现在能检查的只有 {len(found.good)} 人{why}，"
        "请增加持有效执法证的人员。"
    )


def _said(found: Enforcers, names: Mapping[int, str]) -> str:
    return "，".join(f"{names[one]}{why.label}" for one, why in sorted(found.unfit.items()))


def busy(inspection: Inspection) -> Inspection | None:
    """Another visit that the lead officer has begun and not ended; nobody is in two places."""
    lead = inspection.officers.filter(lead=True).values("officer")
    return (
        Inspection.objects.filter(
            state=InspectionState.UNDERWAY, officers__lead=True, officers__officer__in=lead
        )
        .exclude(pk=inspection.pk)
        .first()
    )


def candidates(agency: Agency, on: dt.date) -> list[tuple[Officer, Certificate]]:
    """Those of a body who may inspect on a day, by name."""
    good = enforcers(on, on, agency=agency).good
    people = Officer.objects.filter(pk__in=good).order_by("name", "pk")
    return [(one, good[one.pk]) for one in people]


def keys_of(inspection: Inspection) -> list[int]:
    """Primary keys of the officers of a visit, the lead first."""
    rows = InspectionOfficer.objects.filter(inspection=inspection).order_by("-lead", "pk")
    return list(rows.values_list("officer", flat=True))
