"""Every kind of user logs in to the demo and opens everything the menu offers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from angen.demo.accounts import CAST
from e2e.conftest import Enter


def menu(page: Page) -> list[str]:
    """The addresses of the menu; on a phone most of them are folded away but there."""
    found = page.eval_on_selector_all("nav a[href^='/']", "links => links.map(a => a.pathname)")
    return sorted({path for path in found if not path.startswith("/logout")})


def test_the_page_of_demo_accounts_lists_every_role(page: Page) -> None:
    page.goto("/demo/")
    text = page.inner_text("main")
    assert all(cast.username in text for cast in CAST)
    assert "演示数据" in page.inner_text("body")


@pytest.mark.parametrize("cast", CAST, ids=lambda cast: cast.username)
def test_a_user_opens_everything_the_menu_offers(enter: Enter, cast) -> None:
    page = enter(cast.username)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for path in menu(page):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        assert page.inner_text("h1").strip(), path


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_menu_is_wider_than_the_screen(enter: Enter, width: int) -> None:
    page = enter("shi", width=width)
    for path in menu(page):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path}: {wide} px"


def test_the_menu_of_an_enterprise_offers_no_ledger(enter: Enter) -> None:
    page = enter("qiye")
    assert not [path for path in menu(page) if path.startswith(("/ledgers", "/standing"))]
