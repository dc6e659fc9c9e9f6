"""Assessments as plain data: what the command line prints and other systems read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from angen.assess.advice import missing_of
from angen.assess.evidence import Evidence, Found, evidence
from angen.assess.facts import UnitFact
from angen.assess.screens.capacity import TOWNSHIPS
from angen.assess.sources import LIVE, Source
from angen.assess.standing import OUTCOMES, Line, Standing, standing
from angen.assess.totals import Total, totals
from angen.assess.units import UnitOn, below, concerned, levels_of, units_on
from angen.assess.why import Why
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.evaluate import Progress
from angen.policy.pack import Pack, PackValue
from angen.rulebook.queries import EVERYWHERE, depth, pack_named
from angen.rulebook.words import in_words, label_of, unit_of

Data = dict[str, Any]
# Added up for every pack, whether its standards read them or not.
STAFFING = (
    *("posts", "officers_in_post", "officers_certified_on_post", "certificates_recorded"),
    *("leaders_in_charge", "officers_full_time", "officers_part_time", "safety_staff"),
)


def assessed(
    pack_id: str, on: dt.date, area: str = "", source: Source = LIVE
) -> tuple[Pack, Standing]:
    """The standing of every unit a pack is meant for, within ``area`` or wherever it governs.

    On a day outside the pack's own dates the units and their facts are there, without results.
    Raises Refused for an unknown pack or area, or an area the pack does not govern.
    """
    pack = pack_named(pack_id)
    if pack is None:
        raise Refused(f"没有安装政策包“{pack_id}”，请用 angen pack list 查看编号。")
    found: dict[str, UnitOn] = {}
    for code in _roots(pack, on, area):
        for unit in units_on(below(code, on, levels_of([pack])), on):
            if depth(pack, unit.path) > -2:
                found[unit.code] = unit
    units = concerned(pack, list(found.values()), on)
    return pack, standing(units, on, [pack], also=STAFFING, timetable=True, source=source)


def _roots(pack: Pack, on: dt.date, area: str) -> Sequence[str]:
    if not area:
        if EVERYWHERE in pack.head.governs:
            raise Refused("这个政策包适用全国，请用 --area 写明区划代码。")
        return pack.head.governs
    found = units_on(Area.objects.filter(pk=area), on)
    if not found:
        raise Refused(f"没有区划代码“{area}”，或在{on}尚未设立。")
    if depth(pack, found[0].path) > -2:
        return [area]
    inside = Area.objects.filter(pk__in=pack.head.governs, path__startswith=found[0].path)
    codes = list(inside.values_list("pk", flat=True))
    if not codes:
        raise Refused(f"政策包“{pack.id}”不适用于{found[0].name}。")
    return codes


def report(pack: Pack, found: Standing, area: str = "", source: Source = LIVE) -> Data:
    """An assessment in full."""
    codes = [unit.code for unit in found.units]
    names = {fact.name for line in found.lines for fact in line.facts}
    records = evidence(codes, found.on, names, source=source)
    return {
        "pack": _pack(pack, found.on),
        "on": found.on.isoformat(),
        "area": area or None,
        "units": [
            {
                **_unit(unit),
                "standards": [_line(line, records) for line in found.by_unit[unit.code]],
            }
            for unit in found.units
        ],
        "milestones": [_progress(each) for each in found.progress.get(pack.id, ())],
        "totals": _totals(found, codes),
    }


def explained(answer: Why) -> Data:
    """One answer to "why?"."""
    line = answer.line
    records = {(line.unit.code, fact.name): found for fact, found in answer.facts}
    return {
        "pack": _pack(line.pack, line.result.since),
        "unit": _unit(line.unit),
        **_line(line, records),
        "advice": [each.text for each in answer.advice],
        "others": [
            {
                "pack": x.pack.id,
                "id": x.standard.id,
                "says": x.standard.says,
                "cite": x.result.cite,
                "outcome": x.outcome,
                "superseded_by": x.result.superseded_by,
            }
            for x in answer.others
        ],
    }


def _pack(pack: Pack, on: dt.date) -> Data:
    return {
        "id": pack.id,
        "title": pack.title,
        "document": pack.head.document,
        "version": pack.digest,
        "since": pack.head.since.isoformat(),
        "until": pack.head.until.isoformat() if pack.head.until else None,
        "in_force": pack.holds(on),
    }


def _unit(unit: UnitOn) -> Data:
    return {"code": unit.code, "name": unit.name, "level": unit.level, "kind": unit.kind}


def _line(line: Line, records: Found) -> Data:
    standard, result = line.standard, line.result
    data: Data = {
        "id": standard.id,
        "says": standard.says,
        "cite": result.cite,
        "since": result.since.isoformat(),
        "severity": standard.severity,
        "basis": standard.basis,
        "expression": result.expression,
        "words": in_words(standard.requires, line.pack),
        "outcome": line.outcome,
        "values": [_value(value) for value in result.values],
        "facts": [
            _fact(fact, records.get((line.unit.code, fact.name), Evidence())) for fact in line.facts
        ],
        "missing": list(result.missing),
        "superseded_by": result.superseded_by,
    }
    if line.waiver is not None:
        data["waiver"] = {
            "reason": line.waiver.reason,
            "approver": line.waiver.approver,
            "until": str(line.waiver.valid_to),
            "outcome_without": result.outcome,
        }
    return data


def _value(value: PackValue) -> Data:
    return {
        "name": value.name,
        "value": number(value.value),
        "unit": value.unit,
        "cite": value.cite,
        "since": value.since.isoformat(),
        "basis": value.basis,
    }


def _fact(fact: UnitFact, found: Evidence) -> Data:
    return {
        "name": fact.name,
        "label": label_of(fact.name),
        "unit": unit_of(fact.name),
        "value": number(fact.value),
        "part": fact.part,
        "whole": fact.whole,
        "recorded": fact.recorded,
        "stated": fact.stated.number if fact.stated else None,
        "stated_on": fact.stated.as_of.isoformat() if fact.stated else None,
        "missing": fact.short,
        "why_unknown": missing_of(fact) or None,
        "records": [str(record) for record in found.counted],
        "records_not_counted": [str(record) for record in found.not_counted],
    }


def _progress(each: Progress) -> Data:
    return {
        "id": each.milestone.id,
        "says": each.milestone.says,
        "cite": each.milestone.cite,
        "due": each.milestone.due.isoformat(),
        "applies": each.applies,
        "done": each.done,
        "not_done": each.not_done,
        "unknown": each.unknown,
        "share": number(each.share),
        "late": list(each.late),
    }


def _totals(found: Standing, codes: Sequence[str]) -> Data:
    standards: dict[str, Counter[str]] = {}
    for line in found.lines:
        standards.setdefault(line.standard.id, Counter())[line.outcome] += 1
    counted = found.count()
    return {
        "units": len(codes),
        "units_by_kind": dict(Counter(unit.kind for unit in found.units)),
        "outcomes": {name: counted[name] for name in OUTCOMES},
        "standards": {
            name: {outcome: counts[outcome] for outcome in OUTCOMES}
            for name, counts in standards.items()
        },
        "indicators": {name: _total(each) for name, each in totals(found.facts, codes).items()},
        "townships": _townships(found),
    }


def _townships(found: Standing) -> Data:
    """Townships, towns and streets alone: what the documents publish leaves zones and bureaus out."""
    codes = [unit.code for unit in found.units if unit.kind in TOWNSHIPS]
    added = totals({code: found.facts[code] for code in codes}, codes)
    return {
        "units": len(codes),
        "indicators": {name: _total(each) for name, each in added.items()},
    }


def _total(each: Total) -> Data:
    data: Data = {
        "label": label_of(each.name),
        "unit": unit_of(each.name),
        "value": number(each.value),
        "units_known": each.known,
        "units_unknown": each.unknown,
    }
    if each.whole is not None:
        data |= {"part": each.part, "whole": each.whole}
    return data


def number(value: Decimal | None) -> int | str | None:
    """A number for JSON: whole ones as such, others as exact text; null when unknown."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return format(value.normalize(), "f")
