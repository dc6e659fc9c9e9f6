"""How a year's funds run: budget, received and spent, by category and by body (amounts in cents)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Max, Sum

from angen.capacity.models import BudgetLine, Receipt, Spending
from angen.capacity.queries.bodies import within_area
from angen.kernel.access import Actor, rows
from angen.orgs.models import Agency, Area

SEE: Final = "capacity.see_budget_lines"
CATEGORIES: Final = dict(BudgetLine.Category.choices)


@dataclass(frozen=True)
class Row:
    """A category or a body: what was granted, what came, what went, in cents."""

    label: str
    budget: int
    received: int
    spent: int
    body: Agency | None = None

    @property
    def share_received(self) -> float | None:
        """Received of the budget; None where there is none."""
        return self.received / self.budget if self.budget else None

    @property
    def share_spent(self) -> float | None:
        """Spent of the budget; None where there is none."""
        return self.spent / self.budget if self.budget else None

    @property
    def left(self) -> int:
        """What of the money received is still there; below nought: spent before it came."""
        return self.received - self.spent


@dataclass(frozen=True)
class Year:
    """The whole page."""

    year: int
    categories: list[Row]
    bodies: list[Row]

    @property
    def total(self) -> Row:
        """Everything together."""
        return Row(
            "合计",
            sum(row.budget for row in self.categories),
            sum(row.received for row in self.categories),
            sum(row.spent for row in self.categories),
        )


def latest_year(actor: Actor, until: int) -> int:
    """The last year up to ``until`` with a budget line the actor sees; else ``until``."""
    lines = rows(actor, SEE).filter(year__lte=until)
    newest: int | None = lines.aggregate(last=Max("year"))["last"]
    return newest or until


def years_seen(actor: Actor) -> list[int]:
    """The years with a budget line the actor sees, the last first."""
    found = rows(actor, SEE).order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


def year_of_funds(actor: Actor, year: int, area: Area | None = None) -> Year:
    """The year's lines in ``area`` that the actor sees, with the money that moved on them."""
    lines = rows(actor, SEE).filter(within_area(area, "agency__area__path"), year=year)
    keys = lines.order_by().values("pk")
    moved = ("line__category", "line__agency")
    total = Sum("amount_cents")
    budget = _sums(lines.order_by().values_list("category", "agency").annotate(total=total))
    received = _sums(
        Receipt.objects.filter(line__in=keys).order_by().values_list(*moved).annotate(total=total)
    )
    spent = _sums(
        Spending.objects.filter(line__in=keys).order_by().values_list(*moved).annotate(total=total)
    )
    agencies = Agency.objects.filter(pk__in={agency for _, agency in budget})
    bodies = agencies.select_related("area").order_by("area__path", "name")
    sums = (budget, received, spent)
    by_category = [_added(sums, 0, category) for category in CATEGORIES]
    return Year(
        year,
        [
            Row(label, *amounts)
            for label, amounts in zip(CATEGORIES.values(), by_category, strict=True)
            if any(amounts)
        ],
        [Row(body.name, *_added(sums, 1, body.pk), body) for body in bodies],
    )


Sums = Mapping[tuple[str, int], int]


def _sums(grouped: Iterable[tuple[str, int, int]]) -> Sums:
    return {(category, agency): total for category, agency, total in grouped}


def _added(sums: tuple[Sums, Sums, Sums], place: int, key: str | int) -> tuple[int, int, int]:
    """Budget, received and spent of the entries whose ``place`` is ``key``."""
    one, two, three = (sum(v for k, v in each.items() if k[place] == key) for each in sums)
    return one, two, three
