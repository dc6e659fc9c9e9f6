"""``angen lake``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from angen.assess.lake.country import Cycle, written
from angen.assess.lake.export import export as write
from angen.kernel.indicators import registered
from angen.kernel.refusal import Refused
from angen.policy.periods import span_named
from angen.rulebook.queries import active_packs

app = typer.Typer(help="数据湖：指标所读的表，按市写成 Parquet 文件。", no_args_is_help=True)


@app.callback()
def lake() -> None:
    """数据湖：指标所读的表，按市写成 Parquet 文件。"""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="要写入的新目录")],
) -> None:
    """导出：同一时刻的全部记录，不含姓名、身份证号和电话。"""
    with _refusals():
        made = write(folder)
        rows = sum(each["rows"] for each in made["files"].values())
        typer.echo(f"已写入 {folder}：{len(made['files'])} 个文件，{rows} 行。")


@app.command()
def table(
    folder: Annotated[Path, typer.Argument(help="数据湖目录，见angen lake export")],
    target: Annotated[Path, typer.Argument(help="要写入的新文件，如country.parquet")],
    cycle: Annotated[list[str], typer.Option(help="周期，可写多个，如2021Q3、2021H2、2021")],
    indicator: Annotated[list[str] | None, typer.Option(help="指标；不写是全部")] = None,
) -> None:
    """总表：每个区划、每个周期一行，每个指标的数值、分子和分母；未知的留空。"""
    with _refusals():
        cycles = _cycles(cycle)
        names = _names(indicator or [])
        if target.exists():
            raise Refused(f"{target} 已经存在，请换一个文件名。")
        if not target.parent.is_dir():
            raise Refused(f"没有目录 {target.parent}，请先建立。")
        written(folder, target, names, cycles, active_packs())
        typer.echo(f"已写入 {target}：{len(cycles)} 个周期，{len(names)} 个指标。")


def _cycles(keys: Sequence[str]) -> list[Cycle]:
    found: dict[str, Cycle] = {}
    for key in keys:
        span = span_named(key)
        if span is None:
            raise Refused(f"看不懂周期“{key}”，请写成2021-07、2021Q3、2021H2或2021。")
        found[span.key] = Cycle(span.key, span.end, span.start)
    return [found[key] for key in sorted(found)]


def _names(asked: Sequence[str]) -> list[str]:
    known = registered()
    for name in asked:
        if name not in known:
            raise Refused(f"没有指标“{name}”，全部指标见 docs/made/indicators.md。")
    return sorted(set(asked) or known)


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal is one sentence and the exit code of bad input."""
    try:
        yield
    except Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from None
