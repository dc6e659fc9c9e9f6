"""What follows from the results of a cycle, by the consequences of its pack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from angen.assess.models import Cycle, Result, Snapshot
from angen.assess.queries.cycles import pack_of, rating_of
from angen.assess.queries.freeze import candidate_of, content_of
from angen.policy.calculate import Follows, following
from angen.policy.schema_scores import Rating


def words_of(rating: Rating, result: Result) -> dict[str, Any]:
    """The words that consequences may read of a result."""
    hit = [rating.gates[each["place"]] for each in result.gates if each["hit"]]
    return {
        "score": result.score,
        "grade": result.grade,
        "rank": result.rank,
        "rank_from_last": result.rank_from_last,
        "peers": result.peers,
        "failing_streak": result.failing_streak,
        "last_streak": result.last_streak,
        "vetoes": sum(each.kind == "veto" for each in hit),
    }


def follows_of(cycle: Cycle, snapshot: Snapshot, results: Iterable[Result]) -> list[Follows]:
    """What follows for each scored unit; one of a kind for a unit, the first that holds."""
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    content = content_of(snapshot.content)
    units = {each["code"]: candidate_of(each).unit for each in content["units"]}
    scored = [
        (units[each.unit_id], words_of(rating, each))
        for each in results
        if each.outcome == "scored" and each.unit_id in units
    ]
    once: dict[tuple[str, str], Follows] = {}
    for each in following(pack, rating, cycle.end, scored):
        once.setdefault((each.unit, each.consequence.do), each)
    return list(once.values())
