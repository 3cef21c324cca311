"""Handing a change over: a command that finds its home held by a running service has that service do it.

The service leaves its address and a secret in the home, where only the owner can read them. The command posts what it
was asked for, and the service answers with lines of JSON: how far it is, and in the end what came of it, or the error.
What the command says then is what it would have said by itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from kg.changes import Refused, Repository
from kg.desk.load import RemovesMuch
from kg.desk.write_back import EditedApart
from kg.errors import KgError, Unavailable
from kg.mapping import Mapping as Mapped
from kg.records import Report, find_datasets, find_strays
from kg.texts import SourceTexts
from kg.validation import Advance, Intake

PATH = "/handover/"
"""What the addresses begin with at which a service takes changes over."""

FILE_NAME = "service.json"
_PATIENCE = 60.0
"""Seconds without a line after which a service is given up: it sends one every second."""

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Door:
    """Where a running service takes changes over, and the secret that it wants."""

    address: str
    secret: str

    @classmethod
    def at(cls, host: str, port: int) -> Door:
        """Make the door of a service that listens there; one that listens everywhere is asked on this machine."""
        try:
            address = ip_address(host)
        except ValueError:
            return cls(f"http://{host}:{port}", token_urlsafe(32))
        near = ("127.0.0.1" if address.version == 4 else "::1") if address.is_unspecified else host
        return cls(f"http://{f'[{near}]' if ':' in near else near}:{port}", token_urlsafe(32))

    @contextmanager
    def open_in(self, home: Path) -> Iterator[None]:
        """Leave it in a home, for its owner alone, and take it away in the end. Raises OSError."""
        draft = home / f"{FILE_NAME}.{token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({**asdict(self), "process": os.getpid()}, file)
        draft.replace(home / FILE_NAME)
        try:
            yield
        finally:
            if door_of(home) == self:  # and no other service has left its own meanwhile
                (home / FILE_NAME).unlink(missing_ok=True)


def door_of(home: Path) -> Door | None:
    """Find the door that a running service left in a home; one that was killed leaves its own behind."""
    try:
        facts = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        os.kill(int(facts["process"]), 0)  # it only looks
        return Door(str(facts["address"]), str(facts["secret"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Handed(Generic[A, R]):
    """A way to write that can be handed over: its name, what it is asked, what it gives, and what it does.

    `far` makes what is asked independent of where the command was started: it gives it with absolute paths, each by
    the text that the command was given.
    """

    name: str
    request: type[A]
    outcome: type[R]
    run: Callable[[Repository, A, Advance], R]
    far: Callable[[A], tuple[A, Mapping[str, str]]]

    def hand_over(self, door: Door, request: A, advance: Advance) -> R | None:
        """Have a service do it; None where none answers at its door. Raises what doing it here would raise."""
        absolute, texts = self.far(request)
        body = TypeAdapter(self.request).dump_json(absolute)
        outcome = _post(door, self.name, body, lambda line: _as_given(json.loads(line), texts), advance)
        return None if outcome is None else TypeAdapter(self.outcome).validate_python(outcome)

    def take_over(self, data: bytes) -> Callable[[Repository, Advance], Any]:
        """Read what is asked, and give what does it: its outcome is ready for JSON. Raises ValueError."""
        request = TypeAdapter(self.request).validate_json(data)
        return lambda repository, advance: TypeAdapter(self.outcome).dump_python(
            self.run(repository, request, advance), mode="json"
        )


def error_to_json(error: KgError | OSError) -> dict[str, Any]:
    """Give an error as JSON, of which the command makes the same again; of the system's, one that says the same."""
    if isinstance(error, OSError):
        error = KgError(f"{error.filename} cannot be used: {error.strerror}")
    facts = {"kind": type(error).__name__, "message": error.message, "fix": error.fix}
    return facts | ({"report": asdict(error.report)} if isinstance(error, Refused) else {})


def _error_from(facts: Mapping[str, Any]) -> KgError:
    if facts["kind"] in _REFUSALS:
        return _REFUSALS[facts["kind"]](TypeAdapter(Report).validate_python(facts["report"]))
    return KgError(facts["message"], facts["fix"])


_REFUSALS: Mapping[str, Callable[[Report], KgError]] = {
    "Refused": Refused,
    "RemovesMuch": RemovesMuch,
    "EditedApart": EditedApart,
}


def _post(door: Door, name: str, body: bytes, read: Callable[[bytes], Any], advance: Advance) -> Any:
    """Send what is asked, and follow what the service says; redirects are not followed. None where nobody answers."""
    parts = urlsplit(door.address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
    headers = {"Authorization": f"Bearer {door.secret}", "Content-Type": "application/json"}
    try:
        connection.request("POST", f"{PATH}{name}", body, headers)
    except OSError:
        connection.close()
        return None
    try:
        answer = connection.getresponse()
        if answer.status in (401, 404):
            return None  # another program has the port now
        if answer.status != 200:
            raise Unavailable(f"the service at {door.address} does not take it over ({answer.status} {answer.reason})")
        return _outcome(map(read, answer), door, advance)
    except (OSError, HTTPException, ValueError) as error:
        raise _broken(door, str(error)) from None
    finally:
        connection.close()


def _outcome(lines: Iterator[Mapping[str, Any]], door: Door, advance: Advance) -> Any:
    for line in lines:
        if "error" in line:
            raise _error_from(line["error"])
        if "outcome" in line:
            return line["outcome"]
        advance(line["done"])
    raise _broken(door, "it broke off")


def _broken(door: Door, reason: str) -> KgError:
    message = f"The service at {door.address} did not say what became of it: {reason}"
    return KgError(message, "It may have happened: look with `kg log`, or do it again, which changes nothing twice.")


def _as_given(value: Any, texts: Mapping[str, str]) -> Any:
    """Write paths in an outcome as the command was given them."""
    if isinstance(value, str):
        for absolute, relative in texts.items():
            value = value.replace(absolute, relative)
        return value
    if isinstance(value, list):
        return [_as_given(each, texts) for each in value]
    if isinstance(value, dict):
        return {name: _as_given(each, texts) for name, each in value.items()}
    return value


def intake_of(path: Path | None, mapping: Mapped, texts: SourceTexts) -> Intake:
    """Find the datasets at a path; none where there is none. Raises UnreadableInput."""
    if path is None:
        return Intake([], mapping, texts)
    return Intake(find_datasets(path), mapping, texts, find_strays(path, mapping.vocabulary))
