"""``angen pack check``, ``install`` and ``list``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from angen.policy.loader import read_folder
from angen.policy.problems import PackRefused, Problem, errors
from angen.rulebook.actions import check, folder_files, install_pack
from angen.rulebook.models import InstalledPack

BAD_PACK = 2

app = typer.Typer(
    name="pack",
    help="政策包：检查、安装、查看。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Folder = Annotated[Path, typer.Argument(help="政策包的文件夹")]


@app.command("check")
def check_folder(
    folder: Folder, as_json: Annotated[bool, typer.Option("--json", help="输出JSON")] = False
) -> None:
    """检查一个政策包：每个问题写明文件和行；不安装。"""
    files, problems = read_folder(folder)
    if not problems:
        _, problems = check(files)
    refused = bool(errors(problems))
    if as_json:
        shown = [
            {
                "file": p.file,
                "line": p.line,
                "severity": p.severity,
                "code": p.code,
                "sentence": p.sentence,
            }
            for p in problems
        ]
        typer.echo(json.dumps({"ok": not refused, "problems": shown}, ensure_ascii=False, indent=1))
    else:
        _say(problems)
        typer.echo("有错误，不能安装。" if refused else "检查通过，可以安装。")
    if refused:
        raise typer.Exit(BAD_PACK)


@app.command("install")
def install_folder(
    folder: Folder,
    correct: Annotated[str, typer.Option(help="更正已施行条款的文字时，写明理由")] = "",
) -> None:
    """安装一个政策包，或它的新版本；立即生效，不必重启。"""
    try:
        installed = install_pack(folder_files(folder), by=None, correction=correct)
    except PackRefused as refusal:
        _say(refusal.problems)
        typer.echo("没有安装。", err=True)
        raise typer.Exit(BAD_PACK) from None
    for each in installed.warnings:
        typer.echo(f"{each['file']}:{each['line']} 提醒：{each['sentence']}")
    typer.echo(f"已安装{installed}（{installed.pack_id}）。")


@app.command("list")
def list_packs() -> None:
    """列出已安装的政策包。"""
    for each in InstalledPack.objects.filter(active=True).order_by("pack_id"):
        until = f"至{each.until}" if each.until else "起"
        governs = "、".join(each.governs)
        typer.echo(
            f"{each.pack_id}  {each.title}  {each.since}{until}  适用{governs}"
            f"  第{each.version}版  {each.digest[:12]}"
        )


def _say(problems: list[Problem]) -> None:
    for each in problems:
        typer.echo(str(each), err=each.severity == "error")
