"""Law education while enforcing: what was printed and handed out in 2021 (日照日报: 执法普法进万家)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from angen.demo.scribe import Scribe
from angen.inspections.models import Handout, Inspection, Material
from angen.orgs.models import Agency


@dataclass(frozen=True)
class Title:
    """A title, how many copies, when it was printed, and how many a visit leaves."""

    name: str
    form: str
    copies: int
    printed_on: dt.date
    each: int


TITLES = (
    Title("重大生产安全事故隐患判定标准汇编", "手册", 2000, dt.date(2021, 3, 1), 2),
    Title("新《安全生产法》", "单行本", 2600, dt.date(2021, 6, 28), 2),
    Title("《山东省安全生产条例》明白纸", "明白纸", 2000, dt.date(2021, 2, 22), 4),
    Title("《山东省生产安全事故应急办法》明白纸", "明白纸", 2000, dt.date(2021, 4, 6), 4),
)


def write_handouts(scribe: Scribe, printer: Agency, visits: Sequence[Inspection]) -> None:
    """Every printed copy is left with an enterprise during a visit after it was printed."""
    for title in TITLES:
        material = scribe.add(
            Material(
                agency=printer,
                title=title.name,
                form=title.form,
                printed=title.copies,
                printed_on=title.printed_on,
            )
        )
        after = [v for v in visits if v.visited_on and v.visited_on > title.printed_on]
        for visit in scribe.random.sample(after, title.copies // title.each):
            scribe.add(Handout(inspection=visit, material=material, copies=title.each))
