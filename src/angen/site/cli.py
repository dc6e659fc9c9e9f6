"""The command line: ``angen``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "angen.site.settings")
django.setup()

import typer
from django.core.management import execute_from_command_line
from django.db import ProgrammingError
from procrastinate.contrib.django import app as jobs
from psycopg.errors import UndefinedTable

from angen.assess.cli import assess, why
from angen.assess.cli_ratings import simulate_folder
from angen.assess.lake.cli import app as lake
from angen.audit.cli import app as audit
from angen.kernel.refusal import Refused
from angen.orgs.cli import administrators
from angen.rulebook.cli import app as pack
from angen.site import archive, lifeline, made, postgres, stages
from angen.site.serve import serve as run_server

# Commands that read no table.
WITHOUT_DATABASE = {"made"}

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="网页端口")]

app = typer.Typer(
    name="angen",
    help="安根：基层安全生产监管执法。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(assess)
app.command()(why)
app.command()(administrators)
pack.command("simulate")(simulate_folder)
app.add_typer(pack, name="pack")
app.add_typer(audit, name="audit")
app.add_typer(lake, name="lake")


def say(line: str) -> None:
    """One calm line."""
    typer.echo(line)
    sys.stdout.flush()


@app.callback()
def database(context: typer.Context) -> None:
    """安根：基层安全生产监管执法。"""
    # A child of ``serve`` is handed a running database.
    if context.invoked_subcommand not in WITHOUT_DATABASE and lifeline.PARENT not in os.environ:
        postgres.start()


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def manage(context: typer.Context) -> None:
    """运行 Django 自带的管理命令，例如 angen manage showmigrations。"""
    execute_from_command_line(["angen manage", *context.args])


@app.command()
def migrate() -> None:
    """建立或更新数据表。"""
    stages.migrate(say)


@app.command()
def setup() -> None:
    """准备一套可用的系统：数据表、区划、政策包。可重复执行。"""
    stages.setup(say)


@app.command()
def serve(
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="网页进程数")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="每个进程的线程数")] = 4,
) -> None:
    """启动网页服务和后台任务，Ctrl+C 结束。"""
    run_server(host=host, port=port, workers=workers, threads=threads, say=say)


@app.command()
def worker() -> None:
    """单独运行后台任务（serve 已包含一个）。"""
    lifeline.follow_parent()
    with jobs.replace_connector(jobs.connector.get_worker_connector()):  # type: ignore[attr-defined]
        jobs.run_worker()


@app.command()
def demo(port: Port = 8000) -> None:
    """准备演示数据并启动，打开给出的网址即可使用。"""
    stages.setup_if_changed(say)
    stages.demo_world(say)
    serve(port=port, host="127.0.0.1", workers=1, threads=4)


@app.command("demo-world", hidden=True)
def demo_world() -> None:
    """生成演示数据；由 angen demo 在另一个进程中运行。"""
    lifeline.follow_parent()
    stages.build(say)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="备份文件，例如 angen.tar")]) -> None:
    """把数据库和附件备份到一个文件。"""
    archive.backup(file)
    say(f"已备份到 {file}。")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="覆盖现有数据")] = False,
) -> None:
    """从备份文件恢复数据库和附件。"""
    archive.restore(file, replace=replace)
    stages.migrate(say)
    say(f"已从 {file} 恢复。")


@app.command("made")
def make_documents(
    check: Annotated[bool, typer.Option("--check", help="只核对是否最新")] = False,
) -> None:
    """生成 docs/made：状态机、权限、审计事项、指标、政策包、台账。"""
    stale = made.differing() if check else made.write()
    if check and stale:
        say(f"docs/made 中 {'、'.join(stale)} 不是最新，请运行 make made 后一并提交。")
        raise typer.Exit(1)
    say("docs/made 已是最新。" if not stale else f"已更新 {'、'.join(stale)}。")


def main() -> None:
    """Run one command; what may not or cannot be is said in one sentence, with exit code 1."""
    try:
        app()
    except (Refused, postgres.ServerFailed) as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(1)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        typer.echo("数据表还没有建立，请先运行 angen setup。", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
