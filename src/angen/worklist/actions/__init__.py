"""Every write of the worklist.

``expect``, ``meet``, ``cancel``, ``pause``, ``resume`` and ``move`` are called by the acts of other
apps, inside their transaction and after these have asked whether the actor may: they ask nothing
themselves.
"""

from angen.worklist.actions.deadlines import (
    Expected,
    cancel,
    expect,
    expect_many,
    meet,
    move,
)
from angen.worklist.actions.notices import read_all, read_notice
from angen.worklist.actions.pauses import pause, resume
from angen.worklist.actions.telling import tell

__all__ = [
    "Expected",
    "cancel",
    "expect",
    "expect_many",
    "meet",
    "move",
    "pause",
    "read_all",
    "read_notice",
    "resume",
    "tell",
]
