"""Images of power cuts are opened, judged and lived on from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.crash.disk import Cut
from simulator.crash.power_cut import Past, Recorded, Tally, Where, once, opened, recorded, sweep
from simulator.crash.scene import Story
from simulator.explorer.world import Violation

pytestmark = pytest.mark.usefixtures("traced")


@pytest.fixture(scope="module")
def run(story: Story) -> Recorded:
    return recorded(Past(story))


def test_a_record_knows_how_far_the_program_was_before_each_change(run: Recorded) -> None:
    begun = [op.mark.begun for op in run.ops]
    assert begun == sorted(begun)
    assert run.mark_before(len(run.ops)) == run.mark
    assert run.rows_after[run.mark.done] == len(run.written)


def test_what_is_acknowledged_and_lost_is_a_violation(run: Recorded) -> None:
    """An image from before a commit, said to be from after it."""
    at = len(run.ops) // 2
    image = run.image(Where(at, Cut.NOTHING, 0))
    opened(image, run, run.mark_before(at))
    later = replace(run.mark, begun=run.mark.done)
    with pytest.raises(Violation, match="lost or changed rows"):
        opened(image, run, later)


def test_an_image_that_is_rubbish_is_a_violation(run: Recorded) -> None:
    image = run.image(Where(len(run.ops), Cut.ALL, 0))
    harmed = {name: data[:100] + b"\xff" * 8 + data[108:] for name, data in image.items()}
    with pytest.raises(Violation, match="does not open after a power cut"):
        opened({name: b"\xff" * len(data) for name, data in harmed.items()}, run, run.mark)


def test_the_first_cuts_of_a_story_and_of_a_recovery(story: Story) -> None:
    tally = Tally()
    pasts = []
    for past, violation in sweep(Past(story), each=1, seed=1, tally=tally, most=120, every=4):
        assert violation is None, f"{past}: {violation}"
        pasts.append(past)
    assert tally.images > 30
    assert tally.lived == len(pasts) > 5
    for past, violation in sweep(pasts[-1], each=0, seed=1, tally=(again := Tally()), most=25):
        assert violation is None, f"{past}: {violation}"
        assert len(past.cuts) == 2
    assert again.lived


def test_one_image_by_its_name(story: Story) -> None:
    once(story, (Where(130, Cut.RANDOM, 7), Where(20, Cut.TORN, 1)))


def test_cuts_have_names() -> None:
    where = Where(12, Cut.TORN, 3)
    assert str(where) == "12.torn.3"
    assert Where.parse(str(where)) == where
