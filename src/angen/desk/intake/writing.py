"""Matching parsed rows with the base, and writing them all in one transaction.

Rows go by COPY into a temporary table, are held against every constraint there, and reach the
ledger by one INSERT and one UPDATE. A check runs the same way and is rolled back: what it promises
is what the confirmation does.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.expressions import RawSQL

from angen.audit.actions import record_many
from angen.desk.changes import assign, changes_of, event_of
from angen.desk.columns import Column, Ref
from angen.desk.intake import staging
from angen.desk.intake.reading import Parsed
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused

CHUNK = 2_000
SHOWN = 20  # changes in the preview
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
    """A row on its way: the record as it stood (None for a new one) and as it will stand."""

    row: int
    before: Any
    after: Any


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
            if parsed.problems:
                raise Unclean
    except IntegrityError as error:
        raise Refused(CONFLICT) from error
    return done


def put(ledger: Ledger, parsed: Parsed, actor: Actor, source: str | None) -> Written:
    """Match, check and write; without ``source`` neither the log nor the app's hook is called."""
    done = Written()
    plan = list(planned(ledger, parsed, actor, done))
    if plan:
        staging.fill(ledger.model, ((p.row, p.before is None, p.after) for p in plan))
        within_reach(ledger, parsed, actor, "修改", "not angen_new")
        for row, name, sentence in staging.problems(ledger):
            if row in parsed.rows:
                parsed.problem(row, name, parsed.rows[row].get(name), sentence)
        staging.keep_only(parsed.rows)
        staging.write(ledger.model)
        within_reach(ledger, parsed, actor, "登记", "true")
    plan = [p for p in plan if p.row in parsed.rows]
    done.new = sum(p.before is None for p in plan)
    done.changed = len(plan) - done.new
    done.preview = [shown(ledger, parsed, p) for p in plan[:SHOWN]]
    if source is not None and not parsed.problems:
        follow(ledger, parsed, actor, plan, source)
    return done


def planned(ledger: Ledger, parsed: Parsed, actor: Actor, done: Written) -> Iterator[Planned]:
    """The rows that are new or differ from the base; ``done.same`` counts the others."""
    numbers = list(parsed.rows)
    names = [f.attname for f in ledger.model._meta.concrete_fields if not f.generated]
    checks = own_checks(ledger, parsed)
    for start in range(0, len(numbers), CHUNK):
        part = [n for n in numbers[start : start + CHUNK] if n in parsed.rows]
        existing = matched(ledger, [parsed.rows[n] for n in part])
        for number in part:
            values = parsed.rows[number]
            key = tuple(values[name] for name in ledger.natural_key)
            known = existing.get(key, [])
            if len(known) > 1:
                sentence = (
                    f"台账里已有 {len(known)} 条这样的记录，无法确定改哪一条。请在页面上修改。"
                )
                parsed.problem(number, ledger.natural_key[0], "", sentence)
                continue
            before = known[0] if known else None
            after = copy.copy(before) if before is not None else ledger.model()
            try:
                assign(ledger, after, values, created=before is None)
                ledger.before_write(after, values, actor)
                for check in checks:
                    check(after)
            except Refused as refused:
                parsed.problem(number, "", "", str(refused))
                continue
            except ValidationError as error:
                parsed.problem(number, "", "", "；".join(error.messages))
                continue
            if before is not None and all(
                getattr(before, name) == getattr(after, name) for name in names
            ):
                done.same += 1
            else:
                yield Planned(number, before, after)


def own_checks(ledger: Ledger, parsed: Parsed) -> list[Any]:
    """The checks a model adds in Python: its ``clean`` and the validators of its fields."""
    found: list[Any] = []
    if ledger.model.clean is not models.Model.clean:
        found.append(lambda record: record.clean())
    for column in parsed.columns:
        field = column.model_field(ledger.model)
        if field is not None and field._validators:  # type: ignore[attr-defined]
            found.append(validator(field))
    return found


def validator(field: Any) -> Any:
    """Runs the validators of one field on a record."""

    def check(record: Any) -> None:
        value = getattr(record, field.attname)
        if value not in field.empty_values:
            field.run_validators(value)

    return check


def matched(ledger: Ledger, part: list[dict[str, Any]]) -> dict[tuple[Any, ...], list[Any]]:
    """The existing records of these rows by natural key, locked in order of primary key."""
    columns = [ledger.by_name[name] for name in ledger.natural_key]
    links = [c.name for c in ledger.imported if isinstance(c, Ref)]
    query = ledger.model._base_manager.select_for_update(of=("self",)).order_by("pk")
    for column in columns:
        wanted = {values[column.name] for values in part}
        query = query.filter(**{f"{column.attribute}__in": wanted})
    found: dict[tuple[Any, ...], list[Any]] = {}
    for record in query.select_related(*links) if links else query:
        key = tuple(getattr(record, column.attribute) for column in columns)
        found.setdefault(key, []).append(record)
    return found


def within_reach(ledger: Ledger, parsed: Parsed, actor: Actor, act: str, which: str) -> None:
    """Name the staged rows that the actor may not keep."""
    pk = staging.quoted(ledger.model._meta.pk.column)
    staged = RawSQL(f"select {pk} from angen_import where {which}", [])  # noqa: S608, S611
    allowed = set(
        rows(actor, ledger.keep).filter(pk__in=staged).order_by().values_list("pk", flat=True)
    )
    for row, key in staging.keys(ledger.model, which):
        if key not in allowed and row in parsed.rows:
            parsed.problem(row, "", "", OUTSIDE.format(act))


def follow(ledger: Ledger, parsed: Parsed, actor: Actor, plan: list[Planned], source: str) -> None:
    """After the rows stand: the app's hook, then the log, one entry a record."""
    keys = dict(staging.keys(ledger.model, "true"))
    for p in plan:
        p.after.pk = keys[p.row]
        p.after._state.adding, p.after._state.db = False, connection.alias
    if type(ledger).after_write is not Ledger.after_write:
        for p in plan:
            ledger.after_write(p.after, p.before is None, actor)
    value_of = reader(parsed)
    record_many(
        ((event_of(ledger, p.before, p.after, source, value_of), p.after) for p in plan), by=actor
    )


def reader(parsed: Parsed) -> Any:
    """Reads a column for the log; a reference by the text of the file, without a query."""

    def value_of(column: Column, record: Any) -> Any:
        if not isinstance(column, Ref):
            return column.value(record)
        if column.name in record._state.fields_cache:
            return record._state.fields_cache[column.name]
        key = getattr(record, column.attribute)
        return parsed.names.get(column.name, {}).get(key, key)

    return value_of


def shown(ledger: Ledger, parsed: Parsed, p: Planned) -> dict[str, Any]:
    """A row of the preview."""
    changes = [] if p.before is None else changes_of(ledger, p.before, p.after, reader(parsed))
    return {
        "row": p.row,
        "name": parsed.heads.get(p.row, ""),
        "new": p.before is None,
        "changes": changes or {},
    }
