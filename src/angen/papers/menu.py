"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav

nav.register(
    "工作", "文号登记簿", "papers:register", icon="list", permission="papers.see_register", place=60
)
