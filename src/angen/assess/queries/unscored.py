"""Which units were set aside in a run, and why: read from the frozen facts, not from today's."""

from __future__ import annotations

from collections.abc import Collection

from angen.assess.models import Cycle
from angen.assess.queries import freeze
from angen.assess.queries.cycles import standing_snapshot
from angen.assess.unscored import Reason, reason_of
from angen.policy.pack import Pack
from angen.policy.schema_scores import Rating

ASIDE = ("not_applicable", "below_sample")


def reasons(cycle: Cycle, pack: Pack, rating: Rating, codes: Collection[str]) -> dict[str, Reason]:
    """By unit of ``codes``: why it was set aside in the run that stands; none, no query."""
    snapshot = standing_snapshot(cycle) if codes else None
    if snapshot is None:
        return {}
    content = freeze.content_of(snapshot.content)
    content["units"] = [unit for unit in content["units"] if unit["code"] in codes]
    found = freeze.rated(content, pack, rating)
    return {
        each.unit: reason_of(pack, rating, each.aside) for each in found if each.aside is not None
    }
