"""Cycles with their packs, what stood before them, and what people gave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import Count

from angen.assess.models import Consequence, Cycle, Result, Scoring, Snapshot
from angen.assess.states import COUNTED, LIVE, SETTLED, ConsequenceState, Deed
from angen.kernel.refusal import Refused
from angen.policy.pack import Pack
from angen.policy.periods import Span
from angen.policy.rated import Past
from angen.policy.schema_scores import Rating
from angen.rulebook.models import InstalledPack
from angen.rulebook.queries import pack_named, read

# How far back a streak is followed; longer ones are as bad.
BACK = 8


def pack_of(cycle: Cycle) -> Pack:
    """The very version of the pack that a cycle uses."""
    active = pack_named(cycle.pack)
    if active is not None and active.digest == cycle.digest:
        return active
    found = InstalledPack.objects.filter(pack_id=cycle.pack, digest=cycle.digest).first()
    if found is None:
        raise Refused(f"政策包“{cycle.pack}”的这个版本不在系统里，不能重新计算。")
    return read(found)


def rating_of(cycle: Cycle, pack: Pack | None = None) -> Rating:
    """The rating of a cycle as of its last day."""
    found = (pack or pack_of(cycle)).rating(cycle.rating, cycle.end)
    if found is None:
        raise Refused(f"政策包“{cycle.pack}”在{cycle.end}没有评级“{cycle.rating}”。")
    return found


def standing_snapshot(cycle: Cycle) -> Snapshot | None:
    """The run that stands."""
    return cycle.snapshots.order_by("-number").first()


def _past(found: Result) -> Past:
    return Past(
        found.cycle.key,
        found.outcome,  # type: ignore[arg-type]
        found.score,
        found.grade,
        found.failing,
        found.rank_from_last == 1,
    )


def results_before(
    area: str, pack: str, rating: str, keys: Sequence[str], codes: Collection[str]
) -> dict[str, list[Past | None]]:
    """By unit: its settled result of each cycle of ``keys``, None where it has none."""
    rows = Result.objects.filter(
        current=True,
        unit__in=list(codes),
        cycle__area=area,
        cycle__pack=pack,
        cycle__rating=rating,
        cycle__key__in=list(keys),
        cycle__state__in=SETTLED,
    ).select_related("cycle")
    known = {(row.unit_id, row.cycle.key): _past(row) for row in rows}
    return {code: [known.get((code, key)) for key in keys] for code in codes}


def before_of(
    area: str, pack: str, rating: Rating, span: Span, codes: Collection[str]
) -> dict[str, list[Past | None]]:
    """The cycles right before, the latest first, without the empty ones at the end."""
    keys = [span.before(n).key for n in range(1, BACK + 1)]
    found = results_before(area, pack, rating.id, keys, codes)
    for cycles in found.values():
        while cycles and cycles[-1] is None:
            cycles.pop()
    return found


def parts_of(
    area: str, pack: Pack, rating: Rating, span: Span, codes: Collection[str]
) -> dict[str, dict[str, list[Past | None]]]:
    """By unit and rating: the cycles within this one that it is composed of."""
    found: dict[str, dict[str, list[Past | None]]] = {code: {} for code in codes}
    for name in dict.fromkeys(part.rating for part in rating.parts):
        other = pack.rating(name, span.end)
        keys = [] if other is None else [each.key for each in span.inside(other.cycle)]
        for code, cycles in results_before(area, pack.id, name, keys, codes).items():
            found[code][name] = cycles
    return found


def yellow_cards_of(area: str, pack: str, span: Span, codes: Collection[str]) -> dict[str, int]:
    """Yellow cards of earlier cycles that are in force, by unit."""
    rows = (
        Consequence.objects.filter(
            unit__in=list(codes),
            deed=Deed.YELLOW_CARD,
            state__in=[each for each in LIVE if each != ConsequenceState.SUSPENDED],
            cycle__area=area,
            cycle__pack=pack,
            cycle__end__lt=span.start,
        )
        .values("unit")
        .annotate(number=Count("pk"))
    )
    return {row["unit"]: row["number"] for row in rows}


def people_of(cycle: Cycle) -> dict[str, dict[str, Decimal]]:
    """What counts of the points people gave, by unit and item."""
    rows = Scoring.objects.filter(cycle=cycle, state__in=COUNTED, agreed__isnull=False)
    found: dict[str, dict[str, Decimal]] = {}
    for unit, item, agreed in rows.values_list("unit", "item", "agreed"):
        if agreed is not None:
            found.setdefault(unit, {})[item] = agreed
    return found
