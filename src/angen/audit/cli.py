"""``angen audit verify`` and ``angen audit seal``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from angen.audit import actions, queries
from angen.kernel.refusal import Refused

app = typer.Typer(help="审计日志：核验与封印。", no_args_is_help=True)


@app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="输出机器可读的结果。")] = False,
    kept: Annotated[
        Path | None, typer.Option(help="库外留存的封印行所在文件，每行一个封印。", exists=True)
    ] = None,
) -> None:
    """核验全部审计日志：改动、删除、插入、调换、截尾。发现问题时退出码为 1。"""

    def show(done: int) -> None:
        typer.echo(f"已核验 {done} 条", err=True)

    lines = kept.read_text(encoding="utf-8").splitlines() if kept else []
    report = queries.verify(None if as_json else show, lines)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            typer.echo(finding.sentence)
        if report.problems > len(report.findings):
            typer.echo(f"另有 {report.problems - len(report.findings)} 处问题未列出。")
        typer.echo(f"{report.says()}用时 {report.seconds} 秒。")
    if not report.sound:
        raise typer.Exit(1)


@app.command()
def seal() -> None:
    """封印上次封印以来的全部日志，并打印一行供库外留存。"""
    try:
        made = actions.seal()
    except Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    if made is None:
        typer.echo("上次封印以来没有新日志，无需封印。")
        return
    typer.echo(queries.seal_line(made))
