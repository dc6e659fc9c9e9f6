"""Which checklists suit an enterprise: by its sector, and by what needs a list of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from angen.enterprises.states import Feature, Scale, Sector
from angen.inspections import library

GENERAL: Final = ("general", "fire", "electricity")
BY_SECTOR: Final[Mapping[str, tuple[str, ...]]] = {
    Sector.COAL: ("mines",),
    Sector.MINE: ("mines",),
    Sector.CHEMICALS: ("chemicals",),
    Sector.FIREWORKS: ("fireworks",),
    Sector.METALLURGY: ("trade", "metallurgy"),
    Sector.NONFERROUS: ("trade", "nonferrous"),
    Sector.BUILDING_MATERIALS: ("trade", "building_materials"),
    Sector.MACHINERY: ("trade", "machinery"),
    Sector.LIGHT: ("trade", "light_industry"),
    Sector.TEXTILE: ("trade", "textile_tobacco"),
    Sector.TOBACCO: ("trade", "textile_tobacco"),
    Sector.COMMERCE: ("trade",),
    Sector.CONSTRUCTION: ("construction",),
    Sector.GAS: ("gas",),
    Sector.CROWDED: ("crowded",),
    Sector.AGRICULTURE: ("rural",),
}
BY_FEATURE: Final[Mapping[str, tuple[str, ...]]] = {
    Feature.DUST: ("dust",),
    Feature.CONFINED: ("confined_space",),
    Feature.AMMONIA: ("ammonia",),
    Feature.MELT: ("metallurgy",),
    Feature.COAL_GAS: ("metallurgy",),
    Feature.HOT_WORK: ("hot_work",),
    Feature.CHEMICALS: ("chemicals",),
    Feature.THREE_IN_ONE: ("small",),
}


def suggested(sector: str, features: Iterable[str] = (), scale: str = "") -> list[str]:
    """Keys of checklists, the most particular first; every one is known to the library."""
    keys = [key for one in sorted(features) for key in BY_FEATURE.get(one, ())]
    keys += BY_SECTOR.get(sector, ())
    keys += ("small",) if scale == Scale.MICRO else GENERAL
    return [key for key in dict.fromkeys(keys) if key in library.sectors()]


def content_of(keys: Iterable[str]) -> str:
    """What a scheme says is inspected."""
    labels = "、".join(library.sectors()[key] for key in keys if key in library.sectors())
    return f"按照{labels}检查表检查安全生产条件、管理制度和现场作业。" if labels else ""
