"""Who is told: the person, the heads of the office, and the heads one level up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from angen.desk.dated import holds
from angen.orgs.models import Account, Agency, AgencyRelation
from angen.orgs.roles import ROLES
from angen.worklist.models import Deadline

HIGHEST = 6  # levels of government, with one to spare: relations may run in a circle
LEADING = sorted(key for key, role in ROLES.items() if "worklist.lead_office" in role.may)


@dataclass(frozen=True)
class Above:
    """Where a delay is reported: how many levels up, to which body, to whom."""

    level: int
    agency: Agency
    heads: tuple[int, ...]


@dataclass
class People:
    """Looks people up on one day, each body once."""

    on: dt.date
    _heads: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _superior: dict[int, Agency | None] = field(default_factory=dict)
    _above: dict[int, Above | None] = field(default_factory=dict)

    def prepare(self, agencies: set[int]) -> None:
        """Read the heads of many bodies at once."""
        missing = agencies - self._heads.keys()
        if not missing:
            return
        held = Account.objects.filter(
            holds(self.on, "role_assignments__"),
            agency__in=missing,
            is_active=True,
            role_assignments__role__in=LEADING,
        )
        found: dict[int, list[int]] = defaultdict(list)
        for agency, account in held.order_by("pk").distinct().values_list("agency_id", "pk"):
            found[agency].append(account)
        self._heads |= {agency: tuple(found[agency]) for agency in missing}

    def heads(self, agency: int) -> tuple[int, ...]:
        """The accounts that answer for a body."""
        self.prepare({agency})
        return self._heads[agency]

    def superior(self, agency: int) -> Agency | None:
        """The body that leads another; where none is recorded, the one that guides it."""
        if agency not in self._superior:
            known = AgencyRelation.objects.on(self.on).filter(agency=agency)
            by_kind = {r.kind: r.superior for r in known.select_related("superior").order_by("pk")}
            leads = by_kind.get(AgencyRelation.Kind.LEADS)
            self._superior[agency] = leads or by_kind.get(AgencyRelation.Kind.GUIDES)
        return self._superior[agency]

    def above(self, agency: int) -> Above | None:
        """Where a delay of ``agency`` is reported: the nearest superior with somebody to read it."""
        if agency not in self._above:
            self._above[agency] = self._climb(agency)
        return self._above[agency]

    def _climb(self, agency: int) -> Above | None:
        seen, here = {agency}, agency
        for level in range(1, HIGHEST + 1):
            superior = self.superior(here)
            if superior is None or superior.pk in seen:
                return None
            if heads := self.heads(superior.pk):
                return Above(level, superior, heads)
            here = superior.pk
            seen.add(here)
        return None

    def doers(self, deadline: Deadline) -> tuple[int, ...]:
        """Who does it: the person, or where nobody is named or has an account, the heads."""
        if deadline.account_id is not None:
            return (deadline.account_id,)
        officer = deadline.officer
        if officer is not None:
            account = Account.objects.filter(officer=officer, is_active=True).first()
            if account is not None:
                return (account.pk,)
        return self.heads(deadline.agency_id)
