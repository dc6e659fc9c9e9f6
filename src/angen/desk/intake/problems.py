"""Keeping every problem of an import with its batch, however many they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from django.db import connection

from angen.desk.intake.reading import Problem
from angen.desk.models import ImportBatch

_TABLE = """
create temporary table angen_problems
  (angen_row int, cell text, label text, value text, sentence text) on commit drop
"""
_COPY = "copy angen_problems (angen_row, cell, label, value, sentence) from stdin"
# In the order of the sheet: by row, and A to Z before AA.
_KEEP = """
insert into desk_importproblem (batch_id, place, row, cell, "column", value, sentence)
select %s, row_number() over (order by angen_row, length(cell), cell, sentence),
       angen_row, cell, label, value, sentence
from angen_problems
"""


def keep_problems(batch: ImportBatch, problems: Iterable[Problem]) -> None:
    """Put these in the place of what was found before."""
    batch.problems.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.angen_problems")
        cursor.execute(_TABLE)
        with cursor.cursor.copy(_COPY) as copy:
            for problem in problems:
                copy.write_row(astuple(problem))
        cursor.execute(_KEEP, [batch.pk])
