"""Matching parsed rows with the base, and writing them all in one transaction.

Rows go by COPY into a temporary table, are held against every constraint there, and reach the
ledger by one INSERT and one UPDATE. A check runs the same way and is rolled back; of new records
that are alike in what the right to keep them depends on, it writes only one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, F, Func, Value

from angen.audit.actions import record_texts
from angen.desk.changes import changes_of
from angen.desk.columns import Ref
from angen.desk.events import RecordChanged, RecordCreated
from angen.desk.intake import alike, staging
from angen.desk.intake.building import Builder, Teller, reader
from angen.desk.intake.reading import Parsed, keys_of
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused

CHUNK = 2_000
SHOWN = 20  # changes in the preview
KEPT = 10 * SHOWN  # of which some may turn out bad
CONFLICT = "文件里的记录与台账里的记录互相冲突，没有写入。请分几个文件导入，或在页面上修改。"
OUTSIDE = "这条记录不在您的管辖范围，不能{}。请核对所属单位。"


@dataclass
class Written:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    preview: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Planned:
    """A row by its place in the file: the record as it stood (None for a new one) and will stand."""

    place: int
    before: Any
    after: Any


class AnyOf(Func):
    """``column = any(list)``: one parameter, where IN takes one for each key."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


class Unclean(Exception):
    """The base no longer takes every row; nothing was written."""


def dry_run(ledger: Ledger, parsed: Parsed, actor: Actor) -> Written:
    """What ``write`` would do; problems are added to ``parsed``, and nothing stays written."""
    try:
        with transaction.atomic():
            done = put(ledger, parsed, actor, None)
            transaction.set_rollback(True)
    except IntegrityError as error:
        raise Refused(CONFLICT) from error
    return done


def write(ledger: Ledger, parsed: Parsed, actor: Actor, source: str) -> Written:
    """Write every row, or raise ``Unclean`` with the problems in ``parsed``."""
    try:
        with transaction.atomic():
            done = put(ledger, parsed, actor, source)
            if parsed.bad:
                raise Unclean
    except IntegrityError as error:
        raise Refused(CONFLICT) from error
    return done


def put(ledger: Ledger, parsed: Parsed, actor: Actor, source: str | None) -> Written:
    """Match, check and write; without ``source`` neither the log nor the app's hook is called."""
    done = Written()
    staging.create(ledger.model)
    shown, hooked = stage(ledger, parsed, actor, source, done)
    staging.number(ledger.model)
    not_yours(ledger, parsed, actor)
    constrained(ledger, parsed)
    staging.leave_out(parsed.bad)
    kinds = alike.deciding(ledger.model, ledger.keep, actor)
    staging.stand_for_others(kinds)
    few = source is None and alike.may_stand_for_others(ledger.model)
    staging.write(ledger.model, "angen_stands" if few else "true")
    outside(ledger, parsed, actor, kinds)
    staging.leave_out(parsed.bad)
    done.new, done.changed = staging.count()
    good = [p for p in shown if parsed.numbers[p.place] not in parsed.bad]
    done.preview = [line(ledger, parsed, p) for p in good[:SHOWN]]
    if source is not None and not parsed.bad:
        follow(ledger, parsed, actor, hooked)
    return done


def stage(
    ledger: Ledger, parsed: Parsed, actor: Actor, source: str | None, done: Written
) -> tuple[list[Planned], list[Planned]]:
    """Bring the rows that would be written to the temporary table.

    Returns the first of them, and all of them where the app wants to follow each.
    """
    hooks = source is not None and type(ledger).after_write is not Ledger.after_write
    told = Teller(ledger, parsed, source).told if source is not None else lambda *of: ""
    shown: list[Planned] = []
    hooked: list[Planned] = []
    for part in planned(ledger, parsed, actor, done):
        shown += part[: KEPT - len(shown)]
        if hooks:
            hooked += part
        lines = (
            (parsed.numbers[p.place], p.before is None, told(p.before, p.after), p.after)
            for p in part
        )
        staging.fill(ledger.model, lines)
    return shown, hooked


def planned(ledger: Ledger, parsed: Parsed, actor: Actor, done: Written) -> Iterator[list[Planned]]:
    """Rows that are new or differ from the base, some at a time; ``done.same`` counts the others."""
    keys = list(keys_of(ledger, parsed))
    builder = Builder(ledger, parsed, actor)
    places = list(parsed.good())
    for start in range(0, len(places), CHUNK):
        part, made = places[start : start + CHUNK], []
        existing = matched(ledger, [keys[place] for place in part])
        for place in part:
            known = existing.get(keys[place], [])
            try:
                if len(known) > 1:
                    raise Refused(
                        f"台账里已有 {len(known)} 条这样的记录，无法确定改哪一条。请在页面上修改。"
                    )
                before = known[0] if known else None
                after = builder.changed(place, before) if before else builder.new(place)
            except Refused as refused:
                parsed.problem(parsed.numbers[place], "", "", str(refused))
            except ValidationError as error:
                parsed.problem(parsed.numbers[place], "", "", "；".join(error.messages))
            else:
                if before is not None and builder.alike(before, after):
                    done.same += 1
                else:
                    made.append(Planned(place, before, after))
        yield made


def matched(ledger: Ledger, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Any]]:
    """The existing records with these natural keys, locked in order of primary key."""
    columns = [ledger.by_name[name] for name in ledger.natural_key]
    links = [c.name for c in ledger.imported if isinstance(c, Ref)]
    query = ledger.model._base_manager.select_for_update(of=("self",)).order_by("pk")
    for column, wanted in zip(columns, zip(*keys, strict=True), strict=True):
        query = query.filter(AnyOf(F(column.attribute), Value(list(set(wanted)))))
    found: dict[tuple[Any, ...], list[Any]] = {}
    for record in query.select_related(*links) if links else query:
        key = tuple(getattr(record, column.attribute) for column in columns)
        found.setdefault(key, []).append(record)
    return found


def constrained(ledger: Ledger, parsed: Parsed) -> None:
    """Name the rows that the constraints of the table refuse, those named before left out."""
    before = set(parsed.bad)
    places: dict[int, int] = {}
    for row, name, sentence in staging.problems(ledger):
        if row in before:
            continue
        places = places or {number: place for place, number in enumerate(parsed.numbers)}
        value = parsed.values[name][places[row]] if name in parsed.values else ""
        parsed.problem(row, name, value, sentence)


def not_yours(ledger: Ledger, parsed: Parsed, actor: Actor) -> None:
    """Name the rows that would change a record outside the actor's reach."""
    for row in staging.outside(ledger.model, rows(actor, ledger.keep), "not angen_new"):
        parsed.problem(row, "", "", OUTSIDE.format("修改"))


def outside(ledger: Ledger, parsed: Parsed, actor: Actor, kinds: list[str] | None) -> None:
    """Name the written rows that stand outside the actor's reach.

    Of new records one of each kind is asked about, and answers for the others.
    """
    which = "angen_stands or not angen_new"
    refused = staging.outside(ledger.model, rows(actor, ledger.keep), which)
    for row in staging.like(kinds, refused):
        parsed.problem(row, "", "", OUTSIDE.format("登记"))


def follow(ledger: Ledger, parsed: Parsed, actor: Actor, hooked: list[Planned]) -> None:
    """After the rows stand: the app's hook, then the log, one entry a record."""
    keys = dict(staging.keys(ledger.model)) if hooked else {}
    for p in hooked:
        p.after.pk = keys[parsed.numbers[p.place]]
        p.after._state.adding, p.after._state.db = False, connection.alias
    for p in hooked:
        ledger.after_write(p.after, p.before is None, actor)
    for event, new in ((RecordCreated, True), (RecordChanged, False)):
        record_texts(event, ledger.model, staging.logs(ledger.model, new), by=actor, first=new)


def line(ledger: Ledger, parsed: Parsed, p: Planned) -> dict[str, Any]:
    """A row of the preview."""
    changes = [] if p.before is None else changes_of(ledger, p.before, p.after, reader(parsed))
    return {
        "row": parsed.numbers[p.place],
        "name": parsed.head(p.place),
        "new": p.before is None,
        "changes": changes or {},
    }
