"""Linter: ids and dates. On any day at most one version of a thing is valid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from angen.policy.pack import Pack
from angen.policy.problems import Problem, Spot, problem_at
from angen.policy.schema import Dated
from angen.policy.uses import uses


class Versioned(Protocol):
    """A dated entry with an id."""

    @property
    def id(self) -> str: ...
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    def spot(self, *path: str | int) -> Spot: ...


def overlapping(pack: Pack) -> Iterator[Problem]:
    """Two versions of one id may not be valid on the same day."""
    groups: list[tuple[str, Sequence[Versioned]]] = [
        ("标准", pack.standards),
        ("节点", pack.milestones),
        ("名单", pack.key_lists),
        ("评级", pack.ratings),
        ("权限", pack.authority),
        ("职责", pack.duties),
    ]
    for word, entries in groups:
        by_id: dict[str, list[Versioned]] = defaultdict(list)
        for each in entries:
            for earlier in by_id[each.id]:
                if _meet(pack, earlier, each):
                    yield problem_at(
                        each.spot("id"),
                        _overlap_sentence(word, each, earlier),
                        code="overlapping-dates",
                    )
                    break
            by_id[each.id].append(each)
    milestones = {each.id for each in pack.milestones}
    for standard in pack.standards:
        if standard.id in milestones:
            yield problem_at(
                standard.spot("id"),
                f"编号“{standard.id}”标准和节点都在用，请改一个。",
                code="same-id",
            )


def _overlap_sentence(word: str, later: Versioned, earlier: Versioned) -> str:
    line = earlier.spot("id").line
    if later.since is None and earlier.until is None and earlier.since is None:
        return f"{word}编号“{later.id}”与第{line}行重复，请改编号，或用since、until分成两段。"
    return (
        f"{word}“{later.id}”的日期与第{line}行的版本重叠，"
        "请把前一版的until写在后一版since的前一天。"
    )


def _meet(pack: Pack, one: Versioned, two: Versioned) -> bool:
    start = max(one.since or pack.head.since, two.since or pack.head.since)
    ends = [each for each in (one.until, two.until, pack.head.until) if each is not None]
    return not ends or start <= min(ends)


def never_valid(pack: Pack) -> Iterator[Problem]:
    """An entry wholly outside the pack's own dates would never be used."""
    dated: tuple[Dated, ...] = (
        *pack.standards,
        *pack.milestones,
        *pack.key_lists,
        *pack.ratings,
        *pack.consequences,
        *pack.authority,
        *pack.duties,
    )
    head = pack.head
    for each in dated:
        early = each.until is not None and each.until < head.since
        late = head.until is not None and each.since is not None and each.since > head.until
        if early or late:
            yield problem_at(
                each.spot("until" if early else "since"),
                "这一条的日期全在政策包有效期之外，永远不会生效，请改正日期。",
                code="never-valid",
            )
    for name, series in pack.values.items():
        for day, version in series.versions.items():
            if head.until is not None and day > head.until:
                yield problem_at(
                    version.spot(),
                    f"“{name}”{day}的版本在政策包失效之后，请改正日期。",
                    code="never-valid",
                )


def value_too_late(pack: Pack) -> Iterator[Problem]:
    """A rule may not begin before the numbers it reads."""
    for use in uses(pack):
        for name in use.names:
            series = pack.values.get(name)
            first = min(series.versions) if series is not None else use.since
            if first > use.since:
                yield problem_at(
                    use.spot,
                    f"这一条自{use.since}起生效，但“{name}”自{first}起才有数值，"
                    "请补上更早的数值或推迟since。",
                    code="value-too-late",
                )
