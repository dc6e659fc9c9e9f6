"""100,000 enterprises from XLSX, every row checked, beside django-import-export (P9).

Both do what their pages do: try everything first and write nothing, then write what was confirmed.
Ours also keeps a chained log entry a record, the other keeps no history. Each step runs in a process of
its own, on the same embedded PostgreSQL and the same table with its triggers and indexes.
``ANGEN_BENCH_ROWS`` and ``ANGEN_BENCH_SAMPLE`` set the sizes; the other gets the smaller sample,
since its time grows with the number of rows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection

from angen.enterprises.models import Enterprise
from factories import AccountFactory, AreaFactory
from factories.enterprises import credit_code

TARGET = 20.0
ROWS = int(os.environ.get("ANGEN_BENCH_ROWS", "100000"))
SAMPLE = int(os.environ.get("ANGEN_BENCH_SAMPLE", "10000"))
TOWNS = 100
TESTS = Path(__file__).resolve().parents[1]
HEADS = (
    *("名称", "统一社会信用代码", "所在乡镇（村）", "地址", "行业领域", "国民经济行业"),
    *("规模", "证照情况", "经营状态", "从业人数", "主要负责人", "联系电话", "成立日期"),
)
pytestmark = pytest.mark.django_db(transaction=True)


def sheet(path: Path, count: int) -> Path:
    """A workbook of ``count`` enterprises as a county would send it."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADS)
    for n in range(count):
        row = [f"日照第{n}木业有限公司", credit_code(n), f"第{n % TOWNS}镇", f"工业路 {n} 号"]
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


def test_import(transactional_db, tmp_path):
    pytest.importorskip("import_export", reason="uv sync --group bench")
    city = AreaFactory(level="prefecture", parent=AreaFactory(level="province"))
    for start in range(0, TOWNS, 10):
        county = AreaFactory(level="county", parent=city)
        for n in range(start, start + 10):
            AreaFactory(level="township", parent=county, name=f"第{n}镇")
    account = str(AccountFactory(role="city_office", area=city).pk)
    rates = {}
    runs = [("ours", SAMPLE), ("ours", ROWS), ("beside", SAMPLE), ("beside, unchecked", SAMPLE)]
    for who, size in runs:
        path = sheet(tmp_path / f"{size}.xlsx", size)
        empty()
        check, write = (run(who, act, account, path) for act in ("check", "write"))
        assert (check["new"], check["bad"], write["new"], write["bad"]) == (size, 0, size, 0)
        assert Enterprise.objects.count() == size
        seconds = check["seconds"] + write["seconds"]
        rates[who] = size / seconds
        print(
            f"\n| {who} | {size:,} rows | check {check['seconds']:.1f} s, {check['peak']:.0f} MB |"
            f" write {write['seconds']:.1f} s, {write['peak']:.0f} MB |"
            f" {size / seconds:,.0f} rows/s for both |"
        )
    times, unchecked = (rates["ours"] / rates[who] for who in ("beside", "beside, unchecked"))
    print(f"| {times:.1f} times as fast; {unchecked:.1f} times where the other checks no row |")
    assert times >= TARGET
