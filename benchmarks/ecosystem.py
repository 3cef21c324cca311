"""A generated ecosystem in our own ontology: heavy-tailed, seeded, written as the tables that `kg load` reads.

The same size and seed give the same bytes. Of n records, 10 % are organisations, 4 % programmes, 6 % projects, 30 %
contributions and 50 % participations; who funds and takes part follows a Pareto law, as in real ecosystems.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.texts import digest
from kg.vocabulary import load_vocabulary

Row = dict[str, str]
_KINDS = ("university", "company", "research-institute", "local-authority", "government-agency", "cluster")
_ROLES = ("lead", "partner", "coordinator", "deliverer", "participant")
_MONEY = ("grant", "allocation", "co-investment", "award")
_CURRENCIES = ("GBP", "KRW", "EUR")
_SECTORS = ("clean-energy", "smart-cities", "health-technology", "aerospace", "mobility")


def write_ecosystem(folder: Path, records: int, seed: int = 1) -> Path:
    """Write a dataset of about `records` records into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yml").write_text("name: generated\ntitle: Generated ecosystem\n", encoding="utf-8")
    chance = random.Random(seed)
    organisations, programmes, projects = records // 10, records // 25, records * 6 // 100
    tables: dict[str, Iterable[Row]] = {
        "documents": [{"id": "report", "label": "A generated report", "kind": "report"}],
        "places": _places(),
        "organisations": _organisations(organisations, chance),
        "programmes": _programmes(programmes, chance),
        "projects": _projects(projects, programmes, chance),
        "contributions": _contributions(records * 3 // 10, organisations, programmes, chance),
        "participations": _participations(records // 2, organisations, projects, chance),
    }
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", name, rows)
    return folder


def _places() -> Iterator[Row]:
    for number in range(20):
        yield {"id": f"city-{number}", "label": f"City {number}", "kind": "city", **_claim(number)}


def _organisations(count: int, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": f"o{number}",
            "label": f"Organisation {number}",
            "kind": chance.choice(_KINDS),
            "located_in": f"places/city-{chance.randrange(20)}",
            **_claim(number),
        }


def _programmes(count: int, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": f"g{number}",
            "label": f"Programme {number}",
            "kind": "programme",
            "sectors": chance.choice(_SECTORS),
            "when": str(chance.randrange(2010, 2026)),
            **_claim(number),
        }


def _projects(count: int, programmes: int, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": f"p{number}",
            "label": f"Project {number}",
            "kind": "project",
            "part_of": f"programmes/g{_tail(programmes, chance)}",
            **_claim(number),
        }


def _contributions(count: int, organisations: int, programmes: int, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": f"c{number}",
            "label": f"Contribution {number}",
            "kind": chance.choice(_MONEY),
            "funder": f"organisations/o{_tail(organisations, chance)}",
            "through": f"programmes/g{_tail(programmes, chance)}",
            "recipient": f"organisations/o{chance.randrange(organisations)}",
            "amount": str(int(10_000 * chance.paretovariate(1.2))),
            "currency": chance.choice(_CURRENCIES),
            "bound": "exact",
            "when": f"{chance.randrange(2010, 2026)}-{chance.randrange(1, 13):02}",
            **_claim(number),
        }


def _participations(count: int, organisations: int, projects: int, chance: random.Random) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": f"t{number}",
            "participant": f"organisations/o{_tail(organisations, chance)}",
            "role": chance.choice(_ROLES),
            "activity": f"projects/p{_tail(projects, chance)}",
            **_claim(number),
        }


def _tail(count: int, chance: random.Random) -> int:
    """Choose a number below `count`; small ones are chosen far more often."""
    return min(int(chance.paretovariate(0.6)) - 1, count - 1) if chance.random() < 0.5 else chance.randrange(count)


def _claim(number: int) -> Row:
    return {"confidence": "stated", "evidence": f"report:{number}-{number + 40}:{digest(str(number))}"}


def _write(path: Path, collection: str, rows: Iterable[Row]) -> None:
    columns = [name for name in load_vocabulary().by_collection[collection].columns if name != "quote"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
