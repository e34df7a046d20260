"""The panel beside a real kiosk, in a real browser. Skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from simulator.demo import serve_panel
from simulator.installation import Installation
from simulator.student import Eyes

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here to open the panel with")
HALF_WIDTH = 540  # the mirror sends its moving picture in half size


@pytest.fixture
def page(site: Installation) -> Iterator[Page]:
    with serve_panel(site, 0) as panel, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/fonts/*", lambda route: route.abort())
        page.goto(panel.url)
        yield page
        browser.close()


def test_the_screen_is_live_and_a_click_is_a_touch(site: Installation, page: Page) -> None:
    page.wait_for_function(f"document.getElementById('screen').naturalWidth === {HALF_WIDTH}")
    assert site.mirror is not None
    page.locator("#glass").click(position={"x": 200, "y": 120})  # anywhere begins a visit
    page.locator("summary").click()
    back = page.get_by_role("button", name="返回")
    back.wait_for()
    assert site.mirror.tree().screen == "identify"
    page.locator("#glass").focus()
    page.keyboard.type("b111")
    Eyes(site.mirror, lambda name, picture: None).until(lambda tree: "B111" in tree.said(), "what was typed")
    back.click()
    page.get_by_role("button", name="開始使用").wait_for()


def test_a_coin_nobody_asked_for_comes_back(site: Installation, page: Page) -> None:
    before = len(site.controls.state()["coin_acceptor"]["returned"])
    page.get_by_role("button", name="投入 50 元硬幣").click()
    page.locator("#slot-counts", has_text=f"returned {before + 1}").wait_for()
