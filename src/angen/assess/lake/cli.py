"""``angen lake``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from angen.assess.lake.export import export as write
from angen.kernel.refusal import Refused

app = typer.Typer(help="数据湖：指标所读的表，按市写成 Parquet 文件。", no_args_is_help=True)


@app.callback()
def lake() -> None:
    """数据湖：指标所读的表，按市写成 Parquet 文件。"""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="要写入的新目录")],
) -> None:
    """导出：同一时刻的全部记录，不含姓名、身份证号和电话。"""
    try:
        made = write(folder)
    except Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from None
    rows = sum(each["rows"] for each in made["files"].values())
    typer.echo(f"已写入 {folder}：{len(made['files'])} 个文件，{rows} 行。")
