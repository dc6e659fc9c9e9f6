"""Lists over a million records, asked by 75 virtual users of the real server (P5).

A table is added to ``TABLES`` by the key of its ledger; ``bench.world`` fills it. The server is
granian with two processes of four threads, on the same machine as the database and the users. Every
user asks one question after another and thinks between them; ``ANGEN_BENCH_THINK`` is the mean
pause in seconds. Without a pause the run tells how many pages a second the machine can give.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from angen.desk import keyset
from angen.desk.ledger import ledger
from angen.desk.queries import order_of
from angen.orgs.models import Area
from angen.site import postgres
from bench import world
from bench.report import report
from factories import AccountFactory

TARGET = 300.0  # milliseconds, p99
MANY = int(os.environ.get("ANGEN_BENCH_MANY", "1000000"))
THINK = float(os.environ.get("ANGEN_BENCH_THINK", "3"))
SECONDS = int(os.environ.get("ANGEN_BENCH_SECONDS", "60"))
KEEP = bool(os.environ.get("ANGEN_BENCH_KEEP"))  # with --reuse-db: filled once for several runs
KEPT = f"bench-{time.time():.0f}-"
USERS, DEEP = 75, 10_000
TESTS = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Table:
    """A ledger and what is asked of it, each question as its parameters."""

    key: str
    asks: dict[str, dict[str, str]]


SEARCHES = {
    "查找 两字常见": {"q": "面粉"},
    "查找 县名": {"q": "费水"},  # one county's enterprises, which stand together in their order
    "查找 四字": {"q": "瑞祥12"},
    "查找 没有": {"q": "没有这家"},
}
TABLES = [
    Table(
        "enterprises",
        {
            "第一页": {},
            "筛选 行业": {"sector": "chemicals"},
            "筛选 红色": {"red": "1"},
            "筛选 无监管主体": {"unsupervised": "1"},
            "筛选 责任人不全": {"lacking": "1"},
            "排序 行业": {"sort": "sector"},
            "查找 少见": {"q": "工业路77777"},
            **SEARCHES,
        },
    ),
    Table(
        "inspections",
        {
            "第一页": {},
            "筛选 待审批": {"state": "submitted"},
            "筛选 已记录": {"state": "recorded"},
            "筛选 举报核查": {"origin": "report"},
            "筛选 一个月": {"planned_on_from": "2025-01-01", "planned_on_to": "2025-01-31"},
            "排序 从早到晚": {"sort": "planned_on"},
            "查找 少见": {"q": "瑞祥777面粉"},
            **SEARCHES,
        },
    ),
    Table(
        "hazards",
        {
            "第一页": {},
            "筛选 整改中": {"state": "rectifying"},
            "筛选 重大": {"grade": "major"},
            "筛选 超期": {"overdue": "1"},
            "筛选 未销号": {"open": "1"},
            "排序 整改期限": {"sort": "due_on"},
            "查找 隐患": {"q": "堵塞"},
            "查找 少见": {"q": "瑞祥777面粉"},
            **SEARCHES,
        },
    ),
]
# Of ten users six of a township, two of a county, one of a city and one of nine tenths of the base.
LEVELS = {
    "乡镇": ("township_head", ("370101104", "370305102", "370510111", "370702100", "370904107")),
    "乡镇 ": ("township_head", ("430106109",)),
    "县": ("county_brigade", ("370305", "430108")),
    "市": ("city_office", ("3703",)),
    "省": ("provincial_bureau", ("37",)),
}


@pytest.fixture(scope="module")
def actors(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[str, Any, str]]]:
    """The base, and who asks it: level, account, cookie of a session."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if not Area.objects.filter(level="village").exists():
            world.fill(MANY)
        made = [
            (
                level.strip(),
                AccountFactory(username=f"{KEPT}{code}", role=role, area=Area.objects.get(pk=code)),
            )
            for level, (role, codes) in LEVELS.items()
            for code in codes
        ]
        yield [(level, account, cookie(account)) for level, account in made]
        if not KEEP:
            cursor.execute("truncate orgs_area, orgs_account, django_session cascade")


@pytest.fixture(scope="module")
def server(actors: Any) -> Iterator[tuple[int, set[int]]]:
    """The port of granian over the bench database; whose children serve it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    used = connection.settings_dict
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    words += ["--workers", "2", "--blocking-threads", "4", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "angen.site.wsgi:application"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "ANGEN_SECRET_KEY": settings.SECRET_KEY,
            "ANGEN_DATABASE": used["NAME"],
            "ANGEN_DATABASE_HOST": used["HOST"],
        },
    )
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield port, {process.pid, postgres.server().pid or 0}
    process.terminate()
    process.wait(20)


def cookie(account: Any) -> str:
    """A browser that is logged in."""
    browser = Client()
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def deep(table: Table, actor: Any) -> dict[str, str]:
    """A page 10,000 pages down, or the last but one where there are fewer."""
    book = ledger(table.key)
    order = order_of(book, {})[1]
    many = book.rows(actor).count()
    if many > DEEP * 60:  # most of the base: by the place among all records
        place, rows = DEEP * 50 * MANY // many, book.model._default_manager.all()
    else:
        place, rows = max(min(DEEP * 50, many - 60), 0), book.rows(actor)
    keys = list(keyset.ordered(rows, order).values_list("pk", flat=True)[place : place + 1])
    return {
        "after": keyset.cursor(keyset.ordered(book.model._default_manager, order).get(pk=keys[0]))
    }


def asks_of(table: Table, actor: Any) -> list[tuple[str, str]]:
    """The questions of one user, by name."""
    asked = {**table.asks, "第一万页": deep(table, actor)}
    base = f"/ledgers/{table.key}/"
    return [(name, f"{base}?{urlencode(q)}" if q else base) for name, q in asked.items()]


def load(port: int, users: list[dict[str, Any]], seconds: int, think: float) -> dict[str, Any]:
    """What every question took, asked by a process of its own."""
    plan = {"port": port, "seconds": seconds, "think": think, "users": users}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("load.py"))],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def centiles(taken: list[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th."""
    ordered = sorted(taken)
    return (
        statistics.median(ordered),
        ordered[int(len(ordered) * 0.95)],
        ordered[int(len(ordered) * 0.99)],
    )


def spent(parents: set[int]) -> float:
    """Seconds of processor time of the children of these processes until now."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) in parents:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def line(name: str, taken: list[float]) -> list[str]:
    """A row of the report."""
    return [name, str(len(taken)), *(f"{one:.0f}" for one in centiles(taken))]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.key)
def test_lists(table: Table, actors: Any, server: tuple[int, set[int]]):
    port, parents = server
    alone: list[dict[str, Any]] = []
    for number, (level, account, session) in enumerate(actors):
        asks = [(f"{level}：{name}", path) for name, path in asks_of(table, account)]
        alone.append({"cookie": session, "asks": asks, "seed": number})
    load(port, alone, 8, 0.01)  # both processes warm
    users = [{**alone[n % len(alone)], "seed": n} for n in range(USERS)]
    busy, begun = os.getloadavg()[0], spent(parents)
    taken = load(port, users, SECONDS, THINK)
    every = [one for times in taken.values() for one in times]
    each = (spent(parents) - begun) * 1000 / len(every)
    p99 = centiles(every)[2]
    title = ledger(table.key).title
    report(
        f"P5 列表：{MANY:,} 条{title}",
        ["问什么", "次数", "p50 毫秒", "p95", "p99"],
        [line("全部", every), *(line(name, taken[name]) for name in sorted(taken))],
        f"企业、检查、隐患各 {MANY:,} 条，十人中六人看一个乡镇、两人看一个县、一人看一个市、"
        f"一人看九成数据所在的省；{USERS} 个虚拟用户，每人平均停 {THINK:g} 秒，"
        f"每秒 {len(every) / SECONDS:.0f} 页；服务端和数据库每页用处理器 {each:.0f} 毫秒。"
        f"数据库、服务端（2 进程）和虚拟用户同在一台机器，开始时机器负载 {busy:.1f}。"
        f"目标 p99 {TARGET:.0f} 毫秒。",
    )
    most = load(port, users[:8], 10, 0.0)
    print(f"| without a pause, 8 users | {sum(map(len, most.values())) / 10:.0f} pages/s |")
    assert p99 <= TARGET
