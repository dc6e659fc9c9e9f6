"""Counting and showing at once: a source that keeps the records it counted.

A run with evidence asks every relation twice, once for its number and once for its records. The
number of records follows from the records, so one question will do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from angen.assess.compiled import NUMBER, Query
from angen.assess.sources import LIVE, Answer, Asked, Recorded, Said, Source
from angen.policy.pack import Pack


class Together:
    """``source``, asked for the records of ``shown`` relations (all, unless named) but once.

    For one run over one set of units: what was found is found again without looking.
    """

    def __init__(self, source: Source = LIVE, shown: Collection[Query] | None = None) -> None:
        self._source = source
        self._shown = shown
        self._units: tuple[str, ...] = ()
        self._kept: dict[Asked, list[tuple[str, str, Sequence[str]]]] = {}
        self.dialect = source.dialect

    def statements(
        self, units: Sequence[str], ledgers: Collection[str], last: dt.date, *, every: bool
    ) -> list[Said]:
        """As the source has them."""
        return self._source.statements(units, ledgers, last, every=every)

    def answers(
        self, units: Sequence[str], questions: Sequence[Asked], packs: Sequence[Pack] | None
    ) -> Iterable[Answer]:
        """Records where their number is asked, and the source's answer for all else."""
        counted = [each for each in questions if self._keeps(each)]
        others = [each for each in questions if not self._keeps(each)]
        place = {each: number for number, each in enumerate(questions)}
        self._find(units, counted, packs)
        for each in counted:
            for unit, number in self._numbers(each).items():
                yield place[each], unit, Decimal(number), number
        if others:
            for number, unit, value, rows in self._source.answers(units, others, packs):
                yield place[others[number]], unit, value, rows

    def records(
        self,
        units: Sequence[str],
        questions: Sequence[Asked],
        packs: Sequence[Pack] | None = None,
    ) -> Iterable[Recorded]:
        """What was found while counting; the rest is asked now."""
        self._find(units, questions, packs)
        for number, each in enumerate(questions):
            for unit, kind, keys in self._kept[each]:
                yield number, unit, kind, keys

    def _keeps(self, each: Asked) -> bool:
        if each.query.takes != NUMBER:
            return False
        return self._shown is None or each.query in self._shown

    def _find(
        self, units: Sequence[str], questions: Sequence[Asked], packs: Sequence[Pack] | None
    ) -> None:
        if self._units != tuple(units):
            self._units, self._kept = tuple(units), {}
        lacking = [each for each in questions if each not in self._kept]
        self._kept |= {each: [] for each in lacking}
        if lacking:
            for number, unit, kind, keys in self._source.records(units, lacking, packs):
                self._kept[lacking[number]].append((unit, kind, keys))

    def _numbers(self, each: Asked) -> dict[str, int]:
        """How many records each unit has; one key under two types is one, as where it is counted."""
        found: dict[str, list[Sequence[str]]] = {}
        for unit, _, keys in self._kept[each]:
            found.setdefault(unit, []).append(keys)
        return {
            unit: len(lists[0]) if len(lists) == 1 else len(set().union(*lists))
            for unit, lists in found.items()
        }
