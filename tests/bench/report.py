"""What a bench found, as a table on the screen and as a section of docs/made/bench.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "made" / "bench.md"
HEAD = "<!-- 由 make bench 生成，请勿手工修改。 -->\n\n# 性能测量\n"


def report(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = ""
) -> None:
    """Print a table and put it in the place of the section of the same title.

    ``title`` begins with the id of what is measured, by which sections are sorted. ``note`` says
    what stood beside it and how the figures were taken. Other sections stay as they were.
    """
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    print("\n" + "\n".join(lines))
    body = [
        f"## {title}",
        f"{dt.datetime.now(dt.UTC).date().isoformat()}，{_machine()}。{note}",
        "\n".join(lines),
    ]
    found = _sections()
    found[title] = "\n\n".join(body)
    text = "\n\n".join([HEAD.rstrip(), *(found[key] for key in sorted(found, key=_order))])
    PAGE.write_text(text + "\n", encoding="utf-8")


def _sections() -> dict[str, str]:
    if not PAGE.exists():
        return {}
    parts = re.split(r"(?m)^(?=## )", PAGE.read_text(encoding="utf-8"))[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.strip() for part in parts}


def _order(title: str) -> tuple[int, str]:
    number = re.match(r"[A-Z](\d+)", title)
    return (int(number[1]) if number else 99, title)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} 核，内存 {memory:.0f} GiB，Python {platform.python_version()}"
