"""Indicators are relations, not numbers: value and evidence come from one definition.

An indicator is a function of tables and a day (or a period) that returns a ``Count``, ``Ratio`` or ``Measure`` of
Ibis relations. Every relation carries ``unit_id`` (area code, text), ``record_id`` (text primary
key of the record that counts) and ``record_type`` (text, "orgs.certificate").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, Protocol

from ibis.expr.types import Table


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included. For an indicator both are Ibis dates."""

    start: Any
    end: Any


class Tables(Protocol):
    """Access to tables by their database name: ``t.orgs_certificate``.

    ``t.value_recheck_days`` has the number ``recheck_days`` of the packs: ``unit_id``, ``value``.
    """

    def __getattr__(self, name: str) -> Table: ...


class Sharing:
    """Tables that can tell a relation that several indicators stand on from their own."""

    def shared(self, name: str, rows: Table) -> Table:
        """A relation with the columns of ``rows`` that stands for it."""
        raise NotImplementedError


Relation = Callable[[Tables, Any], Table]


def shared(definition: Relation) -> Relation:
    """Mark a relation that several indicators stand on: a statement reads it once.

    It carries ``unit_id``, and the rows of a unit are only ever held against rows of the same unit,
    because a statement about some units reads no rows of others.
    """

    @wraps(definition)
    def given(t: Tables, over: Any) -> Table:
        rows = definition(t, over)
        return t.shared(definition.__name__, rows) if isinstance(t, Sharing) else rows

    return given


@dataclass(frozen=True)
class Count:
    """The number of distinct records (``record_id``) of a unit.

    ``ledger`` names the ledger whose statement (台账申报) can turn "no rows" from unknown into
    zero; ``recorded`` are all rows of that ledger (default ``rows``), to be held against the
    number the statement claims.
    """

    rows: Table
    ledger: str = ""
    recorded: Table | None = None


@dataclass(frozen=True)
class Ratio:
    """``part`` (a subset of ``whole``) over ``whole``, 0 to 1; unknown where ``whole`` is empty."""

    part: Table
    whole: Table


@dataclass(frozen=True)
class Measure:
    """The sum (or least, or greatest) of column ``value`` of a unit's rows.

    Unknown where there are no rows, like a count.
    """

    rows: Table
    value: str = "value"
    how: Literal["sum", "min", "max"] = "sum"
    ledger: str = ""
    recorded: Table | None = None


Fact = Count | Ratio | Measure
Definition = Callable[[Tables, Any], Fact]


@dataclass(frozen=True)
class Indicator:
    """A registered indicator: ``unit`` is its unit of measure in Chinese (人, 元, 项, 比例)."""

    name: str
    label: str
    unit: str
    over: Literal["day", "year", "period"]
    definition: Definition
    tags: frozenset[str]

    @property
    def says(self) -> str:
        """What it counts and what it does not, from the docstring."""
        return " ".join((self.definition.__doc__ or "").split())


_indicators: dict[str, Indicator] = {}


def indicator(
    name: str,
    label: str,
    *,
    unit: str,
    over: Literal["day", "year", "period"] = "day",
    tags: Iterable[str] = (),
) -> Callable[[Definition], Definition]:
    """Register an indicator under ``name``, the word that packs use.

    ``over``: ``day`` the state on one day; ``year`` the calendar year that holds the day, up to it;
    ``period`` a stretch of days: the definition takes a ``Period``. Asked on a day without a period
    it is the calendar year up to that day.
    Tags: ``fine`` touches fines (refused in scores), ``volume`` counts inspections or cases.
    """

    def register(definition: Definition) -> Definition:
        if name in _indicators:
            raise ValueError(f"indicator {name} is registered twice")
        _indicators[name] = Indicator(name, label, unit, over, definition, frozenset(tags))
        return definition

    return register


def registered() -> dict[str, Indicator]:
    """All indicators by name."""
    return dict(sorted(_indicators.items()))
