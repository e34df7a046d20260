"""The page in a real browser. Skipped where there is none: `apt-get install chromium` brings one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.simulator.panel.surroundings import Small, small_world

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here to open the panel with")
PATIENCE_S = 5.0


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[Small, Page]]:
    with small_world() as world, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/fonts/*", lambda route: route.abort())  # 14 MB that these tests do not look at
        yield world, page
        browser.close()


@pytest.fixture
def world(opened: tuple[Small, Page]) -> Small:
    world = opened[0]
    world.mirror.touched.clear()
    world.mirror.typed.clear()
    world.twins.deeds.clear()
    world.twins.refusing = False
    world.twins.state["receipt_printer"]["cover_open"] = False
    world.twins.state["slips"] = 2
    world.kiosk.start()
    return world


@pytest.fixture
def page(opened: tuple[Small, Page], world: Small) -> Iterator[Page]:
    page = opened[1]
    page.set_viewport_size({"width": 1440, "height": 900})
    trouble: list[str] = []

    def note(error: object) -> None:
        trouble.append(str(error))

    page.on("pageerror", note)
    page.goto(world.url)
    page.get_by_text("B11199042").first.wait_for()
    yield page
    page.remove_listener("pageerror", note)
    assert trouble == []


def wait_for(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_the_screen_is_seen_also_while_nothing_changes_on_it(page: Page) -> None:
    page.wait_for_function("document.getElementById('screen').naturalWidth === 90")


def test_a_click_on_the_screen_touches_the_kiosk_there(page: Page, world: Small) -> None:
    box = page.locator("#screen").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    assert wait_for(lambda: bool(world.mirror.touched))
    touch = world.mirror.touched[0]
    assert abs(touch["x"] - 540) <= 2
    assert abs(touch["y"] - 480) <= 2


def test_keys_type_while_the_screen_has_the_focus(page: Page, world: Small) -> None:
    page.keyboard.press("5")
    page.locator("#glass").focus()
    for key in ("b", "1", "Control+r", "2"):
        if key != "Control+r":
            page.keyboard.press(key)
    assert wait_for(lambda: world.mirror.typed == ["B", "1", "2"])


def test_every_coin_can_be_put_in_with_the_keyboard(page: Page, world: Small) -> None:
    for label in ("NT$1", "NT$5", "NT$10", "NT$20", "NT$50", "foreign token"):
        coin = page.get_by_role("button", name=f"Insert {label}" if "$" in label else label)
        coin.last.focus() if label == "NT$5" else coin.first.focus()
        page.keyboard.press("Enter")
    assert wait_for(lambda: len(world.twins.deeds) == 6)


def test_a_switch_shows_and_changes_the_state_of_its_device(page: Page, world: Small) -> None:
    cover = page.get_by_role("button", name="open cover")
    assert cover.get_attribute("aria-pressed") == "false"
    cover.click()
    assert wait_for(
        lambda: world.twins.deeds == [{"device": "receipt_printer", "deed": "cover", "open": True}]
    )
    world.twins.state["receipt_printer"]["cover_open"] = True
    page.locator("#slip-state", has_text="cover open").wait_for()
    assert cover.get_attribute("aria-pressed") == "true"
    cover.click()
    assert wait_for(lambda: len(world.twins.deeds) == 2)
    assert world.twins.deeds[1]["open"] is False


def test_killing_the_kiosk_darkens_the_screen_and_starting_lights_it(page: Page) -> None:
    page.get_by_role("button", name="kill -9").click()
    page.get_by_text("The kiosk is not running").wait_for()
    page.get_by_role("button", name="start the kiosk").click()
    page.get_by_text("The kiosk is not running").wait_for(state="hidden")
    page.wait_for_function("document.getElementById('screen').naturalWidth > 0")


def test_focus_survives_a_new_state(page: Page, world: Small) -> None:
    page.locator("summary").click()
    page.get_by_role("button", name="開始使用").focus()
    world.twins.state["slips"] = 1
    page.wait_for_function("document.querySelectorAll('#slips li').length === 1")
    assert page.evaluate("document.activeElement.textContent") == "開始使用"


def test_orders_claims_and_papers_are_shown(page: Page) -> None:
    assert page.locator("#orders").inner_text().count("YT01-3f9c2a-o1") == 1
    assert "NT$40" in page.locator("#claims").inner_text()
    assert page.locator("#slips img").count() == 2
    assert page.locator("#tray a").get_attribute("href") == "tray/1.pdf"


def test_what_cannot_be_done_is_said(page: Page, world: Small) -> None:
    world.twins.refusing = True
    page.get_by_role("button", name="NT$50").click()
    page.locator("#toast").wait_for()
    assert page.locator("#toast").inner_text()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (480, 900)])
def test_nothing_stands_out_of_the_page(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0
