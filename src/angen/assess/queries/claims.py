"""Answers that span tables: claims that do not hold, and the words of a circular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from angen.assess.facts import UnitFacts, facts_on
from angen.assess.models import Finding
from angen.assess.units import UnitOn, units_on
from angen.orgs.models import Area
from angen.orgs.queries.areas import subtree_on
from angen.policy.pack import Pack
from angen.policy.schema import Standard
from angen.rulebook.queries import active_packs, governing

CLAIMED = "certificates_claimed"
VERIFIED = "officers_certified_on_post"
RECORDED = "certificates_recorded"
FALSE = "certificates_false"
ELSEWHERE = "holders_elsewhere"
COMPARED = (CLAIMED, VERIFIED, RECORDED, FALSE, ELSEWHERE)


@dataclass(frozen=True)
class Mismatch:
    """A unit that claims more holders than are verified in post on a day.

    ``false_claim``: the claim exceeds even the certificates in the ledger, or one of those failed
    its check; otherwise the holders exist but work elsewhere.
    """

    unit: UnitOn
    claimed: int
    recorded: int
    verified: int
    false_ones: int
    elsewhere: int

    @property
    def false_claim(self) -> bool:
        """Whether it is a false report rather than holders who are elsewhere."""
        return self.false_ones > 0 or self.claimed > max(self.recorded, self.verified)

    @property
    def nature(self) -> str:
        """What it is, in Chinese."""
        return "申报不实" if self.false_claim else "持证人员不在岗"


def claim_mismatches(area: str, on: dt.date, among: QuerySet[Area] | None = None) -> list[Mismatch]:
    """Units of the subtree of ``area`` whose claim exceeds what is verified, the widest gap first.

    ``among`` narrows the areas (to those an actor may see).
    """
    areas = Area.objects.all() if among is None else among
    found = mismatches_of(units_on(areas.filter(pk__in=subtree_on(area, on)), on), on)
    return sorted(found, key=lambda m: (not m.false_claim, m.verified - m.claimed, m.unit.path))


def mismatches_of(units: Sequence[UnitOn], on: dt.date) -> list[Mismatch]:
    """Mismatches among ``units``, in their order."""
    known = facts_on([unit.code for unit in units], on, COMPARED)
    found = (_mismatch(unit, known[unit.code]) for unit in units)
    return [each for each in found if each is not None]


def _mismatch(unit: UnitOn, facts: UnitFacts) -> Mismatch | None:
    claimed = facts[CLAIMED].value
    if claimed is None:
        return None
    # The records that are there are what is verified, whether or not others are still missing.
    counted = {name: facts[name].part or 0 for name in (VERIFIED, RECORDED, FALSE, ELSEWHERE)}
    if int(claimed) <= counted[VERIFIED]:
        return None
    return Mismatch(
        unit,
        int(claimed),
        counted[RECORDED],
        counted[VERIFIED],
        counted[FALSE],
        counted[ELSEWHERE],
    )


def findings_of(areas: Iterable[str]) -> QuerySet[Finding]:
    """Findings on the areas with these codes, newest first."""
    return Finding.objects.filter(area__in=list(areas)).select_related("area")


def clauses_for(unit: UnitOn, on: dt.date) -> list[tuple[Pack, Standard]]:
    """The standards about certificate holders that govern the unit, the nearest pack first."""
    return [
        (pack, standard)
        for pack in governing(active_packs(), unit.path, on)
        for standard in pack.standards_on(on)
        if {FALSE, VERIFIED} & set(standard.requires.names) and standard.if_not
    ]


def circular_text(finding: Finding, unit: UnitOn) -> str:
    """The draft of a circular about a finding: what was claimed, what was found, by which clause."""
    clauses = clauses_for(unit, finding.on)
    gap = finding.claimed - finding.verified
    lines = [
        f"关于{unit.name}持证执法人员申报情况的通报（稿）",
        "",
        f"经核查证号和现场查岗，截至{_day(finding.on)}，{unit.name}申报持证执法人员{finding.claimed}名，"
        f"台账登记{finding.recorded}名，核实在岗持证{finding.verified}名，相差{gap}名。"
        + (f"其中{finding.false_ones}件证件经核验不属实。" if finding.false_ones else ""),
        "",
    ]
    if clauses:
        lines.append("有关规定：")
        lines += [
            f"{number}．{pack.head.document}（{standard.cite}）：{standard.says}。"
            for number, (pack, standard) in enumerate(clauses, 1)
        ]
        lines.append("")
    lines += [
        f"现对{unit.name}予以通报。请立即核对持证人员，更正台账申报，限期补足在岗持证人员，"
        "并将整改情况书面报告。",
        "",
        clauses[0][0].head.issuer if clauses else "",
        _day(finding.on),
    ]
    return "\n".join(lines).strip()


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
