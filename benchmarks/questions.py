"""The queries that are asked, from the files in `benchmarks/queries/`."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.data import Ecosystem

_FOLDER = Path(__file__).parent / "queries"
_ORGANISATION = "https://w3id.org/innovation-kg/organisations/o"
_FAMOUS = 20
"""Organisations that take part in very much, about which nobody looks up everything at once."""


def read_queries(folder: str) -> dict[str, str]:
    """Give the queries of a folder by the names of their files."""
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted((_FOLDER / folder).glob("*.rq"))}


def lookups(data: Ecosystem, count: int, seed: int = 7) -> dict[str, list[str]]:
    """Give `count` queries of each kind of lookup, each about an organisation chosen at random."""
    numbers = random.Random(seed).sample(range(_FAMOUS, data.records // 10), count)
    return {
        kind: [text.replace("ORGANISATION", f"{_ORGANISATION}{number}") for number in numbers]
        for kind, text in read_queries("lookups").items()
    }
