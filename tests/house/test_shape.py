"""The shape of the house, checked on the source itself."""

from __future__ import annotations

import pytest

from house import shape
from house.tree import ROOT


@pytest.mark.parametrize("check", [*shape.CHECKS, shape.uncommented_dependencies])
def test_shape(check):
    assert check(ROOT) == []


BROKEN = {
    "orgs/signals.py": "from django.db.models.signals import post_save\n",
    "orgs/queries/odd.py": "def odd(q):\n    return q.order_by('?')\n",
    "orgs/actions/odd.py": "def odd(case):\n    case.state = 'done'\n",
    "orgs/actions/many.py": "def many(cases):\n    cases.update(state='done')\n",
    "kernel/odd.py": "from django.conf import settings\n",
    "orgs/odd.py": "from angen.orgs.views.login import log_in\n",
    "orgs/templates/orgs/odd.html": '<p onclick="go()">x</p>\n',
    "orgs/templates/orgs/style.html": '<p style="color: red">x</p>\n',
    "orgs/templates/orgs/script.html": "<script>go()</script>\n",
    "orgs/long.py": "x = 1\n" * 401,
    "orgs/longer.py": "def f():\n" + "    x = 1\n" * 60,
    "orgs/place.py": "HERE = '/" + "work/main'\n",
}


@pytest.mark.parametrize("path", BROKEN)
def test_each_check_finds_what_it_forbids(path, tmp_path):
    target = tmp_path / "src" / "angen" / path
    target.parent.mkdir(parents=True)
    target.write_text(BROKEN[path])
    assert len(shape.problems(tmp_path)) >= 1


def test_an_innocent_tree_has_no_problems(tmp_path):
    target = tmp_path / "src" / "angen" / "orgs" / "queries.py"
    target.parent.mkdir(parents=True)
    target.write_text("def by_name(q):\n    return q.order_by('name')\n")
    page = tmp_path / "src" / "angen" / "orgs" / "templates" / "orgs" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text('<script type="application/json" id="a">{}</script><p data-on="x">y</p>\n')
    assert shape.problems(tmp_path) == []
