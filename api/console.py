"""What a person sees on the terminal in which the service runs: where it is, each request in a line, how it ends."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from shutil import get_terminal_size
from threading import Thread

import click
from starlette.types import Scope

from api.http.observation import Observation
from kg.characters import visible

_COLOURS = ((500, "red"), (400, "yellow"), (300, "cyan"), (0, "green"))
_WHITE = {ord(each): f"\\u{ord(each):04X}" for each in "\t\n\r"}
_AROUND = 36
"""Characters of a line that are not the path."""


def readable(scope: Scope, observation: Observation, seconds: float) -> str:
    """Write the line of a request for people: without its parameters, which may be long, or secret."""
    colour = next(colour for least, colour in _COLOURS if observation.status >= least)
    whole = visible(scope["path"].translate(_WHITE))
    room = max(get_terminal_size().columns - _AROUND, 20)
    path = whole if len(whole) <= room else f"{whole[: room - 1]}…"
    what = "" if observation.complete else f"  {observation.outcome}"
    status = click.style(f"{observation.status or '---'}", fg=colour)
    return f"{datetime.now():%H:%M:%S}  {scope['method']:<6} {status}  {_span(seconds):>8}  {path}{what}"


def _span(seconds: float) -> str:
    """Write a time with three digits at most that count.

    >>> _span(0.00042), _span(0.0421), _span(12.3)
    ('0.4 ms', '42 ms', '12.3 s')
    """
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


@dataclass(frozen=True, slots=True)
class Reception:
    """How somebody at the terminal gets in: the address, a token for this run, and what makes an invitation."""

    address: str
    host: str
    token: str
    invite: Callable[[], str]

    def announce(self, *, opens: bool) -> None:
        """Say where the service is and how to sign in; open a browser there if wanted."""
        click.secho(f"Serving on {self.address}  (Ctrl+C stops)", fg="green", bold=True, err=True)
        if _is_everywhere(self.host):
            click.echo("Other machines reach it under any address of this one.", err=True)
        door = self.address
        if self.token:
            click.secho(f"To write, send the header  Authorization: Bearer {self.token}", fg="green", err=True)
            door = f"{self.address}/sign-in?ticket={self.invite()}"
            click.secho(f"To write in a browser, open {door}  (once, within ten minutes)", fg="green", err=True)
        if opens:
            Thread(target=_open, args=(door,), daemon=True).start()  # some browsers return when they are closed


def tell_stopping() -> None:
    """Say that the service is ending."""
    click.echo("Stopping: requests under way have two seconds to end. Nothing that was acknowledged is lost.", err=True)


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        if webbrowser.open(address):
            return
    click.secho("No browser could be opened here. Open the address yourself.", fg="yellow", err=True)
