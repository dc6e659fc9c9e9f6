"""Run the web server, the worker and the embedded database as one command.

This process is the parent: it owns the database connection that may change tables, hands its
children the role that owns nothing, restarts what dies and ends everything when it ends.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from angen.assess.compiled import compiled
from angen.kernel.indicators import registered
from angen.kernel.refusal import Refused
from angen.site import lifeline, postgres, rights
from angen.site.settings import database
from angen.site.waking import Waking

APPLICATION = "angen.site.wsgi:application"
WORKER = [sys.executable, "-m", "angen.site.cli", "worker"]
BEAT = 0.2  # seconds between looks at the children
BACK_OFF = 5.0  # seconds before a worker that died at once is started again
LEAVE = 10.0  # seconds a child gets to finish what it does


def serve(
    *, host: str, port: int, workers: int, threads: int, say: Callable[[str], None] = print
) -> None:
    """Serve until SIGTERM or Ctrl-C; refuses if the port is taken or the tables are missing."""
    free(host, port)
    hand_down()
    warm_up()
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=int(LEAVE),
        log_level=LogLevels.error,
    )
    server.main_loop_interrupt = Waking()
    guard = Guard(lambda: say(f"安根已启动，请打开 http://{host}:{port}/ （按 Ctrl+C 结束）"))
    guard.wait_for = (host, port)
    guard.start()
    try:
        server.serve()
    finally:
        guard.end()
    say("安根已停止。")


def warm_up() -> None:
    """Read every page's code and every indicator before the web processes are forked.

    They start at once and share both; the first visitor waits for nothing.
    """
    get_resolver().url_patterns  # noqa: B018
    for name in registered():
        compiled(name)
    # What is here now lives as long as the server: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    # At the end everything goes after all; libraries count what is left.
    atexit.register(gc.unfreeze)


def free(host: str, port: int) -> None:
    """Refuse unless the port is free; children of a killed server get a moment to leave it."""
    give_up = time.monotonic() + lifeline.BEAT + lifeline.GRACE
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                if time.monotonic() > give_up:
                    raise Refused(
                        f"端口 {port} 已被其他程序占用，请换一个端口：--port {port + 1}。"
                    ) from None
                time.sleep(0.2)
            else:
                return


def hand_down() -> None:
    """Give up the role that owns the tables, here and for the children."""
    os.environ[lifeline.PARENT] = str(os.getpid())
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    here = settings.DATABASES["default"]
    if not postgres.external():
        rights.grant()
        os.environ["ANGEN_DATABASE_ROLE"] = here["USER"] = rights.WEB_ROLE
        os.environ["ANGEN_DATABASE_HOST"] = here["HOST"]
    elif web := os.environ.get("ANGEN_WEB_DATABASE_URL"):
        os.environ["DATABASE_URL"] = web
        here.update(database(web))
    elif settings.PRODUCTION:
        raise Refused(
            "请设置 ANGEN_WEB_DATABASE_URL：正式环境的网页进程须用不拥有任何数据表的数据库账号。"
        )
    connections["default"].settings_dict.update(here)
    # An open connection would be shared with forked children.
    connections.close_all()


class Guard(threading.Thread):
    """Keeps the worker and the embedded database alive until ``end``."""

    wait_for: tuple[str, int] | None = None

    def __init__(self, when_open: Callable[[], None]) -> None:
        super().__init__(name="guard", daemon=True)
        self._when_open = when_open
        self._leaving = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None
        self._worker_since = 0.0

    def run(self) -> None:
        """Look after the children at every beat."""
        while not self._leaving.wait(BEAT):
            if not postgres.external() and postgres.server().pid is None:
                postgres.start()
            if self.wait_for is None:
                self._look_after_worker()
            elif self._open(*self.wait_for):
                self.wait_for = None  # pages first, the worker after them
                self._when_open()

    def end(self) -> None:
        """End the worker and wait for it."""
        self._leaving.set()
        self.join(LEAVE)
        if self._worker is None:
            return
        self._worker.send_signal(signal.SIGTERM)
        try:
            self._worker.wait(LEAVE)
        except subprocess.TimeoutExpired:
            self._worker.kill()
            self._worker.wait()

    def _look_after_worker(self) -> None:
        if self._worker is not None and self._worker.poll() is None:
            return
        if time.monotonic() - self._worker_since < BACK_OFF:
            return
        self._worker_since = time.monotonic()
        # Its own session: Ctrl-C reaches the parent, which ends the worker in order.
        self._worker = subprocess.Popen(WORKER, start_new_session=True)  # noqa: S603

    @staticmethod
    def _open(host: str, port: int) -> bool:
        """Whether a page answers: the port alone is open before there is a web process behind it."""
        asked = HTTPConnection(host, port, timeout=LEAVE)
        try:
            asked.request("GET", "/health")
            asked.getresponse()
        except (OSError, HTTPException):
            return False
        else:
            return True
        finally:
            asked.close()
