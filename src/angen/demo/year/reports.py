"""What villages found and what enterprises checked themselves in 2021."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from angen.demo.year.diary import Unit
from angen.demo.year.follow import Follow, new_hazard, noon
from angen.demo.year.sheets import look
from angen.enterprises.models import Enterprise
from angen.inspections.models import Hazard, Recheck, SelfCheck, VillageFinding
from angen.inspections.states import FindingState, RecheckKind, Source
from angen.inspections.states import hazard as hazard_moves
from angen.inspections.states import village_finding as finding_moves
from angen.orgs.models import Area

SELF_CHECKS = 4  # a township
DAY = dt.timedelta(1)


def write_reports(
    follow: Follow, units: Mapping[str, Unit], enterprises: Mapping[str, Sequence[Enterprise]]
) -> None:
    """Two findings of villages and four self-checks in every township."""
    villages: dict[str, list[Area]] = {}
    rows = Area.objects.filter(parent_id__in=list(units), level=Area.Level.VILLAGE)
    for village in rows.order_by("pk"):
        villages.setdefault(str(village.parent_id), []).append(village)
    for code, unit in sorted(units.items()):
        for village in villages.get(code, [])[:2]:
            enterprise = follow.scribe.random.choice(enterprises[code])
            _finding(follow, unit, village, enterprise)
        for enterprise in follow.scribe.random.sample(list(enterprises[code]), SELF_CHECKS):
            _self_check(follow, unit, enterprise)


def _finding(follow: Follow, unit: Unit, village: Area, enterprise: Enterprise) -> None:
    """Found, dissuaded, reported; half become hazards, half are answered."""
    scribe = follow.scribe
    day = scribe.between(dt.date(2021, 3, 1), dt.date(2021, 9, 30))
    one = look(scribe.random, enterprise.sector, day, 1, 0).found[0]
    finding = scribe.add(
        VillageFinding(
            area=village,
            enterprise=enterprise,
            where=f"{village.name.removesuffix('村民委员会')}附近",
            description=one.description,
            found_on=day,
            dissuaded=True,
            corrected=False,
            reported_at=noon(day),
            agency=unit.agency,
            state=FindingState.REPORTED,
            answered_on=day + DAY,
        )
    )
    if scribe.random.random() < 0.5:
        finding_moves.move(finding, "answer")
        finding.corrected = True
        finding.answer = "已电话核实，业主当日改正，列入下次检查。"
        return
    hazard = new_hazard(scribe, enterprise, unit.agency, one, day)
    hazard.source = Source.VILLAGE
    finding_moves.move(finding, "take")
    finding.hazard = hazard
    _closed(follow, hazard, RecheckKind.PAPERS, unit)


def _self_check(follow: Follow, unit: Unit, enterprise: Enterprise) -> None:
    """A check of the enterprise's own; what it found it also put right and accepted itself."""
    scribe = follow.scribe
    day = scribe.between(dt.date(2021, 2, 22), dt.date(2021, 11, 20))
    seen = look(scribe.random, enterprise.sector, day, scribe.random.randrange(0, 3), 0)
    check = scribe.add(
        SelfCheck(
            enterprise=enterprise,
            checked_on=day,
            checker=scribe.people.name(),
            scope="全厂",
            sectors=list(seen.answers),
            answers={item: said for sheet in seen.answers.values() for item, said in sheet.items()},
            told_workers_on=day + DAY,
            made_at=noon(day),
        )
    )
    for one in seen.found:
        hazard = new_hazard(scribe, enterprise, unit.agency, one, day)
        hazard.source = Source.SELF_CHECK
        scribe.add(SelfCheck.found.through(selfcheck=check, hazard=hazard))
        _closed(follow, hazard, RecheckKind.OWN, None)


def _closed(follow: Follow, hazard: Hazard, kind: RecheckKind, unit: Unit | None) -> None:
    """Put right within days and seen to be."""
    day = hazard.found_on + dt.timedelta(follow.scribe.random.randrange(3, 12))
    hazard.first_due_on = hazard.due_on = hazard.found_on + dt.timedelta(15)
    hazard.done_on, hazard.done_note = day - DAY, "已整改"
    hazard_moves.move(hazard, "plan")
    hazard_moves.move(hazard, "report")
    recheck = Recheck(
        kind=kind,
        enterprise_id=hazard.enterprise_id,
        agency=unit.agency if unit else None,
        checked_on=day,
        opinion="查看照片和记录，已整改到位。",
        recorded_at=noon(day),
    )
    follow.close(hazard, follow.scribe.add(recheck), day)
