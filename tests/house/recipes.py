"""What to put into the parameters of URLs, so that a walk reaches every page.

A recipe belongs to the name of a URL or, for all URLs, to the name of a parameter. It gives
``Stop`` objects: the arguments, whose record it is (``a``, ``b`` or nobody's) and queries to try.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from angen.audit.models import Check, Entry
from angen.desk.columns import Personal, Ref
from angen.desk.ledger import Ledger, ledgers
from house.two_towns import Side, TwoTowns

Arguments = dict[str, Any]
LOOK = "赵庄"  # what a search asks for: the beginning of the mark of township B, not all of it


@dataclass(frozen=True)
class Stop:
    """One address to try."""

    arguments: Arguments = field(default_factory=dict)
    of: str = ""  # "b": a record of township B, which nobody of A may open
    queries: tuple[Arguments, ...] = ({}, {"q": LOOK})


Recipe = Callable[[TwoTowns], Iterable[Stop]]
BY_URL: dict[str, Recipe] = {}
BY_PARAMETER: dict[str, Callable[[TwoTowns], Iterable[Any]]] = {}


def recipe(*names: str) -> Callable[[Recipe], Recipe]:
    """Register the recipe of the URLs ``names``."""

    def keep(function: Recipe) -> Recipe:
        BY_URL.update(dict.fromkeys(names, function))
        return function

    return keep


def stops(name: str, parameters: Iterable[str], towns: TwoTowns) -> list[Stop] | None:
    """Where to go for a URL; None if nobody wrote a recipe."""
    if name in BY_URL:
        return list(BY_URL[name](towns))
    wanted = sorted(parameters)
    if not wanted:
        return [Stop()]
    if not all(parameter in BY_PARAMETER for parameter in wanted):
        return None
    values = [list(BY_PARAMETER[parameter](towns)) for parameter in wanted]
    return [Stop(dict(zip(wanted, chosen, strict=True))) for chosen in product(*values)]


def sides(towns: TwoTowns) -> Iterator[tuple[str, Side]]:
    yield "a", towns.a
    yield "b", towns.b


def ledger_records(towns: TwoTowns) -> Iterator[tuple[Ledger, str, Any]]:
    """Each ledger with the record of either township."""
    for ledger in ledgers():
        for key, side in sides(towns):
            found = side.records.get(ledger.model._meta.label)
            if found is not None:
                yield ledger, key, found


@recipe(
    "desk:ledger",
    "desk:record_new",
    "desk:export",
    "desk:export_numbers",
    "desk:template",
    "desk:import",
)
def each_ledger(towns: TwoTowns) -> Iterator[Stop]:
    yield from (Stop({"key": ledger.key}) for ledger in ledgers())
    yield Stop({"key": "no-such-ledger"})


@recipe("desk:record", "desk:record_edit", "desk:record_remove")
def each_record(towns: TwoTowns) -> Iterator[Stop]:
    for ledger, of, record in ledger_records(towns):
        yield Stop({"key": ledger.key, "pk": str(record.pk)}, of, ({},))
    for ledger in ledgers():
        yield Stop({"key": ledger.key, "pk": "no such \x00 record"}, "", ({},))


@recipe("desk:record_reveal")
def each_number(towns: TwoTowns) -> Iterator[Stop]:
    for ledger, of, record in ledger_records(towns):
        names = [c.name for c in ledger.fields if isinstance(c, Personal)] or [
            ledger.fields[0].name
        ]
        for name in [*names, "no-such-column"]:
            yield Stop({"key": ledger.key, "pk": str(record.pk), "column": name}, of, ({},))


@recipe("desk:offers")
def each_offer(towns: TwoTowns) -> Iterator[Stop]:
    for ledger in ledgers():
        for column in ledger.fields:
            if isinstance(column, Ref):
                queries: tuple[Arguments, ...] = ({}, {column.name: LOOK})
                yield Stop({"key": ledger.key, "column": column.name}, "", queries)
        yield Stop({"key": ledger.key, "column": "no-such-column"}, "", ({},))


@recipe(
    "desk:import_batch",
    "desk:import_confirm",
    "desk:import_resume",
    "desk:import_drop",
    "desk:import_errors",
)
def each_import(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        batch: Any = side.records["desk.ImportBatch"]
        for ledger in ledgers()[:1]:
            type(batch).objects.filter(pk=batch.pk).update(
                ledger=ledger.key, by_id=str(side.records["orgs.Account"].pk)
            )
            yield Stop({"key": ledger.key, "pk": batch.pk}, key, ({},))
    for ledger in ledgers()[:1]:
        yield Stop({"key": ledger.key, "pk": uuid.uuid4()}, "", ({},))


@recipe(
    "orgs:account",
    "orgs:account_close",
    "orgs:account_reopen",
    "orgs:account_reset",
    "orgs:account_unlock",
    "orgs:account_reset_second_factor",
    "orgs:account_assign",
)
def each_account(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        yield Stop({"pk": side.records["orgs.Account"].pk}, key, ({},))
    yield Stop({"pk": 2**62}, "", ({},))


@recipe("orgs:account_end_role")
def each_role(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        yield Stop({"pk": side.records["orgs.RoleAssignment"].pk}, key, ({},))


@recipe("audit:entry")
def each_entry(towns: TwoTowns) -> Iterator[Stop]:
    yield from (Stop({"pk": pk}) for pk in Entry.objects.values_list("pk", flat=True)[:2])
    yield Stop({"pk": 2**62})


@recipe("audit:chain")
def each_chain(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        account = side.records["orgs.Account"]
        yield Stop({"subject_type": "orgs.account", "subject_id": str(account.pk)}, key)
    yield Stop({"subject_type": "no.thing", "subject_id": "a/b"})


@recipe("audit:check")
def each_check(towns: TwoTowns) -> Iterator[Stop]:
    yield from (Stop({"pk": pk}) for pk in Check.objects.values_list("pk", flat=True)[:1])
    yield Stop({"pk": 2**62})


def areas(towns: TwoTowns) -> list[str]:
    return [towns.a.town.code, towns.b.town.code, towns.county.code, "no-such-area"]


for _name in ("area", "code", "unit", "area_code", "unit_id"):
    BY_PARAMETER[_name] = areas
