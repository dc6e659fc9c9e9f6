"""The table that says in words what a chart draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Cell:
    text: str
    href: str = ""


def written(value: object) -> str:
    """A number with thousands separators and without trailing zeros; None is unknown."""
    if value is None or value == "-":
        return "未知"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = f"{value:,.4f}" if isinstance(value, float) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parts(datum: object) -> tuple[object, str]:
    """Value and link of a datum, which is a bare value or a mapping with both."""
    if isinstance(datum, Mapping):
        return datum.get("value"), str(datum.get("href") or "")
    return datum, ""


def _cell(datum: object) -> Cell:
    value, href = _parts(datum)
    return Cell(written(value), href)


def _one(value: object) -> Mapping[str, Any]:
    """ECharts takes one axis or a list of them; we draw with one."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0] if value else None
    return value if isinstance(value, Mapping) else {}


def _heat(option: Mapping[str, Any], data: Sequence[object]) -> tuple[list[str], list[list[Cell]]]:
    columns = [str(_parts(name)[0]) for name in _one(option.get("xAxis")).get("data", ())]
    names = [str(_parts(name)[0]) for name in _one(option.get("yAxis")).get("data", ())]
    grid = [[Cell("未知")] * len(columns) for _ in names]
    for datum in data:
        value, href = _parts(datum)
        if isinstance(value, Sequence) and not isinstance(value, str):
            x, y, number = value
            grid[int(y)][int(x)] = Cell(written(number), href)
    rows = [[Cell(name), *cells] for name, cells in zip(names, grid, strict=True)]
    return ["", *columns], rows


def _pie(data: Sequence[object]) -> tuple[list[str], list[list[Cell]]]:
    rows = [
        [Cell(str(datum.get("name", ""))), _cell(datum)]
        for datum in data
        if isinstance(datum, Mapping)
    ]
    return ["", "数值"], rows


def chart_table(option: Mapping[str, Any]) -> tuple[list[str], list[list[Cell]]]:
    """Headers and rows of a bar, line, pie or heat chart; the first cell of a row is its name."""
    given = option.get("series") or []
    series = [given] if isinstance(given, Mapping) else list(given)
    if not series:
        return [], []
    kind, data = series[0].get("type"), series[0].get("data", ())
    if kind == "pie":
        return _pie(data)
    if kind == "heatmap":
        return _heat(option, data)
    axis = _one(option.get("xAxis"))
    if "data" not in axis:
        axis = _one(option.get("yAxis"))
    names = [str(_parts(name)[0]) for name in axis.get("data", ())]
    headers = ["", *(str(one.get("name") or "数值") for one in series)]
    rows = []
    for place, name in enumerate(names):
        cells = [
            _cell(one["data"][place]) if place < len(one.get("data", ())) else Cell("未知")
            for one in series
        ]
        rows.append([Cell(name), *cells])
    return headers, rows
