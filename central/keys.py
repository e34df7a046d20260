"""Central's keys in one file: one for acknowledgements, one that signs papers, and the public halves of all
that ever signed papers.

A key has its time: from the day it began to sign to the day the next one did. What is dated in its time it
verifies for ever, unless it is revoked. Its private half is dropped when the next one begins, so that a key
that no longer signs cannot be stolen either.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from central.clock import SystemClock, local_day

KID_BYTES = 4
HEX_KEY = r"^[0-9a-f]{64}$"


class KeyFileError(ValueError):
    """The key file is missing or cannot be used."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`kid` is the start of SHA-256 over the public key."""

    kid: bytes
    private: Ed25519PrivateKey

    @classmethod
    def of(cls, raw: bytes) -> SigningKey:
        private = Ed25519PrivateKey.from_private_bytes(raw)
        return cls(_kid(private.public_key().public_bytes_raw()), private)

    @property
    def public_raw(self) -> bytes:
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Revoked:
    """A key that somebody else may have used."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PaperKey:
    """The public half of a key; `until` is the last day of its time, None for the key in use."""

    kid: bytes
    public_raw: bytes
    since: date
    until: date | None = None
    revoked: Revoked | None = None

    @property
    def public(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public_raw)

    def signed_on(self, day: date) -> bool:
        """Whether a paper of that day can be from its time."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`signing` is the newest of `papers`, which are in the order of their times."""

    ack: SigningKey
    signing: SigningKey
    papers: tuple[PaperKey, ...]

    @property
    def paper_publics(self) -> dict[bytes, Ed25519PublicKey]:
        """For checking signatures; what a good one is worth depends on the key's time too."""
        return {key.kid: key.public for key in self.papers}


class KeyFile:
    """The ring in a file, read again when that changed: a key is revoked at once, not at a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = (self._stamp(), load_keys(path))

    @property
    def ring(self) -> KeyRing:
        """Raises KeyFileError: better no paper than one signed with a key that may be revoked."""
        stamp = self._stamp()
        if stamp != self._read[0]:
            self._read = (stamp, load_keys(self._path))
        return self._read[1]

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_ino, found.st_size)


class _Revoked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    on: date
    reason: str


class _Public(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kid: str
    public: str = Field(pattern=HEX_KEY)
    since: date
    until: date | None
    revoked: _Revoked | None

    def key(self) -> PaperKey:
        raw = bytes.fromhex(self.public)
        if _kid(raw).hex() != self.kid:
            raise ValueError(f"kid {self.kid} is not of its key")
        revoked = None if self.revoked is None else Revoked(self.revoked.on, self.revoked.reason)
        return PaperKey(bytes.fromhex(self.kid), raw, self.since, self.until, revoked)


class _File(BaseModel):
    """What is secret, and `papers` as they are published."""

    model_config = ConfigDict(extra="forbid")
    ack: str = Field(pattern=HEX_KEY)
    signing: str = Field(pattern=HEX_KEY)
    papers: list[_Public] = Field(min_length=1)


class _Published(BaseModel):
    """Whatever else stands beside the public keys is not looked at."""

    papers: list[_Public] = Field(min_length=1)


def load_keys(path: Path) -> KeyRing:
    """Raises KeyFileError."""
    try:
        content = _File.model_validate_json(path.read_bytes())
        papers = tuple(one.key() for one in content.papers)
        ring = KeyRing(_of(content.ack), _of(content.signing), papers)
        if ring.papers[-1].kid != ring.signing.kid:
            raise ValueError("the key that signs is not the newest")
    except FileNotFoundError as error:
        raise KeyFileError(f"no key file {path}: python -m central key new --keys {path}") from error
    except (ValidationError, ValueError) as error:
        # The content is secret, so the message does not repeat what pydantic says about it.
        raise KeyFileError(f"{path} is not a key file") from error
    return ring


def load_public_keys(path: Path) -> tuple[PaperKey, ...]:
    """From what `python -m central key list` printed, or from central's own file. Raises KeyFileError."""
    try:
        return tuple(one.key() for one in _Published.model_validate_json(path.read_bytes()).papers)
    except OSError as error:
        raise KeyFileError(f"no public keys in {path}: {error.strerror}") from error
    except (ValidationError, ValueError) as error:
        raise KeyFileError(f"{path} has no list of public keys") from error


def add_paper_key(path: Path, today: date | None = None) -> KeyRing:
    """A new paper key that signs from today; without a file, makes one with an acknowledgement key too."""
    today = today or local_day(SystemClock().now())
    papers: tuple[PaperKey, ...] = ()
    ack = Ed25519PrivateKey.generate()
    if path.exists():
        ring = load_keys(path)
        ack, papers = ring.ack.private, (*ring.papers[:-1], replace(ring.papers[-1], until=today))
    fresh = SigningKey.of(Ed25519PrivateKey.generate().private_bytes_raw())
    papers = (*papers, PaperKey(fresh.kid, fresh.public_raw, today))
    _write(path, ack, fresh.private, papers)
    return load_keys(path)


def revoke_paper_key(path: Path, kid: str, reason: str, today: date) -> KeyRing:
    """From now on no paper that this key signed verifies; a new key signs if it was the one in use.

    Raises KeyFileError for a kid that is not there or is revoked already.
    """
    ring = load_keys(path)
    if not any(key.kid.hex() == kid and key.revoked is None for key in ring.papers):
        raise KeyFileError(f"there is no key {kid} to revoke")
    if ring.signing.kid.hex() == kid:
        ring = add_paper_key(path, today)
    papers = [
        replace(key, revoked=Revoked(today, reason)) if key.kid.hex() == kid else key for key in ring.papers
    ]
    _write(path, ring.ack.private, ring.signing.private, papers)
    return load_keys(path)


def published(papers: Sequence[PaperKey]) -> list[dict[str, Any]]:
    """The public keys as they are listed, kept and given to verifiers."""
    return [
        {
            "kid": key.kid.hex(),
            "public": key.public_raw.hex(),
            "since": key.since.isoformat(),
            "until": None if key.until is None else key.until.isoformat(),
            "revoked": None
            if key.revoked is None
            else {"on": key.revoked.on.isoformat(), "reason": key.revoked.reason},
        }
        for key in papers
    ]


def _kid(public_raw: bytes) -> bytes:
    return hashlib.sha256(public_raw).digest()[:KID_BYTES]


def _of(raw: str) -> SigningKey:
    return SigningKey.of(bytes.fromhex(raw))


def _write(
    path: Path, ack: Ed25519PrivateKey, signing: Ed25519PrivateKey, papers: Sequence[PaperKey]
) -> None:
    content = _File.model_validate(
        {
            "ack": ack.private_bytes_raw().hex(),
            "signing": signing.private_bytes_raw().hex(),
            "papers": published(papers),
        }
    )
    _write_private(path, content.model_dump_json(indent=1) + "\n")


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
