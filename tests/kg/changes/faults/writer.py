"""A process that opens a home and writes to it until it is killed, in forks of one that has imported everything.

On standard input: `write HOME SEED` or `look HOME`, a line each. It answers with the number of the fork, then with what
the fork says: `open VERSION`, and for each write `try TEXT`, then `ack TEXT` or `no TEXT`; or, to `look`,
`holds TEXT ...`; `refused REASON` where the home cannot be opened; and at last `end`.
"""

from __future__ import annotations

import os
import random
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

from kg.changes import Origin, Repository
from kg.changes.verification import verify
from kg.errors import KgError, StoreFailed, Unavailable
from kg.mapping import Mapping
from kg.settings import Settings
from kg.store import EmbeddedStore, Store
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from kg.validation.gate import screen
from kg.vocabulary import load_vocabulary

NODE, COUNTER = NamedNode("https://example.org/a"), NamedNode("https://example.org/counter")


def say(*words: object) -> None:
    os.write(1, " ".join(map(str, words)).encode() + b"\n")


def quad(text: str, predicate: NamedNode = NODE) -> Quad:
    return Quad(NODE, predicate, Literal(text), NODE)


def texts(store: Store, predicate: NamedNode = NODE) -> list[str]:
    objects = (each.object for each in store.quads(NODE, predicate))
    return sorted(each.value for each in objects if isinstance(each, Literal))


def write(gate: Gate, home: Path, seed: str) -> None:
    """Add a text and count on, again and again; now and then many quads at once, a snapshot, a look at all."""
    chance = random.Random(seed)
    with Repository(home, gate) as repository:
        say("open", repository.version)
        for number in count():
            text = f"{seed}.{number}"
            say("try", text)
            try:
                commit(repository, text, chance)
            except (KgError, OSError):
                say("no", text)
                repository.mend()
                continue
            say("ack", text)
            if repository.trouble:
                repository.mend()
            with suppress(Unavailable, OSError):
                if chance.random() < 0.3:
                    repository.snapshot().release()


def commit(repository: Repository, text: str, chance: random.Random) -> None:
    counted = texts(repository.store, COUNTER)
    with repository.prepare(Origin("ann", text)) as writer:
        writer.remove(quad(each, COUNTER) for each in counted)
        writer.add([quad(text), quad(text, COUNTER)])
        if chance.random() < 0.03:
            writer.add(quad(f"{text} {number}", NamedNode(f"{NODE.value}/many")) for number in range(12_000))
        change = writer.finish()
    repository.commit(change)


def look(gate: Gate, home: Path) -> None:
    """Say what a home holds, as one who opens it now sees it."""
    with Repository(home, gate) as repository:
        try:
            held, counted = read(repository)
        except StoreFailed as failure:
            repository.suspect(failure)
            assert repository.mend()
            held, counted = read(repository)
        say("counter", *counted)
        say("holds", *held)
    damage = damage_of_the_store(home)
    if damage:  # where nobody has read yet; whoever does has it mended
        assert "cannot be used" in damage
        with Repository(home, gate) as repository:
            repository.suspect(StoreFailed(damage))
            assert repository.mend()
        assert not damage_of_the_store(home)


def damage_of_the_store(home: Path) -> str:
    findings = verify(home, deep=True).findings
    assert all(each.warning or each.place.startswith((f"{home}/store", f"{home}/snapshots")) for each in findings)
    return " ".join(each.problem for each in findings if each.place == f"{home}/store" and not each.warning)


def read(repository: Repository) -> tuple[list[str], list[str]]:
    """Read the store and the newest snapshot, which agree."""
    with repository.snapshot() as pinned:
        snapshot = EmbeddedStore.open_snapshot(pinned.folder)
        try:
            held, counted = texts(repository.store), texts(repository.store, COUNTER)
            assert (held, counted) == (texts(snapshot), texts(snapshot, COUNTER))
        finally:
            snapshot.close()
    return held, counted


def act(gate: Gate, order: list[str]) -> None:
    match order:
        case "write", home, seed:
            write(gate, Path(home), seed)
        case "look", home:
            look(gate, Path(home))


def main() -> None:
    gate = Gate(Mapping(load_vocabulary(), Settings().base_iri))
    screen()
    while order := sys.stdin.readline().split():
        pid = os.fork()
        if not pid:
            say("pid", os.getpid())
            try:
                act(gate, order)
            except KgError as error:
                say("refused", error)
            except BaseException as error:  # the edge of the process; the test fails at it
                say("crashed", repr(error).replace("\n", " "))
            os._exit(0)
        os.waitpid(pid, 0)
        say("end")


if __name__ == "__main__":
    main()
