"""The temporary table of an import: rows go in by COPY and are held against the constraints.

What the constraints say is read from PostgreSQL itself, so a check added to a model tomorrow is
checked here without a line of code.
"""

# ruff: noqa: S608 (only quoted identifiers and PostgreSQL's own expressions are put into SQL)

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from angen.desk.columns import Column
from angen.desk.ledger import Ledger

TABLE = "angen_import"
FEW = 1_000  # rows that are looked up one by one
# Fields whose Python values the driver writes as they are.
AS_IS = (
    *(models.CharField, models.TextField, models.DateField, models.BooleanField),
    *(models.IntegerField, models.UUIDField, models.DecimalField, models.ForeignKey),
)
Found = tuple[int, str, str]  # row, column name, sentence

_CHECKS = """
select conname, pg_get_expr(conbin, conrelid)
from pg_constraint where conrelid = %s::regclass and contype = 'c' order by conname
"""
_UNIQUES = """
select c.relname, array(
         select a.attname from unnest(i.indkey::int2[]) with ordinality as k (num, place)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num
         where k.place <= i.indnkeyatts order by k.place),
       pg_get_expr(i.indpred, i.indrelid)
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = %s::regclass and i.indisunique and not i.indisprimary and i.indexprs is null
order by c.relname
"""


def quoted(name: str | None) -> str:
    """An identifier of the database."""
    return connection.ops.quote_name(str(name))


def stored(model: type[models.Model]) -> list[Any]:
    """The fields that are written."""
    return [f for f in model._meta.concrete_fields if not f.generated]


def create(model: type[models.Model]) -> None:
    """A fresh table like that of the model, with row, whether new, and what the log will say."""
    columns = ", ".join(quoted(f.column) for f in stored(model))
    real = quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists pg_temp.{TABLE}")
        cursor.execute(
            f"create temporary table {TABLE} on commit drop as select {columns} from {real} limit 0"
        )
        cursor.execute(
            f"alter table {TABLE} add column angen_row int, add column angen_new boolean,"
            " add column angen_log text"
        )


def fill(model: type[models.Model], lines: Iterable[tuple[int, bool, str, Any]]) -> None:
    """Copy (row, whether new, text for the log, record) into the table."""
    fields = stored(model)
    columns = ", ".join(quoted(f.column) for f in fields)
    plain = [f.attname for f in fields]
    prepared = [
        (place, f.get_db_prep_save) for place, f in enumerate(fields) if not isinstance(f, AS_IS)
    ]
    with connection.cursor() as cursor:
        into = f"copy {TABLE} (angen_row, angen_new, angen_log, {columns}) from stdin"
        with cursor.cursor.copy(into) as target:
            for row, new, log, record in lines:
                held = record.__dict__
                values = [held[name] for name in plain]
                for place, prep in prepared:
                    values[place] = prep(values[place], connection)
                target.write_row([row, new, log, *values])


def fill_lines(model: type[models.Model], lines: Iterable[str]) -> None:
    """Copy lines that are already written as COPY reads them."""
    columns = ", ".join(quoted(f.column) for f in stored(model))
    with connection.cursor() as cursor:
        into = f"copy {TABLE} (angen_row, angen_new, angen_log, {columns}) from stdin"
        with cursor.cursor.copy(into) as target:
            target.write("\n".join(lines) + "\n")


def number(model: type[models.Model]) -> None:
    """Give new records their numbers, now that all are there."""
    key = model._meta.pk
    with connection.cursor() as cursor:
        if isinstance(key, models.AutoField | models.BigAutoField):
            name = quoted(key.column)
            cursor.execute(
                f"update {TABLE} set {name} = nextval(pg_get_serial_sequence(%s, %s))"
                " where angen_new",
                [quoted(model._meta.db_table), key.column],
            )
        cursor.execute(f"analyze {TABLE}")


def keys(model: type[models.Model]) -> Iterator[tuple[int, Any]]:
    """(row, primary key) of the staged rows."""
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f"select angen_row, {quoted(key.column)} from {TABLE}")
        for row, value in cursor.fetchall():
            yield row, key.to_python(value)


def logs(model: type[models.Model], new: bool) -> Iterator[tuple[Any, str]]:
    """(primary key, text for the log) of the new rows or of the others, in order of row."""
    query = f"select {quoted(model._meta.pk.column)}, angen_log from {TABLE} where "
    query += f"{'' if new else 'not '}angen_new order by angen_row"
    with connection.connection.cursor(name="angen_logs") as cursor:
        cursor.itersize = 5_000
        yield from cursor.execute(query)


def count() -> tuple[int, int]:
    """How many staged rows are new, and how many change a record."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) filter (where angen_new), count(*) filter (where not angen_new)"
            f" from {TABLE}"
        )
        new, changed = cursor.fetchone()
        return new, changed


def leave_out(rows: Iterable[int]) -> None:
    """Take rows with a problem out."""
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {TABLE} where angen_row = any(%s)", [sorted(rows)])


def outside(model: type[models.Model], allowed: models.QuerySet[Any], which: str) -> list[int]:
    """The staged rows whose record is not among the allowed ones."""
    pk = quoted(model._meta.pk.column)
    among = RawSQL(f"select {pk} from {TABLE} where {which}", [])  # noqa: S611
    query, parameters = allowed.filter(pk__in=among).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"with allowed (kept) as materialized ({query}) select angen_row from {TABLE} s where ({which})"
            f" and not exists (select 1 from allowed where kept = s.{pk})",
            parameters,
        )
        return [row for (row,) in cursor.fetchall()]


def stand_for_others(columns: list[str] | None) -> None:
    """Mark one new row of each kind that ``columns`` tell apart; without columns, all of them."""
    with connection.cursor() as cursor:
        first = "true"
        if columns is not None:
            kinds = f" group by {', '.join(quoted(c) for c in columns)}" if columns else ""
            first = f"angen_row in (select min(angen_row) from {TABLE} where angen_new{kinds})"
        cursor.execute(
            f"alter table {TABLE} add column angen_stands boolean not null default false"
        )
        cursor.execute(f"update {TABLE} set angen_stands = true where angen_new and {first}")


def like(columns: list[str] | None, rows: list[int]) -> list[int]:
    """``rows`` and the new rows that they stand for."""
    if not rows or columns is None:
        return rows
    same = "".join(f" and o.{quoted(c)} is not distinct from s.{quoted(c)}" for c in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select o.angen_row from {TABLE} s join {TABLE} o on o.angen_row = s.angen_row"
            f" or (s.angen_stands and o.angen_new{same}) where s.angen_row = any(%s)",
            [rows],
        )
        return [row for (row,) in cursor.fetchall()]


def write(model: type[models.Model], which: str = "true") -> None:
    """Bring the staged rows into the table: one INSERT, one UPDATE."""
    real, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    names = [quoted(f.column) for f in stored(model)]
    columns = ", ".join(names)
    changed = ", ".join(f"{name} = staged.{name}" for name in names if name != key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {real} ({columns}) select {columns} from {TABLE}"
            f" where angen_new and ({which}) order by angen_row"
        )
        if cursor.rowcount > FEW:
            # References are checked when all is done, row by row: the planner must know by then that
            # the table is no longer small, or each check reads it whole.
            cursor.execute(f"analyze {real} ({key})")
        cursor.execute(f"select count(*) from {TABLE} where not angen_new")
        if count := cursor.fetchone()[0]:
            # What the planner knows of the table may be older than what was just inserted.
            cursor.execute("select set_config('enable_nestloop', %s, true)", [str(count < FEW)])
            cursor.execute(
                f"with staged as materialized (select * from {TABLE} where not angen_new)"
                f" update {real} set {changed} from staged where {real}.{key} = staged.{key}"
            )
            cursor.execute("select set_config('enable_nestloop', 'on', true)")


def problems(ledger: Ledger) -> Iterator[Found]:
    """What the constraints of the table refuse: empty columns, checks, keys taken."""
    with connection.cursor() as cursor:
        yield from empties(cursor, ledger)
        yield from broken_checks(cursor, ledger)
        yield from taken_keys(cursor, ledger)


def any_of(cursor: Any, conditions: list[str]) -> list[bool]:
    """Which of the conditions some row meets: one pass over the table for all of them."""
    if not conditions:
        return []
    asked = ", ".join(f"coalesce(bool_or({one}), false)" for one in conditions)
    cursor.execute(f"select {asked} from {TABLE}")
    return list(cursor.fetchone())


def rows_that(cursor: Any, condition: str) -> list[int]:
    """The rows that meet a condition."""
    cursor.execute(f"select angen_row from {TABLE} where {condition}")
    return [row for (row,) in cursor.fetchall()]


def empties(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows without a value that the table needs."""
    needed = [f for f in stored(ledger.model) if not f.null and not f.primary_key]
    conditions = [f"{quoted(f.column)} is null" for f in needed]
    for f, condition, broken in zip(needed, conditions, any_of(cursor, conditions), strict=True):
        if broken:
            column = column_of(ledger, f)
            name, sentence = column.name if column else "", f"“{label(column, f)}”必须填写。"
            yield from ((row, name, sentence) for row in rows_that(cursor, condition))


def broken_checks(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows that a check constraint refuses."""
    cursor.execute(_CHECKS, [ledger.model._meta.db_table])
    checks = cursor.fetchall()
    conditions = [f"not ({expression})" for _, expression in checks]
    found = zip(checks, conditions, any_of(cursor, conditions), strict=True)
    for (name, expression), condition, broken in found:
        if broken:
            sentence = sentence_of(ledger, name) or "这一行的内容互相矛盾，请核对各列。"
            first = first_column(ledger, expression)
            yield from ((row, first, sentence) for row in rows_that(cursor, condition))


def taken_keys(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows whose unique key another record, or an earlier row, already has."""
    real, key = quoted(ledger.model._meta.db_table), quoted(ledger.model._meta.pk.column)
    cursor.execute(_UNIQUES, [ledger.model._meta.db_table])
    for index, columns, predicate in cursor.fetchall():
        where = f"where {predicate}" if predicate else ""
        names = ", ".join(quoted(c) for c in columns)
        same = " and ".join(f"s.{quoted(c)} = r.{quoted(c)}" for c in columns)
        # A record that this very import changes no longer counts with its old key.
        query = f"""
            select s.angen_row from (select * from {TABLE} {where}) s
            join (select * from {real} {where}) r on {same}
            where r.{key} is distinct from s.{key}
              and not exists (select 1 from {TABLE} o where o.{key} = r.{key})
            union
            select s.angen_row from (select * from {TABLE} {where}) s join (
              select {names}, min(angen_row) as angen_first from {TABLE} {where}
              group by {names} having count(*) > 1) r on {same}
            where s.angen_row > r.angen_first
        """
        cursor.execute(query)
        rows = [row for (row,) in cursor.fetchall()]
        if rows:
            sentence = sentence_of(ledger, index) or unique_sentence(ledger, columns)
            first = next((c.name for c in ledger.imported if column_in(c, ledger, columns)), "")
            yield from ((row, first, sentence) for row in rows)


def column_of(ledger: Ledger, f: Any) -> Column | None:
    """The column that enters a model field."""
    return next((c for c in ledger.imported if c.model_field(ledger.model) is f), None)


def column_in(column: Column, ledger: Ledger, columns: list[str]) -> bool:
    """Whether a column enters one of these database columns."""
    f = column.model_field(ledger.model)
    return f is not None and f.column in columns


def first_column(ledger: Ledger, expression: str) -> str:
    """The first entered column that a check speaks of."""
    for column in ledger.imported:
        f = column.model_field(ledger.model)
        if f is not None and str(f.column) in expression:
            return column.name
    return ""


def label(column: Column | None, f: Any) -> str:
    """What people call a field."""
    return column.label if column else str(f.verbose_name)


def sentence_of(ledger: Ledger, name: str) -> str:
    """The sentence a constraint of the model says, if it says one of its own."""
    for constraint in ledger.model._meta.constraints:
        if constraint.name == name:
            said = str(constraint.violation_error_message)
            default = str(type(constraint).default_violation_error_message)
            return "" if said == default else said
    return ""


def unique_sentence(ledger: Ledger, columns: list[str]) -> str:
    """The sentence of a unique field, or a general one."""
    fields = [f for f in stored(ledger.model) if f.column in columns]
    if len(fields) == 1 and "unique" in (fields[0]._error_messages or {}):
        return str(fields[0].error_messages["unique"])
    labels = "、".join(label(column_of(ledger, f), f) for f in fields)
    return f"“{labels}”与另一条记录相同，请核对。"
