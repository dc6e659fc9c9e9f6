"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav
from angen.plans.ledgers.draws import GROUP

nav.register(
    GROUP, "组织抽查", "plans:draw_new", icon="plus", permission="plans.run_draw", place=21
)
nav.register(GROUP, "起草计划", "plans:plan_new", icon="plus", permission="plans.keep", place=11)
nav.register(
    GROUP, "安排互查", "plans:round_new", icon="plus", permission="plans.keep_rounds", place=51
)
nav.register(
    GROUP, "拟订专项检查", "plans:campaign_new", icon="plus", permission="plans.keep", place=46
)
