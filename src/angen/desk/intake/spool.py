"""A list that stays small in memory however long it grows."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Objects in order: the last ``most`` in memory, those before them in a file without a name.

    The file vanishes with the process, and no other can open it.
    """

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0
        self.last: list[T] = []
        self.file: IO[bytes] | None = None

    def append(self, one: T) -> None:
        """Add at the end; also while somebody iterates."""
        if len(self.last) >= self.most:
            self.file = self.file or tempfile.TemporaryFile()  # noqa: SIM115
            self.file.seek(0, 2)
            pickle.dump(self.last, self.file, pickle.HIGHEST_PROTOCOL)
            self.last = []
        self.last.append(one)
        self.count += 1

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[T]:
        place, count = 0, 0
        while count < self.count - len(self.last) and self.file is not None:
            self.file.seek(place)
            some = pickle.load(self.file)  # noqa: S301 (what this very process has written)
            place = self.file.tell()
            count += len(some)
            yield from some
        yield from self.last[count - self.count + len(self.last) :]
