"""What is wrong with a pack, said by file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from angen.kernel.refusal import Refused

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Spot:
    """A line (from 1) of a file of a pack; ``file`` is relative to the pack, with slashes."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a pack. ``sentence`` is plain Chinese that says what to do about it.

    An error keeps a pack from being installed; a warning is shown and goes on.
    ``code`` names the rule, so that a page can mark what a rule found (``"volume"``).
    """

    file: str
    line: int
    sentence: str
    severity: Severity = "error"
    code: str = ""

    def __str__(self) -> str:
        word = "错误" if self.severity == "error" else "提醒"
        return f"{self.file}:{self.line} {word}：{self.sentence}"


def problem_at(
    spot: Spot, sentence: str, *, severity: Severity = "error", code: str = ""
) -> Problem:
    """Make a problem at a spot."""
    return Problem(spot.file, spot.line, sentence, severity, code)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only what refuses the pack."""
    return [each for each in problems if each.severity == "error"]


class PackRefused(Refused):
    """A pack that cannot be read; ``problems`` holds every fault found, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(each) for each in self.problems))
