"""The form of a circular's marked places."""

from __future__ import annotations

from angen.desk.act_forms import ActForm, long_text, text


class CircularForm(ActForm):
    """Everything of a circular that a person writes."""

    title = text("标题", most=120)
    to = text("主送机关")
    opening = long_text("开头", most=600)
    findings = long_text(
        "主要问题", required=False, most=3000, rows=6, help_text="每行一段；不写只列失分表。"
    )
    demands = long_text("工作要求", required=False, most=3000, rows=6, help_text="每行一段。")
    copies_to = text("抄送", required=False)
