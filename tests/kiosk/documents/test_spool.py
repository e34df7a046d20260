"""Papers wait here unchanged, unseen by others, through a crash, and are gone after the visit."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.documents import spool as module
from kiosk.documents.spool import Spool, SpoolError, default_folder

PDF = b"%PDF-1.7 paper"
SERIAL = "114T0012345"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "papers"


@pytest.fixture
def spool(folder: Path) -> Spool:
    return Spool(folder)


def only_file(folder: Path) -> Path:
    (place,) = folder.iterdir()
    return place


def test_a_paper_comes_back_as_often_as_asked(spool: Spool) -> None:
    spool.put(SERIAL, PDF, sha(PDF))
    assert spool.take(SERIAL) == PDF
    assert spool.take(SERIAL) == PDF


def test_only_we_may_look(spool: Spool, folder: Path) -> None:
    old = os.umask(0)
    try:
        spool.put(SERIAL, PDF, sha(PDF))
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(folder).stat().st_mode) == 0o600


def test_the_wrong_hash_is_not_kept(spool: Spool) -> None:
    with pytest.raises(SpoolError, match="not the one"):
        spool.put(SERIAL, PDF, sha(b"other"))
    with pytest.raises(SpoolError, match="no such paper"):
        spool.take(SERIAL)


def test_a_changed_paper_is_not_given(spool: Spool, folder: Path) -> None:
    spool.put(SERIAL, PDF, sha(PDF))
    spool.put("OTHER", PDF, sha(PDF))
    place = next(file for file in folder.iterdir() if file.name.startswith(SERIAL.encode().hex()))
    place.write_bytes(PDF[:-1] + b"?")
    with pytest.raises(SpoolError, match="changed"):
        spool.take(SERIAL)
    assert spool.take("OTHER") == PDF


def test_nothing_there(spool: Spool) -> None:
    with pytest.raises(SpoolError, match="no such paper"):
        spool.take(SERIAL)


def test_put_again_replaces(spool: Spool, folder: Path) -> None:
    spool.put(SERIAL, PDF, sha(PDF))
    spool.put(SERIAL, b"newer", sha(b"newer"))
    assert spool.take(SERIAL) == b"newer"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("serial", ["../../etc/passwd", "a/b", "*", ".", "\x00", "中文", "a.b"])
def test_a_serial_is_never_a_path(spool: Spool, folder: Path, serial: str) -> None:
    spool.put(serial, PDF, sha(PDF))
    assert only_file(folder).parent == folder
    assert spool.take(serial) == PDF


def test_a_serial_that_is_too_long_is_refused(spool: Spool) -> None:
    with pytest.raises(SpoolError):
        spool.put("9" * 300, PDF, sha(PDF))


def test_wipe_leaves_nothing(spool: Spool, folder: Path) -> None:
    spool.put(SERIAL, PDF, sha(PDF))
    (folder / "half.part").write_bytes(b"%PDF")
    spool.wipe()
    assert not folder.exists()
    spool.wipe()
    spool.put(SERIAL, PDF, sha(PDF))
    assert spool.take(SERIAL) == PDF


def test_survives_kill_9(folder: Path) -> None:
    """The program dies right after the paper was put; the next one finds it whole."""
    program = (
        "import hashlib, os, signal, sys; from pathlib import Path; from kiosk.documents.spool import Spool\n"
        "pdf = b'%PDF-1.7 paper'\n"
        "Spool(Path(sys.argv[1])).put('114T0012345', pdf, hashlib.sha256(pdf).hexdigest())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(module.__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", program, str(folder)], cwd=root, check=False)
    assert ended.returncode == -9
    assert Spool(folder).take(SERIAL) == PDF


def test_a_half_written_paper_is_none(spool: Spool, folder: Path) -> None:
    spool.put(SERIAL, PDF, sha(PDF))
    whole = only_file(folder)
    whole.rename(whole.with_suffix(".part"))
    with pytest.raises(SpoolError, match="no such paper"):
        spool.take(SERIAL)


def test_two_papers_under_one_serial_are_none(spool: Spool, folder: Path) -> None:
    """Killed between the new paper and the removal of the old one."""
    spool.put(SERIAL, PDF, sha(PDF))
    (folder / f"{SERIAL.encode().hex()}.{sha(b'older')}.pdf").write_bytes(b"older")
    with pytest.raises(SpoolError, match="more than one"):
        spool.take(SERIAL)
    spool.put(SERIAL, PDF, sha(PDF))
    assert spool.take(SERIAL) == PDF


def test_a_folder_open_to_others_is_refused(spool: Spool, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(SpoolError, match="ours alone"):
        spool.put(SERIAL, PDF, sha(PDF))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another account")
def test_another_accounts_folder_is_refused(spool: Spool, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    with pytest.raises(SpoolError, match="ours alone"):
        spool.put(SERIAL, PDF, sha(PDF))


def test_a_link_put_there_before_us_is_refused_and_wiped(spool: Spool, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "keep.txt").write_text("not ours")
    folder.symlink_to(elsewhere)
    with pytest.raises(SpoolError, match="ours alone"):
        spool.put(SERIAL, PDF, sha(PDF))
    spool.wipe()
    assert not folder.is_symlink()
    assert (elsewhere / "keep.txt").exists()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match="cannot keep"):
        Spool(tmp_path / "file" / "papers").put(SERIAL, PDF, sha(PDF))


def test_the_default_folder_is_in_memory_and_one_for_each_kiosk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "MEMORY", tmp_path)
    first, second = default_folder("yt-1"), default_folder("yt-2")
    assert first.parent == second.parent == tmp_path
    assert first != second
    assert default_folder("../x").parent == tmp_path
    monkeypatch.setattr(module, "MEMORY", tmp_path / "not there")
    assert default_folder("yt-1").parent != tmp_path
