"""A record moves along the table and in no other way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.refusal import Refused
from angen.kernel.states import Hours, Machine, Move, Natural, Working
from angen.orgs.states import key_list, village_officer


class Light(TextChoices):
    RED = "red", "红灯"
    GREEN = "green", "绿灯"
    OFF = "off", "熄灭"


MOVES = [
    Move("go", "放行", (Light.RED,), Light.GREEN, "某法 第一条", within=Working(2)),
    Move("stop", "叫停", (Light.GREEN,), Light.RED, within=Hours(24)),
    Move("cut", "断电", (Light.RED, Light.GREEN), Light.OFF, within=Natural(7)),
]
LIGHT = Machine("light", "信号灯", Light, MOVES)


@dataclass
class Lamp:
    state: str = Light.RED


def test_a_move_changes_the_state_and_says_which_it_was() -> None:
    lamp = Lamp()
    assert LIGHT.move(lamp, "go") is MOVES[0]
    assert lamp.state == Light.GREEN


def test_a_refusal_says_where_the_record_stands_and_cites() -> None:
    lamp = Lamp(Light.OFF)
    with pytest.raises(Refused) as refused:
        LIGHT.move(lamp, "go")
    assert refused.value.sentence == "当前状态是“熄灭”，不能放行；只有“红灯”时才能放行。"
    assert refused.value.article == "某法 第一条"
    assert lamp.state == Light.OFF


def test_a_state_read_from_the_database_is_plain_text() -> None:
    lamp = Lamp("red")
    assert [move.name for move in LIGHT.open_to(lamp)] == ["go", "cut"]
    LIGHT.move(lamp, "cut")
    assert [*LIGHT.open_to(lamp)] == []


def test_a_move_nobody_declared_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        LIGHT.move(Lamp(), "fly")


def test_two_moves_do_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="share a name"):
        Machine("light", "信号灯", Light, [MOVES[0], MOVES[0]])


def test_the_diagram_shows_every_move() -> None:
    lines = LIGHT.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "  red --> green: 放行 (某法 第一条)" in lines
    assert "  green --> off: 断电" in lines
    assert len(lines) == 1 + len(Light) + sum(len(move.sources) for move in MOVES)


@pytest.mark.parametrize("machine", [LIGHT, key_list, village_officer], ids=lambda m: m.name)
@given(data=st.data())
def test_only_moves_of_the_table_happen(machine: Machine, data: st.DataObject) -> None:
    record = Lamp(data.draw(st.sampled_from([state.value for state in machine.states])))
    for name in data.draw(st.lists(st.sampled_from(sorted(machine.moves)), max_size=12)):
        before, offered = record.state, {move.name for move in machine.open_to(record)}
        move = machine.moves[name]
        try:
            machine.move(record, name)
        except Refused:
            assert before not in move.sources
            assert name not in offered
            assert record.state == before
        else:
            assert before in move.sources
            assert name in offered
            assert record.state == move.target
