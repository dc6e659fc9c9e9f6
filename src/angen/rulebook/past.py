"""What a new version of a pack may not do: change what was already in force.

Past results were made with the old text. A rule that changes is ended by its ``until`` and begins
anew from a later day, so that every past day is evaluated again to the same result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from angen.policy.expressions import Expression
from angen.policy.pack import Pack
from angen.policy.problems import Problem, problem_at
from angen.policy.schema import Dated, Entry

# Lists of dated entries with an id. Ratings and consequences are frozen by the run that used them.
LISTS = ("standards", "key_lists", "milestones", "authority", "duties")
ADVICE = "请把原条款的until写到某一天，再从次日起另写一条"


def past_edits(old: Pack, new: Pack, today: dt.date) -> list[Problem]:
    """Every change that ``new`` makes to days before ``today``, by file and line of ``new``."""
    found = list(_head(old, new, today))
    for name in LISTS:
        found += _entries(old, new, getattr(old, name), getattr(new, name), today)
    found += _values(old, new, today)
    return sorted(set(found))


def _head(old: Pack, new: Pack, today: dt.date) -> Iterator[Problem]:
    for key in ("since", "governs"):
        if getattr(old.head, key) != getattr(new.head, key):
            yield problem_at(
                new.head.spot(key), f"“{key}”与已安装的版本不同，已施行的政策不能改动，请改回原样。"
            )
    if _end_moved(old.head, new.head, today):
        yield problem_at(new.head.spot("until"), f"失效日期不能早于{today}，请改正。")


def _entries(
    old: Pack, new: Pack, before: Iterable[Any], after: Iterable[Any], today: dt.date
) -> Iterator[Problem]:
    kept: Mapping[tuple[str, dt.date], Any] = {(e.id, new.since(e)): e for e in after}
    known = {(e.id, old.since(e)): e for e in before}
    for key, entry in known.items():
        if key[1] >= today:
            continue
        twin = kept.get(key)
        if twin is None:
            yield Problem(
                entry.spot().file,
                1,
                f"少了“{key[0]}”自{key[1]}起施行的条款，已施行的条款不能删除，请补回；"
                "不再适用的写明until。",
            )
        elif _content(entry) != _content(twin) or _end_moved(entry, twin, today):
            yield problem_at(
                twin.spot(), f"“{key[0]}”自{key[1]}起已施行，不能改动过去的规定，{ADVICE}。"
            )
    for key, entry in kept.items():
        if key not in known and key[1] < today:
            yield problem_at(
                entry.spot(),
                f"新条款“{key[0]}”从{key[1]}起算，不能给过去增加规定，请写明since，不早于{today}。",
            )


def _values(old: Pack, new: Pack, today: dt.date) -> Iterator[Problem]:
    for name in sorted({*old.values, *new.values}):
        before = old.values[name].versions if name in old.values else {}
        after = new.values[name].versions if name in new.values else {}
        for day in sorted({*before, *after}):
            if day >= today:
                continue
            if day not in after:
                yield Problem(
                    "values.yaml", 1, f"少了“{name}”{day}的数值，已施行的不能删除，请补回。"
                )
            elif day not in before or _content(before[day]) != _content(after[day]):
                yield problem_at(
                    after[day].spot(),
                    f"“{name}”{day}的数值已施行，不能改动；新的数值请写在不早于{today}的日期下。",
                )


def _content(entry: Entry) -> dict[str, Any]:
    """All an entry says, but its end; expressions by their text."""
    return {
        key: value.text if isinstance(value, Expression) else value
        for key, value in entry
        if key != "until"
    }


def _end_moved(old: Dated, new: Dated, today: dt.date) -> bool:
    """Whether the end was moved in, into or out of the past. Ending yesterday touches no past day."""
    if old.until == new.until:
        return False
    yesterday = today - dt.timedelta(days=1)
    return any(end is not None and end < yesterday for end in (old.until, new.until))
