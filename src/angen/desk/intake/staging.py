"""The temporary table of an import: rows go in by COPY and are held against the constraints.

What the constraints say is read from PostgreSQL itself, so a check added to a model tomorrow is
checked here without a line of code.
"""

# ruff: noqa: S608 (only quoted identifiers and PostgreSQL's own expressions are put into SQL)

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.db import connection, models

from angen.desk.columns import Column
from angen.desk.ledger import Ledger

TABLE = "angen_import"
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


def fill(model: type[models.Model], lines: Iterable[tuple[int, bool, Any]]) -> None:
    """Copy (row, whether new, record) into a fresh table; new records get their numbers."""
    fields = stored(model)
    real = quoted(model._meta.db_table)
    columns = ", ".join(quoted(f.column) for f in fields)
    prepared = [(f.attname, None if isinstance(f, AS_IS) else f.get_db_prep_save) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists pg_temp.{TABLE}")
        cursor.execute(
            f"create temporary table {TABLE} on commit drop as select {columns} from {real} limit 0"
        )
        cursor.execute(
            f"alter table {TABLE} add column angen_row int, add column angen_new boolean"
        )
        into = f"copy {TABLE} (angen_row, angen_new, {columns}) from stdin"
        with cursor.cursor.copy(into) as target:
            for row, new, record in lines:
                values = (
                    getattr(record, name)
                    if prep is None
                    else prep(getattr(record, name), connection)
                    for name, prep in prepared
                )
                target.write_row((row, new, *values))
        key = model._meta.pk
        if isinstance(key, models.AutoField | models.BigAutoField):
            name = quoted(key.column)
            cursor.execute(
                f"update {TABLE} set {name} = nextval(pg_get_serial_sequence(%s, %s))"
                " where angen_new",
                [real, key.column],
            )
        cursor.execute(f"analyze {TABLE}")


def keys(model: type[models.Model], which: str) -> Iterator[tuple[int, Any]]:
    """(row, primary key) of the staged rows."""
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f"select angen_row, {quoted(key.column)} from {TABLE} where {which}")
        for row, value in cursor.fetchall():
            yield row, key.to_python(value)


def keep_only(rows: Container[int]) -> None:
    """Take rows with a problem out."""
    with connection.cursor() as cursor:
        cursor.execute(f"select angen_row from {TABLE}")
        bad = [row for (row,) in cursor.fetchall() if row not in rows]
        if bad:
            cursor.execute(f"delete from {TABLE} where angen_row = any(%s)", [bad])


def write(model: type[models.Model]) -> None:
    """Bring the staged rows into the table: one INSERT, one UPDATE."""
    real, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    names = [quoted(f.column) for f in stored(model)]
    columns = ", ".join(names)
    changed = ", ".join(f"{name} = staged.{name}" for name in names if name != key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {real} ({columns}) select {columns} from {TABLE}"
            " where angen_new order by angen_row"
        )
        cursor.execute(
            f"update {real} set {changed} from {TABLE} staged"
            f" where not staged.angen_new and {real}.{key} = staged.{key}"
        )


def problems(ledger: Ledger) -> Iterator[Found]:
    """What the constraints of the table refuse: empty columns, checks, keys taken."""
    with connection.cursor() as cursor:
        yield from empties(cursor, ledger)
        yield from broken_checks(cursor, ledger)
        yield from taken_keys(cursor, ledger)


def empties(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows without a value that the table needs."""
    for f in stored(ledger.model):
        if f.null or f.primary_key:
            continue
        cursor.execute(f"select angen_row from {TABLE} where {quoted(f.column)} is null")
        for (row,) in cursor.fetchall():
            column = column_of(ledger, f)
            yield row, column.name if column else "", f"“{label(column, f)}”必须填写。"


def broken_checks(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows that a check constraint refuses."""
    cursor.execute(_CHECKS, [ledger.model._meta.db_table])
    for name, expression in cursor.fetchall():
        cursor.execute(f"select angen_row from {TABLE} where not ({expression})")
        rows = [row for (row,) in cursor.fetchall()]
        if rows:
            sentence = sentence_of(ledger, name) or "这一行的内容互相矛盾，请核对各列。"
            first = first_column(ledger, expression)
            yield from ((row, first, sentence) for row in rows)


def taken_keys(cursor: Any, ledger: Ledger) -> Iterator[Found]:
    """Rows whose unique key another record, or an earlier row, already has."""
    real, key = quoted(ledger.model._meta.db_table), quoted(ledger.model._meta.pk.column)
    cursor.execute(_UNIQUES, [ledger.model._meta.db_table])
    for index, columns, predicate in cursor.fetchall():
        where = f"where {predicate}" if predicate else ""
        names = ", ".join(quoted(c) for c in columns)
        same = " and ".join(f"s.{quoted(c)} = r.{quoted(c)}" for c in columns)
        filled = " and ".join(f"{quoted(c)} is not null" for c in columns)
        # A record that this very import changes no longer counts with its old key.
        query = f"""
            select s.angen_row from (select * from {TABLE} {where}) s
            join (select * from {real} {where}) r on {same}
            where r.{key} is distinct from s.{key}
              and not exists (select 1 from {TABLE} o where o.{key} = r.{key})
            union
            select angen_row from (
              select angen_row, row_number() over (partition by {names} order by angen_row) as n
              from (select * from {TABLE} {where}) f where {filled}) t
            where n > 1
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
