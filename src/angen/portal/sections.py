"""The sections of the public site, in the order of its first page; add a line for a new one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """``url`` is the name of a URL without parameters; ``says`` one sentence for visitors."""

    title: str
    url: str
    says: str
    icon: str


SECTIONS = (
    Section(
        "年度监督检查计划",
        "portal:plans",
        "各机构经批准并公布的年度计划：重点检查多少家、随机抽查多少家、各月安排。",
        "calendar",
    ),
    Section(
        "随机抽查事项清单",
        "portal:catalogue",
        "抽查什么、依据什么、抽多少、多久一次。",
        "list-check",
    ),
    Section(
        "随机抽查",
        "portal:draws",
        "每次抽查的承诺和结果，任何人可以在自己的浏览器里复算。",
        "refresh",
    ),
    Section(
        "检查结果",
        "portal:results",
        "什么时候检查了哪家单位、发现多少隐患、有没有责令整改。",
        "clipboard-check",
    ),
    Section(
        "专项检查",
        "portal:campaigns",
        "专项整治、联合执法的依据、批准、范围和期限。",
        "flag",
    ),
    Section(
        "检查频次上限",
        "portal:caps",
        "同一机关对同一企业一年最多检查几次。",
        "shield-check",
    ),
)
