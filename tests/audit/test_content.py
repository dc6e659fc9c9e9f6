"""Nothing enters the log that an event does not declare."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.audit import content
from angen.audit.models import Check
from angen.kernel.events import Event
from angen.orgs.states import KeyListState
from audit.samples import Everything, Renamed


@dataclass(frozen=True)
class Loose(Event):
    """A field that promises nothing."""

    label: ClassVar[str] = "松"
    value: Any


@dataclass(frozen=True)
class Nameless(Event):
    """No label."""

    value: str


@dataclass(frozen=True)
class Whole(Event):
    """Stores a whole object."""

    label: ClassVar[str] = "整"
    record: Check


@dataclass(frozen=True)
class Share(Event):
    """A binary fraction."""

    label: ClassVar[str] = "比"
    share: float


def test_every_kind_of_value_becomes_plain_json() -> None:
    event = Everything(
        on=dt.date(2026, 11, 2),
        at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC),
        share=Decimal("0.30"),
        count=None,
        names=("甲", "乙"),
        changes={"姓名": ["旧", "新"]},
    )
    assert content.text_of(event) == (
        '{"at":"2026-11-02T08:00:00+00:00","changes":{"姓名":["旧","新"]},"count":null,'
        '"names":["甲","乙"],"on":"2026-11-02","share":"0.30"}'
    )


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (KeyListState.APPROVED, '"approved"'),
        (UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
        (True, "true"),
        ("a\x00\x1f\n", '"a\\u0000\\u001f\\n"'),
        ({"b": 1, "a": [None]}, '{"a":[null],"b":1}'),
    ],
)
def test_values(value: object, stored: str) -> None:
    assert content.text_of(Loose(value)) == f'{{"value":{stored}}}'


@pytest.mark.parametrize(
    "value",
    [1.5, {1, 2}, b"x", Check(), object(), {1: "a"}, dt.datetime(2026, 1, 1)],  # noqa: DTZ001
)
def test_what_the_log_does_not_hold(value: object) -> None:
    with pytest.raises(TypeError):
        content.text_of(Loose(value))
    with pytest.raises(TypeError):
        content.text_of(Loose([{"deep": value}]))


@pytest.mark.parametrize("event", [Nameless("x"), Whole(Check()), Share(0.5)])
def test_declarations_the_log_refuses(event: Event) -> None:
    with pytest.raises(TypeError):
        content.text_of(event)


@pytest.mark.parametrize(
    "event",
    [
        Renamed(1, "b"),  # type: ignore[arg-type]
        Renamed(None, "b"),  # type: ignore[arg-type]
        Everything(
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            Decimal(1),
            True,
            (),
            {},
        ),
    ],
)
def test_a_value_is_what_its_field_declares(event: Event) -> None:
    with pytest.raises(TypeError, match="not what it declares"):
        content.text_of(event)


def test_an_undeclared_attribute_stays_out() -> None:
    event = Renamed("a", "b")
    object.__setattr__(event, "informer", "李四")
    assert content.text_of(event) == '{"new":"b","old":"a"}'


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_the_same_content_is_the_same_text(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert content.text_of(Loose(value)) == content.text_of(Loose(turned))
