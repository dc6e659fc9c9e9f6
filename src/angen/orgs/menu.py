"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav

nav.register(
    "系统管理", "账号", "orgs:accounts", icon="users", permission="orgs.see_accounts", bar=True
)
nav.register(
    "队伍建设",
    "证件到期",
    "orgs:certificates_expiring",
    icon="clock-exclamation",
    permission="orgs.see_people",
    place=51,
)
nav.register(
    "队伍建设",
    "待审查安全员",
    "orgs:village_officers_to_review",
    icon="user-check",
    permission="orgs.review_village_officer",
    place=71,
)
nav.register(
    "队伍建设",
    "待审定安全员",
    "orgs:village_officers_to_approve",
    icon="user-check",
    permission="orgs.approve_village_officer",
    place=72,
)
nav.register(
    "队伍建设",
    "提出重点名单",
    "orgs:key_unit_propose",
    icon="star",
    permission="orgs.propose_key_unit",
    place=66,
)
