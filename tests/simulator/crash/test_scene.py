"""A scene lives to its end, and a ghost of it comes to where a copy of it died."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.visit.machine import Machine
from simulator.crash.blows import finish
from simulator.crash.journal import Remains
from simulator.crash.scene import FILE, Scene, Story
from simulator.crash.tracer import Mark
from simulator.explorer.computer import Crash, Death
from simulator.explorer.visitor import Temper
from simulator.explorer.world import Violation


@pytest.fixture
def whole(story: Story, tmp_path: Path) -> Scene:
    scene = Scene(story, tmp_path)
    finish(scene)
    return scene


def test_a_story_that_nothing_happens_to_ends_well(whole: Scene) -> None:
    assert whole.coverage.counts["copy delivered"]
    assert whole.coverage.counts["payout whole"]
    assert whole.coverage.counts["a snapshot is kept"]
    assert 0 < whole.longest_recovery_s < 10
    assert 0 < whole.journal.longest_start_s < 5


def test_it_is_the_same_every_time(whole: Scene, story: Story, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    again = Scene(story, tmp_path / "again")
    finish(again)
    assert again.journal.written == whole.journal.written


@pytest.mark.parametrize("death", list(Death))
def test_a_ghost_dies_where_it_is_told_and_lives_on_from_the_file(
    whole: Scene, story: Story, tmp_path: Path, death: Death
) -> None:
    """Half of the story, written by somebody who stopped there."""
    call = whole.journal.calls // 2
    folder = tmp_path / "half"
    folder.mkdir()

    class Stops(Exception):
        """The program ends here."""

    def stop(done: int) -> None:
        if done == call:
            raise Stops

    first = Scene(story, folder)
    first.journal.called = stop
    with pytest.raises(Stops):
        first.live()
    first.journal.close()

    scene = Scene(story, folder)
    scene.crash = Crash(death, 20.0)
    rows = tuple(whole.journal.written[: whole.journal.rows_after[call]])
    scene.follow(Remains(Mark(call, call - 1), rows))
    assert scene.computer.program is None
    assert scene.journal.calls == call
    finish(scene)
    assert scene.coverage.counts[f"crash {death} after-commit in Attract"] in (0, 1)
    assert sum(count for name, count in scene.coverage.counts.items() if name.startswith("crash ")) == 1


def test_a_name_in_the_file_is_a_violation(whole: Scene) -> None:
    name = next(iter(whole.computer.central.people.values())).name_zh
    with (whole.path.parent / f"{FILE}-left").open("w", encoding="utf-8") as file:
        file.write(name)
    with pytest.raises(Violation, match="left in the file"):
        whole._nobody_left()


def test_a_machine_that_believes_something_else_is_a_violation(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(story, tmp_path)
    monkeypatch.setattr("kiosk.snapshots._folded", lambda journal, machine, seq, prev_hash: Machine())
    with pytest.raises(Violation, match="another state than its commits"):
        finish(scene)


def test_stories_have_names() -> None:
    assert Story.parse(str(Story(7, Temper.CANCELS))) == Story(7, Temper.CANCELS)
