"""The whole product, started as its users start it, and a real Chromium in front of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 600
PASSWORD = "angen-demo-2021"
CODES = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs them all: there is one product and one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Product:
    """A running demo: where it answers, its process and its folder."""

    url: str
    process: subprocess.Popen[bytes]
    var: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """An ``angen`` command beside the running product."""
        return subprocess.run(
            [str(Path(sys.executable).parent / "angen"), *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture(scope="session")
def product(own_folder: Path) -> Iterator[Product]:
    """``angen demo`` in a folder of its own, from nothing to the first page."""
    folder = own_folder / "product"
    folder.mkdir()
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ANGEN_", "DATABASE_URL"))}
    environment = {**clean, "ANGEN_VAR": str(folder / "var")}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "angen"), "demo", "--port", str(port)],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + START_SECONDS
    while "已启动" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"the demo did not start:\n{log.read_text()}")
        time.sleep(0.2)
    yield Product(f"http://127.0.0.1:{port}", process, folder / "var", environment)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    assert Path(CHROMIUM).exists(), "install Chromium first: make chromium"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield running
    running.close()


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, product: Product) -> Iterator[Enter]:
    """Opens a window of its own for a demo account; ``width`` 390 is a phone.

    A message in the browser's console or a failing answer of the server fails the test.
    """
    contexts = []
    faults: list[str] = []

    def open_window(username: str = "", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=product.url,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale="zh-CN",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "response",
            lambda answer: faults.append(answer.url) if answer.status >= 500 else None,
        )
        if username:
            log_in(page, username)
        return page

    yield open_window
    for context in contexts:
        context.close()
    # A refused form is answered with 4xx on purpose, and the browser says so.
    serious = [fault for fault in faults if not re.search(r"status of 4\d\d", fault)]
    assert not serious, serious


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Through the log-in page, and the second factor where the role asks for it."""
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    # A code is good once, so that a second log-in within the half minute waits for the next.
    for _ in range(CODES):
        if "second-factor" not in page.url:
            return
        page.get_by_label("验证码").fill(code_of(page, username))
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
        if "second-factor" in page.url:
            page.wait_for_timeout(10_000)


def code_of(page: Page, username: str) -> str:
    """The code that the page of demo accounts shows now, read in a window of its own."""
    other = page.context.new_page()
    other.goto("/demo/")
    row = other.get_by_role("row").filter(has_text=re.compile(rf"^\s*{username}\b"))
    code = row.locator("td").last.inner_text().strip()
    other.close()
    return code


@pytest.fixture
def page(enter: Enter) -> Page:
    """A window in which nobody has logged in yet."""
    return enter()
