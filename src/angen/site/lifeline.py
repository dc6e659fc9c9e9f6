"""A child process ends when its parent is gone, kill -9 included, so a restart finds a free port."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "ANGEN_PARENT"
BEAT = 0.5  # seconds
GRACE = 3.0  # seconds between asking and ending


def follow_parent() -> None:
    """Watch the process that ``ANGEN_PARENT`` names; without that variable do nothing."""
    if parent := os.environ.get(PARENT):
        threading.Thread(target=_watch, args=[int(parent)], name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(BEAT)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
