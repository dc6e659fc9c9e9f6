"""Four rounds of cross inspection: counties organise, townships inspect each other.

日照日报: 303 enterprises visited, 2,316 problems found, 7 told to stop business for the time being.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

from angen.demo.means import spread
from angen.demo.scribe import Scribe
from angen.demo.year.diary import Unit, quarter_of
from angen.demo.year.visits import Planned
from angen.enterprises.models import Enterprise
from angen.inspections.states import Origin
from angen.orgs.models import Agency
from angen.plans.crossing import Pair, next_pairs
from angen.plans.models import CrossPair, CrossRound

VISITED, PROBLEMS, STOPPED = 303, 2316, 7
WHEN = (
    (dt.date(2021, 3, 15), dt.date(2021, 3, 31)),
    (dt.date(2021, 5, 17), dt.date(2021, 6, 4)),
    (dt.date(2021, 8, 2), dt.date(2021, 8, 20)),
    (dt.date(2021, 10, 11), dt.date(2021, 10, 29)),
)
# The two streets of the development zone inspect with those of the district around it.
WITH = {"371171": "371102"}


@dataclass(frozen=True)
class Crossing:
    """A pair with the days of its round."""

    pair: CrossPair
    first: dt.date
    last: dt.date


def write_rounds(
    scribe: Scribe, units: Mapping[str, Unit], organisers: Mapping[str, Agency]
) -> list[Crossing]:
    """All rounds of the year with their pairs; a county's townships never meet alike twice running."""
    by_county: dict[str, list[str]] = {}
    for code in sorted(units):
        county = WITH.get(code[:6], code[:6])
        by_county.setdefault(county, []).append(code)
    found = []
    for county, codes in sorted(by_county.items()):
        history: list[list[Pair]] = []
        for number, (first, last) in enumerate(WHEN, 1):
            pairs = next_pairs(codes, history)
            history.append(pairs)
            made = scribe.add(
                CrossRound(
                    agency=organisers[county],
                    year=first.year,
                    number=number,
                    title=f"{organisers[county].area.name}第{number}轮乡镇（街道）异地互查",
                    starts_on=first,
                    ends_on=last,
                )
            )
            for visitor, visited in pairs:
                pair = CrossPair(round=made, visitor_id=visitor, visited_id=visited)
                found.append(Crossing(scribe.add(pair), first, last))
    return found


def cross_visits(
    scribe: Scribe,
    units: Mapping[str, Unit],
    enterprises: Mapping[str, Sequence[Enterprise]],
    crossings: Sequence[Crossing],
    spared: Mapping[tuple[str, int], set[UUID]],
) -> list[Planned]:
    """303 visits, one an enterprise; every pair makes one, some a second."""
    met: set[UUID] = set()
    found: list[Planned] = []
    for crossing in cycle(crossings):
        if len(found) == VISITED:
            return found
        visitor = units[crossing.pair.visitor_id]
        away = spared.get((crossing.pair.visited_id, quarter_of(crossing.first)), set())
        open_to = [e for e in enterprises[crossing.pair.visited_id] if e.pk not in met | away]
        if not open_to:
            continue
        enterprise = scribe.random.choice(open_to)
        slot = visitor.take(scribe.random, crossing.first, crossing.last)
        if slot is None:
            continue
        met.add(enterprise.pk)
        found.append(
            Planned(visitor, enterprise, slot, Origin.CROSS, pair=crossing.pair, name="异地互查")
        )
    return found


def problems(scribe: Scribe) -> list[int]:
    """2,316 dealt out over the visits, unevenly."""
    dealt = spread(PROBLEMS, VISITED, 1)
    for place in range(0, VISITED - 1, 2):
        moved = scribe.random.randrange(0, 4)
        dealt[place] -= moved
        dealt[place + 1] += moved
    return dealt
