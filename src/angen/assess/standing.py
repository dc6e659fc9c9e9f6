"""Where units stand: every standard of every pack that governs them, on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from angen.assess.facts import UnitFact, UnitFacts, facts_on
from angen.assess.models import Waiver
from angen.assess.sources import LIVE, Source
from angen.assess.units import UnitOn
from angen.desk.dated import holds
from angen.policy.evaluate import Progress, Result, evaluate, evaluate_milestones
from angen.policy.overlap import settle
from angen.policy.pack import Pack
from angen.policy.schema import Standard
from angen.rulebook.queries import active_packs, governing

OUTCOMES = ("not_met", "unknown", "met", "waived", "not_applicable")
OPEN = ("not_met", "unknown")
SEVERITIES = ("blocking", "major", "minor")


@dataclass(frozen=True, slots=True)
class Line:
    """One standard of one pack for one unit. ``facts`` are those it read, with their records."""

    unit: UnitOn
    pack: Pack
    standard: Standard
    result: Result
    facts: tuple[UnitFact, ...]
    waiver: Waiver | None = None

    @property
    def outcome(self) -> str:
        """The outcome with the waiver: what is met needs none."""
        if self.waiver is not None and self.result.outcome in OPEN:
            return "waived"
        return self.result.outcome

    @property
    def counts(self) -> bool:
        """Whether it stands for itself: a limit that gave way to a stricter one does not."""
        return self.result.superseded_by is None

    @property
    def rank(self) -> tuple[int, int]:
        """What is not met first, and of that the gravest."""
        return OUTCOMES.index(self.outcome), SEVERITIES.index(self.standard.severity)


@dataclass(frozen=True)
class Standing:
    """Results of units on a day. ``progress`` are the milestones of each pack by its id."""

    on: dt.date
    units: Sequence[UnitOn]
    packs: Sequence[Pack]
    facts: Mapping[str, UnitFacts]
    lines: Sequence[Line]
    progress: Mapping[str, Sequence[Progress]] = field(default_factory=dict)

    @cached_property
    def by_unit(self) -> Mapping[str, list[Line]]:
        """Lines by area code; a unit without any has an empty list."""
        found: dict[str, list[Line]] = {unit.code: [] for unit in self.units}
        for line in self.lines:
            found[line.unit.code].append(line)
        return found

    @cached_property
    def unit_of(self) -> Mapping[str, UnitOn]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    def count(self, unit: str | None = None) -> Counter[str]:
        """How many standards came out how, of one unit or of all; given-way limits left out."""
        if unit is not None:
            return Counter(self._counts.get(unit))
        return sum(self._counts.values(), Counter())

    @cached_property
    def _counts(self) -> Mapping[str, Counter[str]]:
        return {
            code: Counter([line.outcome for line in lines if line.counts])
            for code, lines in self.by_unit.items()
        }

    def of_standard(self, pack: str, standard: str) -> list[Line]:
        """One standard over all units."""
        return [x for x in self.lines if (x.pack.id, x.standard.id) == (pack, standard)]

    def fact(self, unit: str, name: str) -> UnitFact:
        """A fact of a unit, unknown where it was not asked for."""
        return self.facts.get(unit, {}).get(name, UnitFact(name, None))


def standing(
    units: Sequence[UnitOn],
    on: dt.date,
    packs: Sequence[Pack] | None = None,
    *,
    also: Iterable[str] = (),
    timetable: bool = False,
    source: Source = LIVE,
    numbers: Sequence[Pack] | None = None,
) -> Standing:
    """Evaluate every pack over the units it governs; four queries whatever their number.

    ``packs`` default to all installed ones. ``also`` names further indicators wanted as facts.
    ``timetable`` adds the milestones. ``source`` is where records are counted. ``numbers`` are the
    packs whose numbers the indicators read: all installed ones, where they are at hand. What one
    unit gets does not depend on the other units.
    """
    chosen = list(active_packs() if packs is None else packs)
    governed = _governed(units, on, chosen)
    names = {name for pack in governed for name in pack.indicators()} | set(also)
    known = facts_on(
        [unit.code for unit in units],
        on,
        names,
        packs=chosen if packs is None else numbers,
        source=source,
    )
    results: list[Result] = []
    progress: dict[str, Sequence[Progress]] = {}
    for pack, members in governed.items():
        given = [replace(unit.as_policy(), facts=_values(known[unit.code])) for unit in members]
        results += evaluate(pack, on, given)
        if timetable:
            progress[pack.id] = evaluate_milestones(pack, on, given)
    lines = _lines(units, on, list(governed), _settled(list(governed), on, results), known)
    return Standing(on, units, list(governed), known, lines, progress)


def _governed(
    units: Sequence[UnitOn], on: dt.date, packs: Sequence[Pack]
) -> dict[Pack, list[UnitOn]]:
    """Each pack in force with the units under it, in order of the units."""
    found: dict[Pack, list[UnitOn]] = {}
    for unit in units:
        for pack in governing(packs, unit.path, on):
            found.setdefault(pack, []).append(unit)
    return found


def _settled(packs: Sequence[Pack], on: dt.date, results: Sequence[Result]) -> list[Result]:
    """The results with limits settled; only those that may meet another are looked at."""
    standards = [(pack.id, each) for pack in packs for each in pack.standards_on(on)]
    limits = Counter(each.limit for _, each in standards if each.limit is not None)
    meeting = {(pack, each.id) for pack, each in standards if each.limit and limits[each.limit] > 1}
    for pack, each in standards:
        if each.overrides is not None:
            other, _, name = each.overrides.standard.partition("/")
            meeting |= {(pack, each.id), (other, name)}
    places = [n for n, r in enumerate(results) if (r.pack, r.standard) in meeting]
    settled = list(results)
    for place, result in zip(places, settle(packs, on, [results[n] for n in places]), strict=True):
        settled[place] = result
    return settled


def _values(facts: UnitFacts) -> dict[str, Decimal | None]:
    return {name: fact.value for name, fact in facts.items()}


def _lines(
    units: Sequence[UnitOn],
    on: dt.date,
    packs: Sequence[Pack],
    results: Sequence[Result],
    known: Mapping[str, UnitFacts],
) -> list[Line]:
    unit_of = {unit.code: unit for unit in units}
    standards = {(p.id, s.id): (p, s) for p in packs for s in p.standards_on(on)}
    waivers = waivers_on(list(unit_of), on)
    place = {code: number for number, code in enumerate(unit_of)}
    lines = []
    for result in results:
        pack, standard = standards[(result.pack, result.standard)]
        facts = known[result.unit]
        lines.append(
            Line(
                unit_of[result.unit],
                pack,
                standard,
                result,
                tuple(facts[used.name] for used in result.facts if used.name in facts),
                waivers.get((result.unit, result.pack, result.standard)),
            )
        )
    return sorted(lines, key=lambda line: place[line.unit.code])


def waivers_on(codes: Sequence[str], on: dt.date) -> dict[tuple[str, str, str], Waiver]:
    """Waivers in force on ``on`` by unit, pack and standard."""
    rows = Waiver.objects.filter(holds(on), area_id__in=codes).order_by("valid_from")
    return {(row.area_id, row.pack, row.standard): row for row in rows}
