"""After a power cut what was synced is there, and of the rest anything may be."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from simulator.crash.disk import FOLDER, SECTOR, Cut, Disk, contents, sectors
from simulator.crash.tracer import Kind, Mark, Op

NOW = Mark(0, 0)
SYNCED, LOST = b"s" * 700, b"l" * 1500


def made(*ops: Op, found: dict[str, bytes] | None = None) -> Disk:
    disk = Disk(found)
    for op in ops:
        disk.apply(op)
    return disk


def write(data: bytes, offset: int = 0) -> Op:
    return Op(Kind.WRITE, "f", NOW, offset, data)


CREATE, SYNC, UNLINK = (Op(kind, "f", NOW) for kind in (Kind.CREATE, Kind.SYNC, Kind.UNLINK))
SYNC_FOLDER = Op(Kind.SYNC, FOLDER, NOW)


def test_what_was_synced_is_there_and_nothing_else_need_be() -> None:
    disk = made(CREATE, write(SYNCED), SYNC, write(LOST, 700))
    assert disk.image(Cut.NOTHING, Random(1)) == {"f": SYNCED}
    assert disk.image(Cut.ALL, Random(1)) == {"f": SYNCED + LOST}


def test_a_torn_write_ends_at_the_border_of_a_sector() -> None:
    disk = made(CREATE, write(SYNCED), SYNC, write(LOST, 700))
    lengths = {len(disk.image(Cut.TORN, Random(seed))["f"]) for seed in range(50)}
    assert lengths == {700, 1024, 1536, 2048}


def test_sectors_are_kept_and_lost_each_on_its_own_and_now_and_then_are_rubbish() -> None:
    disk = made(write(b"n" * 5120), found={"f": b"o" * 5120})
    images = [disk.image(Cut.RANDOM, Random(seed))["f"] for seed in range(200)]
    assert any(
        image[:SECTOR] == b"o" * SECTOR and image[SECTOR : 2 * SECTOR] == b"n" * SECTOR for image in images
    ), "reordered"
    kinds = {image[at : at + 1] for image in images for at in range(0, 5120, SECTOR)}
    assert kinds - {b"n", b"o"}, "rubbish"


def test_a_sector_that_a_write_shares_with_synced_bytes_harms_only_its_own() -> None:
    disk = made(CREATE, write(SYNCED), SYNC, write(LOST, 700))
    for seed in range(100):
        assert disk.image(Cut.RANDOM, Random(seed))["f"][:700] == SYNCED


def test_a_new_name_is_certain_when_its_file_or_its_folder_was_synced() -> None:
    assert made(CREATE, write(LOST)).image(Cut.NOTHING, Random(1)) == {}
    assert made(CREATE, write(LOST), SYNC_FOLDER).image(Cut.NOTHING, Random(1)) == {"f": b""}
    assert made(CREATE, write(LOST), SYNC).image(Cut.NOTHING, Random(1)) == {"f": LOST}


def test_a_removed_name_may_come_back_until_its_folder_was_synced() -> None:
    assert made(UNLINK, found={"f": b"x"}).image(Cut.NOTHING, Random(1)) == {"f": b"x"}
    assert made(UNLINK, found={"f": b"x"}).image(Cut.ALL, Random(1)) == {}
    assert made(UNLINK, SYNC_FOLDER, found={"f": b"x"}).image(Cut.NOTHING, Random(1)) == {}


def test_a_truncation_may_be_lost_like_a_write() -> None:
    disk = made(Op(Kind.TRUNCATE, "f", NOW, size=0), found={"f": b"x" * 9})
    assert {disk.image(Cut.RANDOM, Random(seed))["f"] for seed in range(30)} == {b"", b"x" * 9}
    assert contents(b"abc", [(1, None), (3, b"d"), (6, None)]) == b"a\0\0d\0\0"


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=3000))
def test_the_sectors_of_a_write_are_the_write(offset: int, data: bytes) -> None:
    parts = sectors(offset, data)
    assert b"".join(part for _, part in parts) == data
    assert parts[0][0] == offset
    assert all(at % SECTOR == 0 for at, _ in parts[1:])
    assert all(at // SECTOR == (at + len(part) - 1) // SECTOR for at, part in parts)


@given(st.randoms(use_true_random=False))
def test_when_all_is_synced_every_cut_is_the_same(dice: Random) -> None:
    disk = made(CREATE, write(SYNCED), write(LOST, 200), SYNC)
    for cut in Cut:
        assert disk.image(cut, dice) == {"f": SYNCED[:200] + LOST}
