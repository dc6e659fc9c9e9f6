"""State machines as tables of moves, each with its article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import TextChoices

from angen.kernel.refusal import Refused


@dataclass(frozen=True)
class Natural:
    """A term in natural days 自然日."""

    days: int


@dataclass(frozen=True)
class Working:
    """A term in working days 工作日."""

    days: int


@dataclass(frozen=True)
class Hours:
    """A term in hours, counted without a break 小时."""

    hours: int


Term = Natural | Working | Hours


@dataclass(frozen=True)
class Move:
    """One lawful move: name, Chinese label, states it may start from, state it ends in, article."""

    name: str
    label: str
    sources: tuple[TextChoices, ...]
    target: TextChoices
    article: str = ""
    within: Term | None = None


class Stateful(Protocol):
    """A record with a ``state``."""

    state: Any


class Machine:
    """The moves a record may make. ``move`` is the only way its state changes."""

    def __init__(
        self, name: str, label: str, states: type[TextChoices], moves: Sequence[Move]
    ) -> None:
        self.name, self.label, self.states = name, label, states
        self.moves = {move.name: move for move in moves}
        if len(self.moves) != len(moves):
            raise ValueError(f"{name}: two moves share a name")

    def open_to(self, record: Stateful) -> Iterator[Move]:
        """The moves that may follow now."""
        return (m for m in self.moves.values() if record.state in m.sources)

    def check(self, record: Stateful, name: str) -> Move:
        """The move ``name``, refused where it does not follow from ``record.state``."""
        move = self.moves[name]
        if record.state not in move.sources:
            now = self.states(record.state).label
            allowed = "、".join(str(s.label) for s in move.sources)
            raise Refused(
                f"当前状态是“{now}”，不能{move.label}；只有“{allowed}”时才能{move.label}。",
                article=move.article,
            )
        return move

    def move(self, record: Stateful, name: str) -> Move:
        """Change ``record.state`` by the move ``name``, or refuse; the caller saves."""
        move = self.check(record, name)
        record.state = move.target
        return move

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram, for the generated documentation."""
        lines = ["stateDiagram-v2"]
        for state in self.states:
            lines.append(f'  state "{state.label}" as {state.value}')
        for m in self.moves.values():
            note = f" ({m.article})" if m.article else ""
            lines += [f"  {s.value} --> {m.target.value}: {m.label}{note}" for s in m.sources]
        return "\n".join(lines)
