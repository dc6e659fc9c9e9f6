"""Why a unit stands where it stands on one standard: clause, formula, facts, records, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from angen.assess.advice import Advice, for_line
from angen.assess.evidence import Evidence, evidence
from angen.assess.facts import UnitFact
from angen.assess.standing import Line, standing
from angen.assess.units import UnitOn, units_on
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.pack import Pack, PackValue
from angen.rulebook.queries import active_packs, governing
from angen.rulebook.words import in_words


@dataclass(frozen=True)
class Why:
    """The answer. ``others`` are standards of other packs that bound the same, or gave way to it."""

    line: Line
    words: str
    values: Sequence[PackValue]
    facts: Sequence[tuple[UnitFact, Evidence]]
    advice: Sequence[Advice]
    others: Sequence[Line]


def why(unit: UnitOn, standard: str, on: dt.date, pack: str = "") -> Why:
    """The answer for the standard ``standard`` of the nearest pack that has it, or of ``pack``.

    Raises Refused where no pack in force has it.
    """
    chosen = _pack_of(unit, standard, on, pack)
    found = standing([unit], on)
    line = next(x for x in found.of_standard(chosen.id, standard))
    records = evidence([unit.code], on, [fact.name for fact in line.facts])
    none = Evidence()
    return Why(
        line=line,
        words=in_words(line.standard.requires, line.pack),
        values=line.result.values,
        facts=[(fact, records.get((unit.code, fact.name), none)) for fact in line.facts],
        advice=for_line(line),
        others=_others(line, found.lines),
    )


def _pack_of(unit: UnitOn, standard: str, on: dt.date, pack: str) -> Pack:
    packs = governing(active_packs(), unit.path, on)
    if pack and all(each.id != pack for each in packs):
        raise Refused(f"{unit.name}在{on}不适用政策包“{pack}”，请核对编号、单位和日期。")
    for each in packs:
        if pack in ("", each.id) and each.standard(standard, on) is not None:
            return each
    raise Refused(f"{unit.name}在{on}没有生效的标准“{standard}”，请核对标准编号和日期。")


def _others(line: Line, lines: Sequence[Line]) -> list[Line]:
    """Lines of the same unit that share the limit, and those that gave way to or replaced this."""
    mine = f"{line.pack.id}/{line.standard.id}"
    found = []
    for other in lines:
        if other is line or other.outcome == "not_applicable":
            continue
        theirs = f"{other.pack.id}/{other.standard.id}"
        shared = line.standard.limit is not None and other.standard.limit == line.standard.limit
        if shared or other.result.superseded_by == mine or line.result.superseded_by == theirs:
            found.append(other)
    return found


def unit_named(word: str, on: dt.date) -> UnitOn:
    """The unit with this code, or the only one with this name. Raises Refused."""
    areas = Area.objects.filter(pk=word)
    found = units_on(areas, on) or units_on(Area.objects.filter(name=word), on)
    if not found:
        raise Refused(f"没有单位“{word}”，或在{on}尚未设立，请用区划代码。")
    if len(found) > 1:
        codes = "、".join(unit.code for unit in found[:5])
        raise Refused(f"叫“{word}”的单位有{len(found)}个，请用区划代码（如{codes}）。")
    return found[0]
