"""From an empty database to a usable one, in stages that can all be repeated."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from angen.audit.models import Entry
from angen.demo.actions import build_world
from angen.kernel.refusal import Refused
from angen.orgs.actions.areas import load_areas
from angen.policy.problems import PackRefused
from angen.rulebook.actions import install_shipped_packs, shipped_folders
from angen.rulebook.queries import pack_named
from angen.site import lifeline, postgres, rights

Say = Callable[[str], None]
KEY_COUNTIES = "hubei-key-counties-2014"


def setup(say: Say) -> None:
    """All stages of an installation, whatever was done before."""
    migrate(say)
    areas(say)
    packs(say)
    _stamp().write_text(_state())


def setup_if_changed(say: Say) -> None:
    """The same, skipped where neither the software nor the database changed since the last time."""
    if _stamp().exists() and _stamp().read_text() == _state():
        say("数据表、区划和政策包已是最新。")
    else:
        setup(say)


def migrate(say: Say) -> None:
    """Bring the tables up to date and give the web role its rights on them."""
    call_command("migrate", interactive=False, verbosity=0)
    if not postgres.external():
        rights.grant()
    say("数据表已是最新。")


def areas(say: Say) -> None:
    """Load the shipped area tree."""
    added, changed = load_areas(by=None)
    say(f"区划：新增 {added} 个，更新 {changed} 个。" if added or changed else "区划已是最新。")


def packs(say: Say) -> None:
    """Install the shipped packs."""
    try:
        installed = install_shipped_packs()
    except PackRefused as refusal:
        raise Refused(f"政策包没有通过检查：\n{refusal}") from refusal
    say(f"政策包：{len(installed)} 个已安装。")


def demo_world(say: Say) -> None:
    """Write the demo world unless it is there; refuses beside real records."""
    if settings.PRODUCTION:
        raise Refused("正式环境不能生成演示数据。")
    if not Entry.objects.filter(event="demo.WorldBuilt").exists():
        _apart()
    settings.DEMO = True
    settings.DEMO_MARK.touch()


def build(say: Say) -> None:
    """Write the demo world, in the process that was made for it."""
    settings.DEMO = True
    pack = pack_named(KEY_COUNTIES)
    counties = [code for each in pack.key_lists for code in each.areas] if pack else []
    say(f"演示数据：已生成 {build_world(counties)} 条。")


def _apart() -> None:
    """Let a process of its own build the world.

    It typesets papers, and the threads of the compiler do not survive a fork: web processes forked
    from one that has typeset would wait for them for ever.
    """
    connections.close_all()
    here = {**os.environ, lifeline.PARENT: str(os.getpid())}
    done = subprocess.run([sys.executable, "-m", "angen.site.cli", "demo-world"], env=here)
    if done.returncode:
        raise Refused("演示数据没有生成完，原因见上面的提示；改正后请重新启动。")


def _stamp() -> Path:
    return Path(settings.VAR / "setup")


def _state() -> str:
    """What setup depends on: migrations, divisions, packs, and which database it is."""
    total = hashlib.sha256()
    migrations = sorted(settings.PACKAGE.glob("*/migrations/*.py"))
    packs = [path for folder in shipped_folders() for path in sorted(folder.rglob("*.yaml"))]
    for path in (*migrations, *sorted((settings.PACKAGE / "orgs" / "data").iterdir()), *packs):
        total.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    with connection.cursor() as cursor:
        # A restored or replaced database has another number of its table of migrations.
        cursor.execute("select current_database(), to_regclass('public.django_migrations')::oid")
        total.update(repr(cursor.fetchone()).encode())
    return total.hexdigest()
