"""One contender of the import bench, in a process of its own so that its peak memory is its own.

Arguments: "本系统", "旁边，逐行校验" or "旁边，不校验"; "check", "refuse" or "write"; account; file. Prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

import tablib  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402

from angen.desk.intake import reading, writing  # noqa: E402
from angen.desk.ledger import ledger  # noqa: E402
from angen.enterprises.models import Enterprise  # noqa: E402
from angen.orgs.models import Area  # noqa: E402

COLUMNS = {
    "名称": "name",
    "统一社会信用代码": "code",
    "地址": "address",
    "国民经济行业": "industry",
    "从业人数": "employees",
    "主要负责人": "principal",
    "联系电话": "phone",
    "成立日期": "registered_on",
}
CHOICES = {"行业领域": "sector", "规模": "scale", "证照情况": "licence", "经营状态": "business"}


class Labelled(widgets.Widget):
    """A choice written by its label."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.values = {str(label): value for value, label in choices}

    def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
        if value and value not in self.values:
            raise ValueError(f"not one of {'、'.join(self.values)}")
        return self.values.get(value, "")


def beside(fast: bool) -> resources.ModelResource:
    """A resource of django-import-export as its manual writes one, every instance cleaned.

    ``fast``: its quickest settings, which write in bulk, show no differences and check no instance.
    """
    declared: dict[str, Any] = {
        name: fields.Field(name, head, widget=None) for head, name in COLUMNS.items()
    }
    declared["employees"].widget = widgets.IntegerWidget()
    declared["registered_on"].widget = widgets.DateWidget("%Y-%m-%d")
    for name in COLUMNS.values():
        declared[name].widget = declared[name].widget or widgets.CharWidget()
    declared["area"] = fields.Field(
        "area", "所在乡镇（村）", widget=widgets.ForeignKeyWidget(Area, "name")
    )
    for head, name in CHOICES.items():
        field: Any = Enterprise._meta.get_field(name)
        declared[name] = fields.Field(name, head, widget=Labelled(field.choices))
    meta = type(
        "Meta",
        (),
        {
            "model": Enterprise,
            "fields": tuple(declared),
            "import_id_fields": ("code",),
            "clean_model_instances": not fast,
            "use_bulk": fast,
            "skip_diff": fast,
            "batch_size": 1000,
        },
    )
    made: Any = type("EnterpriseResource", (resources.ModelResource,), {**declared, "Meta": meta})
    return made()


def run_beside(path: Path, act: str, *, fast: bool) -> dict[str, Any]:
    """Reading and importing, as the admin does: first tried and rolled back, then written."""
    data = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    result = beside(fast).import_data(data, dry_run=act == "check", raise_errors=False)
    bad = len(result.invalid_rows) + len(result.row_errors())
    return {"new": result.totals["new"], "bad": bad}


def run_ours(path: Path, act: str, account: str) -> dict[str, Any]:
    """Reading, checking and, for ``write``, writing with history."""
    book = ledger("enterprises")
    actor: Any = get_user_model()._default_manager.get(pk=account)
    parsed = reading.parse(book, actor, reading.opened(path), lambda count: None)
    if act != "write":
        done = writing.dry_run(book, parsed, actor)
    else:
        done = writing.write(book, parsed, actor, "bench")
    return {"new": done.new, "bad": len(parsed.problems)}


def spent() -> float:
    """Processor seconds of this process and of the one of the database that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        number = cursor.fetchone()[0]
    words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")


def peak() -> float:
    """The most memory this process ever held, in MB; unlike getrusage without its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    who, act, account, path = sys.argv[1:]
    begun, before = time.perf_counter(), spent()
    fast = who == "旁边，不校验"
    found = (
        run_ours(Path(path), act, account)
        if who == "本系统"
        else run_beside(Path(path), act, fast=fast)
    )
    found["seconds"], found["processor"] = time.perf_counter() - begun, spent() - before
    found["peak"] = peak()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
