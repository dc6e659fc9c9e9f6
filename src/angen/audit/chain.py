"""The chain itself, pure: canonical bytes, hashes, signatures, and what a broken chain shows.

Each entry's hash covers all its columns and the hash of the entry before it. The head of a subject
is signed with a key the database never sees, so whoever owns the database can rewrite rows but not
make the rewritten chain end where the signed head says it ends.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

GENESIS: Final = bytes(32)
SEPARATOR: Final = "\x1f"
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


class Row(NamedTuple):
    """An entry as plain values; ``at`` in microseconds since 1970 UTC."""

    id: int
    subject_type: str
    subject_id: str
    seq: int
    event: str
    label: str
    data: str
    at: int
    by_id: str
    by_name: str
    prev_hash: bytes
    hash: bytes


class HeadRow(NamedTuple):
    """A head as plain values."""

    subject_type: str
    subject_id: str
    seq: int
    hash: bytes
    mac: bytes


class SealRow(NamedTuple):
    """A seal as plain values; ``at`` in microseconds since 1970 UTC."""

    no: int
    at: int
    upto: int
    entries: int
    total: int
    root: bytes
    prev_hash: bytes
    hash: bytes
    mac: bytes


@dataclass(frozen=True)
class Finding:
    """Something wrong with the log. ``kind``: edited, deleted, cut, inserted, reordered, head, seal.

    ``seq`` is the entry's number within its subject, 0 where the whole chain or a seal is meant.
    """

    kind: str
    sentence: str
    subject_type: str = ""
    subject_id: str = ""
    seq: int = 0


def micros(moment: dt.datetime) -> int:
    """Whole microseconds since 1970 UTC, exact."""
    return (moment - EPOCH) // _MICROSECOND


def entry_hash(row: Row) -> bytes:
    """The SHA-256 an entry must carry.

    Fields are joined by a separator that may stand in none of them: a separator too many makes the
    row unhashable, so no text can move from one field to the next and keep the hash.
    """
    text = SEPARATOR.join(
        (
            str(row.id),
            row.subject_type,
            row.subject_id,
            str(row.seq),
            row.event,
            row.label,
            row.data,
            str(row.at),
            row.by_id,
            row.by_name,
        )
    )
    if text.count(SEPARATOR) != 9 or len(row.prev_hash) != 32:
        return b""
    return sha256(text.encode() + row.prev_hash).digest()


def seal_hash(seal: SealRow) -> bytes:
    """The SHA-256 a seal must carry."""
    text = SEPARATOR.join(map(str, (seal.no, seal.at, seal.upto, seal.entries, seal.total)))
    return sha256(text.encode() + seal.root + seal.prev_hash).digest()


def head_mac(key: bytes, subject_type: str, subject_id: str, seq: int, last: bytes) -> bytes:
    """The signature of a head under ``key``."""
    text = SEPARATOR.join(("head", subject_type, subject_id, str(seq)))
    return hmac.digest(key, text.encode() + last, "sha256")


def seal_mac(key: bytes, digest: bytes) -> bytes:
    """The signature of a seal under ``key``."""
    return hmac.digest(key, b"seal" + digest, "sha256")


def signed(key: bytes, head: HeadRow) -> bool:
    """Whether ``head`` carries our signature."""
    wanted = head_mac(key, head.subject_type, head.subject_id, head.seq, head.hash)
    return hmac.compare_digest(wanted, head.mac)


def root_of(pairs: Iterable[tuple[int, bytes]]) -> tuple[bytes, int]:
    """The SHA-256 over (id, hash) of entries in order of id, and their number."""
    digest, count = sha256(), 0
    for entry_id, entry in pairs:
        digest.update(entry_id.to_bytes(8, "big") + entry)
        count += 1
    return digest.digest(), count


def intact(rows: Sequence[Row], head: HeadRow | None, key: bytes) -> bool:
    """Whether a subject's rows, in order of seq, form the chain its signed head closes."""
    if head is None or head.seq != len(rows) or not signed(key, head):
        return False
    before = GENESIS
    for number, row in enumerate(rows, 1):
        if row.seq != number or row.prev_hash != before:
            return False
        if entry_hash(row) != row.hash:
            return False
        before = row.hash
    return before == head.hash


class Diagnosis:
    """Names what was done to one subject's chain, walking back from its head."""

    def __init__(
        self, rows: Sequence[Row], head: HeadRow | None, key: bytes, called: str = ""
    ) -> None:
        self.rows, self.key = rows, key
        first = head or rows[0]
        self.subject = (first.subject_type, first.subject_id)
        self.called = called or first.subject_type
        self.found: list[Finding] = []
        self.head = self._trusted(head)
        self.by_hash = {row.hash: row for row in rows}
        self.by_seq = {row.seq: row for row in rows}

    def findings(self) -> list[Finding]:
        """What is wrong, from the first entry to the last; empty for a sound chain."""
        if intact(self.rows, self.head, self.key) and not self.found:
            return []
        used = self._walk_back()
        for row in self.rows:
            if row not in used:
                self._say("inserted", row.seq, f"第{row.seq}条不在原来的链上，是后来插入的")
        if not self.found:
            self._say("head", 0, "日志链的先后次序与编号不一致")
        return sorted(self.found, key=lambda f: f.seq)

    def _trusted(self, head: HeadRow | None) -> HeadRow:
        """The head if it is signed; otherwise the last row stands in for it, and it is said."""
        if head is not None and signed(self.key, head):
            return head
        what = (
            "没有链首记录，链首被删除或整条链是伪造的"
            if head is None
            else "链首签名不符，链首或整条日志链被改写过"
        )
        self._say("head", 0, what)
        last = max(self.rows, key=lambda row: row.seq, default=None)
        seq, digest = (last.seq, last.hash) if last else (0, GENESIS)
        return HeadRow(*self.subject, seq, digest, b"")

    def _walk_back(self) -> set[Row]:
        used: set[Row] = set()
        wanted, tail = self.head.hash, True
        for number in range(self.head.seq, 0, -1):
            row = self.by_hash.get(wanted)
            if row is None or row in used:
                row = self.by_seq.get(number)
                if row is None or row in used or self._is_stray(row):
                    kind = "cut" if tail else "deleted"
                    what = "末尾被截去，第{}条缺失" if tail else "第{}条被删除"
                    self._say(kind, number, what.format(number))
                    before = self.by_seq.get(number - 1)
                    wanted = before.hash if before else GENESIS
                    continue
            tail = False
            used.add(row)
            sound = self._judge(row, number, wanted)
            wanted = row.prev_hash if sound else self._likely_before(row, number)
        return used

    def _is_stray(self, row: Row) -> bool:
        """A sound row that no other row leads to, standing where another one is missing."""
        followed = any(other.prev_hash == row.hash for other in self.rows)
        return entry_hash(row) == row.hash and not followed and len(self.rows) > self.head.seq

    def _judge(self, row: Row, number: int, wanted: bytes) -> bool:
        """Say what was done to the row in place ``number``; whether its content can be trusted."""
        if row.hash == wanted and entry_hash(row) == wanted:
            return True
        if row.seq != number and entry_hash(row._replace(seq=number)) == row.hash:
            self._say("reordered", number, f"第{number}条被调换到第{row.seq}条的位置，顺序被打乱")
            return True
        self._say("edited", row.seq, f"第{row.seq}条的内容被改动")
        return False

    def _likely_before(self, row: Row, number: int) -> bytes:
        """What an edited row followed: what it says, unless no such row is there."""
        neighbour = self.by_seq.get(number - 1)
        if row.prev_hash in self.by_hash or neighbour is None:
            return row.prev_hash
        return neighbour.hash

    def _say(self, kind: str, seq: int, what: str) -> None:
        sentence = f"{self.called} {self.subject[1]}：{what}。"
        self.found.append(Finding(kind, sentence, *self.subject, seq))


def diagnose(
    rows: Sequence[Row], head: HeadRow | None, key: bytes, called: str = ""
) -> list[Finding]:
    """What was done to a subject's chain; empty when it is sound. ``called`` names the kind."""
    return Diagnosis(rows, head, key, called).findings() if rows or head else []
