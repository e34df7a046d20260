"""Mishaps of staff on the real machine: the power fails while they count, PINs are guessed."""

from __future__ import annotations

from pathlib import Path

from simulator.installation import Installation
from simulator.service import CASHIER, CASHIER_PIN, TECHNICIAN, TECHNICIAN_PIN, boxes, denominations
from simulator.staff import Staff
from simulator.student import Eyes
from simulator.walk import languages

WRONG = "111222"


def staff_at(site: Installation) -> Staff:
    mirror = site.mirror
    assert mirror is not None
    first = site.languages[0]
    return Staff(Eyes(mirror, lambda name, picture: None), languages((first,))[first])


def test_power_cut_in_the_middle_of_a_collection(with_hoppers: Installation) -> None:
    """The count goes on where it was; nobody was served in between, and the sums agree in the end."""
    staff = staff_at(with_hoppers)
    found, values = boxes(with_hoppers.controls), denominations(with_hoppers.controls)
    staff.sign_in(CASHIER, CASHIER_PIN)
    staff.begin_collection()
    staff.count(found, values[:3])
    with_hoppers.kill()
    with_hoppers.start()
    staff = staff_at(with_hoppers)
    staff.eyes.screen("out_of_service")
    staff.eyes.until(lambda tree: "工作人員正在處理錢箱" in tree.said(), "why it is closed")
    staff.sign_in(CASHIER, CASHIER_PIN)
    assert "收款還沒做完" in staff.eyes.look().said()
    staff.touch("接著做完")
    staff.eyes.screen("service_collection")
    staff.count(found, values[3:])
    with_hoppers.controls.do("coin_acceptor", "empty_cash_box")
    assert "和帳面一致" in staff.compare().said()
    staff.confirm_collection()
    staff.finish()
    staff.sign_out()
    staff.eyes.screen("attract", patience_s=60.0)


def test_five_wrong_pins_lock_one_number_and_no_other(with_hoppers: Installation, tmp_path: Path) -> None:
    staff = staff_at(with_hoppers)
    staff.find_corner()
    for _ in range(4):
        assert "編號或密碼不對" in staff.try_pin(TECHNICIAN, WRONG).said()
    assert "密碼錯誤太多次" in staff.try_pin(TECHNICIAN, WRONG).said()
    with_hoppers.kill()
    with_hoppers.start()  # which opens no lock
    staff = staff_at(with_hoppers)
    staff.find_corner()
    assert "密碼錯誤太多次" in staff.try_pin(TECHNICIAN, TECHNICIAN_PIN).said()
    assert staff.try_pin(CASHIER, CASHIER_PIN).screen == "service_overview"
    staff.sign_out()
    written = b"".join(path.read_bytes() for path in with_hoppers.journal.parent.glob("journal.sqlite*"))
    for pin in (WRONG, TECHNICIAN_PIN, CASHIER_PIN):
        assert pin.encode() not in written
