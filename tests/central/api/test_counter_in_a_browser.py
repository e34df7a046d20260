"""The cashier's pages in a real browser, on a real connection. Skipped where there is none.

Pictures of every state are left in the folder that COUNTER_PICTURES names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from central.cashiers import add_cashier
from central.codes import claim_code, grouped
from central.trial import serving
from tests.central.bench import NUMBER, Bench, make_bench
from tests.central.claim_desk import CLAIM_ID, A, Desk

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here to open the pages with")
ALBUM = os.environ.get("COUNTER_PICTURES", "")


@dataclass
class Counter:
    page: Page
    url: str
    bench: Bench
    password: str

    def picture(self, name: str) -> None:
        if ALBUM:
            self.page.screenshot(path=Path(ALBUM) / f"{name}.png", full_page=True)

    def sign_in(self) -> None:
        self.page.goto(f"{self.url}/counter")
        self.picture("1-sign-in")
        self.page.get_by_label("帳號").fill("lin")
        self.page.get_by_label("密碼").fill(self.password)
        self.page.keyboard.press("Enter")
        self.page.get_by_label("憑證碼或學號").wait_for()

    def find(self, what: str) -> None:
        self.page.get_by_label("憑證碼或學號").fill(what)
        self.page.keyboard.press("Enter")

    def verdict(self, words: str) -> None:
        self.page.get_by_role("status").filter(has_text=words).wait_for()

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words).click()


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 900, "height": 900})
        browser.close()


@pytest.fixture
def counter(browser_page: Page, tmp_path: Path) -> Iterator[Counter]:
    bench = make_bench(tmp_path)
    with bench.database.writing() as session:
        password = add_cashier(session, "lin", bench.clock.now())
    browser_page.context.clear_cookies()
    trouble: list[str] = []
    browser_page.on("pageerror", lambda error: trouble.append(str(error)))
    with serving(bench.trial.app) as url:
        yield Counter(browser_page, url, bench, password)
    assert trouble == []


def test_taken_over_paid_and_printed(counter: Counter) -> None:
    desk = Desk(counter.bench)
    counter.sign_in()
    counter.picture("2-start")
    counter.find(grouped(claim_code(bytes.fromhex(counter.bench.trial.kiosks[A].claim_key), CLAIM_ID)))
    counter.verdict("由機台保管")
    counter.picture("3-held-by-a-machine")
    counter.press("轉到櫃檯支付")
    counter.verdict("等待機台交出")
    counter.picture("4-waiting")
    desk.a.sync()
    desk.a.sync()
    counter.verdict("可付款")  # nobody touched the page: it looked again by itself
    counter.picture("5-pay-now")
    counter.press("已交付現金")
    counter.verdict("已由櫃檯支付")
    counter.picture("6-paid")
    assert desk.claim().state.value == "paid"
    counter.page.emulate_media(media="print")
    counter.picture("7-printed")
    assert counter.page.get_by_text("領款人簽名").is_visible()
    assert not counter.page.get_by_role("button", name="登出").is_visible()
    counter.page.emulate_media(media="screen")
    counter.page.goto(f"{counter.url}/counter")
    counter.picture("8-paid-today")
    assert counter.page.get_by_text("今日付出 1 筆，共 NT$ 30").is_visible()


def test_offline_machine_and_a_narrow_window(counter: Counter) -> None:
    Desk(counter.bench)
    counter.bench.clock.passes(minutes=20)
    counter.sign_in()
    counter.find(NUMBER)
    counter.press("轉到櫃檯支付")
    counter.verdict("機台未連線，請勿付款")
    assert counter.page.get_by_role("button", name="已交付現金").count() == 0
    counter.picture("9-offline")
    counter.page.set_viewport_size({"width": 400, "height": 800})
    counter.picture("10-offline-narrow")
    wide = counter.page.evaluate("document.documentElement.scrollWidth")
    counter.page.set_viewport_size({"width": 900, "height": 900})
    assert wide <= 400


def test_a_slip_s_own_page(counter: Counter) -> None:
    """What the QR code opens, in each of its states."""
    desk = Desk(counter.bench)
    key = bytes.fromhex(counter.bench.trial.kiosks[A].claim_key)
    address = f"{counter.url}/C/{claim_code(key, CLAIM_ID)[:16]}"
    for name, words, deed in (
        ("open", "待領取", desk.counter_wants),
        ("moving", "移轉中", desk.a.sync),
        ("", "移轉中", desk.a.sync),
        ("at-the-counter", "請至出納櫃檯領取", desk.counter_pays),
        ("paid", "已領取", desk.counter_pays),
    ):
        counter.page.goto(address)
        counter.verdict(words)
        if name:
            counter.picture(f"slip-{name}")
        deed()
