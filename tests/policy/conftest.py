"""Small packs written on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

HEAD = """\
id: small
title: 小政策
issuer: 某市安委会
document: 某文〔2021〕1号
source: small
governs: ["3711"]
since: 2021-01-01
"""

STANDARDS = """\
- id: holders
  says: 在岗持证执法人员不少于2名
  cite: 二
  applies_to: {level: township, kind: [town, township, street]}
  requires: officers_certified >= min_holders
  severity: blocking
  if_not: [{do: circular, to: prefecture}, {do: rectify, within: {natural_days: 30}}]
"""

VALUES = """\
min_holders:
  2021-01-01: {value: 2, unit: 人, cite: 二}
  stricter: higher
"""

EXAMPLES = """\
- says: 两人
  on: 2021-06-01
  unit: {kind: town}
  facts: {officers_certified: 2}
  expect: {holders: met}
- says: 一人
  on: 2021-06-01
  facts: {officers_certified: 1}
  expect: {holders: not_met}
- says: 没有台账
  on: 2021-06-01
  facts: {officers_certified: null}
  expect: {holders: unknown}
"""

Files = dict[str, str]


@dataclass(frozen=True)
class Info:
    """An indicator as the linter sees it."""

    name: str
    label: str
    unit: str
    tags: frozenset[str] = frozenset()


INDICATORS: Mapping[str, Info] = {
    each.name: each
    for each in (
        Info("officers_certified", "在岗持证人数", "人"),
        Info("officers_in_post", "在岗人数", "人"),
        Info("budget_office", "办公经费", "元"),
        Info("plans_completion", "计划完成率", "比例"),
        Info("terminals", "移动终端", "台"),
        Info("money_collected", "罚没到账", "元", frozenset({"fine"})),
        Info("inspections_made", "检查家次", "次", frozenset({"volume"})),
    )
}
AREAS = frozenset({"37", "3711", "371102"})


@pytest.fixture
def small() -> Files:
    """A sound pack with one standard, one value and three examples."""
    return {
        "pack.yaml": HEAD,
        "standards.yaml": STANDARDS,
        "values.yaml": VALUES,
        "examples/holders.yaml": EXAMPLES,
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Files], Path]:
    """Write files into a folder and give the folder."""

    def write(files: Files) -> Path:
        for name, text in files.items():
            path = tmp_path / "pack" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "pack"

    return write


@pytest.fixture
def indicators() -> Mapping[str, Info]:
    return INDICATORS


@pytest.fixture
def areas() -> frozenset[str]:
    return AREAS
