"""``angen assess --cycle`` and ``angen pack simulate``: what they print."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from angen.assess.models import Cycle
from angen.assess.queries.figures import as_data, run_figures
from angen.assess.queries.freeze import bytes_of, frozen, outcome_of, rated, sha256, text
from angen.assess.queries.simulation import Changed, Replayed, simulate
from angen.assess.sources import LIVE, Source
from angen.assess.unscored import Reason, missing_words, reason_of
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.loader import load_pack
from angen.policy.periods import span_named
from angen.rulebook.queries import pack_named

MOVED = {"item": "得分变化", "gate": "否决项变化", "line": "等次线变化"}
BAD_INPUT = 2


def cycle_report(
    pack: str, key: str, area: str, rating: str, source: Source = LIVE
) -> list[dict[str, Any]]:
    """Every rating of a pack for a time: the run that stands, or one computed on the spot.

    With another ``source`` than the base everything is computed on the spot from that.

    Refused for what is not installed, not a cycle, or has no rating for it.
    """
    known_area(area)
    known, span = pack_named(pack), span_named(key)
    if known is None:
        raise Refused(f"没有安装政策包“{pack}”，请用 angen pack list 查看编号。")
    if span is None:
        raise Refused(f"看不懂周期“{key}”，请写成2021-07、2021Q3、2021H2或2021这样。")
    rules = [
        each
        for each in known.ratings_on(span.end)
        if each.cycle == span.cycle and rating in ("", each.id)
    ]
    if not rules:
        raise Refused(f"政策包“{known.title}”没有按{span.label}评定的评级。")
    roots = [area] if area else [code for code in known.head.governs if code != "*"]
    if not roots:
        raise Refused("这个政策包适用全国，请用 --area 写明区划代码。")
    found = []
    for rule in rules:
        for root in roots:
            cycle = Cycle.objects.filter(area=root, pack=pack, rating=rule.id, key=span.key).first()
            if cycle is not None and source is LIVE:
                found.append(as_data(run_figures(cycle)))
                continue
            content = frozen(known, rule, root, span, {}, source=source)
            results = rated(content, known, rule)
            why = {each.unit: reason_of(known, rule, each.aside) for each in results if each.aside}
            found.append(_unstored(content, [outcome_of(each) for each in results], why))
    return found


def _unstored(
    content: dict[str, Any], rows: list[dict[str, Any]], why: Mapping[str, Reason]
) -> dict[str, Any]:
    """A rating computed now; without points of people, streaks only from stored cycles."""
    names = {each["code"]: each["name"] for each in content["units"]}
    grades: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for row in rows:
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + 1
        if row["grade"]:
            grades[row["grade"]] = grades.get(row["grade"], 0) + 1
    return {
        "pack": {"id": content["pack"], "version": content["version"]},
        "rating": content["rating"],
        "cycle": content["cycle"],
        "area": content["area"],
        "state": "not_opened",
        "snapshot": {
            "facts_sha256": sha256(bytes_of(content)),
            "results_sha256": sha256(bytes_of(rows)),
        },
        "totals": {
            "units": len(rows),
            "outcomes": outcomes,
            "grades": grades,
            "unqualified": sum(row["failing"] for row in rows),
            "failing_twice": sum(row["failing_streak"] >= 2 for row in rows),
        },
        "units": [
            {"name": names[row["unit"]], **row, **_reason(row, why.get(row["unit"]))}
            for row in rows
        ],
    }


def _reason(row: Mapping[str, Any], found: Reason | None) -> dict[str, str | None]:
    if found is not None:
        return {"why": found.text, "clause": found.cite}
    known = row["outcome"] == "scored"
    return {"why": None if known else f"未知：{missing_words(row['missing'])}", "clause": None}


def print_report(found: list[dict[str, Any]]) -> None:
    """A few calm lines for each rating."""
    for each in found:
        totals = each["totals"]
        state = "还没有开始评定，按现有记录试算" if each["state"] == "not_opened" else each["state"]
        typer.echo(f"{each.get('title', each['rating'])}  {each['cycle']}  {state}")
        grades = "，".join(f"{name}{number}个" for name, number in totals["grades"].items())
        typer.echo(f"  {totals['units']}个单位：{grades or '没有评出等次'}")
        typer.echo(
            f"  不合格{totals['unqualified']}个，连续两次不合格{totals['failing_twice']}个"
            + (f"，末位发言{totals['statements']}个" if "statements" in totals else "")
        )
        for note in each.get("notes", []):
            typer.echo(f"  说明：{note}")


def simulate_folder(
    folder: Annotated[Path, typer.Argument(help="政策包草稿的文件夹")],
    cycles: Annotated[int, typer.Option(min=1, max=40, help="重演最近几个周期")] = 4,
    area: Annotated[str, typer.Option(help="在哪个区划重演；不写是政策包适用的区划")] = "",
    until: Annotated[str, typer.Option(help="到哪一天为止，如2021-12-31；不写是今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出JSON")] = False,
) -> None:
    """重演：把草稿用在过去的周期上，列出等次会变的单位和原因；不改任何记录。"""
    try:
        day = dt.date.fromisoformat(until) if until else timezone.localdate()
    except ValueError:
        typer.echo(f"没有“{until}”这一天，请写成2021-12-31这样的日期。", err=True)
        raise typer.Exit(BAD_INPUT) from None
    try:
        found = simulate(load_pack(folder), cycles, area=area, until=day)
    except Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        rows = [_replayed(each) for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in found:
        typer.echo(f"{each.label}{each.title}：{each.units}个单位，{len(each.changed)}个等次变化")
        for one in each.changed:
            typer.echo(f"  {one.name}：{one.old_grade} → {one.new_grade}，{_why(one)}")


def _why(one: Changed) -> str:
    if one.moved_by == "item":
        return f"{MOVED['item']}：{one.item_says} {_points(one.old_points)} → {_points(one.new_points)}"
    return f"{MOVED[one.moved_by]}，失分最多的是{one.item_says}（{_points(one.new_points)}分）"


def _points(value: Any) -> str:
    return "未评" if value is None else text(value)


def _replayed(each: Replayed) -> dict[str, Any]:
    return {
        "rating": each.rating,
        "cycle": each.cycle,
        "source": each.source,
        "units": each.units,
        "changed": [
            {
                "unit": one.unit,
                "name": one.name,
                "old": one.old_grade,
                "new": one.new_grade,
                "old_score": None if one.old_score is None else text(one.old_score),
                "new_score": None if one.new_score is None else text(one.new_score),
                "moved_by": one.moved_by,
                "item": one.item,
                "item_says": one.item_says,
            }
            for one in each.changed
        ],
    }


def known_area(code: str) -> None:
    """Refused for an area that does not exist."""
    if code and not Area.objects.filter(pk=code).exists():
        raise Refused(f"没有区划代码“{code}”。")
