"""What every office of the demo world has, and how totals are dealt out."""

from __future__ import annotations

import datetime as dt

from angen.capacity.models import BudgetLine, EquipmentItem, FiledDocument
from angen.demo.scribe import Scribe
from angen.orgs.models import Agency


def spread(total: int, places: int, least: int) -> list[int]:
    """``total`` dealt out over ``places`` as evenly as it goes, none below ``least`` if it can be."""
    share, more = divmod(total, places)
    dealt = [share + (1 if place < more else 0) for place in range(places)]
    # A little unevenness: every third place lends one to its neighbour.
    for place in range(0, places - 1, 3):
        if dealt[place] - 1 >= least:
            dealt[place] -= 1
            dealt[place + 1] += 1
    return dealt


def furnish(scribe: Scribe, office: Agency, on: dt.date, years: tuple[int, int]) -> None:
    """What an office needs: equipment, calibrated, budget lines of the years, rooms, papers."""
    category = EquipmentItem.Category
    items = scribe.equipment(
        office,
        {
            category.VEHICLE: 1,
            category.RECORDER: 2,
            category.PRINTER: 1,
            category.TERMINAL: 2,
            category.DETECTOR: 2,
        },
        on,
    )
    for item in items:
        if item.needs_calibration:
            scribe.calibrated(item, on, dt.date(2026, 12, 31))
    kinds = BudgetLine.Category
    for year in sorted(set(years)):
        scribe.budget(
            office, year, {kinds.OFFICE: 40_000, kinds.TRAINING: 20_000, kinds.EQUIPMENT: 30_000}
        )
    scribe.premises(office, on)
    scribe.document(office, FiledDocument.Kind.DUTIES, f"{office.name}职责清单", on)
