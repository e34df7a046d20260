"""Central's private keys in one file: one for acknowledgements, one or more for papers (the newest signs)."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

KID_BYTES = 4


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
        public = private.public_key().public_bytes_raw()
        return cls(hashlib.sha256(public).digest()[:KID_BYTES], private)

    @property
    def public_raw(self) -> bytes:
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class KeyRing:
    ack: SigningKey
    papers: tuple[SigningKey, ...]

    @property
    def signing(self) -> SigningKey:
        """The paper key in use; the others only verify what they signed before."""
        return self.papers[-1]

    @property
    def paper_publics(self) -> dict[bytes, Ed25519PublicKey]:
        return {key.kid: key.private.public_key() for key in self.papers}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ack: str = Field(pattern=r"^[0-9a-f]{64}$")
    papers: list[str] = Field(min_length=1)


def load_keys(path: Path) -> KeyRing:
    """Raises KeyFileError."""
    try:
        content = _File.model_validate_json(path.read_bytes())
        papers = tuple(SigningKey.of(bytes.fromhex(one)) for one in content.papers)
        return KeyRing(SigningKey.of(bytes.fromhex(content.ack)), papers)
    except FileNotFoundError as error:
        raise KeyFileError(f"no key file {path}: python -m central key new --keys {path}") from error
    except (ValidationError, ValueError) as error:
        # The content is secret, so the message does not repeat what pydantic says about it.
        raise KeyFileError(f"{path} is not a key file") from error


def add_paper_key(path: Path) -> KeyRing:
    """A new paper key that signs from now on; without a file, makes one with an acknowledgement key too."""
    fresh = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    if path.exists():
        load_keys(path)
        content = json.loads(path.read_bytes())
        content["papers"].append(fresh)
    else:
        content = {"ack": Ed25519PrivateKey.generate().private_bytes_raw().hex(), "papers": [fresh]}
    _write_private(path, json.dumps(content, indent=1) + "\n")
    return load_keys(path)


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
