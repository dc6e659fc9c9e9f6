"""What an appeal is about, as it stood when it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from angen.assess.evidence import evidence
from angen.assess.models import Cycle, Result


def evidence_of(cycle: Cycle, result: Result, items: Sequence[str]) -> dict[str, Any]:
    """The disputed items and gates with their facts, and the records behind these."""
    chosen: list[dict[str, Any]] = [each for each in result.items if each["id"] in items]
    gates = [each for each in result.gates if f"gate-{each['place']}" in items]
    names = sorted({name for each in (*chosen, *gates) for name, _ in each["facts"]})
    found = evidence([result.unit_id], cycle.end, names, cycle.start)
    return {
        "result": {"score": _text(result.score), "grade": result.grade, "rank": result.rank},
        "items": chosen,
        "gates": gates,
        "records": {
            name: {
                "counted": [str(record) for record in each.counted],
                "not_counted": [str(record) for record in each.not_counted],
            }
            for name in names
            if (each := found.get((result.unit_id, name))) is not None
        },
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
