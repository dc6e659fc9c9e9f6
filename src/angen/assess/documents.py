"""The circular on a rating (通报), in the manner of GB/T 9704-2012.

Only ``opening``, ``findings`` and ``demands`` are written by a person; everything else is figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from angen.assess.models import Circular as Record
from angen.assess.queries.circulating import data_of
from angen.papers import registry, typeset
from angen.papers.documents import Bar, Circular, Figure, Section, Table

Data = dict[str, Any]
# The marked places: all that a person writes.
WRITTEN: Final = ("title", "to", "opening", "findings", "demands", "copies_to")
UNSCORED = {"unknown": "未知", "not_applicable": "不适用", "below_sample": "样本不足"}


def document_of(circular: Record) -> Circular:
    """The document of a circular, from its snapshot and what a person wrote."""
    texts = {name: getattr(circular, name) for name in WRITTEN}
    return written(data_of(circular.snapshot, circular.before), **texts)


def rebuilt(circular: Record) -> bytes:
    """The bytes of an issued circular, made again from its snapshot: equal to those issued."""
    paper = circular.paper
    assert paper is not None
    kind = registry.named(paper.kind)
    face = typeset.Face(
        label=paper.label,
        body=paper.body,
        on=paper.issued_on,
        number=paper.number,
        numbered=kind.numbered,
        code=paper.code,
        watermark=typeset.watermark(),
    )
    doc = registry.context(document_of(circular))
    return typeset.pdf(kind.template, face, doc, at=paper.issued_at)


def written(
    data: Data, *, title: str, to: str, opening: str, findings: str, demands: str, copies_to: str
) -> Circular:
    """The document of a circular from its figures (``queries.circulating``) and what a person wrote."""
    sections = [_overview(data), _results(data)]
    if data["corrected"]:
        sections.insert(0, _corrections(data))
    sections += [part for part in (_failing(data, findings), _following(data)) if part]
    if demands.strip():
        sections.append(Section("工作要求", tuple(_lines(demands))))
    return Circular(
        title=title,
        to=to,
        opening=tuple(_lines(opening)),
        sections=tuple(sections),
        closing=tuple(_notes(data)),
        copies_to=copies_to,
    )


def _score(score: str | None) -> str:
    """With two decimals, so that a column of scores can be compared; empty where there is none."""
    return "" if score is None else f"{Decimal(score):.2f}"


def _points(points: str) -> str:
    """At most two decimals."""
    return format(Decimal(points).quantize(Decimal("0.01")).normalize(), "f")


def _short(says: str) -> str:
    """The name of an item without what it explains in brackets."""
    return says.partition("（")[0] or says


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def standard_opening(data: Data) -> str:
    """What the opening says until somebody writes it otherwise."""
    return f"根据有关规定，现将{data['area']}{data['label']}{data['title']}结果通报如下。"


def _overview(data: Data) -> Section:
    scored = data["outcomes"].get("scored", 0)
    counts = "，".join(f"{name}{number}个" for name, number in data["grades"])
    sentence = f"应评单位{len(data['units'])}个，已评{scored}个：{counts}。"
    missing = [
        f"{label}{data['outcomes'][k]}个"
        for k, label in UNSCORED.items()
        if data["outcomes"].get(k)
    ]
    if missing:
        sentence += f"另有{'、'.join(missing)}，不计分、不排名。"
    bars = tuple(Bar(name, number, f"{number}个") for name, number in data["grades"])
    return Section(
        "总体情况", (sentence,), (_by_county(data),), (Figure("各等次单位数", bars, "个"),)
    )


def _by_county(data: Data) -> Table:
    names = [name for name, _ in data["grades"]]
    counties = list(dict.fromkeys(unit["county"] for unit in data["units"]))
    rows = []
    for county in counties:
        units = [unit for unit in data["units"] if unit["county"] == county]
        grades = [
            sum(u["grade"] == name and u["outcome"] == "scored" for u in units) for name in names
        ]
        rest = sum(u["outcome"] != "scored" for u in units)
        rows.append((county or "—", str(len(units)), *(str(n) for n in grades), str(rest)))
    headings = ("县（市、区）", "单位数", *names, "未计分")
    widths = (10, *(4 for _ in headings[1:]))
    return Table(headings, tuple(rows), "分县（市、区）情况", widths)


def _results(data: Data) -> Section:
    """Everybody in order of rank; those without a rank after them, and why."""
    ordered = sorted(data["units"], key=lambda u: (u["rank"] is None, u["rank"] or 0, u["code"]))
    rows = tuple(
        (
            str(unit["rank"]) if unit["rank"] is not None else "—",
            unit["name"],
            _score(unit["score"]) or UNSCORED.get(unit["outcome"], "—"),
            unit["grade"] or "—",
            _score(unit["before"]) or "—",
        )
        for unit in ordered
    )
    table = Table(("名次", "单位", "得分", "等次", "上期得分"), rows, "", (2, 5, 3, 3, 3))
    return Section("评定结果", (), (table,))


def _failing(data: Data, findings: str) -> Section | None:
    failing = [unit for unit in data["units"] if unit["failing"]]
    if not failing and not findings.strip():
        return None
    rows = tuple(
        (
            unit["name"],
            _score(unit["score"]) or "—",
            "；".join(
                [
                    *unit["gates"],
                    *(
                        f"{_short(says)}得{_points(got)}分（满分{_points(of)}）"
                        for says, got, of in unit["lost"]
                    ),
                ]
            ),
            f"连续{unit['streak']}次" if unit["streak"] > 1 else "",
        )
        for unit in failing
    )
    tables = (
        (Table(("单位", "得分", "主要失分", "连续情况"), rows, "", (4, 2, 9, 3)),) if rows else ()
    )
    said = _lines(findings) or [f"{len(failing)}个单位不合格，主要失分如下。"]
    return Section("不合格单位和主要问题", tuple(said), tables)


def _following(data: Data) -> Section | None:
    """What follows, by kind, with the clause."""
    by_deed: dict[str, list[Data]] = {}
    for each in data["follows"]:
        by_deed.setdefault(each["deed"], []).append(each)
    lines = []
    for cases in by_deed.values():
        first, names = cases[0], "、".join(case["name"] for case in cases)
        mark = {"design": "，平台设计值", "unverified": "，待核"}.get(first["basis"], "")
        cite = f"（{first['cite']}{mark}）" if first["cite"] else ""
        lines.append(f"{first['says'] or first['label']}{cite}：{names}。")
    return Section("结果运用", tuple(lines)) if lines else None


def _corrections(data: Data) -> Section:
    rows = tuple(
        (each["name"], *_beside(each["before"], each["after"])) for each in data["corrected"]
    )
    table = Table(
        ("单位", "原得分、等次、名次", "更正后得分、等次、名次"), rows, "更正前后对照", (3, 5, 5)
    )
    sentence = f"经复核，更正{len(rows)}个单位的结果，以本通报为准。"
    return Section("更正情况", (sentence,), (table,))


def _beside(before: Sequence[str | None], after: Sequence[str | None]) -> tuple[str, str]:
    one, other = (
        "，".join(
            (_score(face[0]) or "未计分", face[1] or "—", f"第{face[2]}名" if face[2] else "不排名")
        )
        for face in (before, after)
    )
    return one, other


def _unscored(units: Sequence[Data]) -> list[str]:
    """Who has no score: names by reason, with the clause."""
    by_reason: dict[str, list[str]] = {}
    for unit in units:
        clause = f"〔{unit['clause']}〕" if unit["clause"] else ""
        ask = "，请尽快补报" if unit["outcome"] == "unknown" else ""
        by_reason.setdefault(f"{unit['why']}{clause}{ask}", []).append(unit["name"])
    return [f"{'、'.join(names)}{reason}" for reason, names in by_reason.items()]


def _notes(data: Data) -> list[str]:
    """Notes on unknowns and on indicators that must be read with care."""
    found = []
    unscored = [unit for unit in data["units"] if unit["outcome"] != "scored"]
    if unscored:
        found.append(f"说明：下列单位不计分、不排名。{'；'.join(_unscored(unscored))}。")
    found += [f"说明：“{each['says']}”{each['sentence']}" for each in data["warnings"]]
    # In groups of four, so that the line may break.
    digits = data["results_sha256"][:16]
    groups = " ".join(digits[n : n + 4] for n in range(0, 16, 4))
    found.append(f"本通报由评定记录自动生成，数据校验值{groups}。")
    return found
