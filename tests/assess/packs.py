"""Small packs as texts."""

from __future__ import annotations

HEAD = """
id: {id}
title: {title}
issuer: 市安委会
document: 2021年1号
source: test
governs: ["{governs}"]
since: {since}
"""
STANDARDS = """
- id: holders
  says: 在岗持证人员不少于2名
  cite: 第二条
  applies_to: {kind: [town, street]}
  requires: officers_certified_on_post >= holders_minimum
  severity: blocking
  limit: holders_minimum
  if_not:
    - {do: circular, to: prefecture, cite: 第三条}
    - {do: rectify, within: {natural_days: 30}}
- id: full-time
  says: 全部专职
  cite: 第四条
  applies_to: {kind: [town, street]}
  requires: full_time_share = 1
  severity: minor
"""
VALUES = """
holders_minimum:
  says: 最少持证人数
  stricter: higher
  versions:
    2021-01-01: {value: 2, unit: 人, cite: 第二条}
"""
MILESTONES = """
- id: holders-done
  says: 年底前持证到位
  cite: 第五条
  due: 2021-11-30
  done_when: officers_certified_on_post >= 2
  applies_to: {kind: [town, street]}
"""
EXAMPLES = """
- says: 两名持证
  on: 2021-12-31
  unit: {level: township, kind: town}
  facts: {officers_certified_on_post: 2, full_time_share: 1}
  expect: {holders: met, full-time: met, holders-done: met}
- says: 一名持证
  on: 2021-12-31
  unit: {level: township, kind: town}
  facts: {officers_certified_on_post: 1, full_time_share: 0.5}
  expect: {holders: not_met, full-time: not_met, holders-done: not_met}
- says: 没有记录
  on: 2021-12-31
  unit: {level: township, kind: town}
  facts: {}
  expect: {holders: unknown, full-time: unknown, holders-done: unknown}
"""


def pack(
    id: str = "city-2021", governs: str = "3711", since: str = "2021-01-01", **files: str
) -> dict[str, str]:
    """A pack of two standards, a value, a milestone and examples; ``files`` replace texts."""
    head = HEAD.format(id=id, title=f"政策{id}", governs=governs, since=since)
    given = {
        "pack": head,
        "standards": STANDARDS,
        "values": VALUES,
        "milestones": MILESTONES,
    } | files
    found = {f"{name}.yaml": text for name, text in given.items() if name != "examples"}
    found["examples/all.yaml"] = files.get("examples", EXAMPLES)
    return found
