"""A screen that our own mistake breaks says what became of the money, and leaves the one way on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pygame
import pytest

import screens.app
import screens.broken
import screens.picture
from kiosk.devices import AcceptorClosed
from kiosk.maintenance.events import SignedOut
from kiosk.money import ZERO, Money
from kiosk.visit.events import BackTouched, CancelTouched, DoneTouched
from kiosk.visit.states import Note, NoteDeed, PayingOut, Refunding
from screens import broken, samples
from screens.audit import problems, touchables
from screens.nodes import Role, Scene
from screens.samples import CHANGING, paying
from screens.text import Lettering
from tests.screens.conftest import Person, said

MISTAKE = "secret 林範例"


def failing(*_: object, **__: object) -> Scene:
    raise KeyError(MISTAKE)


@pytest.fixture
def hurt(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody with NT$30 in, before a pay screen that fails."""
    person.machine = replace(CHANGING, visit=paying(10, 10, 10))
    monkeypatch.setattr(screens.app, "compose", failing)
    person.app.refresh(0.0)
    return person


def test_the_money_is_named_and_cancel_still_cancels(hurt: Person) -> None:
    assert hurt.scene.screen == "broken"
    assert "已投入的 NT$30 已經記下" in hurt.sees()
    assert "案號 visit-1" in hurt.sees()
    hurt.tap("取消，退回 NT$30")
    assert hurt.emitted == [CancelTouched()]
    hurt.happen(AcceptorClosed("coin_acceptor"))
    assert isinstance(hurt.machine.visit, PayingOut | Refunding)
    assert hurt.scene.screen == "broken"
    assert [node.name for node in hurt.scene.nodes if node.action is not None] == []


def test_the_next_state_that_can_be_drawn_is_drawn(hurt: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hurt.machine = replace(samples.SERVING)
    hurt.app.refresh(1.0)
    assert hurt.scene.screen == "attract"


def test_it_is_logged_once_and_without_what_the_error_says(
    hurt: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    with caplog.at_level(logging.CRITICAL):
        hurt.machine = replace(CHANGING, visit=replace(paying(10), refused_code=1))
        hurt.app.refresh(1.0)
    assert caplog.records == [], "the same mistake was told before"
    rescue = broken.Rescue()
    for _ in range(3):
        assert rescue.attempt(failing, lambda: "instead") == "instead"
    [record] = caplog.records
    assert "KeyError" in record.getMessage()
    assert "in failing" in record.getMessage()
    assert MISTAKE not in record.getMessage()


def test_only_mistakes_are_caught() -> None:
    def stop() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken.Rescue().attempt(stop, lambda: "instead")


def test_a_picture_that_cannot_be_painted_is_replaced_too(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.machine = replace(CHANGING, visit=paying(10))
    person.app.refresh(0.0)
    paint = person.app.painter.paint

    def choosy(surface: pygame.Surface, scene: Scene, *rest: object) -> None:
        if scene.screen != "broken":
            raise pygame.error("no such glyph")
        paint(surface, scene, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(person.app.painter, "paint", choosy)
    surface = pygame.Surface((samples.PORTRAIT.width, samples.PORTRAIT.height))
    assert person.app.draw(surface, 0.0) == ((0, 0, *surface.get_size()),)
    assert person.scene.screen == "broken"
    assert person.app.draw(surface, 0.0) == ()
    person.tap("取消，退回 NT$10")
    assert person.emitted == [CancelTouched()]


def test_when_even_that_fails_the_program_goes_on(hurt: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens.broken, "scene", failing)
    hurt.machine = replace(CHANGING, visit=paying(10))
    hurt.app.refresh(2.0)
    assert (hurt.scene.screen, hurt.scene.nodes) == ("broken", ())
    surface = pygame.Surface((samples.PORTRAIT.width, samples.PORTRAIT.height))
    assert hurt.app.draw(surface, 2.0)


WAYS = {
    "identify": BackTouched,
    "checking": BackTouched,
    "choose": BackTouched,
    "pay-first": CancelTouched,
    "pay": CancelTouched,
    "finished": DoneTouched,
    "service-overview": SignedOut,
}
AT_WORK = ("preparing", "pay-cancelled", "paying-out", "delivering", "refund", "closed")


@pytest.mark.parametrize("language", ["zh-TW", "en"])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", [*WAYS, *AT_WORK])
def test_every_state_has_a_plain_picture_that_can_be_read(
    lettering: Lettering, name: str, language: str, large: bool
) -> None:
    for display in (samples.PORTRAIT, samples.SMALL, samples.LANDSCAPE):
        view = samples.view(name, samples.texts(), display, language, large)
        picture = broken.scene(view, lettering)
        assert problems(picture, lettering, display) == []
        assert any(node.role is Role.TITLE for node in picture.nodes)
        actions = [type(node.action) for node in touchables(picture)]
        assert actions == ([WAYS[name]] if name in WAYS else [])


def test_no_money_is_only_said_where_there_is_none(
    lettering: Lettering, words: Callable[[Scene], str]
) -> None:
    none = samples.texts()[0]("waiting.money")

    def sees(machine: object) -> str:
        view = replace(samples.view("attract", samples.texts()), machine=machine)  # type: ignore[arg-type]
        return said(broken.scene(view, lettering))

    assert none in sees(samples.MACHINES["choose"])
    assert none in sees(replace(CHANGING, visit=paying()))
    on_its_way = replace(paying(), note=Note("n", Money(100), NoteDeed.STACK))
    in_doubt = replace(paying(), notes_in_doubt=Money(100))
    for visit in (on_its_way, in_doubt, samples.DELIVERING, samples.FINISHED, samples.paying_out(10)):
        assert none not in sees(replace(CHANGING, visit=visit))
    assert paying().inserted.total == ZERO
