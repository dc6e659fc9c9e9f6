"""``angen assess`` and ``angen why``."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from angen.assess.cli_ratings import cycle_report, print_report
from angen.assess.lake.engines import opened
from angen.assess.report import assessed, explained, report
from angen.assess.screens.asked import day_of
from angen.assess.sources import LIVE, Source
from angen.assess.standing import Standing
from angen.assess.together import Together
from angen.assess.totals import totals
from angen.assess.why import Why, unit_named
from angen.assess.why import why as answer
from angen.kernel.refusal import Refused
from angen.policy.pack import Pack
from angen.rulebook.queries import written
from angen.rulebook.words import label_of, unit_of

WORDS = {
    "met": "达标",
    "not_met": "未达标",
    "unknown": "未知",
    "not_applicable": "不适用",
    "waived": "豁免",
}
BAD_INPUT = 2
T = TypeVar("T")

On = Annotated[str, typer.Option("--on", help="哪一天，如2021-12-31；不写是今天")]
Json = Annotated[bool, typer.Option("--json", help="输出JSON")]


def assess(
    pack: Annotated[str, typer.Argument(help="政策包编号，如rizhao-2021")],
    on: On = "",
    area: Annotated[str, typer.Option(help="区划代码；不写是政策包适用的全部区划")] = "",
    cycle: Annotated[str, typer.Option(help="评级的周期，如2021Q3、2021H2；不写是看标准")] = "",
    rating: Annotated[str, typer.Option(help="只看这一个评级的编号")] = "",
    engine: Annotated[str, typer.Option(help="在数据湖上计算：duckdb或spark")] = "",
    lake: Annotated[Path | None, typer.Option(help="数据湖目录，见angen lake export")] = None,
    as_json: Json = False,
) -> None:
    """评估：每个单位、每项标准在某一天是否达标；写--cycle时是评级的分数、等次和名次。"""
    with _asked_of(engine, lake) as source:
        if cycle:
            ratings = _or_exit(lambda: cycle_report(pack, cycle, area, rating, source))
            if as_json:
                typer.echo(json.dumps(ratings, ensure_ascii=False, indent=1))
            else:
                print_report(ratings)
            return
        day = _or_exit(lambda: day_of(on))
        read: Source = Together(source) if as_json else source
        chosen, found = _or_exit(lambda: assessed(pack, day, area, read))
        if as_json:
            data = report(chosen, found, area, read)
            typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            _print_standing(chosen, found)


@contextmanager
def _asked_of(engine: str, lake: Path | None) -> Iterator[Source]:
    """Where records are counted: the base, or a lake through an engine."""
    with ExitStack() as opening:
        yield _or_exit(lambda: _opened(opening, engine, lake))


def _opened(opening: ExitStack, engine: str, lake: Path | None) -> Source:
    if not engine and lake is None:
        return LIVE
    if lake is None:
        raise Refused("请用 --lake 写明数据湖目录，先用 angen lake export 生成。")
    if engine not in ("", "duckdb", "spark"):
        raise Refused(f"没有引擎“{engine}”，请写duckdb或spark。")
    return opening.enter_context(opened(lake, "spark" if engine == "spark" else "duckdb"))


def why(
    unit: Annotated[str, typer.Argument(help="单位的区划代码，或唯一的名称")],
    standard: Annotated[str, typer.Argument(help="标准编号，如certificate-holders")],
    on: On = "",
    pack: Annotated[str, typer.Option(help="政策包编号；不写取最近一级的")] = "",
    as_json: Json = False,
) -> None:
    """为什么：一个单位一项标准的条款、公式、事实和依据的记录。"""
    day = _or_exit(lambda: day_of(on))
    found = _or_exit(lambda: answer(unit_named(unit, day), standard, day, pack))
    if as_json:
        data = {"on": day.isoformat(), **explained(found)}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        _print_why(found, day)


def _or_exit(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(BAD_INPUT) from None


def _print_standing(pack: Pack, found: Standing) -> None:
    typer.echo(f"{pack.title}（{pack.id}）  {found.on}  {len(found.units)}个单位")
    if not pack.holds(found.on):
        typer.echo(f"政策自{pack.head.since}施行，这一天只列事实，不评估。")
    counts = [found.count(unit.code) for unit in found.units]
    rows = [
        [unit.name, unit.kind_label, *(str(one[key]) for key in WORDS)]
        for unit, one in zip(found.units, counts, strict=True)
    ]
    _print_table(["单位", "类别", *WORDS.values()], rows)
    typer.echo("")
    for each in totals(found.facts, [unit.code for unit in found.units]).values():
        if each.whole is None:
            value = "未知" if each.value is None else f"{written(each.value)}{unit_of(each.name)}"
            unknown = f"（{each.unknown}个单位未知）" if each.unknown else ""
            typer.echo(f"{label_of(each.name)}：{value}{unknown}")


def _print_why(found: Why, day: dt.date) -> None:
    line = found.line
    typer.echo(f"{line.unit.name}  {line.standard.says}  {day}：{WORDS[line.outcome]}")
    typer.echo(f"依据：{line.pack.head.document} {line.result.cite}")
    typer.echo(f"要求：{found.words}（{line.result.expression}）")
    for value in found.values:
        typer.echo(f"  {value.name} = {written(value.value)}{value.unit}，{value.cite}")
    for fact, records in found.facts:
        value_text = "未知" if fact.value is None else f"{written(fact.value)}{unit_of(fact.name)}"
        typer.echo(f"事实：{label_of(fact.name)} {value_text}")
        if records.counted:
            typer.echo(f"  计入：{'、'.join(map(str, records.counted))}")
        if records.not_counted:
            typer.echo(f"  未计入：{'、'.join(map(str, records.not_counted))}")
    for advice in found.advice:
        typer.echo(f"下一步：{advice.text}")


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [head, *rows]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        typer.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
