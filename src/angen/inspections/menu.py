"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav
from angen.inspections.ledgers.visits import GROUP

# Visits
nav.register(
    GROUP,
    "我的检查",
    "inspections:mine",
    icon="clipboard-check",
    permission="inspections.inspect",
    place=5,
    bar=True,
)
nav.register(
    GROUP,
    "安排检查",
    "inspections:new",
    icon="plus",
    permission="inspections.inspect",
    place=6,
)
