"""A lake of a whole country, made by DuckDB in the layout of the export, and its numbers in pandas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
from django.db import connection

from angen.assess.lake.country import Cycle
from angen.assess.lake.export import TYPES
from angen.assess.lake.tables import day_column, exported, read_by
from angen.assess.tables import columns

NAMES = tuple(
    [
        "inspections_made",
        "rechecks_made",
        "enterprises_visited",
        "enterprises_to_supervise",
        "coverage",
        "unplanned_share",
        "draw_share",
        "cross_inspections_made",
        "assistance_visits",
        "unannounced_visits",
        "findings_made",
        "hazards_found",
        "major_hazards_found",
        "hazards_due",
        "general_hazards_due",
        "major_hazards_due",
        "hazards_closed_in_time",
        "general_hazards_closed_in_time",
        "major_hazards_closed_in_time",
        "hazards_overdue_open",
        "major_hazards_overdue",
        "hazards_open",
        "major_hazards_open",
        "repeat_hazards",
        "enterprises_registered",
    ]
)
TOWNS, FIRMS, VISITS, HAZARDS = 41_352, 73, 242, 484  # the last three for each township
PREFECTURES, DAYS = 340, 1096
PROVINCE = 1_475  # townships of a large one
START = dt.date(2021, 1, 1)
Rows = tuple[str, Mapping[str, str]]  # the number of rows a township, and columns as SQL


def _id(letter: str, number: str) -> str:
    return f"CAST(CAST(md5('{letter}' || ({number})) AS UUID) AS VARCHAR)"


# n is the row's number in the country, t its township, h a number as good as drawn.
FIRM = _id("e", f"t * {FIRMS} + h % {FIRMS}")
DAY = f"DATE '2021-01-01' + CAST(h // 97 % {DAYS} AS INTEGER)"
CLOSED = f"CASE WHEN h % 10 < 8 THEN {DAY} + CAST(5 + h // 13 % 25 AS INTEGER) END"
TABLES: dict[str, Rows] = {
    "orgs_agency": (
        "1",
        {"id": "t", "valid_from": "DATE '2020-01-01'", "area_id": "unit", "independent": "true"}
        | {"kind": "'township_office'"},
    ),
    "enterprises_enterprise": (
        str(FIRMS),
        {"id": _id("e", "n"), "area_id": "unit", "registered_on": "DATE '2019-01-01'"}
        | {"business": "CASE WHEN h % 50 = 0 THEN 'closed' ELSE 'open' END", "sector": "'trade'"},
    ),
    "enterprises_supervision": (
        str(FIRMS),
        {"id": "n", "enterprise_id": _id("e", "n"), "agency_id": "t"}
        | {"valid_from": f"DATE '2020-06-01' + CAST(h % {DAYS} AS INTEGER)"},
    ),
    "plans_planitem": (
        str(FIRMS),
        {"id": _id("p", "n"), "plan_id": _id("q", "t"), "enterprise_id": _id("e", "n")}
        | {"kind": "CASE WHEN n % 3 = 0 THEN 'key' ELSE 'general' END", "month": "1 + n % 12"},
    ),
    "inspections_inspection": (
        str(VISITS),
        {"id": _id("v", "n"), "agency_id": "t", "enterprise_id": FIRM, "area_id": "unit"}
        | {"planned_on": DAY, "visited_on": DAY, "state": "'recorded'"}
        | {"origin": "['plan','plan','draw','unplanned','cross','assistance','recheck'][1 + h % 7]"}
        | {"manner": "['ordinary','ordinary','unannounced','assisting'][1 + h // 7 % 4]"}
        | {"plan_item_id": f"CASE WHEN h % 7 < 2 THEN {_id('p', f't * {FIRMS} + h % {FIRMS}')} END"}
        | {"filmed": "h % 3 > 0", "card_shown": "true", "refused": "false"},
    ),
    "inspections_hazard": (
        str(HAZARDS),
        {"id": _id("h", "n"), "agency_id": "t", "enterprise_id": FIRM, "area_id": "unit"}
        | {"found_on": DAY, "due_on": f"{DAY} + 20", "closed_on": CLOSED, "done_on": CLOSED}
        | {"grade": "CASE WHEN h % 101 = 0 THEN 'major' ELSE 'general' END"}
        | {"source": "CASE WHEN h % 4 = 0 THEN 'self_check' ELSE 'inspection' END"}
        | {"inspection_id": f"CASE WHEN h % 4 > 0 THEN {_id('v', f't * {VISITS} + h % {VISITS}')} END"}
        | {"repeats_id": f"CASE WHEN h % 31 = 0 THEN {_id('h', 'n - 1')} END"}
        | {"state": "CASE WHEN h % 211 = 0 THEN 'dismissed' WHEN h % 10 < 8 THEN 'closed' "
           "ELSE 'rectifying' END"},
    ),
    "orgs_area": ("1", {"code": "unit", "level": "'township'", "kind": "'town'", "path": "'/' || unit || '/'"}),
    "orgs_areaplace": ("0", {}),
    "orgs_ledgerstatement": (
        "1",
        {"id": "t", "area_id": "unit", "ledger": "'enterprises'", "as_of": "DATE '2021-06-30'"}
        | {"count": f"CASE WHEN t % 9 = 0 THEN {FIRMS + 5} ELSE {FIRMS - 5} END"},
    ),
}  # fmt: skip


def made(folder: Path, share: float) -> dict[str, int]:
    """Write the lake; returns its rows by table."""
    towns, prefectures = round(TOWNS * share), max(2, round(PREFECTURES * share))
    steps = [round(towns * n / prefectures) for n in range(prefectures + 1)]
    files: dict[str, dict[str, int]] = {}
    total: dict[str, int] = {}
    with duckdb.connect(":memory:", config={"memory_limit": "2GB"}) as base:
        for model in read_by(NAMES):
            table = model._meta.db_table
            (folder / table).mkdir(parents=True)
            per, given = TABLES[table]
            order = day_column(model)
            chosen = ", ".join(
                f'CAST({given.get(name, _empty(kind))} AS {_sql_type(kind)}) AS "{name}"'
                for name in exported(model)
                for kind in [columns(model)[name]]
            )
            for number in range(prefectures):
                low, high = steps[number] * int(per), steps[number + 1] * int(per)
                name = f"{table}/{3700 + number}.parquet"
                base.execute(
                    f"COPY (SELECT {chosen} FROM (SELECT *, lpad(CAST(t AS VARCHAR), 9, '0') AS unit, "
                    f"CAST(hash(n * 7919 + {len(table)}) >> 24 AS BIGINT) AS h FROM (SELECT n, "
                    f"n // {per if per != '0' else 1} AS t FROM range({low}, {high}) AS r(n)))"
                    f"{f' ORDER BY {order}' if order else ''}) "
                    f"TO '{folder / name}' (FORMAT parquet, COMPRESSION zstd)"
                )
                files[name] = {"rows": high - low}
                total[table] = total.get(table, 0) + high - low
    told = {"made_at": "2024-01-01T00:00:00+00:00", "files": files}
    (folder / "lake.json").write_text(json.dumps(told))
    return total


def _sql_type(kind: str) -> str:
    return TYPES.get(kind.removeprefix("!"), "VARCHAR")


def _empty(kind: str) -> str:
    if not kind.startswith("!"):
        return "NULL"
    return {"string": "''", "boolean": "false", "date": "DATE '2020-01-01'"}.get(
        kind.removeprefix("!"), "TIMESTAMPTZ '2020-01-01 00:00:00+08'" if "time" in kind else "0"
    )


def quarters() -> list[Cycle]:
    """The twelve quarters of the lake."""
    found = []
    for year in (2021, 2022, 2023):
        for number in range(4):
            first = dt.date(year, 3 * number + 1, 1)
            after = dt.date(year + number // 3, 3 * (number + 1) % 12 + 1, 1)
            found.append(Cycle(f"{year}Q{number + 1}", after - dt.timedelta(1), first))
    return found


NEEDED = {
    "inspections_inspection": "id agency_id enterprise_id visited_on origin manner state plan_item_id",
    "inspections_hazard": "agency_id source inspection_id grade found_on due_on done_on closed_on "
    "repeats_id state",
    "enterprises_enterprise": "id area_id business registered_on closed_on merged_into_id",
    "enterprises_supervision": "enterprise_id agency_id valid_from valid_to",
    "plans_planitem": "id kind",
    "orgs_agency": "id area_id",
    "orgs_area": "code",
    "orgs_ledgerstatement": "area_id as_of count ledger",
}


FEW = [
    "state",
    "origin",
    "manner",
    "grade",
    "source",
    "business",
    "kind",
]  # columns of a few words each


def _read(folder: Path, names: list[str]) -> pd.DataFrame:
    few = [name for name in FEW if name in names]
    return pq.read_table(folder, columns=names, read_dictionary=few).to_pandas()


class Analyst:
    """The same 25 numbers as an analyst writes them: files read once, then a groupby for each."""

    def __init__(self, folder: Path) -> None:
        read = {table: _read(folder / table, names.split()) for table, names in NEEDED.items()}
        self.units = read["orgs_area"]["code"].sort_values()
        of_body = read["orgs_agency"].set_index("id")["area_id"]
        v, h = read.pop("inspections_inspection"), read.pop("inspections_hazard")
        v, h = v[v["state"] == "recorded"].copy(), h[h["state"] != "dismissed"].copy()
        for table, names in (
            (v, ["visited_on"]),
            (h, ["found_on", "due_on", "done_on", "closed_on"]),
        ):
            for name in names:
                table[name] = pd.to_datetime(table[name])
            table["unit"] = table.pop("agency_id").map(of_body).astype("category")
        h["by"] = h.pop("inspection_id").map(v.set_index("id")["unit"]).astype("category")
        item = read["plans_planitem"]
        v["key"] = v.pop("plan_item_id").isin(item.loc[item["kind"] == "key", "id"])
        # Numbers in place of the long texts, so that pairs are told apart faster.
        e = read["enterprises_enterprise"]
        known = pd.Index(e["id"])
        v["enterprise_id"] = known.get_indexer(v["enterprise_id"])
        self.v, self.h = v.drop(columns=["id", "state"]), h.drop(columns=["state"])
        self.firms = e[e["merged_into_id"].isna() & ~e["business"].isin(["closed", "left"])]
        s = read["enterprises_supervision"]
        s = s[s["enterprise_id"].isin(self.firms["id"])].copy()
        s["enterprise_id"] = known.get_indexer(s["enterprise_id"])
        s["unit"] = s["agency_id"].map(of_body).astype("category")
        s["valid_from"] = pd.to_datetime(s["valid_from"])
        self.s, self.said = s, read["orgs_ledgerstatement"].set_index("area_id")

    def all(self, cycles: Sequence[Cycle]) -> pd.DataFrame:
        """The whole table."""
        return pd.concat([self.of(cycle) for cycle in cycles], ignore_index=True)

    def of(self, cycle: Cycle) -> pd.DataFrame:
        """One cycle."""
        first, day = pd.Timestamp(cycle.first), pd.Timestamp(cycle.day)
        year = day.replace(month=1, day=1)
        out = pd.DataFrame({"cycle": cycle.key, "unit_id": self.units}).set_index("unit_id")
        size = lambda rows, by="unit": (  # noqa: E731
            rows.groupby(by, observed=True).size().reindex(out.index, fill_value=0)
        )
        made = self.v[(self.v["visited_on"] >= first) & (self.v["visited_on"] <= day)]
        v = made[made["origin"] != "recheck"]
        h = self.h[self.h["found_on"] <= day]
        seen = self.v[(self.v["visited_on"] >= year) & (self.v["visited_on"] <= day)]
        fresh = (h["found_on"] >= year) | h["closed_on"].isna() | (h["closed_on"] >= year)
        heard = out.index.isin(seen["unit"]) | out.index.isin(h.loc[fresh, "unit"])
        pairs = v[["unit", "enterprise_id"]].drop_duplicates()
        under = self.s[self.s["valid_from"] <= day][["unit", "enterprise_id"]].drop_duplicates()
        draw = v[v["origin"] == "draw"]
        found = h[h["found_on"] >= first]
        due = h[(h["due_on"] >= first) & (h["due_on"] <= day)]
        done = due["done_on"].fillna(due["closed_on"])
        closed = due[(due["closed_on"] <= day) & (done <= due["due_on"])]
        left = h[h["closed_on"].isna() | (h["closed_on"] > day)]
        late, major = left[left["due_on"] < day], "major"
        counts = {
            "inspections_made": size(v),
            "rechecks_made": size(made[made["origin"] == "recheck"]),
            "enterprises_visited": size(pairs),
            "cross_inspections_made": size(v[v["origin"] == "cross"]),
            "assistance_visits": size(
                v[(v["origin"] == "assistance") | (v["manner"] == "assisting")]
            ),
            "unannounced_visits": size(v[v["manner"] == "unannounced"]),
            "findings_made": size(found[found["source"] == "inspection"], "by"),
            "hazards_found": size(found),
            "major_hazards_found": size(found[found["grade"] == major]),
            "hazards_due": size(due),
            "general_hazards_due": size(due[due["grade"] == "general"]),
            "major_hazards_due": size(due[due["grade"] == major]),
            "hazards_overdue_open": size(late),
            "major_hazards_overdue": size(late[late["grade"] == major]),
            "hazards_open": size(left),
            "major_hazards_open": size(left[left["grade"] == major]),
            "repeat_hazards": size(found[found["repeats_id"].notna()]),
        }
        for name, number in counts.items():
            out[name] = number.astype(float).where(heard)
        whole = size(under)
        out["enterprises_to_supervise"] = whole.astype(float).where(whole > 0)
        plan = size(v[(v["origin"] == "plan") & ~v["key"]])
        shares = {
            "coverage": (size(under.merge(pairs)), whole),
            "unplanned_share": (size(v[v["origin"] == "unplanned"]), size(v)),
            "draw_share": (size(draw), plan + size(draw)),
            "hazards_closed_in_time": (size(closed), size(due)),
        }
        for grade in ("general", major):
            parts = (size(x[x["grade"] == grade]) for x in (closed, due))
            shares[f"{grade}_hazards_closed_in_time"] = tuple(parts)  # type: ignore[assignment]
        for name, (above, below) in shares.items():
            out[name] = (above / below.where(below > 0)).round(9)
        there = size(self.firms, "area_id")
        stated = self.said["count"].where(pd.to_datetime(self.said["as_of"]) <= day)
        short = (stated.reindex(out.index) > there).fillna(False)
        out["enterprises_registered"] = there.astype(float).where((there > 0) & ~short)
        return out.reset_index()


# Statements that take the checks of a table away: its constraints, then unique indexes beside them.
CHECKS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'x', 'u')
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index
WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def settled(folder: Path, towns: int, between: Path) -> list[str]:
    """Put the first townships of a lake with all their records into PostgreSQL; their codes.

    ``between`` is a file that each table goes through.

    Columns that a lake leaves out stay empty and nothing is checked: no number reads them. The
    test's transaction takes that back.
    """
    units = [f"{n:09}" for n in range(towns)]
    with connection.cursor() as cursor, duckdb.connect(":memory:") as base:
        base.execute("SET TimeZone = 'Asia/Shanghai'")
        cursor.execute("SET session_replication_role = replica")
        for model in read_by(NAMES):
            table, fields = model._meta.db_table, model._meta.concrete_fields
            told = exported(model)
            names = [one.column for one in fields if one.column in told and not one.generated]
            for one in fields:
                if not (one.column in told or one.generated or one.null):
                    cursor.execute(f'ALTER TABLE {table} ALTER "{one.column}" DROP NOT NULL')
            cursor.execute(CHECKS, [table, table])
            for (dropped,) in cursor.fetchall():
                cursor.execute(dropped)
            chosen = ", ".join(f'"{name}"' for name in names)
            if "area_id" not in names and table != "orgs_area":
                of = "enterprise_id IN (SELECT id FROM e)" if "enterprise_id" in names else "true"
            else:
                of = f"{'code' if table == 'orgs_area' else 'area_id'} <= '{units[-1]}'"
            base.execute(
                f"CREATE OR REPLACE VIEW e AS SELECT id FROM read_parquet("
                f"'{folder}/enterprises_enterprise/*.parquet') WHERE area_id <= '{units[-1]}'"
            )
            base.execute(
                f"COPY (SELECT {chosen} FROM read_parquet('{folder / table}/*.parquet') WHERE {of}) "
                f"TO '{between}' (FORMAT csv, HEADER false)"
            )
            with (
                between.open("rb") as rows,
                cursor.copy(f"COPY {table} ({chosen}) FROM STDIN (FORMAT csv)") as copy,
            ):
                while piece := rows.read(1 << 20):
                    copy.write(piece)
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET session_replication_role = origin")
    return units
