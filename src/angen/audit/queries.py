"""Answers from the log: a subject's history, and whether the log is what was written."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from angen.audit import chain, wording
from angen.audit.chain import Finding, HeadRow, Row, SealRow
from angen.audit.keys import audit_key
from angen.audit.models import Entry, Seal
from angen.kernel.calendar import SHANGHAI

Progress = Callable[[int], None]
MOST_FINDINGS: Final = 200
_BATCH: Final = 5_000

_ENTRY = """
select id, subject_type, subject_id, seq, event, label, data,
       (extract(epoch from at) * 1000000)::bigint, by_id, by_name, prev_hash, hash
from audit_entry
"""
_BY_SUBJECT: Final = _ENTRY + ' order by subject_type collate "C", subject_id collate "C", seq, id'
_HEADS: Final = """
select subject_type, subject_id, seq, hash, mac from audit_head
order by subject_type collate "C", subject_id collate "C"
"""
_SEALED: Final = "select id, hash from audit_entry where id > %s and id <= %s order by id"
# Entries and head of one subject in one statement: both as they stood at one moment.
_ONE_SUBJECT: Final = """
select h.subject_type, h.subject_id, h.seq, h.hash, h.mac,
       e.id, e.subject_type, e.subject_id, e.seq, e.event, e.label, e.data,
       (extract(epoch from e.at) * 1000000)::bigint, e.by_id, e.by_name, e.prev_hash, e.hash
from (select * from audit_entry where subject_type = %(kind)s and subject_id = %(number)s) e
full join (select * from audit_head where subject_type = %(kind)s and subject_id = %(number)s) h
  on true
order by e.seq, e.id
"""


@dataclass
class Report:
    """What a verification found. ``findings`` names the first problems, ``problems`` counts all."""

    entries: int = 0
    subjects: int = 0
    seals: int = 0
    sealed: int = 0
    seconds: float = 0.0
    problems: int = 0
    unsigned: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.problems == 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings and keep the first."""
        for finding in findings:
            self.problems += 1
            self.unsigned += finding.kind == "head"
            if len(self.findings) < MOST_FINDINGS:
                self.findings.append(finding)

    def says(self) -> str:
        """The outcome in one sentence."""
        what = f"核验 {self.entries} 条日志、{self.subjects} 个对象、{self.seals} 个封印，"
        if self.sound:
            return f"{what}未发现改动。未封印的有 {self.entries - self.sealed} 条。"
        if self.subjects and self.unsigned >= self.subjects:
            return f"{what}所有签名都不符，多半是审计密钥（ANGEN_AUDIT_KEY）换过，请先核对密钥。"
        return f"{what}发现 {self.problems} 处问题，请立即保全数据库并逐条核对。"

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {**asdict(self), "sound": self.sound, "sentence": self.says()}


def history(subject: Model) -> list[Entry]:
    """The entries of ``subject``, the newest first."""
    return list(history_of(subject._meta.label_lower, str(subject.pk)))


def history_of(subject_type: str, subject_id: str) -> QuerySet[Entry]:
    """The entries of a subject named by type and key, the newest first."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-seq")


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first, and where the neighbouring pages begin ("" for none)."""

    entries: list[Entry]
    newer: str
    older: str


def page(
    entries: QuerySet[Entry], *, older_than: str = "", newer_than: str = "", size: int = 50
) -> Page:
    """A page of ``entries`` by position; ValueError for a position nobody gave out."""
    back = bool(newer_than)
    if position := newer_than or older_than:
        at, number = _moment(position)
        edge = Q(at__gte=at) if back else Q(at__lte=at)
        past = Q(at__gt=at) | Q(id__gt=number) if back else Q(at__lt=at) | Q(id__lt=number)
        entries = entries.filter(edge & past)
    order = ("at", "id") if back else ("-at", "-id")
    found = list(entries.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([], "", "")
    has_newer = more if back else bool(older_than)
    has_older = True if back else more
    newer = _position(found[0]) if has_newer else ""
    return Page(found, newer, _position(found[-1]) if has_older else "")


def narrowed(entries: QuerySet[Entry], wanted: Mapping[str, Any]) -> QuerySet[Entry]:
    """``entries`` by kind and number of subject, event, person, and days (both inclusive)."""
    columns = {
        "kind": "subject_type",
        "number": "subject_id",
        "event": "event",
        "person": "by_name",
    }
    given = {column: wanted[name] for name, column in columns.items() if wanted.get(name)}
    if wanted.get("since"):
        given["at__gte"] = _midnight(wanted["since"])
    if wanted.get("until"):
        given["at__lt"] = _midnight(wanted["until"] + dt.timedelta(days=1))
    return entries.filter(**given)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)


def _position(entry: Entry) -> str:
    return f"{chain.micros(entry.at)}.{entry.pk}"


def _moment(position: str) -> tuple[dt.datetime, int]:
    at, _, number = position.partition(".")
    if not (at.isascii() and at.isdigit() and number.isascii() and number.isdigit()):
        raise ValueError(position)
    if len(at) > 17 or len(number) > 18:
        raise ValueError(position)
    return chain.EPOCH + int(at) * dt.timedelta(microseconds=1), int(number)


def verify(progress: Progress | None = None, kept: Sequence[str] = ()) -> Report:
    """Compare the whole log with its hashes, heads and seals, in constant memory.

    Finds an edit, a deletion, an insertion, a changed order and a cut tail. What was written after
    the last seal can be cut without trace only together with a head that was valid before; an
    installation seals as often as it wants that gap to be short. ``kept`` are lines of
    ``seal_line`` kept outside the database: they show that even the seals were replaced.
    """
    began, report = time.monotonic(), Report()
    with transaction.atomic():
        for kind, number in _suspects(report, progress):
            report.add(check_subject(kind, number))
        seals = [_seal_row(seal) for seal in Seal.objects.order_by("no")]
        report.seals = len(seals)
        report.add(_check_seals(seals, report))
        report.add(_check_kept(seals, kept))
    report.seconds = round(time.monotonic() - began, 2)
    return report


def seal_line(seal: Seal) -> str:
    """A seal as one line to keep outside: on paper, on another machine, in a circular."""
    moment = seal.at.astimezone(SHANGHAI).isoformat(timespec="microseconds")
    return f"angen-seal {seal.no} {moment} {seal.total} {bytes(seal.hash).hex()}"


def _suspects(report: Report, progress: Progress | None) -> Iterator[tuple[str, str]]:
    """The subjects whose chain does not hold at first sight.

    Heads and entries are read by two cursors at two moments, so a subject written to in between
    may be suspected wrongly; the second look decides.
    """
    key = audit_key()
    heads = (HeadRow(*found) for found in _stream("audit_heads", _HEADS))
    entries = (Row(*found) for found in _stream("audit_entries", _BY_SUBJECT))
    head, suspected = next(heads, None), []
    for subject, group in groupby(entries, key=lambda row: (row[1], row[2])):
        while head is not None and (head.subject_type, head.subject_id) < subject:
            suspected.append((head.subject_type, head.subject_id))
            head = next(heads, None)
        rows = list(group)
        own = head if head is not None and head[:2] == subject else None
        if not chain.intact(rows, own, key):
            suspected.append(subject)
        if own is not None:
            head = next(heads, None)
        report.subjects += 1
        before, report.entries = report.entries, report.entries + len(rows)
        if progress and report.entries // 50_000 > before // 50_000:
            progress(report.entries)
    while head is not None:
        suspected.append((head.subject_type, head.subject_id))
        head = next(heads, None)
    yield from suspected


def check_subject(kind: str, number: str) -> list[Finding]:
    """What is wrong with the chain of one subject; empty when it is sound."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_SUBJECT, {"kind": kind, "number": number})
        found = cursor.fetchall()
    rows = [_row(line[5:]) for line in found if line[5] is not None]
    head = HeadRow(*found[0][:3], *map(bytes, found[0][3:5])) if found and found[0][0] else None
    called = wording.subject_types().get(kind, kind)
    return chain.diagnose(rows, head, audit_key(), called)


def _check_seals(seals: Sequence[SealRow], report: Report) -> Iterator[Finding]:
    key, before = audit_key(), SealRow(0, 0, 0, 0, 0, b"", chain.GENESIS, chain.GENESIS, b"")
    for seal in seals:
        if seal.no != before.no + 1:
            yield _broken(before.no + 1, "缺失，封印记录被删除")
        elif seal.prev_hash != before.hash:
            yield _broken(seal.no, "与上一封印接不上，封印记录被替换")
        if chain.seal_hash(seal) != seal.hash or chain.seal_mac(key, seal.hash) != seal.mac:
            yield _broken(seal.no, "的签名不符，封印记录被改动")
        root, count = chain.root_of(_stream("audit_sealed", _SEALED, [before.upto, seal.upto]))
        report.sealed += count
        if count < seal.entries:
            yield _broken(seal.no, f"应覆盖 {seal.entries} 条日志，现存 {count} 条，有日志被删除")
        elif count > seal.entries:
            yield _broken(seal.no, f"应覆盖 {seal.entries} 条日志，现存 {count} 条，有日志被插入")
        elif root != seal.root:
            yield _broken(seal.no, "覆盖的日志与封印时不一致，有日志被改动或调换")
        before = seal


def _check_kept(seals: Sequence[SealRow], kept: Sequence[str]) -> Iterator[Finding]:
    stored = {seal.no: seal.hash.hex() for seal in seals}
    for line in filter(None, (text.strip() for text in kept)):
        parts = line.split()
        if len(parts) != 5 or parts[0] != "angen-seal" or not parts[1].isdecimal():
            yield Finding("seal", f"“{line[:60]}”不是封印行，请原样粘贴以 angen-seal 开头的一行。")
        elif stored.get(int(parts[1])) != parts[4]:
            yield _broken(int(parts[1]), "与库外留存的封印行不符，日志被整体替换过")


def _broken(no: int, what: str) -> Finding:
    return Finding("seal", f"第{no}号封印{what}。", "audit.seal", str(no))


def _stream(name: str, query: str, params: Sequence[Any] = ()) -> Iterator[Any]:
    """Rows of ``query`` through a server-side cursor, binary, in batches."""
    connection.ensure_connection()
    with connection.connection.cursor(name=name, binary=True) as cursor:
        cursor.execute(query, params or None)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def _row(line: Sequence[Any]) -> Row:
    return Row._make([*line[:10], bytes(line[10]), bytes(line[11])])


def _seal_row(seal: Seal) -> SealRow:
    return SealRow(
        no=seal.no,
        at=chain.micros(seal.at),
        upto=seal.upto,
        entries=seal.entries,
        total=seal.total,
        root=bytes(seal.root),
        prev_hash=bytes(seal.prev_hash),
        hash=bytes(seal.hash),
        mac=bytes(seal.mac),
    )
