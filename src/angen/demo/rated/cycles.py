"""A rating from its opening to its publication, by the acts that people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from angen.assess.actions.cycles import confirm_cycle, open_cycle, publish_cycle, run_cycle
from angen.assess.actions.scoring import give_points, settle_points
from angen.assess.models import Cycle
from angen.assess.queries.cycles import rating_of
from angen.assess.states import ScoringState
from angen.demo.rated.clock import acting_on
from angen.demo.rated.people import Panel
from angen.orgs.models import Area
from angen.policy.schema_scores import Item

DAY = dt.timedelta(1)
Marks = Callable[[str, Item], Sequence[Decimal] | None]


@dataclass(frozen=True)
class Asked:
    """Which rating of which pack over which area, for which time, published on which day."""

    area: str
    pack: str
    rating: str
    key: str
    published: dt.date


def rate(asked: Asked, panel: Panel, marks: Marks) -> Cycle:
    """Open, score, compute again, confirm and publish. ``marks`` are None for what nobody scored."""
    area = Area.objects.get(pk=asked.area)
    with acting_on(asked.published - 10 * DAY):
        cycle = open_cycle(
            area, pack=asked.pack, rating=asked.rating, key=asked.key, by=panel.office
        )
    with acting_on(asked.published - 5 * DAY):
        _score(cycle, panel, marks)
        run_cycle(cycle, reason="人工评分完成", by=panel.office)
    with acting_on(asked.published - DAY):
        confirm_cycle(cycle, by=panel.head)
    with acting_on(asked.published):
        return publish_cycle(cycle, by=panel.office)


def _score(cycle: Cycle, panel: Panel, marks: Marks) -> None:
    items = [item for item in rating_of(cycle).items if item.scored_by == "people"]
    if not items:
        return
    for result in cycle.results.filter(current=True).exclude(outcome="not_applicable"):
        for item in items:
            given = marks(result.unit_id, item)
            if given is not None:
                _item(cycle, panel, result.unit, item, given)


def _item(cycle: Cycle, panel: Panel, unit: Area, item: Item, given: Sequence[Decimal]) -> None:
    made = give_points(cycle, unit, item=item.id, marks=given, by=panel.first)
    if not item.second_scorer:
        return
    again = list(seen_again(given))
    made = give_points(cycle, unit, item=item.id, marks=again, by=panel.second)
    if made.state == ScoringState.DISPUTED:
        settle_points(
            made,
            points=min(made.points, sum(again, Decimal(0))),
            reason="以复评为准",
            by=panel.head,
        )


def seen_again(given: Iterable[Decimal]) -> Iterable[Decimal]:
    """The second hand is a little stricter on the first line."""
    for place, points in enumerate(given):
        yield max(points - Decimal("0.5"), Decimal(0)) if place == 0 else points
