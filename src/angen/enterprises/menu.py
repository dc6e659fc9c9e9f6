"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav
from angen.enterprises.ledgers.enterprises import GROUP

nav.register(
    GROUP,
    "责任缺口",
    "enterprises:gaps",
    icon="alert-circle",
    permission="enterprises.appoint",
    place=35,
)
nav.register(
    GROUP,
    "重复记录",
    "enterprises:duplicates",
    icon="copy",
    permission="enterprises.merge",
    place=80,
)
