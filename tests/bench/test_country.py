"""A country (P1): 25 numbers of every township for twelve quarters, and the same digits everywhere.

The sizes are those of the country; ANGEN_BENCH_SHARE=0.01 takes a hundredth of its townships,
ANGEN_BENCH_LAKE names a folder where the lakes are made and found again. Every reading is a process
of its own; Spark runs with two executors of their own. One province is read into PostgreSQL and
asked there by the ordinary way. Cases are no part of the lake: nothing keeps them yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from angen.assess.facts import facts_on
from bench.country import NAMES, PROVINCE, TOWNS, made, quarters, settled
from bench.report import report

SHARE = float(os.environ.get("ANGEN_BENCH_SHARE", "1"))
TIMES = int(os.environ.get("ANGEN_BENCH_TIMES", "3"))
JOB = Path(__file__).with_name("country_job.py")
CLUSTER = "local-cluster[2,1,2048]"
# What is read of the whole, of a tenth and of a hundredth of a country: an analyst's way and Spark
# with two executors on one machine take hours over the whole.
SIZES = {"country": 1.0, "tenth": 0.1, "hundredth": 0.01}
JOBS = (
    *(("country", "scan"), ("country", "one"), ("country", "twelve")),
    *(("tenth", "twelve"), ("tenth", "pandas"), ("hundredth", "one"), ("hundredth", "spark")),
)
WHERE = {"country": "全国", "tenth": "十分之一", "hundredth": "百分之一"}
LABELS = {
    "scan": "只扫一遍所用的列（DuckDB）",
    "one": "一个季度（DuckDB）",
    "twelve": "十二个季度（DuckDB）",
    "pandas": "十二个季度（pandas）",
    "spark": "一个季度（Spark，两个执行进程）",
}
SAME = {
    "scan": "—",
    "one": "是",
    "twelve": "是",
    "pandas": "是（与十二个季度）",
    "spark": "是（与一个季度）",
}
NOTE = (
    "全国 {rows:,} 行记录，{towns:,} 个乡镇 × 25 个指标；“案件”尚无数据表，未计。每项在各自的进程中运行，内存是该进程的"
    "峰值，Spark 只计时钟。十二个季度：十分之一规模上 pandas 的处理器时间是本系统的 {faster:.1f} 倍（目标 5 倍以上），"
    "实际时间 {wall:.1f} 倍；一个季度：全国是只扫一遍的 {scans:.1f} 倍处理器时间（目标 3 倍以内），实际时间 {waits:.1f} 倍。"
    "每个数字逐位比对：全国的一个季度与十二个季度、与 PostgreSQL 的一个省；十分之一与 pandas；百分之一与 Spark。"
)
HEADS = ["规模", "做什么", "实际秒", "处理器秒", "内存峰值 MB", "数字相同"]


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a lake of each size."""
    given = os.environ.get("ANGEN_BENCH_LAKE")
    folder = Path(given) if given else tmp_path_factory.mktemp("country")
    for size, share in SIZES.items():
        if not (folder / size / "lake.json").exists():
            (folder / size).mkdir(parents=True, exist_ok=True)
            made(folder / size, share * SHARE)
    return folder


def _job(job: str, folder: Path, target: Path) -> list[float]:
    """Seconds by the clock and of the processor, and MB at most, of a process of its own."""
    times = TIMES if job in ("scan", "one", "twelve") else 1
    done = subprocess.run(
        [sys.executable, str(JOB), job, str(folder), str(target), str(times)],
        env=os.environ | {"ANGEN_SPARK_MASTER": CLUSTER},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _same(mine: pd.DataFrame, theirs: pd.DataFrame) -> None:
    order = ["cycle", "unit_id"]
    mine, theirs = (x.sort_values(order).reset_index(drop=True) for x in (mine, theirs))
    assert len(mine) and mine[order].equals(theirs[order])
    for name in NAMES:
        one, two = (x[name].astype(float).round(9) for x in (mine, theirs))
        assert ((one == two) | (one.isna() & two.isna())).all(), name


@pytest.mark.django_db
def test_a_country_in_twelve_quarters(lakes: Path, tmp_path: Path) -> None:
    took, read = {}, {}
    for size, job in JOBS:
        target = tmp_path / f"{size}-{job}.parquet"
        took[size, job] = _job(job, lakes / size, target)
        if job != "scan":
            read[size, job] = pd.read_parquet(target)
    one, twelve = read["country", "one"], read["country", "twelve"]
    _same(one, twelve[twelve["cycle"] == quarters()[10].key])
    _same(read["tenth", "twelve"], read["tenth", "pandas"])
    _same(read["hundredth", "one"], read["hundredth", "spark"])
    rows = [_row(size, job, *figures) for (size, job), figures in took.items()]
    rows.append(_province(lakes / "country", one, tmp_path / "rows.csv"))
    told = json.loads((lakes / "country" / "lake.json").read_text())["files"]
    ways, alone = took["tenth", "pandas"], took["tenth", "twelve"]
    quarter, scan = took["country", "one"], took["country", "scan"]
    note = NOTE.format(
        rows=sum(each["rows"] for each in told.values()),
        towns=one["unit_id"].nunique(),
        faster=ways[1] / alone[1],
        wall=ways[0] / alone[0],
        scans=quarter[1] / scan[1],
        waits=quarter[0] / scan[0],
    )
    report("P1 全国指标：41,352 个乡镇，25 个指标，12 个季度", HEADS, rows, note)


def _row(size: str, job: str, wall: float, own: float, peak: float) -> list[str]:
    """Of Spark only the clock: its executors are processes of their own."""
    mine = ["—", "—"] if job == "spark" else [f"{own:.1f}", f"{peak:.0f}"]
    return [WHERE[size], LABELS[job], f"{wall:.1f}", *mine, SAME[job]]


def _province(lake: Path, ours: pd.DataFrame, between: Path) -> list[str]:
    """A quarter of one province on PostgreSQL, each number the lake's to the last digit."""
    units = settled(lake, min(PROVINCE, max(1, int(TOWNS * SHARE) // 2)), between)
    cycle, start = quarters()[10], time.perf_counter()
    found = facts_on(units, cycle.day, NAMES, cycle.first, [])
    took = time.perf_counter() - start
    rows: dict[str, dict[str, Any]] = ours.set_index("unit_id").to_dict("index")
    for unit in units:
        for name, fact in found[unit].items():
            here = rows[unit]
            told = None if pd.isna(here[name]) else here[name]
            whole = None if pd.isna(here[f"{name}_whole"]) else here[f"{name}_whole"]
            assert (told, here[f"{name}_part"], whole) == (fact.value, fact.part, fact.whole), (
                unit, name,
            )  # fmt: skip
    where = f"一个省（{len(units):,} 个乡镇）"
    return [where, "一个季度（PostgreSQL）", f"{took:.1f}", "—", "—", "是（与全国的一个季度）"]
