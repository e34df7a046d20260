"""One thread that moves the bytes of one serial port between a cable and a sans-I/O device.

    open --> connected --> ( read, receive, deeds, tick, write )* --lost--> disconnected --back-off--> open

Events go out through `emit` before anything else is done, so none is lost with the port. Device trouble ends
in a status; an error of our own ends the thread, says that the device is offline, and is handed to `failed`.
"""

from __future__ import annotations

import contextlib
import queue
import termios
import threading
from collections.abc import Callable, Sequence

import serial

from drivers.transport.wire import LineSettings, WireDevice
from kiosk.devices import OFFLINE, DeviceEvent, DeviceStatusChanged

READ_TIMEOUT_S = 0.004  # never changed on an open port; drivers are ticked at least every 10 ms
GATHER_S = 0.008  # at 9600 baud eight bytes: waking for each alone costs more than it brings
QUIET_AFTER_S = 0.025  # nothing on the line for so long: the device is between two polls
LOOK_AWAY_S = 0.03  # then wake a fifth as often: an idle machine must not keep its processor warm
WRITE_TIMEOUT_S = 5.0  # a port that takes nothing for so long is as good as gone
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)  # the last for ever
LONGEST_JOIN_S = 15.0  # opening a dead rfc2217:// address can take 8 s

# What pyserial raises when a port goes away depends on the call; termios.error is not an OSError.
RAISED_BY_PORTS = (serial.SerialException, OSError, termios.error)

Deed = Callable[[], None]


class PortLost(Exception):
    """The port is gone, or does not open; says so in the words of whoever noticed."""


class SerialRunner:
    """Runs `device` on the port at `url` (/dev/serial/by-id/..., rfc2217://host:port) until stopped.

    `emit` and `failed` are called on the runner's thread; `emit` must not block for long. Without `failed`,
    an error of our own is raised in the thread and reaches `threading.excepthook`.
    """

    def __init__(
        self,
        device: WireDevice,
        url: str,
        emit: Callable[[DeviceEvent], None],
        now: Callable[[], float],
        failed: Callable[[BaseException], None] | None = None,
        back_off_s: Sequence[float] = BACK_OFF_S,
    ) -> None:
        self.opened = 0  # how often the port was opened, for diagnosis
        self.last_loss = ""  # why it was lost, or could not be opened, the last time
        self._device = device
        self._url = url
        self._emit = emit
        self._now = now
        self._failed = failed
        self._back_off_s = back_off_s
        self._deeds: queue.SimpleQueue[Deed | None] = queue.SimpleQueue()  # None only wakes the thread
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"port of {device.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Run what was posted, close the port, end the thread. The device says that it is disconnected."""
        self._stopping.set()
        self._deeds.put(None)
        self._thread.join(LONGEST_JOIN_S)

    def post(self, deed: Deed) -> None:
        """Have `deed` run on the runner's thread, between two moments of the device. From any thread."""
        self._deeds.put(deed)

    # ---- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._serve()
        except BaseException as error:  # noqa: BLE001 - our own mistake; handed on, never swallowed
            try:
                self._emit(DeviceStatusChanged(self._device.name, OFFLINE))
            finally:
                if self._failed is None:
                    raise
                self._failed(error)

    def _serve(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                port = _open(self._url, self._device.line)
                failures = 0
                self.opened += 1
                self._use(port)
            except PortLost as error:
                self.last_loss = str(error)
            self._say(self._device.disconnected(self._now()))
            self._wait(self._back_off_s[min(failures, len(self._back_off_s) - 1)])
            failures += 1

    def _use(self, port: serial.Serial) -> None:
        """Until the port is lost (PortLost) or we are stopped."""
        try:
            self._say(self._device.connected(self._now()))
            last_bytes_at = self._now()
            while not self._stopping.is_set():
                data = self._read(port)
                if data:
                    self._say(self._device.receive(data, self._now()))
                self._run_deeds()
                out, events = self._device.tick(self._now())
                self._say(events)
                if out:
                    _write(port, out)
                if data or out:
                    last_bytes_at = self._now()
                elif self._now() - last_bytes_at >= QUIET_AFTER_S:
                    self._run_deeds(wait_s=LOOK_AWAY_S)
            self._run_deeds()
        finally:
            _close(port)

    def _wait(self, seconds: float) -> None:
        """Back off, but go on with the deeds, so that a device that is gone can still answer for them."""
        until = self._now() + seconds
        while not self._stopping.is_set():
            try:
                deed = self._deeds.get(timeout=max(until - self._now(), 0.0))
            except queue.Empty:
                return
            if deed is not None:
                deed()
                self._run_deeds()
                self._say(self._device.disconnected(self._now()))
        self._run_deeds()

    def _read(self, port: serial.Serial) -> bytes:
        """What has come; waits READ_TIMEOUT_S for the first byte, and then a little for those behind it."""
        try:
            data = port.read(1)
            if not data:
                return b""
            self._stopping.wait(GATHER_S)
            return data + port.read(port.in_waiting)
        except RAISED_BY_PORTS as error:
            raise PortLost(str(error)) from error

    def _run_deeds(self, wait_s: float = 0.0) -> None:
        """All that are there; waits for the first one."""
        while True:
            try:
                deed = self._deeds.get(timeout=wait_s) if wait_s else self._deeds.get_nowait()
            except queue.Empty:
                return
            wait_s = 0.0
            if deed is not None:
                deed()

    def _say(self, events: list[DeviceEvent]) -> None:
        for event in events:
            self._emit(event)


def _open(url: str, line: LineSettings) -> serial.Serial:
    try:
        port = serial.serial_for_url(
            url,
            do_not_open=True,
            baudrate=line.baud,
            bytesize=line.data_bits,
            parity=line.parity,
            stopbits=line.stop_bits,
            timeout=READ_TIMEOUT_S,
        )
        if "://" not in url:  # a port of this machine
            port.exclusive = True
            port.write_timeout = WRITE_TIMEOUT_S  # RFC 2217 has none
        port.open()
        if "://" not in url and line.parity != "N":
            _drop_damaged(port)
    except RAISED_BY_PORTS as error:
        raise PortLost(str(error)) from error
    return port


def _drop_damaged(port: serial.Serial) -> None:
    """Have the kernel drop bytes with wrong parity: pyserial sends parity, but does not look at what comes.

    Where a protocol has no checksum (ICT: 10 is stacked, 11 is returned) this is all that finds a wrong bit.
    """
    attributes = termios.tcgetattr(port.fileno())
    attributes[0] |= termios.INPCK | termios.IGNPAR
    termios.tcsetattr(port.fileno(), termios.TCSANOW, attributes)


def _write(port: serial.Serial, data: bytes) -> None:
    try:
        port.write(data)
    except RAISED_BY_PORTS as error:
        raise PortLost(str(error)) from error


def _close(port: serial.Serial) -> None:
    with contextlib.suppress(*RAISED_BY_PORTS):  # it may be gone already
        port.close()
