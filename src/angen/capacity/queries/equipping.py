"""What equipment bodies have, by category, against what packs ask; what must be calibrated soon."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum

from angen.capacity.models import Calibration, Custody, EquipmentItem
from angen.capacity.queries.bodies import bodies_seen, in_post
from angen.capacity.queries.numbers import numbers
from angen.desk.dated import holds
from angen.kernel.access import Actor
from angen.orgs.models import Agency, Area
from angen.rulebook.queries import nationwide

SEE: Final = "capacity.see_equipping"
SEE_ITEMS: Final = "capacity.see_equipment"
WARNING: Final = "calibration_warning_days"
CATEGORIES: Final = dict(EquipmentItem.Category.choices)
COUNTED: Final = tuple(CATEGORIES)[:5]


def norm_name(category: str) -> str:
    """The name under which a pack sets how many pieces of a category a body needs."""
    return f"equipment_norm_{category}"


@dataclass(frozen=True)
class Piece:
    """How many a body has of a category, and how many a pack asks for (None: none does)."""

    category: str
    number: int
    norm: int | None

    @property
    def label(self) -> str:
        """The category in Chinese."""
        return CATEGORIES[self.category]

    @property
    def short(self) -> int:
        """How many are missing against the norm."""
        return max(0, (self.norm or 0) - self.number)


@dataclass(frozen=True)
class Row:
    """One body: pieces by category, people in post, items without a keeper."""

    body: Agency
    people: int
    recorded: bool
    pieces: list[Piece]
    others: int

    @property
    def total(self) -> int:
        """All pieces."""
        return sum(piece.number for piece in self.pieces) + self.others


@dataclass(frozen=True)
class Overview:
    """The whole page."""

    rows: list[Row]
    unkept: int
    calibrations: list[EquipmentItem] = field(default_factory=list)

    @property
    def normed(self) -> bool:
        """Whether any pack sets a norm here."""
        return any(piece.norm is not None for row in self.rows for piece in row.pieces)

    @property
    def totals(self) -> list[tuple[str, int]]:
        """Pieces by category."""
        found = Counter({CATEGORIES[category]: 0 for category in COUNTED})
        for row in self.rows:
            for piece in row.pieces:
                found[piece.label] += piece.number
            found["其他"] += row.others
        return list(found.items())

    @property
    def unrecorded(self) -> int:
        """Bodies of which no item is on record."""
        return sum(1 for row in self.rows if not row.recorded)


def in_use(on: dt.date) -> Q:
    """Items a body has on the day."""
    return Q(received_on__lte=on) & (Q(retired_on=None) | Q(retired_on__gt=on))


def overview(actor: Actor, on: dt.date, area: Area | None = None) -> Overview:
    """What the bodies in ``area`` have that the actor sees."""
    bodies = list(bodies_seen(actor, SEE, area, on))
    keys = [body.pk for body in bodies]
    items = EquipmentItem.objects.filter(in_use(on), agency__in=keys)
    numbers_of: dict[int, Counter[str]] = {}
    for agency, category, number in (
        items.order_by().values_list("agency", "category").annotate(number=Sum("quantity"))
    ):
        numbers_of.setdefault(agency, Counter())[category] = number
    people: Counter[int] = Counter()
    pairs = in_post(on).filter(agency__in=keys).order_by().values_list("agency", "officer")
    people.update(agency for agency, _ in set(pairs))
    norms = _norms(bodies, on)
    kept = Exists(Custody.objects.filter(holds(on), item=OuterRef("pk")))
    return Overview(
        rows=[_row(body, numbers_of.get(body.pk), people[body.pk], norms) for body in bodies],
        unkept=items.filter(~kept).count(),
        calibrations=list(calibrations_due(items, on)),
    )


def _norms(bodies: list[Agency], on: dt.date) -> dict[str, dict[str, int | None]]:
    """By category and area code the number a pack asks for."""
    found = numbers([norm_name(c) for c in COUNTED], [body.area for body in bodies], on)
    return {
        category: {
            code: int(ruling.value) if ruling else None
            for code, ruling in found[norm_name(category)].items()
        }
        for category in COUNTED
    }


def _row(
    body: Agency,
    have: Counter[str] | None,
    people: int,
    norms: Mapping[str, Mapping[str, int | None]],
) -> Row:
    had = have or Counter()
    pieces = [Piece(c, had[c], norms[c][body.area_id]) for c in COUNTED]
    others = sum(number for category, number in had.items() if category not in COUNTED)
    return Row(body, people, have is not None, pieces, others)


def warning_days(on: dt.date) -> int:
    """Days before the end of a calibration at which the list names it; 0 where no pack says."""
    return int(nationwide(WARNING, on) or 0)


def calibrations_due(items: QuerySet[EquipmentItem], on: dt.date) -> QuerySet[EquipmentItem]:
    """Items that must be calibrated, whose calibration ends soon, has ended or never was.

    The list may span many places, so "soon" is the number of the whole country.
    Annotated with ``good_to``, the last day of the latest calibration (None: never calibrated).
    """
    last = Calibration.objects.filter(item=OuterRef("pk"), valid_from__lte=on).order_by()
    ends = last.values("item").annotate(end=Max("valid_to")).values("end")
    open_ended = last.filter(valid_to=None)
    return (
        items.filter(~Exists(open_ended), needs_calibration=True)
        .annotate(good_to=Subquery(ends))
        .filter(Q(good_to=None) | Q(good_to__lte=on + dt.timedelta(warning_days(on))))
        .select_related("agency__area")
        .order_by("good_to", "agency__area__path", "number")
    )
