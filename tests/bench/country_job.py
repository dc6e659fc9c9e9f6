"""One reading of a country in a process of its own: ``python country_job.py JOB LAKE TARGET TIMES``.

Prints JSON: seconds by the clock and of the processor (medians of several goes), and the most memory
the process ever held, in MB.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "angen.site.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
django.setup()

import duckdb  # noqa: E402

from angen.assess.lake.country import table_of, written  # noqa: E402
from angen.assess.lake.engines import Spark  # noqa: E402
from bench.country import NAMES, NEEDED, Analyst, quarters  # noqa: E402

CYCLES = quarters()
ONE = CYCLES[10:11]


def scanned(folder: Path, target: Path) -> None:
    """The columns that the numbers need, read once and nothing done with them."""
    with duckdb.connect(":memory:", config={"memory_limit": "4GB"}) as base:
        for table, names in NEEDED.items():
            taken = ", ".join(f'max("{name}")' for name in names.split())
            base.execute(
                f"SELECT {taken} FROM read_parquet('{folder / table}/*.parquet')"
            ).fetchall()


def spark(folder: Path, target: Path) -> None:
    """One cycle on Spark, its session included."""
    engine = Spark(folder)
    try:
        engine.session.sql(table_of(engine, NAMES, ONE, [])).toPandas().to_parquet(target)
    finally:
        engine.close()


JOBS: dict[str, Callable[[Path, Path], None]] = {
    "scan": scanned,
    "one": lambda folder, target: written(folder, target, NAMES, ONE, []),
    "twelve": lambda folder, target: written(folder, target, NAMES, CYCLES, []),
    "pandas": lambda folder, target: Analyst(folder).all(CYCLES).to_parquet(target),
    "spark": spark,
}


def main(job: str, folder: str, target: str, times: str) -> None:
    """Do the job so many times and say what it took."""
    walls, owns = [], []
    for _ in range(int(times)):
        wall, own = time.perf_counter(), time.process_time()
        JOBS[job](Path(folder), Path(target))
        walls.append(time.perf_counter() - wall)
        owns.append(time.process_time() - own)
    print(json.dumps([statistics.median(walls), statistics.median(owns), peak()]))


def peak() -> float:
    """The most memory of this program in MB; what the kernel sums up for a process began before it."""
    told = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", told)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    main(*sys.argv[1:])
