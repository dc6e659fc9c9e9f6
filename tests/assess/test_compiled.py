from __future__ import annotations

import datetime as dt

import ibis
import pytest
from django.test import override_settings

from angen.assess import kept as room
from angen.assess.compiled import DAY, STAND_IN, compiled_from, sql_of
from angen.assess.tables import table
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
