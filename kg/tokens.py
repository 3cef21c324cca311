"""Tokens: secrets by which people and programs show who they are, kept as digests in a file of the home folder.

A secret has 256 bits of chance, so its SHA-256 digest tells nothing of it: slow hashing is for what people choose.

>>> secret = new_secret()
>>> identities = {digest(secret): Identity("steward", "ana", ("harbour",))}
>>> identify(secret, identities), identify(secret[:-1], identities)
(Identity(role='steward', name='ana', datasets=('harbour',)), None)
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from kg.errors import KgError, UnknownName
from kg.spelling import is_text

FILE_NAME, LOCK_NAME = "tokens.json", "tokens.lock"
WRITERS = frozenset({"steward", "admin"})
ROLES = WRITERS | {"reader"}
PREFIX = "kg_"
"""What each secret begins with, so that programs which look for leaked secrets know it."""

_NAME = re.compile(r"[^\s:,\x00-\x1f](?:[^:,\x00-\x1f]{0,98}[^\s:,\x00-\x1f])?")
_DATASET = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has a token: a reader, a steward of all datasets or of some, or an admin.

    `datasets` are the names of those that a steward may write to, and nothing else; empty is everything.
    """

    role: str
    name: str
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What is kept of a token: whose it is, the digest of its secret, and when it was made (UTC, ISO 8601)."""

    identity: Identity
    digest: str
    made: str


def new_secret() -> str:
    """Make a secret that nobody can guess."""
    return PREFIX + token_urlsafe(32)


def digest(secret: str) -> str:
    """Give the digest of a secret, in hexadecimal digits."""
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()


def identify(secret: str, identities: Mapping[str, Identity]) -> Identity | None:
    """Find whose secret it is, by digest. All are compared, so that the time taken tells nothing."""
    own = digest(secret)
    return next(iter([identity for each, identity in identities.items() if compare_digest(each, own)]), None)


class TokenFile:
    """The tokens of a home. Only its owner may read the file; it is replaced as a whole."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME
        self._state: tuple[int, ...] | None = None
        self._tokens: tuple[AccessToken, ...] = ()

    def tokens(self) -> tuple[AccessToken, ...]:
        """Give the tokens there are now; the file is read anew where it was replaced. Raises KgError."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._state, self._tokens = None, ()
            return ()
        except OSError as error:
            raise self._unreadable(error.strerror or "") from None
        state = status.st_mtime_ns, status.st_ino, status.st_size, status.st_ctime_ns
        if state != self._state:
            self._tokens = self._read()
            self._state = state
        return self._tokens

    def add(self, identity: Identity) -> str:
        """Make a token and give its secret, which is kept nowhere. Raises KgError."""
        if identity.role not in ROLES:
            raise UnknownName("role", identity.role, sorted(ROLES))
        if not is_text(identity.name) or _NAME.fullmatch(identity.name) is None:
            raise KgError(f"{identity.name!r} is no name for a token", "Give up to 100 characters without : and comma.")
        if identity.datasets and identity.role != "steward":
            raise KgError(f"A token of the role {identity.role} is not of some datasets", "Leave them out.")
        for name in identity.datasets:
            if _DATASET.fullmatch(name) is None:
                raise KgError(f"{name!r} is no name of a dataset", "Give the name in its dataset.yml.")
        secret = new_secret()
        with self._locked():
            if any(each.identity.name == identity.name for each in self.tokens()):
                raise KgError(f"There is a token of {identity.name!r}", "Revoke it first, or give another name.")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._write([*self.tokens(), AccessToken(identity, digest(secret), now)])
        return secret

    def revoke(self, name: str) -> None:
        """Let a token count no longer. Raises UnknownName."""
        with self._locked():
            tokens = self.tokens()
            remaining = [each for each in tokens if each.identity.name != name]
            if len(remaining) == len(tokens):
                raise UnknownName("token", name, [each.identity.name for each in tokens])
            self._write(remaining)

    def _read(self) -> tuple[AccessToken, ...]:
        try:
            with self.path.open("rb") as file:
                body = json.loads(file.read(_LARGEST))
            return tuple(_token(each) for each in body["tokens"])
        except OSError as error:
            raise self._unreadable(error.strerror or "") from None
        except (ValueError, KeyError, TypeError):
            raise self._unreadable("it is not as it was written") from None

    def _unreadable(self, reason: str) -> KgError:
        return KgError(f"{self.path} cannot be read: {reason}", "Put it right, or remove it and make the tokens anew.")

    def _write(self, tokens: Collection[AccessToken]) -> None:
        entries = [
            {
                "name": each.identity.name,
                "role": each.identity.role,
                "datasets": list(each.identity.datasets),
                "digest": each.digest,
                "made": each.made,
            }
            for each in tokens
        ]
        draft = self.path.with_name(f"{FILE_NAME}.draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"tokens": entries}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_name(LOCK_NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _token(entry: Mapping[str, Any]) -> AccessToken:
    identity = Identity(entry["role"], entry["name"], tuple(entry["datasets"]))
    if identity.role not in ROLES or not all(isinstance(each, str) for each in (identity.name, *identity.datasets)):
        raise ValueError
    if not isinstance(entry["digest"], str) or not entry["digest"].isascii():
        raise ValueError
    return AccessToken(identity, entry["digest"], str(entry["made"]))
