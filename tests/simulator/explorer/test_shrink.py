"""A failing seed becomes a short story that still breaks the same promise."""

from __future__ import annotations

from simulator.explorer.explore import Exploration
from simulator.explorer.planting import planted
from simulator.explorer.shrink import shrink
from simulator.explorer.swarm import VISITOR

DEFECT = "a claim is forgotten"


def test_it_is_shrunk_to_the_few_who_are_needed() -> None:
    with planted(DEFECT):
        whole = Exploration(1, 2)
        found = whole.run().violation
        assert found is not None
        small = shrink(1, found, whole.plan)
        assert small.report.violation is not None
        assert small.report.violation.what == found.what
        assert len(small.plan) <= 6 < len(whole.plan) / 3
        assert set(small.plan) <= set(whole.plan)
        assert any(entry.kind == VISITOR for entry in small.plan)
        for entry in small.plan:
            fewer = tuple(kept for kept in small.plan if kept is not entry)
            violation = Exploration(1, 2, fewer).run().violation
            assert violation is None or violation.what != found.what


def test_the_story_can_be_read() -> None:
    with planted(DEFECT):
        whole = Exploration(1, 2)
        found = whole.run().violation
        assert found is not None
        story = [str(line) for line in shrink(1, found, whole.plan, most_runs=40).report.story]
    assert any("visitor          steps up" in line for line in story)
    assert any("kiosk            " in line for line in story)
    assert found.what in story[-1]
