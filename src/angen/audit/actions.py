"""The only writers of the sealed log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from procrastinate.contrib.django import app

from angen.audit import chain, content
from angen.audit.events import CheckAsked
from angen.audit.keys import audit_key
from angen.audit.models import Check, Entry, Head, Seal
from angen.kernel.access import Actor, require
from angen.kernel.events import Event
from angen.kernel.refusal import Refused

SYSTEM = "系统"
# A verification that has not ended by then was killed; another may be asked for.
RUNNING = dt.timedelta(minutes=30)
# Writers hold this advisory lock together, a seal holds it alone: what lies below a seal is final.
_SEALING = 0x616E67656E
_WAIT_FOR_WRITERS = "5s"

_LOCK_HEAD = """
with turn as materialized (select pg_advisory_xact_lock_shared(%s))
insert into audit_head (subject_type, subject_id, seq, hash, mac)
select %s, %s, 0, ''::bytea, ''::bytea from turn
on conflict (subject_type, subject_id) do update set seq = audit_head.seq
returning id, seq, hash, mac, nextval('audit_entry_id_seq')
"""
_APPEND = """
with kept as (
  insert into audit_entry (id, subject_type, subject_id, seq, event, label, data, at, by_id,
                           by_name, prev_hash, hash)
  values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
)
update audit_head set seq = %s, hash = %s, mac = %s where id = %s
"""
_LOCK_HEADS = """
with turn as materialized (select pg_advisory_xact_lock_shared(%s))
insert into audit_head (subject_type, subject_id, seq, hash, mac)
select kind, number, 0, ''::bytea, ''::bytea
from turn, unnest(%s::text[], %s::text[]) as wanted (kind, number)
order by kind collate "C", number collate "C"
on conflict (subject_type, subject_id) do update set seq = audit_head.seq
returning subject_type, subject_id, id, seq, hash, mac
"""
_MOVE_HEADS = """
update audit_head set seq = moved.seq, hash = moved.hash, mac = moved.mac
from unnest(%s::bigint[], %s::int[], %s::bytea[], %s::bytea[]) as moved (id, seq, hash, mac)
where audit_head.id = moved.id
"""
_COPY = """
copy audit_entry (id, subject_type, subject_id, seq, event, label, data, at, by_id, by_name,
                  prev_hash, hash) from stdin (format binary)
"""
_COPY_HEADS = (
    "copy audit_head (subject_type, subject_id, seq, hash, mac) from stdin (format binary)"
)
_FIRST = """
with told as (
  select nextval('audit_entry_id_seq') as id, number, text
  from (select {key}::text as number, {text} as text from {table}
        where {begins} and {number} >= %(start)s and {number} < %(start)s + %(size)s
        order by {number}) as staged
)
insert into audit_entry (id, subject_type, subject_id, seq, event, label, data, at, by_id,
                         by_name, prev_hash, hash)
select id, %(kind)s, number, 1, %(event)s, %(label)s, text, %(at)s, %(by_id)s, %(by_name)s,
       %(zero)s, sha256(convert_to(concat_ws(%(separator)s, id, %(kind)s::text, number, 1,
         %(event)s::text, %(label)s::text, text, %(micros)s::bigint, %(by_id)s::text,
         %(by_name)s::text), 'UTF8') || %(zero)s)
from told returning subject_id, hash
"""
_BLOCK = 10_000
_COPY_TYPES = [
    *("int8", "varchar", "varchar", "int4", "varchar", "varchar", "text", "timestamptz"),
    *("varchar", "varchar", "bytea", "bytea"),
]


def record(event: Event, *, by: Actor | None, subject: Model) -> Entry:
    """Append ``event`` to the chain of ``subject``, in the transaction of the act it tells of.

    ``by`` is None for what the system does by itself. The subject's chain stays locked until the
    transaction ends. Raises Refused where the head of the chain was tampered with.
    """
    _inside_transaction()
    kind, number = _subject(subject)
    data = content.text_of(event)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_HEAD, [_SEALING, kind, number])
        head_id, seq, last, mac, entry_id = cursor.fetchone()
        before = _trusted(kind, number, seq, bytes(last), bytes(mac))
        now = timezone.now()
        told = (content.name_of(event), event.label, data)
        row = _row(entry_id, (kind, number), seq + 1, told, now, by, before)
        mac = chain.head_mac(audit_key(), kind, number, row.seq, row.hash)
        stored: list[Any] = [*row[:7], now, *row[8:], row.seq, row.hash, mac, head_id]
        cursor.execute(_APPEND, stored)
    entry = Entry(**{**row._asdict(), "at": now})
    entry._state.adding, entry._state.db = False, connection.alias
    return entry


def record_many(acts: Iterable[tuple[Event, Model]], *, by: Actor | None) -> int:
    """Append many events at once, as an import does; returns their number.

    Heads are locked in order of subject, so that two imports cannot wait for each other.
    """
    _inside_transaction()
    wanted = [
        (_subject(subject), content.name_of(event), event.label, content.text_of(event))
        for event, subject in acts
    ]
    return _append(wanted, by) if wanted else 0


_Wanted = list[tuple[tuple[str, str], str, str, str]]  # subject, event, label, content


def record_texts(
    event: type[Event],
    model: type[Model],
    told: Iterable[tuple[Any, str]],
    *,
    by: Actor | None,
    first: bool = False,
) -> int:
    """Append events of one kind whose content was written before, a block at a time.

    ``told`` gives (primary key, ``content.text_of(event)``); with ``first`` they begin the chains of
    records that this very transaction created. Returns their number.
    """
    _inside_transaction()
    kind, name, count, lines = model._meta.label_lower, content.name_of_class(event), 0, iter(told)
    while block := list(islice(lines, _BLOCK)):
        wanted = [((kind, str(pk)), name, event.label, text) for pk, text in block]
        new = _unheard(kind, wanted) if first else []
        if new:
            count += _append_first(new, by)
        begun = {subject for subject, *_ in new}
        if rest := [one for one in wanted if one[0] not in begun]:
            count += _append(rest, by)
    return count


@dataclass(frozen=True)
class Staged:
    """A temporary table of entries to be made: its name and the columns of primary key, content
    (``content.text_of``), whether the row begins a chain, and a number without gaps to speak of."""

    table: str
    key: str
    text: str
    begins: str
    number: str

    def named(self, query: str) -> str:
        """The query with these names put in."""
        names = {name: connection.ops.quote_name(value) for name, value in vars(self).items()}
        return query.format(**names)


def record_first(
    event: type[Event], model: type[Model], staged: Staged, *, by: Actor | None
) -> None:
    """Begin the chains of records that this very transaction created, all without leaving the base.

    The hashes are made where the content is; the heads are signed here, since the database never
    sees the key. IntegrityError where an entry speaks of one of them already.
    """
    _inside_transaction()
    kind, name, now = model._meta.label_lower, content.name_of_class(event), timezone.now()
    who = _who(by)
    if any(chain.SEPARATOR in text for text in (kind, name, event.label, *who)):
        raise ValueError("a separator character stands in a field of the log")
    told = {"kind": kind, "event": name, "label": event.label, "at": now, "zero": chain.GENESIS}
    told |= {"by_id": who[0], "by_name": who[1], "micros": chain.micros(now), "size": _BLOCK}
    told |= {"separator": chain.SEPARATOR}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [_SEALING])
        cursor.execute(staged.named("select max({number}) from {table} where {begins}"))
        last = cursor.fetchone()[0] or 0
    for start in range(0, last + 1, _BLOCK):
        _begin_chains(staged.named(_FIRST), told | {"start": start})


def _begin_chains(query: str, told: dict[str, Any]) -> None:
    """The entries of one stretch of a table, and their signed heads."""
    key, kind = audit_key(), told["kind"]
    with connection.cursor() as cursor:
        cursor.execute(query, told)
        made = cursor.fetchall()
        macs = (chain.head_mac(key, kind, number, 1, digest) for number, digest in made)
        heads = zip(made, macs, strict=True)
        _copy_heads(cursor, ((kind, number, 1, digest, mac) for (number, digest), mac in heads))


def _unheard(kind: str, wanted: _Wanted) -> _Wanted:
    """Those whose subjects no entry speaks of yet; following a write may have told of some."""
    ids = [number for (_, number), *_ in wanted]
    rows = Head.objects.filter(subject_type=kind, subject_id__in=ids)
    heard = set(rows.values_list("subject_id", flat=True))
    return [one for one in wanted if one[0][1] not in heard]


@transaction.atomic
def ask_check(*, by: Actor) -> Check:
    """Have the whole log verified in the background; asking is itself recorded.

    Refused while a verification is running.
    """
    now = timezone.now()
    running = Check.objects.filter(finished_at=None, asked_at__gt=now - RUNNING)
    if running.exists():
        raise Refused("已有一次核验正在进行，请等它完成后再发起。")
    check = Check.objects.create(asked_at=now, asked_by=by.display_name)
    require(by, "audit.verify_log", check)
    record(CheckAsked(), by=by, subject=check)
    app.configure_task("audit.run_check").defer(check_id=check.pk)
    return check


@transaction.atomic
def seal() -> Seal | None:
    """Seal every entry since the last seal; None where there is none.

    Waits up to five seconds for writers to finish, and makes them wait for the time of sealing.
    Refused while a long import is writing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [_WAIT_FOR_WRITERS])
        try:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_SEALING])
        except OperationalError as error:
            raise Refused("正在写入大量日志（如导入），暂时不能封印。请几分钟后再试。") from error
        cursor.execute("select set_config('lock_timeout', '0', true)")
    last = Seal.objects.order_by("no").last()
    since = last.upto if last else 0
    fresh = Entry.objects.filter(id__gt=since).order_by("id").values_list("id", "hash")
    newest = fresh.last()
    if newest is None:
        return None
    pairs = ((number, bytes(digest)) for number, digest in fresh.iterator(chunk_size=10_000))
    root, count = chain.root_of(pairs)
    return _keep_seal(last, newest[0], root, count)


def _keep_seal(last: Seal | None, upto: int, root: bytes, count: int) -> Seal:
    now = timezone.now()
    made = chain.SealRow(
        no=last.no + 1 if last else 1,
        at=chain.micros(now),
        upto=upto,
        entries=count,
        total=count + (last.total if last else 0),
        root=root,
        prev_hash=bytes(last.hash) if last else chain.GENESIS,
        hash=b"",
        mac=b"",
    )
    digest = chain.seal_hash(made)
    mac = chain.seal_mac(audit_key(), digest)
    return Seal.objects.create(**{**made._asdict(), "at": now, "hash": digest, "mac": mac})


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the log is written inside the transaction of the act it records")


def _subject(subject: Model) -> tuple[str, str]:
    if subject.pk is None:
        raise ValueError("the subject of an event must be saved first")
    return subject._meta.label_lower, str(subject.pk)


def _trusted(kind: str, number: str, seq: int, last: bytes, mac: bytes) -> bytes:
    """The hash to chain to: never that of a head which is not ours, or the forgery would be signed."""
    if seq == 0 and not last and not mac:
        return chain.GENESIS
    if not chain.signed(audit_key(), chain.HeadRow(kind, number, seq, last, mac)):
        raise Refused(
            "这条记录的操作日志被改动过，为保护证据已停止写入。请立即通知审计管理员核验日志。"
        )
    return last


def _who(by: Actor | None) -> tuple[str, str]:
    """The number and the name under which an entry is made."""
    return ("", SYSTEM) if by is None else (str(by.pk), by.display_name)


def _row(
    entry_id: int,
    subject: tuple[str, str],
    seq: int,
    told: tuple[str, str, str],
    now: dt.datetime,
    by: Actor | None,
    before: bytes,
) -> chain.Row:
    moment = chain.micros(now)
    row = chain.Row(entry_id, *subject, seq, *told, moment, *_who(by), prev_hash=before, hash=b"")
    digest = chain.entry_hash(row)
    if not digest:
        raise ValueError("a separator character stands in a field of the log")
    return row._replace(hash=digest)


def _append(wanted: _Wanted, by: Actor | None) -> int:
    with connection.cursor() as cursor:
        heads = _lock_heads(cursor, sorted({subject for subject, *_ in wanted}))
        now, rows = timezone.now(), []
        for entry_id, (subject, event, label, data) in zip(
            _ids(cursor, len(wanted)), wanted, strict=True
        ):
            head_id, seq, last = heads[subject]
            row = _row(entry_id, subject, seq + 1, (event, label, data), now, by, last)
            heads[subject] = (head_id, row.seq, row.hash)
            rows.append(row)
        _copy_entries(cursor, rows, now)
        _move_heads(cursor, heads)
    return len(rows)


def _append_first(wanted: _Wanted, by: Actor | None) -> int:
    """Entries that begin their chains: the heads are written once, already signed."""
    key = audit_key()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [_SEALING])
        now = timezone.now()
        rows = [
            _row(entry_id, subject, 1, (event, label, data), now, by, chain.GENESIS)
            for entry_id, (subject, event, label, data) in zip(
                _ids(cursor, len(wanted)), wanted, strict=True
            )
        ]
        _copy_entries(cursor, rows, now)
        signed = (chain.head_mac(key, r.subject_type, r.subject_id, 1, r.hash) for r in rows)
        heads = zip(rows, signed, strict=True)
        _copy_heads(cursor, ((r.subject_type, r.subject_id, 1, r.hash, mac) for r, mac in heads))
    return len(rows)


def _copy_heads(cursor: Any, heads: Iterable[tuple[str, str, int, bytes, bytes]]) -> None:
    with cursor.cursor.copy(_COPY_HEADS) as copy:
        copy.set_types(["varchar", "varchar", "int4", "bytea", "bytea"])
        for head in heads:
            copy.write_row(head)


def _ids(cursor: Any, count: int) -> list[int]:
    cursor.execute("select nextval('audit_entry_id_seq') from generate_series(1, %s)", [count])
    return [found[0] for found in cursor.fetchall()]


def _copy_entries(cursor: Any, rows: Iterable[chain.Row], now: dt.datetime) -> None:
    with cursor.cursor.copy(_COPY) as copy:
        copy.set_types(_COPY_TYPES)
        for row in rows:
            copy.write_row((*row[:7], now, *row[8:]))


_Heads = dict[tuple[str, str], tuple[int, int, bytes]]


def _lock_heads(cursor: Any, subjects: Sequence[tuple[str, str]]) -> _Heads:
    kinds, numbers = [s[0] for s in subjects], [s[1] for s in subjects]
    cursor.execute(_LOCK_HEADS, [_SEALING, kinds, numbers])
    return {
        (kind, number): (head, seq, _trusted(kind, number, seq, bytes(last), bytes(mac)))
        for kind, number, head, seq, last, mac in cursor.fetchall()
    }


def _move_heads(cursor: Any, heads: _Heads) -> None:
    key = audit_key()
    ids, seqs, hashes, macs = [], [], [], []
    for (kind, number), (head_id, seq, last) in heads.items():
        ids.append(head_id)
        seqs.append(seq)
        hashes.append(last)
        macs.append(chain.head_mac(key, kind, number, seq, last))
    cursor.execute(_MOVE_HEADS, [ids, seqs, hashes, macs])
