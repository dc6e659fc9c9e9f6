"""Deadlines of this app."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

LETTER: Final = register(
    Kind("enterprises.letter", "两书续签", "去签订", warn_values=("letter_warning_days",))
)
GRADE: Final = register(
    Kind(
        "enterprises.hazard_grade",
        "重大危险源重新辨识评估",
        "去登记",
        warn_values=("hazard_warning_days",),
    )
)
FILE: Final = register(Kind("enterprises.hazard_file", "重大危险源备案", "去备案"))
STANDARD: Final = register(
    Kind(
        "enterprises.standard",
        "标准化到期复评",
        "去查看",
        warn_values=("standard_warning_days",),
    )
)
CHAIN: Final = register(Kind("enterprises.chain", "补齐企业包保责任人", "去补齐"))
