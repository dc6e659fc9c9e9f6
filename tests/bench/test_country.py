"""A country (P1): 25 numbers of every township for twelve quarters, and the same digits everywhere.

The sizes are those of the country; ANGEN_BENCH_SHARE=0.01 takes a hundredth of its townships,
ANGEN_BENCH_LAKE names a folder where the lake is made and found again. Every reading is a process
of its own; Spark runs with two executors of their own. One province is read into PostgreSQL and
asked there by the ordinary way. Cases are no part of the lake: nothing keeps them yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
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
LABELS = {
    "scan": "只扫一遍所用的列（DuckDB）",
    "one": "一个季度（DuckDB）",
    "twelve": "十二个季度（DuckDB）",
    "pandas": "十二个季度（pandas）",
    "spark": "一个季度（Spark，两个执行进程）",
}
NOTE = (
    "{rows} 行记录，{towns} 个乡镇 × 25 个指标；“案件”尚无数据表，未计。每项在各自的进程中运行，内存是该进程的峰值，"
    "Spark 只计驱动进程。十二个季度：pandas 的处理器时间是本系统的 {faster:.1f} 倍（目标 5 倍以上），"
    "实际时间 {wall:.1f} 倍；一个季度：是只扫一遍的 {scans:.1f} 倍处理器时间（目标 3 倍以内）。机器同时有别的工作，"
    "以处理器时间为准。"
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    given = os.environ.get("ANGEN_BENCH_LAKE")
    folder = Path(given) if given else tmp_path_factory.mktemp("country") / "lake"
    if not (folder / "lake.json").exists():
        folder.mkdir(parents=True)
        made(folder, SHARE)
    yield folder


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
def test_a_country_in_twelve_quarters(lake: Path, tmp_path: Path) -> None:
    took = {job: _job(job, lake, tmp_path / f"{job}.parquet") for job in LABELS}
    read = {job: pd.read_parquet(tmp_path / f"{job}.parquet") for job in LABELS if job != "scan"}
    _same(read["twelve"], read["pandas"])
    _same(read["one"], read["spark"])
    _same(read["one"], read["twelve"][read["twelve"]["cycle"] == quarters()[10].key])
    rows = [
        [LABELS[job], f"{wall:.1f}", f"{own:.1f}", f"{peak:.0f}", "—" if job == "scan" else "是"]
        for job, (wall, own, peak) in took.items()
    ]
    rows.append(_province(lake, read["one"]))
    told = json.loads((lake / "lake.json").read_text())["files"]
    note = NOTE.format(
        rows=f"{sum(each['rows'] for each in told.values()):,}",
        towns=f"{read['one']['unit_id'].nunique():,}",
        faster=took["pandas"][1] / took["twelve"][1],
        wall=took["pandas"][0] / took["twelve"][0],
        scans=took["one"][1] / took["scan"][1],
    )
    heads = ["做什么", "实际秒", "处理器秒", "内存峰值 MB", "数字相同"]
    report("P1 全国指标：41,352 个乡镇，25 个指标，12 个季度", heads, rows, note)


def _province(lake: Path, ours: pd.DataFrame) -> list[str]:
    """A quarter of one province on PostgreSQL, each number the lake's to the last digit."""
    units = settled(lake, min(PROVINCE, max(1, int(TOWNS * SHARE) // 2)))
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
    return [f"一个省（{len(units):,} 个乡镇）一个季度（PostgreSQL）", f"{took:.1f}", "—", "—", "是"]
