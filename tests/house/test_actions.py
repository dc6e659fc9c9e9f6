"""Every action is atomic, asks who, allows and records."""

from __future__ import annotations

import pytest

from house import actions
from house.exemptions import ACTIONS
from house.tree import ROOT

GOOD = """
from django.db import transaction
from angen.audit.actions import record
from angen.kernel.access import Actor, require

@transaction.atomic
def rename(officer, name, *, by: Actor):
    require(by, "orgs.keep_people", officer)
    _change(officer, name)
    record(Renamed(), by=by, subject=officer)

def _change(officer, name):
    officer.name = name
    officer.save()
"""


def test_every_action_keeps_the_beats():
    assert actions.problems(ROOT, ACTIONS) == []


def test_exemptions_name_living_functions_and_reasons():
    assert actions.stale_exemptions(ROOT, ACTIONS) == []


def written(folder, text):
    target = folder / "src" / "angen" / "orgs" / "actions.py"
    target.parent.mkdir(parents=True)
    target.write_text(text)
    return actions.problems(folder, {})


def test_a_whole_action_passes(tmp_path):
    assert written(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("beat", "line", "instead"),
    [
        ("atomic", "@transaction.atomic\n", ""),
        ("by", ", *, by: Actor", ", by: Actor"),
        ("require", 'require(by, "orgs.keep_people", officer)', "pass"),
        ("record", "record(Renamed(), by=by, subject=officer)", "pass"),
    ],
)
def test_each_missing_beat_is_found(tmp_path, beat, line, instead):
    assert line in GOOD
    (found,) = written(tmp_path, GOOD.replace(line, instead))
    assert found.endswith(f"rename: {beat}")


def test_a_function_that_only_reads_is_free(tmp_path):
    assert written(tmp_path, "def check(files):\n    return sorted(files)\n") == []
