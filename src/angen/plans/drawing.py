"""A draw that anybody can do again: commitment, seed, objects, officers, successors. Pure.

The frame is a text of lines (see ``framing``); its SHA-256 is published together with the
commitments of the contributors before any of them reveals. ``seed`` is a hash over the frame's hash,
what each contributor revealed, and optional public randomness. Objects come in the order of
``sha256(seed|id)``. Nothing here is random: the same transcript gives the same result everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from heapq import nsmallest
from typing import Any, Final

from angen.kernel.refusal import Refused
from angen.plans.framing import ARTICLE, TWO_OFFICERS, VERSION, Frame, parse

LEAST: Final = 2  # contributors: of fewer it would be one who decides
SECRET: Final = re.compile(r"[0-9A-Za-z]{16,64}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SMALL: Final = 64  # below this many wanted, or a wide share of the frame, plain sorting is as fast


@dataclass(frozen=True)
class Contribution:
    """What one person put in: the hash committed to, and the secret once it is revealed."""

    commitment: str
    secret: str = ""


@dataclass(frozen=True)
class Result:
    """The objects drawn, in order, and the officers of each."""

    objects: tuple[str, ...]
    officers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Successor:
    """An object that came later for one that was drawn, and its officers."""

    before: str
    after: str
    officers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """Everything needed to recompute a draw. ``public`` is the public randomness, empty if none.

    ``replaced`` are approved replacements of objects in the order of their approval.
    """

    draw: str
    frame: str
    frame_hash: str
    contributions: tuple[Contribution, ...]
    public: str
    seed: str
    result: Result
    facts: Mapping[str, Any] = field(default_factory=dict)
    replaced: tuple[Successor, ...] = ()

    def as_json(self) -> str:
        """As it is published."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def as_dict(self) -> dict[str, Any]:
        """The published mapping; ``facts`` are what people read and do not enter the computation."""
        return {
            "version": VERSION,
            "draw": self.draw,
            "facts": dict(self.facts),
            "frame": self.frame,
            "frame_hash": self.frame_hash,
            "contributions": [
                {"commitment": c.commitment, "secret": c.secret} for c in self.contributions
            ],
            "public": self.public,
            "seed": self.seed,
            "objects": list(self.result.objects),
            "officers": {one: list(team) for one, team in self.result.officers.items()},
            "replaced": [
                {"before": s.before, "after": s.after, "officers": list(s.officers)}
                for s in self.replaced
            ],
        }


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def commitment(draw: str, secret: str) -> str:
    """What a contributor commits to: bound to the draw, so that none can be used again."""
    if not SECRET.fullmatch(secret):
        raise Refused("随机口令应为 16 至 64 位字母或数字。")
    return digest(f"{draw}|{secret}")


def seed_of(frame_hash: str, secrets: Sequence[str], public: str = "") -> str:
    """The seed: a hash over the frame's hash, the secrets in order of commitment, the public part."""
    if len(secrets) < LEAST:
        raise Refused("随机种子须由两人以上共同提供。", article=ARTICLE)
    if "\n" in public:
        raise Refused("公开随机数只能是一行。")
    return digest("\n".join([VERSION, frame_hash, *secrets, public]))


def objects_of(frame: Frame, seed: str) -> tuple[str, ...]:
    """``sorted(frame, key=sha256(seed|id))[:n]``."""
    return _first(frame.encoded, frame.want, seed)


def _first(ids: Sequence[bytes], want: int, seed: str) -> tuple[str, ...]:
    # The hash of what all have in common is begun once and copied: a third faster.
    begun, size = sha256(f"{seed}|".encode()).copy, len(ids)
    share, low = want / size, []
    if want >= _SMALL and share < 0.2:
        # Hashes are even, so those that win lie below a bound some way above the wanted share.
        bound = int((share + 8 * (share / size) ** 0.5) * 2**32).to_bytes(4, "big")
        for one in ids:
            made = begun()
            made.update(one)
            if (key := made.digest()) < bound:
                low.append((key, one))
    if len(low) < want:
        head = f"{seed}|".encode()
        low = nsmallest(want, ((sha256(head + one).digest(), one) for one in ids))
    return tuple(one.decode() for _, one in sorted(low)[:want])


def officers_of(frame: Frame, seed: str, objects: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each object in order: those with the fewest objects so far, then ``sha256(seed|object|officer)``."""
    if frame.each == 0:
        return {}
    load = {0: {person.encode() for person in frame.officers}}
    barred: dict[str, set[bytes]] = {}
    for one, person in frame.conflicts:
        barred.setdefault(one, set()).add(person.encode())
    teams, begun = {}, sha256(f"{seed}|".encode())
    for one in objects:
        head, team = begun.copy(), list[tuple[int, bytes]]()
        head.update(f"{one}|".encode())
        for burden in sorted(load):
            free = load[burden] - barred[one] if one in barred else load[burden]
            keyed = _keyed(head.copy, free)
            first = sorted(keyed)[: frame.each - len(team)]
            team += [(burden, keyed[key]) for key in first]
            if len(team) == frame.each:
                break
        else:
            raise Refused("可派的执法人员不足。", article=TWO_OFFICERS)
        teams[one] = tuple(person.decode() for _, person in team)
        for burden, known in team:
            load[burden].remove(known)
            load.setdefault(burden + 1, set()).add(known)
    return teams


def _keyed(begun: Callable[[], Any], people: Collection[bytes]) -> dict[bytes, bytes]:
    """The officers by the hash of what was begun and their id."""
    found = {}
    for person in people:
        made = begun()
        made.update(person)
        found[made.digest()] = person
    return found


def draw(frame: Frame, seed: str) -> Result:
    """The result that frame and seed lead to."""
    objects = objects_of(frame, seed)
    return Result(objects, officers_of(frame, seed, objects))


def next_object(frame: Frame, seed: str, taken: int) -> str | None:
    """The object that stands behind the first ``taken`` of the seed's order; None at its end."""
    if taken >= len(frame.objects):
        return None
    return objects_of(replace(frame, want=taken + 1), seed)[taken]


def team_after(frame: Frame, seed: str, one: str, before: Sequence[str]) -> tuple[str, ...]:
    """The officers of a successor: those of the object it came for, unless they must not meet it.

    Whoever is missing then is the next by ``sha256(seed|object|officer)``.
    """
    barred = {person for object_, person in frame.conflicts if object_ == one}
    team = [person for person in before if person not in barred]
    head = f"{seed}|{one}|"
    free = [p for p in frame.officers if p not in barred and p not in team]
    free.sort(key=lambda person: digest(head + person))
    team += free[: frame.each - len(team)]
    if len(team) < frame.each:
        raise Refused("可派的执法人员不足，请报上级派员。", article=TWO_OFFICERS)
    return tuple(team)


def verify(data: Mapping[str, Any]) -> list[str]:
    """What does not agree in a published transcript, in Chinese; empty where all of it does."""
    try:
        frame, ids = parse(str(data["frame"]))
        given = [(str(c["commitment"]), str(c["secret"])) for c in data["contributions"]]
        public, number = str(data["public"]), str(data["draw"])
        claimed = (str(data["frame_hash"]), str(data["seed"]))
        objects, officers = list(data["objects"]), dict(data["officers"])
        replaced = [
            Successor(str(one["before"]), str(one["after"]), tuple(one["officers"]))
            for one in data.get("replaced", ())
        ]
    except (KeyError, TypeError, ValueError):
        return ["抽取记录缺少内容，无法复算。"]
    except Refused as refused:
        return [refused.sentence]
    wrong = []
    if digest(str(data["frame"])) != claimed[0]:
        wrong.append("名录快照与公布的哈希不符。")
    for place, (hashed, secret) in enumerate(given, 1):
        if not SECRET.fullmatch(secret) or commitment(number, secret) != hashed:
            wrong.append(f"第 {place} 份随机口令与事先公布的哈希不符。")
    if len(given) < LEAST or seed_of(claimed[0], [s for _, s in given], public) != claimed[1]:
        wrong.append("随机种子与各人的口令不符。")
    drawn = _first(ids, frame.want, claimed[1])
    again = Result(drawn, officers_of(frame, claimed[1], drawn))
    if list(again.objects) != objects:
        wrong.append("检查对象与复算结果不符。")
    if {one: list(team) for one, team in again.officers.items()} != officers:
        wrong.append("执法人员与复算结果不符。")
    if replaced and not _follow(frame, ids, claimed[1], again, replaced):
        wrong.append("递补的企业或人员与复算结果不符。")
    return wrong


def _follow(
    frame: Frame, ids: Sequence[bytes], seed: str, result: Result, replaced: Sequence[Successor]
) -> bool:
    """Whether every successor is the next of the order, for one that stood till then."""
    standing = {one: result.officers.get(one, ()) for one in result.objects}
    size = len(result.objects)
    if size + len(replaced) > len(ids):
        return False
    order = _first(ids, size + len(replaced), seed)
    for place, one in enumerate(replaced, size):
        if one.before not in standing or one.after != order[place]:
            return False
        team = team_after(frame, seed, one.after, standing.pop(one.before))
        if team != one.officers:
            return False
        standing[one.after] = team
    return True
