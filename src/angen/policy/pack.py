"""A pack in memory: its entries, what is valid on a day, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from angen.policy.expressions import UNIT_NAMES
from angen.policy.schema import (
    Authority,
    Basis,
    Dated,
    Duty,
    Example,
    KeyList,
    Milestone,
    PackHead,
    Standard,
    ValueSeries,
)
from angen.policy.schema_scores import Consequence, Rating

D = TypeVar("D", bound=Dated)


@dataclass(frozen=True)
class PackValue:
    """A number of a pack on a day; ``since`` is where its version begins."""

    name: str
    value: Decimal
    unit: str
    cite: str
    since: date
    basis: Basis = "source"


@dataclass(frozen=True, eq=False)
class Pack:
    """One policy document as data. Two packs are equal when their files are."""

    head: PackHead
    standards: tuple[Standard, ...] = ()
    values: Mapping[str, ValueSeries] = field(default_factory=dict)
    key_lists: tuple[KeyList, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    ratings: tuple[Rating, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    authority: tuple[Authority, ...] = ()
    duties: tuple[Duty, ...] = ()
    examples: tuple[Example, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def title(self) -> str:
        return self.head.title

    def holds(self, on: date) -> bool:
        """Whether the document itself is in force on ``on``."""
        return self.head.holds(on)

    def value(self, name: str, on: date) -> PackValue | None:
        """The number ``name`` on ``on``; None if the pack has none, or none yet."""
        series = self.values.get(name)
        since = series.since(on) if series is not None and self.holds(on) else None
        if series is None or since is None:
            return None
        version = series.versions[since]
        return PackValue(
            name, version.value, version.unit, version.cite or "", since, version.basis
        )

    def values_on(self, on: date) -> dict[str, PackValue]:
        """Every number of the pack on ``on``, by name."""
        found = ((name, self.value(name, on)) for name in self.values)
        return {name: value for name, value in found if value is not None}

    def standards_on(self, on: date) -> list[Standard]:
        """Standards valid on ``on``, in the order of the file."""
        return list(self._valid(self.standards, on))

    def milestones_on(self, on: date) -> list[Milestone]:
        """Milestones valid on ``on``; one stays valid after it is due."""
        return list(self._valid(self.milestones, on))

    def ratings_on(self, on: date) -> list[Rating]:
        """Ratings valid on ``on``, in the order of the file."""
        return list(self._valid(self.ratings, on))

    def rating(self, id: str, on: date) -> Rating | None:
        """The version of a rating valid on ``on``."""
        return next((each for each in self.ratings_on(on) if each.id == id), None)

    def consequences_on(self, on: date, rating: str) -> list[Consequence]:
        """What may follow from a rating on ``on``; one that names no rating follows from all."""
        return [x for x in self._valid(self.consequences, on) if x.rating in (None, rating)]

    def key_lists_on(self, on: date) -> list[KeyList]:
        """Key lists valid on ``on``."""
        return list(self._valid(self.key_lists, on))

    def key_lists_of(self, code: str, on: date) -> frozenset[str]:
        """The pack's key lists that name the area ``code`` on ``on``."""
        return frozenset(each.id for each in self.key_lists_on(on) if code in each.areas)

    def authority_on(self, on: date) -> list[Authority]:
        """What may be delegated on ``on``."""
        return list(self._valid(self.authority, on))

    def duties_on(self, on: date) -> list[Duty]:
        """Recurring duties on ``on``."""
        return list(self._valid(self.duties, on))

    def standard(self, id: str, on: date) -> Standard | None:
        """The version of a standard valid on ``on``."""
        return next((each for each in self.standards_on(on) if each.id == id), None)

    def limit_name(self, standard: Standard) -> str | None:
        """The value by which a standard's limit is compared with other packs'.

        ``limit`` is a word that packs share. It may itself be the name of a value; otherwise it is
        the one value with ``stricter`` that the requirement reads. None if that is not one.
        """
        if standard.limit is None or standard.limit in self.values:
            return standard.limit
        names = [
            name
            for name in standard.requires.names
            if name in self.values and self.values[name].stricter
        ]
        return names[0] if len(names) == 1 else None

    def since(self, entry: Dated) -> date:
        """The first day of a version: its own, or its pack's."""
        return entry.since or self.head.since

    def _valid(self, entries: Iterable[D], on: date) -> Iterator[D]:
        return (each for each in entries if self.holds(on) and each.holds(on))

    def indicators(self) -> frozenset[str]:
        """Names of every indicator that standards and milestones read."""
        texts = [each.requires for each in self.standards]
        texts += [each.done_when for each in self.milestones]
        texts += [each.where for each in self.standards if each.where]
        texts += [each.where for each in self.milestones if each.where]
        names = {name for text in texts for name in text.names}
        return frozenset(names - set(self.values) - set(UNIT_NAMES))


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over the files in order of name, line ends made equal."""
    total = hashlib.sha256()
    for name in sorted(files):
        text = files[name].replace("\r\n", "\n").encode()
        total.update(f"{name}\0{len(text)}\0".encode() + text)
    return total.hexdigest()
