"""The tables of this app that follow a merged enterprise; issued papers keep the old name."""

from __future__ import annotations

from angen.enterprises.movers import mover
from angen.inspections.models import (
    Hazard,
    Inspection,
    Order,
    Recheck,
    SelfCheck,
    VillageFinding,
)

mover("inspections", "现场检查", Inspection)
mover("inspection_hazards", "事故隐患", Hazard)
mover("orders", "整改和处理决定", Order)
mover("rechecks", "整改复查", Recheck)
mover("self_checks", "企业自查", SelfCheck)
mover("village_findings", "村（社区）发现", VillageFinding)
