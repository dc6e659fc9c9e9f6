"""Who may order what on site: certified officers, and the authority the body acts by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from angen.inspections.models import Inspection, InspectionOfficer
from angen.inspections.queries.terms import TEAM
from angen.inspections.states import TWO_OFFICERS, HandleMeasure
from angen.kernel.refusal import Refused
from angen.kernel.text import listing
from angen.orgs.models import Agency, Grant, Officer
from angen.orgs.queries.enforcers import enforcers
from angen.papers.registry import Signer
from angen.rulebook.queries import packs_governing, value

# The word of the packs for the form of a grant; joint enforcement carries what a delegation does.
MODES = {
    Grant.Form.DELEGATED: "delegated",
    Grant.Form.JOINT: "delegated",
    Grant.Form.EMPOWERED: "empowered",
}
COERCION = "行政强制法 第十七条"


def carried(grant: Grant, agency: Agency, on: dt.date) -> tuple[set[str], list[str]]:
    """The acts that packs let a grant of this form carry, and the clauses that say so."""
    mode = MODES.get(Grant.Form(grant.form), "")
    known = [
        one
        for pack in packs_governing(agency.area, on)
        for one in pack.authority_on(on)
        if one.mode == mode
    ]
    labels = {str(one) for one in HandleMeasure.labels}
    acts = {act for one in known for act in one.acts}
    cites = [one.cite for one in known if one.cite and labels & set(one.acts)]
    return acts, list(dict.fromkeys(cites))


def check_measures(
    measures: Sequence[str], grant: Grant | None, agency: Agency, on: dt.date
) -> None:
    """Refuse measures that the grant does not carry; a body with authority of its own may all."""
    if grant is None:
        return
    acts, cites = carried(grant, agency, on)
    beyond = [label for one in measures if (label := str(HandleMeasure(one).label)) not in acts]
    if beyond:
        raise Refused(
            f"“{grant.document}”（{grant.get_form_display()}）没有交给“{agency.name}”"
            f"{listing(beyond)}的权力，请报有权的应急管理部门作出决定。",
            article="；".join(cites) or COERCION,
        )


def least_officers(agency: Agency, on: dt.date) -> int:
    """How many certified officers must take part; one where no pack says."""
    found = value(TEAM, agency.area, on)
    return 1 if found is None else int(found.value)


def team(inspection: Inspection) -> list[InspectionOfficer]:
    """Those who inspect, the leading officer first; refused where they are too few."""
    found = list(inspection.officers.select_related("officer", "certificate"))
    on = inspection.visited_on or inspection.planned_on
    _enough(len(found), inspection.agency, on, "检查人员")
    return found


def _enough(count: int, agency: Agency, on: dt.date, what: str) -> None:
    least = least_officers(agency, on)
    if count < least:
        raise Refused(
            f"{what}只有 {count} 人，不得少于 {least} 人，请补足后再办理。", article=TWO_OFFICERS
        )


def lead(inspection: Inspection | None) -> Officer | None:
    """The leading officer, or the first of the team."""
    first = None if inspection is None else inspection.officers.select_related("officer").first()
    return None if first is None else first.officer


def signers(team_of: Iterable[InspectionOfficer]) -> tuple[Signer, ...]:
    """As they sign on a paper, with the number that was shown."""
    return tuple(
        Signer(one.officer.name, one.number or (one.certificate.number if one.certificate else ""))
        for one in team_of
    )


def certified(officers: Sequence[Officer], agency: Agency, on: dt.date) -> tuple[Signer, ...]:
    """Officers with the numbers of certificates that hold on a day; refused for others or too few."""
    unique = {one.pk: one for one in officers}
    good = enforcers(on, on, officers=tuple(unique)).good
    without = [one.name for pk, one in unique.items() if pk not in good]
    if without:
        raise Refused(
            f"{listing(without)}在 {on} 不在岗或没有有效的执法证，不能参加复查。",
            article=TWO_OFFICERS,
        )
    _enough(len(unique), agency, on, "复查人员")
    return tuple(Signer(one.name, good[pk].number) for pk, one in unique.items())


def people_of(agency: Agency, on: dt.date) -> QuerySet[Officer]:
    """Those of a body who hold a certificate in force on a day, by name."""
    good = enforcers(on, on, agency=agency).good
    return Officer.objects.filter(pk__in=list(good)).order_by("name", "pk")
