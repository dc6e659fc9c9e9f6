"""A wait that signals end, whichever thread of the process the system gave them to."""

from __future__ import annotations

import threading

BEAT = 0.2  # seconds between looks


class Waking(threading.Event):
    """An event whose waiter looks up at every beat.

    A signal that another thread caught, or that came just before the main thread fell asleep, wakes
    nobody: Python runs its handler when the main thread next does something.
    """

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the event, without a limit if there is none; handlers of signals run meanwhile."""
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(BEAT):
            pass
        return True
