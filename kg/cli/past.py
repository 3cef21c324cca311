"""The options by which the reading verbs are asked of an older version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

at_time = click.option(
    "--at", default="", metavar="TIME", help="The graph as it was at a time, or at the end of a date."
)
"""The option --at."""


def of_the_past(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --version and --at."""
    version = click.option("--version", type=click.IntRange(0), default=None, help="The graph as it was at a version.")
    return version(at_time(command))
