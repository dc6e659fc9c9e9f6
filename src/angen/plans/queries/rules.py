"""The numbers of the rulebook that plans, draws and campaigns stand on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from angen.enterprises.states import Risk
from angen.kernel.calendar import Due, deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Natural, Working
from angen.orgs.models import Area
from angen.rulebook.queries import Ruling, value
from angen.worklist.queries.days import local_days


def whole(name: str, area: Area, on: dt.date) -> int | None:
    """A whole number of the rulebook; None where no pack sets it."""
    ruling = value(name, area, on)
    return None if ruling is None else int(ruling.value)


def needed(name: str, says: str, area: Area, on: dt.date) -> Decimal:
    """A number nothing can be begun without; Refused, naming what it ``says``, if no pack sets it."""
    ruling = value(name, area, on)
    if ruling is None:
        raise Refused(f"政策标准没有规定“{says}”，请管理员先安装国家政策包。")
    return ruling.value


def due(name: str, area: Area, start: dt.date, *, working: bool) -> Due | None:
    """The end of a term of the rulebook that begins with ``start``; None where no pack sets it.

    ``working``: the term counts working days, else natural ones.
    """
    ruling = value(name, area, start)
    if ruling is None:
        return None
    term = Working(int(ruling.value)) if working else Natural(int(ruling.value))
    return deadline(start, term, local_days(area), article=ruling.cite)


def cap_rulings(area: Area, on: dt.date) -> dict[str, Ruling]:
    """The most visits a year by risk class, with clauses, as far as the rulebook sets any."""
    found = {risk.value: value(f"visits_cap_{risk.value}", area, on) for risk in Risk}
    return {risk: ruling for risk, ruling in found.items() if ruling is not None}


def caps(area: Area, on: dt.date) -> dict[str, Decimal]:
    """The numbers alone."""
    return {risk: ruling.value for risk, ruling in cap_rulings(area, on).items()}
