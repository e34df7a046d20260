"""Serves a device twin on a serial line: bytes take their time, settings matter, faults happen.

    driver -- rfc2217://127.0.0.1:port -- TwinServer -- TwinLine -- twin

A driver opens the URL as it would open /dev/serial/by-id/...; RFC 2217 also carries the line settings
that it asked for, so that a twin is heard as nonsense by a driver with the wrong ones, which a
pseudo-terminal cannot do. `TwinLine` is the cable alone, without a socket, for tests on a virtual clock.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

from serial import rfc2217

from drivers.transport.wire import LineSettings
from simulator.faults import Faults

BUSY_STEP_S = 0.001  # while bytes are on the line; one byte takes 1.04 ms at 9600 baud
IDLE_STEP_S = 0.004
LONGEST_UNSENT_S = 1.0  # a client that does not read for this long is dropped


class SerialTwin(Protocol):
    """A device seen from its serial socket. One thread calls it; the rest is the twin's own business.

    `line` is how the device's port is set. `echoes` says that the interface hears its own bytes, as on
    ccTalk's one data line. Faults of the cable are not the twin's business.
    """

    line: LineSettings
    echoes: bool

    def receive(self, data: bytes, now: float) -> None:
        """Bytes arrived at the device at `now` (monotonic seconds)."""

    def output(self, now: float) -> bytes:
        """Bytes the device has begun to send by `now`; called every few milliseconds for ever, also
        while the cable is unplugged, so a twin may use it as its own clock. One call, one reply:
        a fault that loses, doubles or damages a reply takes the whole of what is returned here."""


class TwinLine:
    """The cable between a port and a twin: pacing, echo, wrong settings, faults. No socket, no clock."""

    def __init__(self, twin: SerialTwin, faults: Faults | None = None) -> None:
        self.asked: LineSettings | None = twin.line  # how the host's port is set
        self.faults = faults or Faults()
        self._twin = twin
        line = twin.line
        self._byte_s = (1 + line.data_bits + (line.parity != "N") + line.stop_bits) / line.baud
        self._to_twin: deque[tuple[float, int]] = deque()
        self._to_host: deque[tuple[float, int]] = deque()
        self._held: list[tuple[float, bytes]] = []  # replies that a fault made late
        self._free_to_twin = 0.0
        self._free_to_host = 0.0

    @property
    def busy(self) -> bool:
        return bool(self._to_twin or self._to_host or self._held)

    def write(self, data: bytes, now: float) -> None:
        """The host sends."""
        start = max(now, self._free_to_twin)
        if self._twin.echoes:  # one wire for both directions: a host that talks over a reply waits here
            start = max(start, self._free_to_host)
        heard = data if self._asked_right else nonsense(data)
        for byte in heard:
            start += self._byte_s
            self._to_twin.append((start, byte))
        self._free_to_twin = start
        if self._twin.echoes:
            self._echo(data, start)

    def read(self, now: float) -> bytes:
        """What has reached the host by `now`; also lets the twin live until then."""
        heard = bytearray()
        at = now
        while self._to_twin and self._to_twin[0][0] <= now:
            at, byte = self._to_twin.popleft()
            heard.append(byte)
        if heard:
            self._twin.receive(bytes(heard), at)
        reply = self._twin.output(now)
        if reply:
            self._held += self.faults.apply(reply, now)
        due = [piece for at, piece in self._held if at <= now]
        self._held = [(at, piece) for at, piece in self._held if at > now]
        for piece in due:
            self._send(piece if self._asked_right else nonsense(piece), now)
        arrived = bytearray()
        while self._to_host and self._to_host[0][0] <= now:
            arrived.append(self._to_host.popleft()[1])
        return bytes(arrived)

    def clear(self) -> None:
        """The cable was pulled: what was on it is gone."""
        self._to_twin.clear()
        self._to_host.clear()
        self._held.clear()

    @property
    def _asked_right(self) -> bool:
        return self.asked == self._twin.line

    def _echo(self, data: bytes, end: float) -> None:
        """The host's own receiver hears its own sender, whatever both are set to."""
        if self.faults.echo_missing:
            return
        for index, byte in enumerate(data):
            self._to_host.append((end - (len(data) - 1 - index) * self._byte_s, byte))
        self._free_to_host = end

    def _send(self, data: bytes, now: float) -> None:
        start = max(now, self._free_to_host)
        for byte in data:
            start += self._byte_s
            self._to_host.append((start, byte))
        self._free_to_host = start


def nonsense(data: bytes) -> bytes:
    """What a receiver with other settings makes of these bytes: something, but never the same."""
    return bytes((byte * 3 + 0x55) & 0xFF if (byte * 3 + 0x55) & 0xFF != byte else 0 for byte in data)


class _AskedPort:
    """Stands where PortManager expects a serial port, and keeps what the client asks of it."""

    def __init__(self) -> None:
        self.baudrate = 0
        self.bytesize = 8
        self.parity = "N"
        self.stopbits: float = 1
        self.rts = self.dtr = self.break_condition = False
        self.rtscts = self.xonxoff = False
        self.cts = self.dsr = self.cd = True
        self.ri = False

    def reset_input_buffer(self) -> None:
        """Nothing is kept here."""

    def reset_output_buffer(self) -> None:
        """Nothing is kept here."""

    @property
    def asked(self) -> LineSettings | None:
        if not self.baudrate:
            return None
        return LineSettings(self.baudrate, self.parity, self.bytesize, int(self.stopbits))


class _Outlet:
    """The write side PortManager wants of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def write(self, data: bytes) -> None:
        self._connection.sendall(data)


class TwinServer:
    """A twin behind an RFC 2217 port on loopback; one client at a time, as with a real port.

    Hold `lock` while touching the twin from another thread (a control panel inserting a coin).
    """

    def __init__(
        self,
        twin: SerialTwin,
        port: int = 0,
        faults: Faults | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.line = TwinLine(twin, faults)
        self.faults = self.line.faults
        self.lock = threading.Lock()
        self._port = port
        self._now = now
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._asked = _AskedPort()
        self._manager: rfc2217.PortManager | None = None
        self._plugged = False
        self._stopping = False
        self._at_rest = threading.Event()  # set when the thread has closed its sockets after unplug()
        self._thread = threading.Thread(target=self._run, name="twin", daemon=True)

    @property
    def url(self) -> str:
        """What the driver opens; known after start(), the same after replug()."""
        return f"rfc2217://127.0.0.1:{self._port}"

    def start(self) -> None:
        self.replug()
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._plugged = False
        self._thread.join()

    def unplug(self) -> None:
        """Pull the data cable; the device keeps its power. Returns when the port is gone."""
        self._at_rest.clear()
        self._plugged = False
        if self._thread.is_alive():
            self._at_rest.wait()

    def replug(self) -> None:
        """The same device appears again under the same URL."""
        if self._plugged:
            return
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        with self.lock:
            self._listener = listener
            self._plugged = True

    def _run(self) -> None:
        try:
            while not self._stopping:
                if not self._plugged:
                    self._close()
                self._step()
        finally:
            self._close()

    def _step(self) -> None:
        watched = [end for end in (self._connection or self._listener,) if end is not None]
        wait_s = BUSY_STEP_S if self.line.busy else IDLE_STEP_S
        readable = select.select(watched, [], [], wait_s)[0]
        try:
            came = self._take(readable) if readable else b""
            with self.lock:
                now = self._now()
                self.line.asked = self._asked.asked
                self.line.write(came, now)
                goes = self.line.read(now)
            if goes and self._connection is not None and self._manager is not None:
                self._connection.sendall(b"".join(self._manager.escape(goes)))
        except OSError:  # the client went away, or does not read
            self._hang_up()

    def _take(self, readable: list[socket.socket]) -> bytes:
        """Accept a client, or read what it sent with the telnet part taken out."""
        end = readable[0]
        if end is self._listener:
            connection, _ = end.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(LONGEST_UNSENT_S)
            self._connection, self._asked = connection, _AskedPort()
            self._manager = rfc2217.PortManager(  # asks for no more of its ports than these two have
                cast(rfc2217.Serial, self._asked), cast(rfc2217.Serial, _Outlet(connection))
            )
            return b""
        data = end.recv(4096)
        if not data or self._manager is None:
            raise ConnectionError("client closed")
        return b"".join(self._manager.filter(data))

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._manager = None
        self.line.clear()

    def _close(self) -> None:
        self._hang_up()
        with self.lock:
            if self._plugged:
                return  # replugged in the meantime
            if self._listener is not None:
                self._listener.close()
                self._listener = None
        self._at_rest.set()
