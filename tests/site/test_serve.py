"""One command runs everything; whatever is killed comes back, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from angen.site.postgres import Server
from angen.site.serve import LEAVE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("embedded-postgres")]
ANGEN = [sys.executable, "-m", "angen.site.cli"]


@pytest.fixture(scope="module")
def folder(own_folder):
    made = own_folder / "installation"
    subprocess.run([*ANGEN, "migrate"], env=environment(made), check=True)
    return made


def environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
    return {**kept, "ANGEN_VAR": str(folder), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """``angen serve`` in another process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.database = Server(folder)
        self.start()

    def start(self) -> None:
        words = [*ANGEN, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            words, env=environment(self.folder), stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert f"http://127.0.0.1:{self.port}/" in self.process.stdout.readline()

    def status(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)

    def children(self) -> set[int]:
        path = f"/proc/{self.process.pid}/task"
        return {
            int(child)
            for task in Path(path).iterdir()
            for child in (task / "children").read_text().split()
        }

    def worker(self) -> int | None:
        for child in self.children():
            if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return child
        return None

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        # Web process and worker each get their time to leave, and the database its own.
        self.process.wait(3 * LEAVE + 10)


@pytest.fixture
def running(folder):
    made = Running(folder)
    yield made
    if made.process.poll() is None:
        made.end()


def eventually(question, seconds: float = 15.0) -> bool:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if question():
                return True
        except (OSError, psycopg.OperationalError):
            pass
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def roles(running: Running) -> set[str]:
    with psycopg.connect(running.database.address("angen")) as connection:
        rows = connection.execute(
            "select usename from pg_stat_activity where datname = 'angen' and pid <> pg_backend_pid()"
        )
        return {row[0] for row in rows}


def test_serves_as_a_role_that_owns_nothing(running):
    assert running.status() < 500
    assert eventually(lambda: roles(running) == {"angen_web"})


def test_sigterm_ends_children_and_database(running):
    assert eventually(running.worker)
    everything = running.children() | {running.database.pid}
    running.end()
    assert running.process.returncode == 0
    assert eventually(lambda: not any(alive(pid) for pid in everything))


CAUGHT_ELSEWHERE = """
import signal, threading, time
from angen.site.waking import Waking
event = Waking()
signal.signal(signal.SIGTERM, lambda *caught: event.set())
def catch():
    time.sleep(0.5)  # the main thread sleeps by now
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    time.sleep(60)
threading.Thread(target=catch, daemon=True).start()
event.wait()
"""


def test_a_signal_that_another_thread_caught_is_acted_on():
    outcome = subprocess.run([sys.executable, "-c", CAUGHT_ELSEWHERE], timeout=20)
    assert outcome.returncode == 0


def test_kill_9_does_not_prevent_a_restart_on_the_same_port(running):
    assert eventually(running.worker)
    left = running.children()
    running.process.kill()
    running.process.wait()
    running.start()
    assert running.status() < 500
    assert eventually(lambda: not any(alive(pid) for pid in left))


def test_a_killed_worker_is_started_again(running):
    assert eventually(running.worker)
    first = running.worker()
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: running.worker() not in (None, first))


def test_a_killed_database_comes_back(running):
    first = running.database.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: running.database.pid not in (None, first))
    assert eventually(lambda: running.status() < 500)


def test_a_taken_port_is_said_in_one_sentence(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = subprocess.run(
            [*ANGEN, "serve", "--port", str(port)],
            env=environment(folder),
            capture_output=True,
            text=True,
        )
    assert outcome.returncode == 1
    assert f"端口 {port} 已被其他程序占用" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_an_installation_without_tables_says_what_to_do(own_folder):
    outcome = subprocess.run(
        [*ANGEN, "assess", "rizhao-2021"],
        env=environment(own_folder / "empty"),
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 1
    assert outcome.stderr == "数据表还没有建立，请先运行 angen setup。\n"


def test_backup_and_restore_bring_back_rows_and_files(folder, tmp_path):
    def sql(statement: str):
        with psycopg.connect(Server(folder).address("angen"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description else None

    def angen(*words: str):
        return subprocess.run(
            [*ANGEN, *words], env=environment(folder), capture_output=True, text=True
        )

    keeper = Server(folder)
    keeper.start()
    try:
        file = folder / "files" / "a.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text("附件")
        sql("insert into django_session values ('kept', 'data', now()) on conflict do nothing")
        target = tmp_path / "angen.tar"
        assert angen("backup", str(target)).returncode == 0
        sql("delete from django_session")
        file.write_text("后来")
        refused = angen("restore", str(target))
        assert refused.returncode == 1 and "--replace" in refused.stderr
        assert sql("select count(*) from django_session") == (0,)
        done = angen("restore", "--replace", str(target))
        assert done.returncode == 0, done.stderr
        assert sql("select session_key from django_session") == ("kept",)
        assert file.read_text() == "附件"
    finally:
        keeper.stop()


def test_a_broken_backup_changes_nothing(folder, tmp_path):
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"not an archive")
    outcome = subprocess.run(
        [*ANGEN, "restore", "--replace", str(broken)],
        env=environment(folder),
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 1 and "不是安根的备份文件" in outcome.stderr
