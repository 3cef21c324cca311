"""Libraries that only some need, and that come with an extra of the package.

>>> library("json").__name__
'json'
>>> library("duckdb_later")
Traceback (most recent call last):
kg.errors.KgError: The library duckdb_later is not installed. Install it: pip install '<checkout or wheel>[notebook]'.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kg.errors import KgError

_TABLES = ("duckdb", "pyarrow")


def library(name: str) -> Any:
    """Load a library. Raises KgError where it is not installed, which names the extra that brings it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:
            raise  # it is there, and lacks one of its own
        extra = "tables" if name.partition(".")[0] in _TABLES else "notebook"
        raise KgError(
            f"The library {name} is not installed",
            f"Install it: pip install '<checkout or wheel>[{extra}]'.",
        ) from None
