"""The whole in small; and defects that are planted on purpose, each found by the sweep that is to find it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk import journal as journal_module
from kiosk.errors import JournalUncertain
from kiosk.journal import GENESIS, Journal
from simulator.crash.__main__ import main
from simulator.crash.blows import changes_of, failing, suffer
from simulator.crash.power_cut import Past, Tally, sweep
from simulator.crash.scene import Story
from simulator.crash.sweeps import blows_named, replay
from simulator.crash.tracer import Strike
from simulator.explorer.planting import planted
from simulator.explorer.world import Violation

pytestmark = pytest.mark.usefixtures("traced")


def test_a_short_run_finds_nothing_and_says_what_it_did(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--effort", "quick", "--stories", "1"]) == 0
    said = capsys.readouterr()
    result = json.loads(said.out.splitlines()[-1])
    tried = ("kill_points", "images", "errors_injected", "clock_jumps", "recoveries_killed")
    assert all(result[name] > 0 for name in tried), result
    assert result["violations"] == 0
    assert 0 < result["longest_recovery_s"] < 120
    assert result["full_disks"] or result["skipped"]
    assert "kill -9 at" in said.err


def test_a_case_can_be_replayed_by_its_name(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    for case in (
        blows_named(story, (Strike(70), *failing(9)[2:3])),
        f"cut {story} 90.nothing.0",
        f"clock {story} 12 3600 at-the-jump",
    ):
        assert main(["replay", case]) == 0, case
    assert main(["replay", "weather 1:cancels"]) == 2
    assert main(["replay", f"blows {story} EPERM@3"]) == 2
    assert "no promise is broken" in capsys.readouterr().out


# ---- Planted defects --------------------------------------------------------------------------------------


def kills(story: Story) -> Iterator[tuple[str, Violation]]:
    """From the end: that is where money and names are."""
    yield from _struck(story, ((Strike(at),) for at in range(changes_of(story) - 1, 0, -4)))


def errors(story: Story) -> Iterator[tuple[str, Violation]]:
    yield from _struck(story, ((failing(at)[at % 2],) for at in range(40, 200, 3)))


def _struck(story: Story, chains: Iterator[tuple[Strike, ...]]) -> Iterator[tuple[str, Violation]]:
    for strikes in chains:
        try:
            suffer(story, strikes)
        except Violation as found:
            yield blows_named(story, strikes), found


def cuts(story: Story) -> Iterator[tuple[str, Violation]]:
    for past, violation in sweep(Past(story), each=0, seed=1, tally=Tally()):
        if violation is not None:
            yield str(past), violation


def commits_again(commit: Callable[..., None]) -> Callable[..., None]:
    def twice(journal: Journal, *what: Any) -> None:
        try:
            commit(journal, *what)
        except JournalUncertain:
            journal._uncertain = False
            commit(journal, *what)

    return twice


def chained_to_nothing(rows: Callable[..., Any]) -> Callable[..., Any]:
    def made(journal: Journal, *what: Any) -> Any:
        whole, journal._hash = journal._hash, GENESIS
        try:
            return rows(journal, *what)
        finally:
            journal._hash = whole

    return made


def plant_no_sync(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(journal_module.PRAGMAS, "synchronous", 0)


def plant_sync_now_and_then(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(journal_module.PRAGMAS, "synchronous", 1)


def plant_commit_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Journal, "_commit", commits_again(Journal._commit))


def plant_no_chain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Journal, "_rows", chained_to_nothing(Journal._rows))


def plant_names_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Journal, "forget_all_but", lambda journal, visit_id: None)


def plant_two_commits(patch: pytest.MonkeyPatch) -> None:
    """The event and its facts in commits of their own."""
    commit = Journal._commit

    def apart(journal: Journal, items: Any, facts: Any, visit_id: str, at: Any) -> None:
        commit(journal, items[:1], (), visit_id, at)
        if items[1:]:
            commit(journal, items[1:], facts, visit_id, at)

    patch.setattr(Journal, "_commit", apart)


@pytest.mark.parametrize(
    ("plant", "look", "says"),
    [
        (plant_no_sync, cuts, "power cut"),
        (plant_sync_now_and_then, cuts, "lost or changed rows"),
        (plant_commit_again, errors, "goes on after a failed commit"),
        (plant_no_chain, kills, "journal does not open"),
        (plant_names_stay, kills, "data is left"),
        (plant_two_commits, kills, "half a commit"),
    ],
)
def test_a_defect_of_the_journal_is_found_and_can_be_replayed(
    story: Story,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    look: Callable[[Story], Iterator[tuple[str, Violation]]],
    says: str,
) -> None:
    with monkeypatch.context() as patch:
        plant(patch)
        case, found = next(look(story), ("", Violation("nothing was found")))
        assert says in str(found), case
        with pytest.raises(Violation, match=found.what):
            replay(case)
    replay(case)


@pytest.mark.parametrize("name", ["effects before the commit", "a start pays the coins again"])
def test_a_defect_of_the_explorers_list_is_found_on_the_real_journal_too(
    story: Story, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with planted(name):
        case, found = next(kills(story), ("", None))
    assert found is not None, name
    replay(case)
