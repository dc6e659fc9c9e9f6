"""What to put into the parameters of URLs, so that a walk reaches every page.

A recipe belongs to the name of a URL and gives ``Stop`` objects: the arguments, whose record it is
(``a``, ``b`` or nobody's) and queries to try. A URL without parameters needs none.
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
from house.addresses import OF_AREA, OF_RECORD, PACKS, STANDARDS
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
    if list(parameters):
        return None
    return [Stop({}, "", ({}, {"q": LOOK}, {"area": towns.b.town.code}))]


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


@recipe("desk:record", "desk:record_edit", "desk:record_remove", "desk:file_attach")
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


def choices(more: dict[str, tuple[Any, ...]]) -> Iterator[Arguments]:
    """Every combination of the other arguments."""
    for values in product(*more.values()):
        yield dict(zip(more, values, strict=True))


def of_record(label: str, more: dict[str, tuple[Any, ...]]) -> Recipe:
    """The record of either township, and one that does not exist."""

    def walk(towns: TwoTowns) -> Iterator[Stop]:
        for key, side in sides(towns):
            for rest in choices(more):
                yield Stop({"pk": side.records[label].pk, **rest}, key, ({},))
        uuids = isinstance(towns.a.records[label].pk, uuid.UUID)
        nowhere: Any = uuid.uuid4() if uuids else 2**62
        yield Stop({"pk": nowhere, **next(choices(more))}, "", ({},))

    return walk


def of_area(more: dict[str, tuple[Any, ...]]) -> Recipe:
    """Either township, and one that does not exist."""

    def walk(towns: TwoTowns) -> Iterator[Stop]:
        for rest in choices(more):
            yield Stop({"code": towns.a.town.code, **rest}, "a", ({},))
            yield Stop({"code": towns.b.town.code, **rest}, "b", ({},))
        yield Stop({"code": "no-such-area", **next(choices(more))}, "", ({},))

    return walk


BY_URL.update({name: of_record(*found) for name, found in OF_RECORD.items()})
BY_URL.update({name: of_area(more) for name, more in OF_AREA.items()})


@recipe("assess:rating_unit", "assess:appeal_new")
def each_result(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        cycle = side.records["assess.Cycle"].pk
        yield Stop({"pk": cycle, "code": side.town.code}, key, ({},))
        yield Stop({"pk": cycle, "code": "no-such-area"}, "", ({},))


@recipe("assess:rating_why", "assess:sheet", "assess:self_report")
def each_item(towns: TwoTowns) -> Iterator[Stop]:
    for key, side in sides(towns):
        cycle = side.records["assess.Cycle"].pk
        for item in ("marks", "no-such-item"):
            yield Stop({"pk": cycle, "code": side.town.code, "item": item}, key, ({},))


@recipe("plans:merge")
def each_merge(towns: TwoTowns) -> Iterator[Stop]:
    """A visit of one's own into one of another township, and the other way round."""
    for (key, side), (_, other) in product(sides(towns), sides(towns)):
        items = {
            "pk": side.records["plans.PlanItem"].pk,
            "into": other.records["plans.PlanItem"].pk,
        }
        yield Stop(items, key, ({},))


@recipe("inspections:recheck_visit")
def each_recheck(towns: TwoTowns) -> Iterator[Stop]:
    """An order rechecked on a visit of its own township, and of the other."""
    for (key, side), (_, other) in product(sides(towns), sides(towns)):
        visit = side.records["inspections.Inspection"].pk
        order = other.records["inspections.Order"].pk
        yield Stop({"visit": visit, "pk": order}, key, ({},))


@recipe("rulebook:pack")
def each_pack(towns: TwoTowns) -> Iterator[Stop]:
    yield from (Stop({"pack_id": pack}, "", ({},)) for pack in PACKS)


@recipe("rulebook:version")
def each_version(towns: TwoTowns) -> Iterator[Stop]:
    yield from (Stop({"pack_id": p, "version": n}, "", ({},)) for p in PACKS for n in (1, 99))


@recipe("assess:standards")
def each_standard(towns: TwoTowns) -> Iterator[Stop]:
    pack, standard = PACKS[0], STANDARDS[0]
    asked = [
        {"area": side.town.code, "pack": pack, "standard": standard, **form}
        for _, side in sides(towns)
        for form in ({}, {"format": "xlsx"})
    ]
    yield Stop({}, "", ({}, *asked, {"area": "no-such-area"}, {"on": "2021-02-30"}))


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
