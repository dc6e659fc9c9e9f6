"""An import that is killed while it writes leaves nothing, and is written whole when resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from angen.site.postgres import Server
from factories.enterprises import credit_code

TESTS = Path(__file__).resolve().parents[1]
ROWS = 3_000
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("embedded-postgres")]


class Installation:
    """A folder with a database of its own, and processes that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("-m", "angen.site.cli", "migrate")

    def start(self, *words: str) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
        environment = {
            **kept,
            "ANGEN_VAR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "angen.site.settings",
            "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}",
        }
        return subprocess.Popen(
            [sys.executable, *words], env=environment, stdout=subprocess.PIPE, text=True
        )

    def run(self, *words: str) -> str:
        process = self.start(*words)
        said, _ = process.communicate(timeout=180)
        assert process.returncode == 0
        return said.strip()

    def importing(self, *words: str) -> str:
        return self.run(str(Path(__file__).with_name("importing.py")), *words)

    def standing(self, batch: str) -> subprocess.Popen[str]:
        """A process that has written every row and the log, and has not committed."""
        script = str(Path(__file__).with_name("importing.py"))
        process = self.start(script, "write", batch, "slowly")
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "standing"
        return process

    def look(self) -> dict[str, object]:
        return json.loads(self.importing("look"))


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["名称", "统一社会信用代码", "所在乡镇（村）", "行业领域"])
    for n in range(ROWS):
        page.write_row(n + 1, 0, [f"厂{n}", credit_code(n), "试验镇", "工贸（机械）"])
    book.close()
    return path


def test_killed_in_the_middle_nothing_stays_and_it_is_resumed(own_folder, tmp_path):
    here = Installation(own_folder / "importing")
    batch = here.importing("prepare", str(workbook(tmp_path / "enterprises.xlsx"))).splitlines()[-1]
    nothing = {"state": "confirmed", "found": [0, 0, 0, 0]}
    assert here.look() == nothing

    process = here.standing(batch)
    process.kill()
    process.wait()
    assert here.look() == nothing

    process = here.standing(batch)
    database = Server(here.folder).pid
    assert database is not None
    os.kill(database, signal.SIGKILL)
    process.kill()
    process.wait()
    assert here.look() == nothing  # the database is started again by whoever comes next

    assert here.importing("write", batch) == "done"
    whole = {"state": "done", "found": [ROWS] * 4}
    assert here.look() == whole
    assert here.importing("write", batch) == "done"  # pressed again
    assert here.look() == whole
