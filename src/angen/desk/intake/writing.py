"""Matching parsed rows with the base, and writing them all in one transaction.

Rows go by COPY into a temporary table, are held against every constraint there, and reach the
ledger by one INSERT and one UPDATE. A check runs the same way and is rolled back; of new records
that are alike in what the right to keep them depends on, it writes only one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, F, Func, Value

from angen.audit.actions import Staged, record_first, record_texts
from angen.desk.changes import changes_of
from angen.desk.columns import Ref
from angen.desk.events import RecordChanged, RecordCreated
from angen.desk.intake import alike, lines, staging
from angen.desk.intake.building import Builder, Names, Teller, reader
from angen.desk.intake.reading import Block, Parsed, keys_of
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused

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
    """A row: its number, the record as it stood (None for a new one) and as it will stand."""

    row: int
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
    staging.create(ledger.model)
    stage = Stage(ledger, parsed, actor, source)
    for block in parsed.blocks:
        stage.bring(block)
    done = stage.done
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
    done.preview = [line for line in done.preview if line["row"] not in parsed.bad][:SHOWN]
    if source is not None and not parsed.bad:
        follow(ledger, actor, stage.hooked)
    return done


class Stage:
    """Brings the rows that would be written to the temporary table, a block at a time.

    ``done`` counts the rows that differ in nothing and has the first changes; ``hooked`` are all
    of them where the app wants to follow each.
    """

    def __init__(self, ledger: Ledger, parsed: Parsed, actor: Actor, source: str | None) -> None:
        self.ledger, self.parsed, self.done = ledger, parsed, Written()
        self.hooked: list[Planned] = []
        self.follows = source is not None and type(ledger).after_write is not Ledger.after_write
        self.teller = None if source is None else Teller(ledger, source)
        self.builder = Builder(ledger, parsed, actor)
        plain = lines.possible(self.builder, hooked=self.follows)
        self.lines = lines.Lines(self.builder, self.teller) if plain else None

    def bring(self, block: Block) -> None:
        """The rows of a block that are new or differ from the base."""
        self.builder.take(block)
        keys, good = list(keys_of(self.ledger, block)), self.parsed.good(block)
        existing = matched(self.ledger, [keys[place] for place in good]) if good else {}
        alone: list[int] = []
        made: list[Planned] = []
        for place in good:
            known = existing.get(keys[place], ())
            if not known and self.lines is not None and self.lines.able(block, place):
                alone.append(place)
            elif (one := self.planned(block.numbers[place], place, known)) is not None:
                made.append(one)
        self.show(block, alone, made)
        if self.follows:
            self.hooked += made
        if made:
            staging.fill(self.ledger.model, (self.line(one, block.names) for one in made))
        if alone and self.lines is not None:
            staging.fill_lines(self.ledger.model, self.lines.of(block, alone))

    def planned(self, row: int, place: int, known: Sequence[Any]) -> Planned | None:
        """The record that a row makes of the one it found; None if that is bad or the same."""
        before = known[0] if known else None
        try:
            if len(known) > 1:
                raise Refused(
                    f"台账里已有 {len(known)} 条这样的记录，无法确定改哪一条。请在页面上修改。"
                )
            after = self.builder.changed(place, before) if before else self.builder.new(place)
        except Refused as refused:
            self.parsed.problem(row, "", "", str(refused))
        except ValidationError as error:
            self.parsed.problem(row, "", "", "；".join(error.messages))
        else:
            if before is None or not self.builder.alike(before, after):
                return Planned(row, before, after)
            self.done.same += 1
        return None

    def line(self, one: Planned, names: Names) -> tuple[int, bool, str, Any]:
        """A row as the temporary table takes it."""
        told = ""
        if self.teller is not None and one.before is None:
            told = self.teller.created(one.after, names)
        elif self.teller is not None:
            told = self.teller.changed(one.before, one.after, names)
        return one.row, one.before is None, told, one.after

    def show(self, block: Block, alone: list[int], made: list[Planned]) -> None:
        """Keep the first changes for the preview, more than it shows: some may turn out bad."""
        if (free := KEPT - len(self.done.preview)) <= 0:
            return
        shown: dict[int, dict[str, Any] | list[Any]] = {block.numbers[p]: {} for p in alone[:free]}
        value_of, new = reader(block.names), set(shown)
        for one in made[:free]:
            if one.before is None:
                new.add(one.row)
            changes = one.before and changes_of(self.ledger, one.before, one.after, value_of)
            shown[one.row] = changes or {}
        heads = {row: place for place, row in enumerate(block.numbers) if row in shown}
        self.done.preview += [
            {
                "row": row,
                "name": self.parsed.head(block, heads[row]),
                "new": row in new,
                "changes": shown[row],
            }
            for row in sorted(shown)[:free]
        ]


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
    found = [one for one in staging.problems(ledger) if one[0] not in before]
    values = dict(entered(parsed, {(row, name) for row, name, _ in found})) if found else {}
    for row, name, sentence in found:
        parsed.problem(row, name, values.get((row, name), ""), sentence)


def entered(parsed: Parsed, wanted: set[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], Any]]:
    """The values of some cells, by row and column."""
    names = {name for _, name in wanted}
    for block in parsed.blocks:
        for name in names & block.values.keys():
            for row, value in zip(block.numbers, block.values[name], strict=True):
                if (row, name) in wanted:
                    yield (row, name), value


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


def follow(ledger: Ledger, actor: Actor, hooked: Sequence[Planned]) -> None:
    """After the rows stand: the app's hook, then the log, one entry a record."""
    keys = dict(staging.keys(ledger.model)) if hooked else {}
    for p in hooked:
        p.after.pk = keys[p.row]
        p.after._state.adding, p.after._state.db = False, connection.alias
    for p in hooked:
        ledger.after_write(p.after, p.before is None, actor)
    model, key = ledger.model, str(ledger.model._meta.pk.column)
    if hooked:  # the hook may have told of some of them
        record_texts(RecordCreated, model, staging.logs(model, True), by=actor, first=True)
    else:
        told = Staged(staging.TABLE, key, "angen_log", "angen_new", "angen_row")
        record_first(RecordCreated, model, told, by=actor)
    record_texts(RecordChanged, model, staging.logs(model, False), by=actor)
