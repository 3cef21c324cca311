"""Suggestions of duplicates among 50,000 organisations, of which some stand there twice under other names.

`python -m benchmarks.duplicates [--rounds N] [--organisations N] [--planted N]`: organisations with names made by rule,
in Latin letters and in Hangul, and copies of some of them with the slips that people make. Cold is all from the index
on disk to the list; then one record at a time is new, and what it may be is asked for. Precision and recall are of the
planted pairs, at the score from which on pairs are suggested.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from benchmarks import report
from benchmarks.data import BENCH
from kg.changes import Origin
from kg.desk import load
from kg.likeness import Likeness, SuggestionWishes
from kg.records import Record, write_json_lines
from kg.settings import Settings
from kg.spelling import slug
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace

_SURE = {"confidence": ("stated",), "evidence": ("register",)}
_CONSONANTS = ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w"]
_VOWELS = ["a", "e", "i", "o", "u"]
_ENDINGS = ("ford", "ton", "ham", "by", "mouth", "stead", "dale", "burgh", "port", "field", "well", "worth", "minster")
_KINDS = (
    "Institute of Technology",
    "Health Partnership",
    "Robotics Limited",
    "Energy Systems Ltd",
    "City Council",
    "Innovation Agency",
    "Materials Foundry",
    "University Hospital",
    "Chamber of Commerce",
    "Digital Catapult Centre",
    "Growth Hub",
    "College of Art",
)
_SYLLABLES = (
    "가나다라마바사아자차하고노도로모보소오조구누두루무부수우주기니디리미비시이지강남동림문산성영운원인정진천".strip()
)
_KOREAN_KINDS = {"대학교": "University", "테크노파크": "Technopark", "연구원": "Institute", "재단": "Foundation"}


def main() -> None:
    """Measure cold and warm, and hold the pairs against those that were planted."""
    options = report.options(__doc__, rounds=30, organisations=50_000, planted=2_000)
    names, planted = _names(options.organisations, options.planted)
    workspace = _prepared(names)
    with workspace.repository() as repository:
        with workspace.edition(repository) as edition:
            begin = time.perf_counter()
            likeness = Likeness(edition.catalogue)
            suggestions = likeness.suggestions(SuggestionWishes("Organisation"))
            cold = time.perf_counter() - begin
        pairs = {(each.first, each.second) for each in suggestions}
        right = len(pairs & planted.keys())
        report.row(
            organisations=options.organisations,
            planted=len(planted),
            suggested=len(pairs),
            precision=right / max(len(pairs), 1),
            recall=right / len(planted),
        )
        for slip in sorted({*planted.values()}):
            of_it = {pair for pair, name in planted.items() if name == slip}
            report.row(slip=slip, planted=len(of_it), found=len(of_it & pairs))
        report.target("suggestions among all from cold, s", cold, at_most=60.0)
        seconds = list[float]()
        for number in range(options.rounds):
            record = _organisation(f"organisations/new-{number}", names[f"organisations/o{number * 7}"] + " Ltd")
            with repository.prepare(Origin("bench", "a new record")) as writer:
                writer.add(workspace.mapping.to_quads(record, workspace.mapping.graph("names")))
                change = writer.finish()
            repository.commit(change)
            with workspace.edition(repository) as edition:
                begin = time.perf_counter()
                likeness = likeness.brought_to(edition.catalogue)
                likeness.suggestions(SuggestionWishes(of=record.id))
                seconds.append(time.perf_counter() - begin)
        report.target("what one new record may be, p50, ms", 1000 * statistics.median(seconds), at_most=50.0)


def _names(organisations: int, planted: int) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Give names by id, and the pairs that are one with the slip by which they differ."""
    chance = random.Random(11)
    latin = _distinct(organisations * 4 // 5, lambda: f"{_place(chance)} {chance.choice(_KINDS)}")
    hangul = _distinct(
        organisations // 5, lambda: "".join(chance.choices(_SYLLABLES, k=4)) + chance.choice([*_KOREAN_KINDS])
    )
    originals = [*latin, *hangul]
    chance.shuffle(originals)
    names = {f"organisations/o{number}": name for number, name in enumerate(originals)}
    pairs = dict[tuple[str, str], str]()
    for number, id_ in enumerate(chance.sample(sorted(names), planted)):
        slips = _SLIPS_OF_HANGUL if names[id_][0] > "z" else _SLIPS
        slip = [*slips][number % len(slips)]
        copy = f"organisations/x{number}"
        names[copy] = slips[slip](names[id_], chance)
        pairs[id_, copy] = slip
    return names, pairs


def _distinct(number: int, make: Callable[[], str]) -> list[str]:
    names = dict[str, None]()
    while len(names) < number:
        names[make()] = None
    return [*names]


def _place(chance: random.Random) -> str:
    """Give a name of some syllables: two that differ in a letter or two alone are rare among them, as they are."""
    parts = (chance.choice(_CONSONANTS) + chance.choice(_VOWELS) + chance.choice("lnrst") for _ in range(3))
    return ("".join(parts)[: chance.randrange(7, 10)] + chance.choice(_ENDINGS)).title()


def _misspelt(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    return name[:place] + name[place + 1 :]


def _romanised(name: str, _: random.Random) -> str:
    return slug(name).title()


def _translated(name: str, _: random.Random) -> str:
    ending = next(each for each in _KOREAN_KINDS if name.endswith(each))
    return f"{_romanised(name.removesuffix(ending), _)} {_KOREAN_KINDS[ending]}"


_SLIPS: Mapping[str, Callable[[str, random.Random], str]] = {
    "a letter is missing": _misspelt,
    "a legal form": lambda name, _: f"The {name} Ltd",
    "another order": lambda name, _: " ".join([*name.split()[1:], name.split()[0]]),
    "capitals": lambda name, _: name.upper(),
    "run together": lambda name, _: name.replace(" ", "", 1),
}
_SLIPS_OF_HANGUL: Mapping[str, Callable[[str, random.Random], str]] = {
    "romanised": _romanised,
    "translated": _translated,
    "a Korean legal form": lambda name, _: f"(재) {name}",
}


def _organisation(id_: str, name: str) -> Record:
    return Record("Organisation", id_, {"label": (name,), "kind": ("company",), **_SURE})


def _prepared(names: Mapping[str, str]) -> Workspace:
    """Load the organisations into a home of their own."""
    folder = BENCH / "duplicates"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with (folder / "names.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(write_json_lines(_records(names), load_vocabulary()))
    workspace = Workspace(replace(Settings(), home=folder / "home", data=folder / "names.jsonl", sources=None))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    return workspace


def _records(names: Mapping[str, str]) -> Iterator[Record]:
    yield Record("Document", "documents/register", {"label": ("Register",), "kind": ("registry-entry",)})
    for id_, name in names.items():
        yield _organisation(id_, name)


if __name__ == "__main__":
    main()
