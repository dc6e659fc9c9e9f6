"""The list a draw is made from, as it is frozen: a text of lines that anybody can hash. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import lt
from typing import Final

from angen.kernel.refusal import Refused

VERSION: Final = "angen-draw/1"
SPOILT: Final = "名录快照格式不对，无法复算。"
ARTICLE: Final = "国办发〔2015〕58号；国发〔2019〕5号"
TWO_OFFICERS: Final = "行政处罚法 第四十二条"
PAIR: Final = 2  # officers an object has at least, whatever a rulebook says
_SIGNS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._:-"
_END: Final = "\n"
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

    @cached_property
    def encoded(self) -> list[bytes]:
        """The objects in UTF-8, as they are hashed; made once, for they are many."""
        return "\n".join(self.objects).encode().split(b"\n") if self.objects else []

    def text(self) -> str:
        """The canonical lines, each ended by a line feed, in UTF-8."""
        lines = [VERSION, f"want {self.want}", f"each {self.each}"]
        lines += [f"object {one}" for one in self.objects]
        lines += [f"officer {one}" for one in self.officers]
        lines += [f"conflict {one} {other}" for one, other in sorted(self.conflicts)]
        lines += [f"excluded {kind} {one} {reason}" for kind, one, reason in self.excluded]
        return "\n".join(lines) + "\n"


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
    if frame.each < PAIR:
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
    small, ids = parse(text)
    frame = replace(small, objects=tuple(b"\n".join(ids).decode().split("\n")))
    frame.__dict__["encoded"] = ids  # what the cached property would make of them again
    return frame


def parse(text: str) -> tuple[Frame, list[bytes]]:
    """The frame without its objects, and these in UTF-8: they are many, and taken as they stand."""
    raw = text.encode()
    try:
        start, ids, tail = _objects(raw)
        _, want, each, _ = raw[:start].split(b"\n")
        # What is left is short: it is read, and below written out again.
        officers, after = _section(tail, 1)
        conflicts, after = _section(after, 2)
        excluded, after = _section(after, 3)
        small = Frame(
            int(want.removeprefix(b"want ")),
            int(each.removeprefix(b"each ")),
            (),
            tuple(officers),
            frozenset(_pair(line) for line in conflicts),
            tuple(_triple(line) for line in excluded),
        )
    except ValueError as error:
        raise Refused(SPOILT) from error
    ordered = all(all(map(lt, some, some[1:])) for some in (officers, small.excluded))
    same = small.text() == f"{raw[:start].decode()}{tail}{_END if tail else ''}"
    if not (ordered and same and _plain(officers) and text.endswith(_END)):
        raise Refused(SPOILT)
    return small, ids


def _objects(raw: bytes) -> tuple[int, list[bytes], str]:
    """Where the objects begin, these, and the text behind them; ValueError where one is not plain.

    They stand together between the head and the rest. Whatever else is among them, or a line that
    is not in its order, is no canonical text. The text is long, so it is copied once only.
    """
    mark = b"\nobject "
    start = raw.find(mark) + 1
    end = raw.find(b"\n", raw.rfind(mark) + 1)
    if not start or end < 0:
        raise ValueError(SPOILT)
    lines = raw[start:end]
    ids = lines.split(mark)
    ids[0] = ids[0].removeprefix(mark[1:])
    # Without the signs of plain ids each line is its one space, or something else was in it.
    plain = lines.translate(None, _SIGNS) == b" \n" * (len(ids) - 1) + b" "
    if not (plain and ids[0] and all(map(lt, ids, islice(ids, 1, None)))):
        raise ValueError(SPOILT)
    return start, ids, raw[end + 1 : -1].decode()


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
