"""A draw that anybody can do again: frame, commitment, seed, objects, officers. Pure.

The frame is a text of lines (see ``Frame.text``); its SHA-256 is published together with the
commitments of the contributors before any of them reveals. ``seed`` is a hash over the frame's hash,
what each contributor revealed, and optional public randomness. ``order`` sorts the frame by
``sha256(seed|id)``. Nothing here is random: the same transcript gives the same result everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from heapq import nsmallest
from operator import lt
from typing import Any, Final

from angen.kernel.refusal import Refused

VERSION: Final = "angen-draw/1"
SPOILT: Final = "名录快照格式不对，无法复算。"
ARTICLE: Final = "国办发〔2015〕58号；国发〔2019〕5号"
TWO_OFFICERS: Final = "行政处罚法 第四十二条"
SECRET: Final = re.compile(r"[0-9A-Za-z]{16,64}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SIGNS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._:-"
_END: Final = "\n"
_SMALL: Final = 64  # below this many wanted, or a wide share of the frame, plain sorting is as fast
_WORDS: Final = ("object", "officer", "conflict", "excluded")


@dataclass(frozen=True)
class Frame:
    """What is drawn from, as it is frozen.

    ``objects`` and ``officers`` are ids (of officers: a number within the draw and the tail of the
    certificate). ``conflicts`` are pairs (object, officer) that must not meet. ``excluded`` are
    ("object" or "officer", id, reason). ``want`` objects are drawn, each with ``each`` officers.
    """

    want: int
    each: int
    objects: tuple[str, ...]
    officers: tuple[str, ...]
    conflicts: frozenset[tuple[str, str]] = frozenset()
    excluded: tuple[tuple[str, str, str], ...] = ()

    def text(self) -> str:
        """The canonical lines, each ended by a line feed, in UTF-8."""
        lines = [VERSION, f"want {self.want}", f"each {self.each}"]
        lines += [f"object {one}" for one in self.objects]
        lines += [f"officer {one}" for one in self.officers]
        lines += [f"conflict {one} {other}" for one, other in sorted(self.conflicts)]
        lines += [f"excluded {kind} {one} {reason}" for kind, one, reason in self.excluded]
        return "\n".join(lines) + "\n"


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
class Transcript:
    """Everything needed to recompute a draw. ``public`` is the public randomness, empty if none."""

    draw: str
    frame: str
    frame_hash: str
    contributions: tuple[Contribution, ...]
    public: str
    seed: str
    result: Result
    facts: Mapping[str, Any] = field(default_factory=dict)

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
        }


def build(
    objects: Collection[str],
    officers: Collection[str],
    *,
    want: int,
    each: int,
    conflicts: Collection[tuple[str, str]] = (),
    excluded: Collection[tuple[str, str, str]] = (),
) -> Frame:
    """A frame in canonical order, or Refused where the draw could not be carried out.

    ``conflicts`` of ids that are not in the frame are left out. ``each`` is 0 where officers are
    not drawn, else at least two.
    """
    inside, team = set(objects), set(officers)
    if not _plain(inside) or not _plain(team):
        raise ValueError("ids of a draw are letters, digits and . _ : -")
    pairs = frozenset((o, p) for o, p in conflicts if o in inside and p in team)
    out = tuple(sorted(set(excluded)))
    frame = Frame(want, each, tuple(sorted(inside)), tuple(sorted(team)), pairs, out)
    _check(frame)
    return frame


def _plain(ids: Collection[str]) -> bool:
    return "" not in ids and not "".join(ids).encode().translate(None, _SIGNS)


def _check(frame: Frame) -> None:
    if frame.want < 1:
        raise Refused("抽取数量至少为 1。")
    if len(frame.objects) < frame.want:
        raise Refused(
            f"排除后名录只剩 {len(frame.objects)} 家，不够抽取 {frame.want} 家，"
            "请减少抽取数量或放宽范围。",
            article=ARTICLE,
        )
    if frame.each == 0:
        return
    if frame.each < 2:
        raise Refused("每个检查对象至少抽取两名执法人员。", article=TWO_OFFICERS)
    barred: dict[str, int] = {}
    for one, _ in frame.conflicts:
        barred[one] = barred.get(one, 0) + 1
    most = max(barred.values(), default=0)
    if len(frame.officers) - most < frame.each:
        raise Refused(
            f"排除和回避后，有的检查对象可派的执法人员不足 {frame.each} 名，"
            "请补充持证人员或请上级派员。",
            article=TWO_OFFICERS,
        )


def read(text: str) -> Frame:
    """The frame a canonical text describes; Refused where it is not canonical."""
    try:
        version, want, each, rest = text.removesuffix("\n").split("\n", 3)
        objects, tail = _section(rest, 0)
        officers, after = _section(tail, 1)
        conflicts, after = _section(after, 2)
        excluded, after = _section(after, 3)
        frame = Frame(
            int(want.removeprefix("want ")),
            int(each.removeprefix("each ")),
            tuple(objects),
            tuple(officers),
            frozenset(_pair(line) for line in conflicts),
            tuple(_triple(line) for line in excluded),
        )
    except ValueError as error:
        raise Refused(SPOILT) from error
    named = (frame.objects, frame.officers)
    ordered = all(all(map(lt, ids, ids[1:])) for ids in (*named, frame.excluded))
    # The objects are many and each was taken as it stands; what is left is written out again.
    small = replace(frame, objects=()).text()
    head = "\n".join([version, want, each, ""])
    if not ordered or not all(map(_plain, named)) or small != f"{head}{tail}{_END if tail else ''}":
        raise Refused(SPOILT)
    if not text.endswith(_END):
        raise Refused(SPOILT)
    return frame


def _section(text: str, place: int) -> tuple[list[str], str]:
    """The entries of the ``place``-th word, which stand first in ``text``, and what follows them."""
    mark = f"{_WORDS[place]} "
    if not text.startswith(mark):
        return [], text
    ends = (text.find(f"\n{word} ") for word in _WORDS[place + 1 :])
    end = min((found for found in ends if found >= 0), default=len(text))
    return text[len(mark) : end].split(f"\n{mark}"), text[end + 1 :]


def _pair(line: str) -> tuple[str, str]:
    one, other = line.split(" ")
    return one, other


def _triple(line: str) -> tuple[str, str, str]:
    kind, one, reason = line.split(" ", 2)
    return kind, one, reason


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
    if len(secrets) < 2:
        raise Refused("随机种子须由两人以上共同提供。", article=ARTICLE)
    if "\n" in public:
        raise Refused("公开随机数只能是一行。")
    return digest("\n".join([VERSION, frame_hash, *secrets, public]))


def objects_of(frame: Frame, seed: str) -> tuple[str, ...]:
    """``sorted(frame, key=sha256(seed|id))[:n]``."""
    head, want, size = f"{seed}|".encode(), frame.want, len(frame.objects)
    ids = "\n".join(frame.objects).encode().split(b"\n")
    share = want / size
    if want >= _SMALL and share < 0.2:
        # Hashes are even, so those that win lie below a bound some way above the wanted share.
        bound = int((share + 8 * (share / size) ** 0.5) * 2**32).to_bytes(4, "big")
        low = [(key, one) for one in ids if (key := sha256(head + one).digest()) < bound]
        if len(low) >= want:
            return tuple(one.decode() for _, one in sorted(low)[:want])
    found = nsmallest(want, ((sha256(head + one).digest(), one) for one in ids))
    return tuple(one.decode() for _, one in found)


def officers_of(frame: Frame, seed: str, objects: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each object in order: those with the fewest objects so far, then ``sha256(seed|object|officer)``."""
    if frame.each == 0:
        return {}
    load: dict[int, set[str]] = {0: set(frame.officers)}
    teams = {}
    barred: dict[str, set[str]] = {}
    for one, person in frame.conflicts:
        barred.setdefault(one, set()).add(person)
    known = {person: person.encode() for person in frame.officers}
    for one in objects:
        head = f"{seed}|{one}|".encode()
        team: list[tuple[int, str]] = []
        for burden in sorted(load):
            free = load[burden] - barred.get(one, set())
            keyed = sorted((sha256(head + known[person]).digest(), person) for person in free)
            team += [(burden, person) for _, person in keyed[: frame.each - len(team)]]
            if len(team) == frame.each:
                break
        else:
            raise Refused("可派的执法人员不足。", article=TWO_OFFICERS)
        teams[one] = tuple(person for _, person in team)
        for burden, person in team:
            load[burden].remove(person)
            load.setdefault(burden + 1, set()).add(person)
    return teams


def draw(frame: Frame, seed: str) -> Result:
    """The result that frame and seed lead to."""
    objects = objects_of(frame, seed)
    return Result(objects, officers_of(frame, seed, objects))


def verify(data: Mapping[str, Any]) -> list[str]:
    """What does not agree in a published transcript, in Chinese; empty where all of it does."""
    try:
        frame = read(str(data["frame"]))
        given = [(str(c["commitment"]), str(c["secret"])) for c in data["contributions"]]
        public, number = str(data["public"]), str(data["draw"])
        claimed = (str(data["frame_hash"]), str(data["seed"]))
        objects, officers = list(data["objects"]), dict(data["officers"])
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
    if len(given) < 2 or seed_of(claimed[0], [s for _, s in given], public) != claimed[1]:
        wrong.append("随机种子与各人的口令不符。")
    again = draw(frame, claimed[1])
    if list(again.objects) != objects:
        wrong.append("检查对象与复算结果不符。")
    if {one: list(team) for one, team in again.officers.items()} != officers:
        wrong.append("执法人员与复算结果不符。")
    return wrong
