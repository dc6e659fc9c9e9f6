"""The figures of a circular as a table, for a spreadsheet beside it."""

from __future__ import annotations

from typing import Any, Final

from angen.assess.models.cycles import Outcome

HEADINGS: Final = (
    *("名次", "县（市、区）", "单位", "区划代码", "评定情况", "得分", "等次", "上期得分"),
    *("不合格", "连续不合格次数", "否决和警告", "不计分的原因"),
)


def table_of(data: dict[str, Any]) -> list[list[Any]]:
    """The figures unit by unit, for a spreadsheet beside the circular."""
    return [
        [
            unit["rank"],
            unit["county"],
            unit["name"],
            unit["code"],
            Outcome(unit["outcome"]).label,
            unit["score"],
            unit["grade"],
            unit["before"],
            "是" if unit["failing"] else "",
            unit["streak"],
            "；".join(unit["gates"]),
            unit["why"],
        ]
        for unit in data["units"]
    ]
