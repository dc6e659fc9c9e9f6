"""Colleagues who rate, confirm and answer beside the accounts of the demo page.

Nobody logs in to theirs: they have no password.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password

from angen.demo.accounts import SINCE
from angen.demo.names import People
from angen.orgs.models import Account, Agency, RoleAssignment


@dataclass(frozen=True)
class Panel:
    """Who runs a rating: one opens and drafts, another confirms and approves, two give points."""

    office: Account
    head: Account
    first: Account
    second: Account


class Colleagues:
    """Makes accounts as they are needed; names come from a seed of their own."""

    def __init__(self, seed: int) -> None:
        self.people = People(Random(seed))  # noqa: S311 - a demo, not a secret

    def panel(self, office: Account) -> Panel:
        """Three colleagues of an office's account, with the same role and reach."""
        (held,) = office.assignments
        assert office.agency is not None and held.area_id is not None
        wanted = [
            (f"{office.username}-{word}", held.role, held.area_id, office.agency)
            for word in ("fuzeren", "pingcha1", "pingcha2")
        ]
        return Panel(office, *self._made(wanted))

    def heads(self, agencies: Iterable[Agency], role: str) -> dict[int, Account]:
        """One account a body, by the body's key."""
        found = list(agencies)
        wanted = [
            (f"{role.partition('_')[0]}-{one.area_id}", role, str(one.area_id), one)
            for one in found
        ]
        return {one.pk: made for one, made in zip(found, self._made(wanted), strict=True)}

    def _made(self, wanted: list[tuple[str, str, str, Agency]]) -> list[Account]:
        closed = make_password(None)
        made = Account.objects.bulk_create(
            [
                Account(username=name, name=self.people.name(), password=closed, agency=agency)
                for name, _, _, agency in wanted
            ]
        )
        RoleAssignment.objects.bulk_create(
            [
                RoleAssignment(account=one, role=role, area_id=area, valid_from=SINCE)
                for one, (_, role, area, _) in zip(made, wanted, strict=True)
            ]
        )
        return made
