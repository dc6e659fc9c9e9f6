"""100,000 enterprises from XLSX, every row checked, beside django-import-export (P9).

Both do what their pages do: try everything first and write nothing, then write what was confirmed.
Ours also keeps a chained log entry a record, the other keeps no history. Each step runs in a process of
its own, on the same embedded PostgreSQL and the same table with its triggers and indexes.
``ANGEN_BENCH_ROWS`` and ``ANGEN_BENCH_SAMPLE`` set the sizes; where the other checks every row it gets
the smaller sample, since 100,000 would take it most of an hour. Processor time is that of the process
and of its database process together.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection

from angen.enterprises.models import Enterprise
from bench.report import report
from factories import AccountFactory, AreaFactory
from factories.enterprises import credit_code

TARGET = 20.0
ROWS = int(os.environ.get("ANGEN_BENCH_ROWS", "100000"))
SAMPLE = int(os.environ.get("ANGEN_BENCH_SAMPLE", "500"))
FLAT = 1.25  # times the memory of a tenth of the rows
TOWNS = 100
OURS, BESIDE, UNCHECKED = "本系统", "旁边，逐行校验", "旁边，不校验"
TESTS = Path(__file__).resolve().parents[1]
HEADS = (
    *("名称", "统一社会信用代码", "所在乡镇（村）", "地址", "行业领域", "国民经济行业"),
    *("规模", "证照情况", "经营状态", "从业人数", "主要负责人", "联系电话", "成立日期"),
)
pytestmark = pytest.mark.django_db(transaction=True)


def sheet(path: Path, count: int, *, bad: bool = False) -> Path:
    """A workbook of ``count`` enterprises as a county would send it; ``bad``: each code is wrong."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADS)
    for n in range(count):
        code = credit_code(n)[:17] if bad else credit_code(n)
        row = [f"日照第{n}木业有限公司", code, f"第{n % TOWNS}镇", f"工业路 {n} 号"]
        row += ["工贸（轻工）", "20", "小型", "证照齐全", "在业", str(n % 300), "王伟"]
        page.write_row(n + 1, 0, [*row, f"1380{n:07d}", "2016-05-01"])
    book.close()
    return path


def run(who: str, act: str, account: str, path: Path) -> dict[str, Any]:
    """What one step took, in a process of its own."""
    used = connection.settings_dict
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("importing.py")), who, act, account, path],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}",
            "ANGEN_SECRET_KEY": settings.SECRET_KEY,
            "ANGEN_DATABASE": used["NAME"],
            "ANGEN_DATABASE_HOST": used["HOST"],
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def empty() -> None:
    """Before each contender: no enterprises, no log, no leftovers."""
    with connection.cursor() as cursor:
        cursor.execute("truncate enterprises_enterprise, audit_entry, audit_head cascade")
        cursor.execute("checkpoint")


def step(who: str, act: str, account: str, path: Path, size: int, lines: list[Any]) -> float:
    """Run one step, note it, and give its rows a second."""
    found = run(who, act, account, path)
    rate = size / found["seconds"]
    spent = found["processor"] / size * 1e6
    told = (f"{found['seconds']:.1f} s", f"{rate:,.0f}", f"{spent:,.0f} µs")
    lines.append([who, ACTS[act], f"{size:,}", *told, f"{found['peak']:.0f} MB"])
    if act != "refuse":
        assert (found["new"], found["bad"]) == (size, 0)
    else:
        assert (found["new"], found["bad"]) == (0, size)
    peaks[who, act, size] = found["peak"]
    costs[who, size] = costs.get((who, size), 0.0) + found["processor"] / size
    return found["seconds"]


ACTS = {"check": "检查", "write": "写入", "refuse": "检查（每行有误）"}
peaks: dict[tuple[str, str, int], float] = {}
costs: dict[tuple[str, int], float] = {}


def test_import(transactional_db, tmp_path):
    pytest.importorskip("import_export", reason="uv sync --group bench")
    city = AreaFactory(level="prefecture", parent=AreaFactory(level="province"))
    for start in range(0, TOWNS, 10):
        county = AreaFactory(level="county", parent=city)
        for n in range(start, start + 10):
            AreaFactory(level="township", parent=county, name=f"第{n}镇")
    account = str(AccountFactory(role="city_office", area=city).pk)
    rates: dict[tuple[str, int], float] = {}
    lines: list[Any] = []
    runs = [(OURS, ROWS // 10), (OURS, ROWS), (BESIDE, SAMPLE), (UNCHECKED, 5 * SAMPLE)]
    for who, size in runs:
        path = sheet(tmp_path / f"{size}.xlsx", size)
        empty()
        seconds = sum(step(who, act, account, path, size, lines) for act in ("check", "write"))
        assert Enterprise.objects.count() == size
        rates[who, size] = size / seconds
        told = (f"{seconds:.1f} s", f"{size / seconds:,.0f}", f"{costs[who, size] * 1e6:,.0f} µs")
        lines.append([who, "两步合计", f"{size:,}", *told, ""])
    empty()
    path = sheet(tmp_path / "bad.xlsx", ROWS, bad=True)
    step(OURS, "refuse", account, path, ROWS, lines)
    times = rates[OURS, ROWS] / rates[BESIDE, SAMPLE]
    unchecked = rates[OURS, ROWS] / rates[UNCHECKED, 5 * SAMPLE]
    fewer = costs[BESIDE, SAMPLE] / costs[OURS, ROWS]
    fewest = costs[UNCHECKED, 5 * SAMPLE] / costs[OURS, ROWS]
    growth = max(
        peaks[OURS, act, ROWS] / peaks[OURS, act, ROWS // 10] for act in ("check", "write")
    )
    minutes = ROWS / rates[BESIDE, SAMPLE] / 60
    report(
        "P9 导入企业台账：逐行检查、写入并记入日志",
        ["谁", "步骤", "行数", "用时", "行/秒", "每行处理器时间", "内存峰值"],
        lines,
        f"旁边是 django-import-export {version('django-import-export')}（openpyxl 读表）："
        f"逐行校验时只给 {SAMPLE:,} 行，照此速度 {ROWS:,} 行要 {minutes:.0f} 分钟；它不写日志。"
        f"两步合计，本系统是它逐行校验时的 {times:.1f} 倍（按处理器时间 {fewer:.1f} 倍），"
        f"是它不校验、批量写入时的 {unchecked:.1f} 倍（按处理器时间 {fewest:.1f} 倍）。"
        f"{ROWS:,} 行的内存峰值是 {ROWS // 10:,} 行的 {growth:.2f} 倍；每行有误时 {ROWS:,} 处全部点名。"
        "处理器时间含数据库进程；机器同时有别的任务，用时只可同表相比。",
    )
    assert times >= TARGET
    assert growth <= FLAT
