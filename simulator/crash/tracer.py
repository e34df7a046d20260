"""Watches a forked child's writes and syncs below one folder, and kills it or fails them at the n-th.

ptrace(2) through ctypes: no other tool and no root is needed. Linux on x86-64 only; `why_not` says so
elsewhere. A child is killed before the call happens, as kill -9 would between two instructions.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

TRACEME, POKEUSER, GETREGS, SYSCALL, SETOPTIONS = 0, 6, 12, 24, 0x4200  # linux/ptrace.h
OPTIONS = 0x100000 | 1  # EXITKILL, TRACESYSGOOD
SYSCALL_STOP = signal.SIGTRAP | 0x80
REGISTERS = struct.Struct("27Q")  # sys/user.h
RAX, RDX, RSI, RDI, ORIG_RAX, R10 = 10, 12, 13, 14, 15, 7
NOTHING = (1 << 64) - 1  # no system call has this number
DEADLINE_S = 30  # a child that takes longer hangs

WRITE, CLOSE, PWRITE, FSYNC, FDATASYNC, FTRUNCATE, RENAME, UNLINK, OPENAT, UNLINKAT, FALLOCATE = (
    1,
    3,
    18,
    74,
    75,
    77,
    82,
    87,
    257,
    263,
    285,
)
WATCHED = frozenset(
    {WRITE, CLOSE, PWRITE, FSYNC, FDATASYNC, FTRUNCATE, RENAME, UNLINK, OPENAT, UNLINKAT, FALLOCATE}
)
CREATES, CREATES_ANEW, WRITES = os.O_CREAT, os.O_CREAT | os.O_EXCL, os.O_WRONLY | os.O_RDWR


class Kind(StrEnum):
    CREATE = "create"
    OPEN = "open"  # for writing, of a file that is there
    WRITE = "write"
    SYNC = "sync"
    TRUNCATE = "truncate"
    RENAME = "rename"
    UNLINK = "unlink"
    ALLOCATE = "allocate"


CHANGES = frozenset(Kind) - {Kind.OPEN}  # what a kill point may stand before


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the program had got: journal calls begun and done, counted over all starts."""

    begun: int
    done: int


class Marks:
    """The same, in memory that outlives the child."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, mmap.PAGESIZE)

    def begun(self, call: int) -> None:
        struct.pack_into("q", self._shared, 0, call)

    def done(self, call: int) -> None:
        struct.pack_into("q", self._shared, 8, call)

    def read(self) -> Mark:
        return Mark(*struct.unpack_from("qq", self._shared, 0))


@dataclass(frozen=True, slots=True)
class Op:
    """One successful change of the folder. `size` is a truncation's length; `to` is a rename's target."""

    kind: Kind
    name: str
    mark: Mark
    offset: int = 0
    data: bytes = b""
    size: int = 0
    to: str = ""


@dataclass(frozen=True, slots=True)
class Strike:
    """At the n-th change (from 1): kill -9, or this errno; `lasting`: and at every later one of `kinds`."""

    at: int
    error: int = 0
    lasting: bool = False
    kinds: frozenset[Kind] = CHANGES

    def __str__(self) -> str:
        what = errno.errorcode[self.error] if self.error else "kill"
        return f"{what}{'+' if self.lasting else ''}@{self.at}"


@dataclass(slots=True)
class Trace:
    """How the child ended (exit status; below zero: that signal), and what it had done to the folder."""

    status: int = 0
    mark: Mark = Mark(0, 0)
    changes: int = 0
    struck: list[tuple[Kind, str, Mark]] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)


@cache
def _ptrace() -> Callable[[int, int, object, object], int]:
    function = ctypes.CDLL(None, use_errno=True).ptrace
    function.restype = ctypes.c_long
    function.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    return function


@cache
def why_not() -> str:
    """Why no child can be watched here; "" where it can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"system calls are only watched on Linux x86-64, not on {sys.platform} {platform.machine()}"
    pid = os.fork()
    if pid == 0:
        os._exit(1 if _ptrace()(TRACEME, 0, None, None) else 0)
    return "this system forbids ptrace" if os.waitpid(pid, 0)[1] else ""


def trace(
    deed: Callable[[], int], folder: Path, marks: Marks, strike: Strike | None = None, keep: bool = False
) -> Trace:
    """Run `deed` in a child that is a copy of this process; its result is the exit status.

    `keep`: the data of every change is kept, for images of the disk.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _be_child(deed)
    return _Watch(pid, folder, marks, strike, keep).run()


def _be_child(deed: Callable[[], int]) -> None:
    status = 70
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(DEADLINE_S)
        _ptrace()(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        status = deed()
    except BaseException:  # noqa: BLE001  nothing of the parent may go on in here
        traceback.print_exc()
    finally:
        os._exit(status)


class _Watch:
    def __init__(self, pid: int, folder: Path, marks: Marks, strike: Strike | None, keep: bool) -> None:
        self._pid, self._marks, self._strike, self._keep = pid, marks, strike, keep
        self._below = f"{folder}/"
        self._names: dict[int, str] = {}  # open files below the folder, by descriptor
        self._trace = Trace()
        self._buffer = ctypes.create_string_buffer(REGISTERS.size)

    def run(self) -> Trace:
        ptrace, pid = _ptrace(), self._pid
        os.waitpid(pid, 0)
        ptrace(SETOPTIONS, pid, None, OPTIONS)
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            self._memory = memory
            entered: tuple[int, ...] | None = None
            signalled = 0
            failing = 0
            while True:
                ptrace(SYSCALL, pid, None, signalled)
                _, status = os.waitpid(pid, 0)
                if not os.WIFSTOPPED(status):
                    self._trace.status = os.waitstatus_to_exitcode(status)
                    self._trace.mark = self._marks.read()
                    return self._trace
                signalled = os.WSTOPSIG(status)
                if signalled != SYSCALL_STOP:
                    continue
                signalled = 0
                ptrace(GETREGS, pid, None, self._buffer)
                registers = REGISTERS.unpack(self._buffer.raw)
                if entered is None:
                    entered = registers
                    failing = self._entering(registers) if registers[ORIG_RAX] in WATCHED else 0
                else:
                    if failing:
                        ptrace(POKEUSER, pid, RAX * 8, (1 << 64) - failing)
                    elif entered[ORIG_RAX] in WATCHED:
                        self._left(entered, registers[RAX])
                    entered = None

    # ---- Before a call --------------------------------------------------------------------------------

    def _entering(self, registers: tuple[int, ...]) -> int:
        """The errno that this call is to fail with; 0 lets it be. May kill the child."""
        change = self._change(registers)
        if change is None:
            return 0
        kind, name = change
        self._trace.changes += kind in CHANGES
        strike = self._strike
        if strike is None or not self._hits(strike, kind):
            return 0
        self._trace.struck.append((kind, name, self._marks.read()))
        if not strike.error:
            os.kill(self._pid, signal.SIGKILL)
            return 0
        _ptrace()(POKEUSER, self._pid, ORIG_RAX * 8, NOTHING)
        return strike.error

    def _hits(self, strike: Strike, kind: Kind) -> bool:
        if strike.lasting:
            return self._trace.changes >= strike.at and kind in strike.kinds
        return self._trace.changes == strike.at and kind in CHANGES

    def _change(self, registers: tuple[int, ...]) -> tuple[Kind, str] | None:
        """What this call is about to do to the folder; None: nothing."""
        match registers[ORIG_RAX]:
            case 257:
                flags, name = registers[RDX], self._name_at(registers[RSI])
                if name is None or not flags & (WRITES | CREATES):
                    return None
                there = os.path.exists(self._below + name)
                return (Kind.CREATE if flags & CREATES and not there else Kind.OPEN), name
            case 87 | 82:
                name = self._name_at(registers[RDI])
                kind = Kind.UNLINK if registers[ORIG_RAX] == UNLINK else Kind.RENAME
            case 263:
                name, kind = self._name_at(registers[RSI]), Kind.UNLINK
            case call:
                name, kind = self._names.get(registers[RDI]), BY_DESCRIPTOR.get(call, Kind.OPEN)
                if kind is Kind.OPEN:
                    return None
        return None if name is None else (kind, name)

    def _name_at(self, address: int) -> str | None:
        """The path that lies there in the child's memory, as seen from the folder; None: not below it."""
        text = b""
        while b"\0" not in text and len(text) < 4096:
            step = mmap.PAGESIZE - (address + len(text)) % mmap.PAGESIZE
            text += os.pread(self._memory.fileno(), step, address + len(text))
        path = os.fsdecode(text.split(b"\0", 1)[0])
        if path + "/" == self._below:
            return "."
        return path.removeprefix(self._below) if path.startswith(self._below) else None

    # ---- After it ---------------------------------------------------------------------------------------

    def _left(self, entered: tuple[int, ...], result: int) -> None:
        if result >= 1 << 63:
            return  # it failed
        call = entered[ORIG_RAX]
        if call == CLOSE:
            self._names.pop(entered[RDI], None)
            return
        if call == OPENAT:
            name = self._name_at(entered[RSI])
            if name is not None:
                self._names[result] = name
                if entered[RDX] & CREATES:
                    self._log(Op(Kind.CREATE, name, self._marks.read()))  # nothing, if it was there
            return
        change = self._change(entered)
        if change is None or not self._keep:
            return
        kind, name = change
        mark = self._marks.read()
        match kind:
            case Kind.WRITE:
                data = os.pread(self._memory.fileno(), result, entered[RSI])
                assert call == PWRITE, "a write without its place in the file"
                self._log(Op(kind, name, mark, entered[R10], data))
            case Kind.TRUNCATE:
                self._log(Op(kind, name, mark, size=entered[RSI]))
            case Kind.RENAME:
                self._log(Op(kind, name, mark, to=self._name_at(entered[RSI]) or ""))
            case Kind.ALLOCATE:
                self._log(Op(kind, name, mark, size=entered[RDX] + entered[R10]))
            case _:
                self._log(Op(kind, name, mark))

    def _log(self, op: Op) -> None:
        if self._keep:
            self._trace.ops.append(op)


BY_DESCRIPTOR = {
    WRITE: Kind.WRITE,
    PWRITE: Kind.WRITE,
    FSYNC: Kind.SYNC,
    FDATASYNC: Kind.SYNC,
    FTRUNCATE: Kind.TRUNCATE,
    FALLOCATE: Kind.ALLOCATE,
}
