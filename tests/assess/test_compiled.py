from __future__ import annotations

import datetime as dt

import ibis
import pytest
from django.test import override_settings

from angen.assess import kept as room
from angen.assess import shared
from angen.assess.compiled import DAY, STAND_IN, compiled_from, sql_of
from angen.assess.composing import Statement
from angen.assess.drawn import drawn
from angen.assess.tables import table
from angen.assess.unique import once
from angen.kernel import indicators as kernel
from angen.kernel.indicators import registered
from assess import world


def test_the_day_is_open_wherever_it_is_read() -> None:
    made = compiled_from(world.INDICATORS["recruits"])
    assert made.part.sql.count(DAY) == 2 and str(STAND_IN.year) not in made.part.sql


def test_a_day_computed_with_while_compiling_is_refused() -> None:
    rows = table("orgs_appointment")
    shifted = STAND_IN - dt.timedelta(days=30)
    with pytest.raises(ValueError, match="not one literal"):
        sql_of(rows.filter(rows.valid_from >= ibis.literal(shifted)))


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(AttributeError, match="no_such_table"):
        table("no_such_table")


def test_every_registered_indicator_compiles() -> None:
    for indicator in registered().values():
        assert DAY in compiled_from(indicator).part.sql or indicator.over != "day"


def test_what_is_kept_is_read_again_and_never_stale(tmp_path, monkeypatch) -> None:
    asked: list[int] = []

    def compile_all() -> dict[str, int]:
        asked.append(1)
        return {"a": 1}

    with override_settings(VAR=tmp_path):
        assert room.kept(compile_all) == room.kept(compile_all) == {"a": 1}
        assert len(asked) == 1
        monkeypatch.setattr(room, "state", lambda: "other software")
        room.kept(compile_all)
        assert len(asked) == 2
        assert len(list((tmp_path / "cache").iterdir())) == 1
        (file,) = (tmp_path / "cache").iterdir()
        file.write_text("{broken")
        assert room.kept(compile_all) == {"a": 1}


def test_what_indicators_share_is_read_once(monkeypatch) -> None:
    texts: dict[str, str] = {}
    monkeypatch.setattr(shared, "_texts", texts)

    @kernel.shared
    def posts(t, on):
        rows = t.orgs_appointment.join(t.orgs_agency, "id")
        return rows.filter(rows.valid_from <= on).select(
            unit_id=rows.area_id, officer=rows.officer_id
        )

    def count(name):
        def definition(t, on):
            rows = posts(t, on)
            return kernel.Count(
                rows.select(
                    "unit_id", record_id=rows.officer.cast("string"), record_type=ibis.literal(name)
                )
            )

        return kernel.Indicator(name, name, "人", "day", definition, frozenset())

    made = [compiled_from(count(name)) for name in "ab"]
    (name,) = texts
    assert DAY in texts[name] and all(f'"{name}"' in each.part.sql for each in made)
    assert all("orgs_agency" not in each.part.sql for each in made)
    statement = Statement(["371102001"], [])
    day = dt.date(2021, 12, 31)
    sql, types, values = statement.whole([statement.placed(x.part.sql, day, None) for x in made])
    assert sql.count("orgs_agency") == 1 and sql.count("common_0") == 3
    assert types == ["text[]", "date"] and values == [["371102001"], day]
    # Another engine is asked for all of it.
    assert "orgs_agency" in compiled_from(count("a"), "duckdb").part.sql


def test_records_that_come_once_are_counted_by_rows() -> None:
    found = {name: compiled_from(each) for name, each in registered().items()}
    assert (
        found["inspections_made"].part.rows
        and "record_id" not in found["inspections_made"].part.rows
    )
    # One enterprise may be visited often.
    assert not found["enterprises_visited"].part.rows


def test_a_record_joined_to_a_number_or_to_what_is_grouped_by_the_same_comes_once() -> None:
    found = {name: compiled_from(each) for name, each in registered().items()}
    assert found["general_hazards_rechecked_in_time"].whole.rows
    assert found["procedure_breaches"].part.rows
    rows, other = table("inspections_inspection"), table("inspections_sheet")
    groups = other.group_by(at=other.inspection_id, sector=other.sector).aggregate(n=other.id.max())
    named = rows.select(record_id=rows.id, manner=rows.manner)
    whole = named.left_join(groups, [named.record_id == groups.at, named.manner == groups.sector])
    assert once(whole) and not once(named.left_join(groups, named.record_id == groups.at))


def test_a_relation_of_shared_ones_alone_has_no_rows_of_other_units() -> None:
    common, plain = shared_table("shared_posts"), shared_table("orgs_posts")
    assert drawn(common.filter(common.n > 1).select("unit_id", record_id=common.n))
    assert drawn(common.union(common)) and not drawn(common.union(plain))
    assert drawn(common.join(plain, "n")) and not drawn(plain.join(common, "n"))
    assert drawn(common.group_by("unit_id").aggregate(n=common.n.max()))
    assert not drawn(common.select(unit_id=common.n.cast("string"), record_id=common.n))


def shared_table(name: str) -> ibis.Table:
    return ibis.table({"unit_id": "string", "n": "int64"}, name=name)


def test_a_period_that_begins_with_the_year_reads_the_year_itself() -> None:
    made = (
        compiled_from(registered()["hazards_due"]).recorded,
        compiled_from(registered()["hazards_open"]).recorded,
    )
    first, day = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
    for since, read in ((first, 1), (dt.date(2021, 4, 1), 2)):
        statement = Statement(["371102001"], [])
        (one, two) = (
            statement.placed(each.sql, day, start)
            for each, start in zip(made, (since, None), strict=True)
        )
        assert (one == two) is (read == 1)
        sql, _, values = statement.whole([one, two])
        assert sql.count("MAX(") == read and first in values and "DATE_TRUNC('YEAR'" not in sql
