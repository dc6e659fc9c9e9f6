"""What a circular says, computed from a snapshot alone: the same snapshot gives the same words.

Names of counties are those of the cycle's last day. Nothing is read that may change later: results
come from the frozen facts, consequences from the pack's version, and corrections from the two
snapshots they lie between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from angen.assess.models import Cycle, Snapshot
from angen.assess.queries import freeze
from angen.assess.queries.cycles import pack_of, rating_of
from angen.assess.states import Deed
from angen.assess.units import units_on
from angen.assess.unscored import missing_words, reason_of
from angen.orgs.models import Area
from angen.policy.calculate import Follows, following
from angen.policy.pack import Pack
from angen.policy.rated import RatingResult
from angen.policy.schema_scores import Rating

Data = dict[str, Any]


def data_of(snapshot: Snapshot, before: Snapshot | None = None) -> Data:
    """The figures of a run as plain data. ``before`` is the run that was corrected, if any."""
    cycle = snapshot.cycle
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    content = freeze.content_of(snapshot.content)
    found = freeze.rated(content, pack, rating)
    units = {unit["code"]: unit for unit in content["units"]}
    counties = _counties(cycle, list(units.values()))
    follows = _follows(cycle, rating, content, found)
    return {
        "facts_sha256": snapshot.sha256,
        "results_sha256": snapshot.outcome_sha256,
        "area": cycle.area.name,
        "label": cycle.span.label,
        "title": cycle.title,
        "units": [_unit(each, units[each.unit], counties, pack, rating) for each in found],
        "grades": [[g.name, sum(r.grade == g.name for r in found)] for g in rating.grades],
        "outcomes": dict(Counter(each.outcome for each in found)),
        "follows": [_follow(each, units) for each in follows],
        "warnings": list(cycle.warnings),
        "corrected": _corrected(before, found, units, rating) if before else [],
    }


def _counties(cycle: Cycle, units: Sequence[Data]) -> dict[str, str]:
    """County names on the last day, by area code of the unit."""
    codes = {unit["groups"].get("county", "") for unit in units} - {""}
    named = {u.code: u.name for u in units_on(Area.objects.filter(pk__in=codes), cycle.end)}
    return {unit["code"]: named.get(unit["groups"].get("county", ""), "") for unit in units}


def _follows(
    cycle: Cycle, rating: Rating, content: Data, found: Sequence[RatingResult]
) -> list[Follows]:
    """One of a kind for a unit, the first that holds, as they are opened on publication."""
    known = {unit["code"]: freeze.candidate_of(unit).unit for unit in content["units"]}
    scored = [(known[r.unit], _words(rating, r)) for r in found if r.outcome == "scored"]
    once: dict[tuple[str, str], Follows] = {}
    for each in following(pack_of(cycle), rating, cycle.end, scored):
        once.setdefault((each.unit, each.consequence.do), each)
    return list(once.values())


def _words(rating: Rating, result: RatingResult) -> Data:
    hit = [rating.gates[gate.place] for gate in result.gates if gate.hit]
    return {
        "score": result.score,
        "grade": result.grade,
        "rank": result.ranked.rank,
        "rank_from_last": result.ranked.rank_from_last,
        "peers": result.ranked.peers,
        "failing_streak": result.failing_streak,
        "last_streak": result.last_streak,
        "vetoes": sum(gate.kind == "veto" for gate in hit),
    }


def _unit(
    result: RatingResult, unit: Data, counties: Mapping[str, str], pack: Pack, rating: Rating
) -> Data:
    past = unit["before"][0] if unit["before"] else None
    return {
        "code": result.unit,
        "name": unit["name"],
        "county": counties[result.unit],
        "outcome": result.outcome,
        "score": _text(result.score),
        "before": past["score"] if past else None,
        "grade": result.grade,
        "failing": result.failing,
        "streak": result.failing_streak,
        "rank": result.ranked.rank,
        "lost": _lost(result, rating),
        "gates": [
            rating.gates[g.place].says or _grade_of(rating, g.place) for g in result.gates if g.hit
        ],
        "missing": list(result.missing),
        **_why(result, pack, rating),
    }


def _why(result: RatingResult, pack: Pack, rating: Rating) -> dict[str, str]:
    """Why a unit has no score, and by which clause; empty for one that has."""
    if result.aside is not None:
        reason = reason_of(pack, rating, result.aside)
        return {"why": reason.text, "clause": reason.cite}
    known = result.outcome == "scored"
    return {"why": "" if known else f"未知：{missing_words(result.missing)}", "clause": ""}


def _grade_of(rating: Rating, place: int) -> str:
    """What a gate without words of its own is called: the grade it leads to."""
    return rating.gates[place].grade or "否决"


def _lost(result: RatingResult, rating: Rating) -> list[list[str]]:
    """The three items that cost most points: name, points earned, points there were."""
    says = {item.id: item.says for aspect in rating.aspects for item in aspect.items}
    known = [each for each in result.items if each.earned is not None]
    worst = sorted(known, key=lambda each: (each.earned or Decimal(0)) - each.points)[:3]
    return [
        [says[each.id], _text(each.earned) or "0", _text(each.points) or "0"]
        for each in worst
        if each.earned is not None and each.earned < each.points
    ]


def _follow(each: Follows, units: Mapping[str, Data]) -> Data:
    rule = each.consequence
    return {
        "unit": each.unit,
        "name": units[each.unit]["name"],
        "deed": rule.do,
        "label": str(Deed(rule.do).label),
        "says": rule.says or "",
        "cite": rule.cite or "",
        "basis": rule.basis,
    }


def _corrected(
    before: Snapshot, found: Sequence[RatingResult], units: Mapping[str, Data], rating: Rating
) -> list[Data]:
    """Old beside new, for every unit whose score, grade or rank is another one now."""
    pack = pack_of(before.cycle)
    was = {r.unit: r for r in freeze.rated(freeze.content_of(before.content), pack, rating)}
    changed = []
    for now in found:
        old = was.get(now.unit)
        if old is not None and _face(old) != _face(now):
            changed.append(
                {"name": units[now.unit]["name"], "before": _face(old), "after": _face(now)}
            )
    return changed


def _face(result: RatingResult) -> list[str | None]:
    rank = result.ranked.rank
    return [_text(result.score), result.grade, None if rank is None else str(rank)]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else freeze.text(value)
