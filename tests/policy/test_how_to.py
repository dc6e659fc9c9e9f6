"""The pack in docs/how-to/write-a-pack.md is sound as printed, and so is every pack that ships."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from angen.policy.examples import run_examples
from angen.policy.linter import check_files
from angen.policy.loader import load_pack

ROOT = Path(__file__).parents[2]
PACKS = sorted(each.parent for each in ROOT.glob("packs/*/pack.yaml"))
UNITS = {
    "officers_certified_on_post": "人",
    "officers_in_post": "人",
    "training_gap_months_max": "月",
    "villages_covered": "比例",
    "certified_share": "比例",
}


def printed() -> dict[str, str]:
    text = (ROOT / "docs/how-to/write-a-pack.md").read_text()
    blocks = re.findall(r"```yaml\n(# (\S+\.yaml).*?)```", text, re.DOTALL)
    return {name: body for body, name in blocks}


def test_the_printed_pack_has_no_problem():
    files = printed()
    assert len(files) == 10
    indicators = {
        name: SimpleNamespace(name=name, label=name, unit=unit, tags=frozenset())
        for name, unit in UNITS.items()
    }
    _, problems = check_files(files, indicators, {"371102", "371102103"})
    assert [str(each) for each in problems] == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda each: each.name)
def test_a_shipped_pack_passes_its_examples(folder):
    assert run_examples(load_pack(folder)) == []
