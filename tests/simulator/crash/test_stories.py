"""The stories are what their names say, and the same for the same seed."""

from __future__ import annotations

from simulator.crash.blows import finish, room
from simulator.crash.scene import Scene
from simulator.crash.stories import MOST_ROWS, WANTED, stories


def test_each_name_has_its_story() -> None:
    found = stories(1)
    assert found.keys() == WANTED.keys()
    assert len(set(found.values())) == len(found)
    assert stories(1) == found
    for name, story in found.items():
        with room() as folder:
            scene = Scene(story, folder)
            finish(scene)
        assert WANTED[name][1](scene.coverage.counts)
        assert len(scene.journal.written) <= MOST_ROWS
