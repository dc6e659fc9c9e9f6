"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav

nav.register(
    "系统管理", "账号", "orgs:accounts", icon="users", permission="orgs.see_accounts", bar=True
)
