"""Writing a lake: one folder a table, one Parquet file a prefecture, all of one moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from angen.assess.lake.tables import FILLED_IN, MARK, day_column, exported, read_by, way_to_area
from angen.assess.tables import columns
from angen.kernel.refusal import Refused
from angen.orgs.models import Area

MANIFEST = "lake.json"
EVERYWHERE = "everywhere"
ABOVE = "above"  # rows that belong to a province or to the country
CSV = "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr='\\N'"
# DuckDB's types of what comes as text from COPY; the rest is text.
TYPES = {
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp('UTC')": "TIMESTAMPTZ",
}


def export(folder: Path) -> dict[str, Any]:
    """Write every table that indicators read into ``folder``, which must not exist yet.

    Returns the manifest: when, and by file its rows and SHA-256. It is written last, and the folder
    gets its name when everything is in it.
    """
    if folder.exists():
        raise Refused(f"{folder} 已存在，请换一个目录名。")
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise Refused(f"目录 {parent} 不存在，请先建立。")
    draft = Path(tempfile.mkdtemp(prefix=".lake-", dir=parent))
    try:
        files = _write_all(draft)
        made = {"made_at": timezone.now().isoformat(), "files": files}
        (draft / MANIFEST).write_text(json.dumps(made, ensure_ascii=False, indent=1))
        draft.chmod(0o700)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


@transaction.atomic
def _write_all(draft: Path) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            # All tables as of one moment, whatever is written meanwhile.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    prefectures = dict(Area.objects.filter(level=Area.Level.PREFECTURE).values_list("code", "path"))
    files: dict[str, dict[str, Any]] = {}
    with duckdb.connect(":memory:") as writer:
        writer.execute("SET TimeZone = 'Asia/Shanghai'")
        for model in read_by():
            for name, rows in _portions(model, prefectures):
                written = _write(writer, draft, model, name, rows)
                if written is not None:
                    files[f"{model._meta.db_table}/{name}.parquet"] = written
    return files


def _portions(
    model: type[Model], prefectures: dict[str, str]
) -> Iterator[tuple[str, QuerySet[Any]]]:
    """The rows of a table by prefecture; each row is in one portion and in no other."""
    rows, way = model._base_manager.all(), way_to_area(model)
    if not way:
        yield EVERYWHERE, rows
        return
    for code, path in prefectures.items():
        yield code, rows.filter(**{f"{way}__startswith": path})
    for path in prefectures.values():
        rows = rows.exclude(**{f"{way}__startswith": path})
    yield ABOVE, rows


def _write(
    writer: duckdb.DuckDBPyConnection, draft: Path, model: type[Model], name: str, rows: Any
) -> dict[str, Any] | None:
    """One Parquet file, sorted by day; None where there is no row (the table has its folder)."""
    table, names = model._meta.db_table, exported(model)
    home = draft / table
    home.mkdir(exist_ok=True)
    sql, values = rows.order_by().values_list(*_fields(model, names)).query.sql_with_params()
    text = home / f"{name}.csv"
    copy = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')"
    with (
        connection.cursor() as cursor,
        text.open("wb") as out,
        cursor.copy(copy, values) as stream,
    ):
        for piece in stream:
            out.write(piece)
    empty = text.stat().st_size == 0
    target = home / f"{name}.parquet"
    if empty and any(home.glob("*.parquet")):
        text.unlink()
        return None
    kinds = {one: _type(columns(model)[one]) for one in names}
    order = f" ORDER BY {day_column(model)}" if day_column(model) in names else ""
    taken = ", ".join(_taken(one) for one in names)
    writer.execute(
        f"COPY (SELECT {taken} FROM read_csv(?, {CSV}, columns=?){order}) "  # noqa: S608
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)",
        [str(text), kinds],
    )
    text.unlink()
    count = writer.execute("SELECT count(*) FROM read_parquet(?)", [str(target)]).fetchone()
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return {"rows": count[0] if count else 0, "sha256": digest}


def _taken(column: str) -> str:
    if column not in FILLED_IN:
        return f'"{column}"'
    return f"CASE WHEN \"{column}\" = '' THEN '' ELSE '{MARK}' END AS \"{column}\""


def _fields(model: type[Model], names: list[str]) -> list[str]:
    by_column = {str(field.column): field.attname for field in model._meta.concrete_fields}
    return [by_column[name] for name in names]


def _type(kind: str) -> str:
    plain = kind.removeprefix("!")
    if plain.startswith("decimal"):
        return plain.upper()
    return TYPES.get(plain, "VARCHAR")


def manifest(folder: Path) -> dict[str, Any]:
    """What a lake says of itself; Refused where ``folder`` is none."""
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise Refused(f"{folder} 不是完整的数据湖目录，请先用 angen lake export 生成。") from None
    return found


def made_on(folder: Path) -> dt.datetime:
    """The moment whose records a lake holds."""
    return dt.datetime.fromisoformat(manifest(folder)["made_at"])
