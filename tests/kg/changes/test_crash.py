"""A load that is killed at any moment has happened or has not; the next one completes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.changes import Repository
from kg.desk import load
from kg.mapping import Mapping
from kg.settings import Settings
from kg.store.rdf import Quad
from kg.validation import Gate
from kg.workspace import Workspace
from tests.generated import sizes
from tests.generator import ecosystem, write_dataset

# Loads as `kg load` does, for as long as it is let live: one start of the interpreter is enough for many kills,
# because each load runs in a fork of it.
LOADER = """
import os, sys
from pathlib import Path
from kg.cli.load import load_path
from kg.settings import Settings
from kg.validation.gate import screen
from kg.workspace import Workspace

home = Path(sys.argv[1])
screen()
while line := sys.stdin.readline():
    pid = os.fork()
    if not pid:
        workspace = Workspace(Settings(home=home, data=None))
        with workspace.repository() as repository:
            load_path(workspace, repository, Path(line.strip()))
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()  # reaped only when told, so that its number is not given to another before
    print(os.waitpid(pid, 0)[1], flush=True)
"""


def quads(mapping: Mapping, records: int, edition: int) -> set[Quad]:
    graph = mapping.graph("demo")
    return {quad for record in ecosystem(records, edition) for quad in mapping.to_quads(record, graph)}


class Loader:
    """A process that loads in forks of itself, which can be killed."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOADER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def load(self, folder: Path, seconds: float | None = None) -> int:
        """Begin to load, kill it after `seconds`, and give its exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.mark.parametrize("size", sizes((1_000, 8), (3_000, 24)))
def test_killed_at_random_moments(tmp_path: Path, mapping: Mapping, gate: Gate, size: tuple[int, int]) -> None:
    records, kills = size
    home, chance = tmp_path / "home", random.Random(7)
    editions = [tmp_path / f"edition-{edition}" / "demo" for edition in (0, 1)]
    for edition, folder in enumerate(editions):
        write_dataset(folder, ecosystem(records, edition))
    states = [frozenset(), *(frozenset(quads(mapping, records, edition)) for edition in (0, 1))]
    loader = Loader(home)
    for _ in range(2):  # the second tells how long a load takes once everything is imported
        began = time.monotonic()
        assert loader.load(editions[0]) == 0
        whole = time.monotonic() - began
        shutil.rmtree(home)

    state, found = 0, set()
    for kill in range(kills):
        if kill % 2:  # every other load is one of everything, which takes another way into the store
            shutil.rmtree(home)
            state = 0
        target = 2 if state == 1 else 1
        status = loader.load(editions[target - 1], chance.random() * whole)
        assert status in (0, signal.SIGKILL)
        if status == 0:
            whole *= 0.7  # what took so long at first was another process
        with Repository(home, gate) as repository:
            content = frozenset(repository.store.quads(graph=mapping.graph("demo")))
            entries = sorted(path.name for path in repository.journal.folder.iterdir())
            assert entries == [f"{version:010}.rdfp" for version in range(1, repository.version + 1)]
        assert content in (states[state], states[target]), f"kill {kill} left {len(content)} quads"
        found.add((status, content == states[target]))
        state = states.index(content)
    assert (signal.SIGKILL, False) in found, "no kill hit a load before it happened"

    target = 2 if state == 1 else 1
    assert loader.load(editions[target - 1]) == 0
    loader.close()
    with Repository(home, gate) as repository:
        assert frozenset(repository.store.quads(graph=mapping.graph("demo"))) == states[target]
        assert (
            load(repository, Workspace(Settings(home=home)).intake(editions[target - 1])).tally.unchanged
            > 0.95 * records
        )


# Commits one quad more for each line, and kills itself at the given step of the repository's or the journal's own code.
STEPPER = """
import os, signal, sys
from pathlib import Path
from kg.changes import Origin, Repository
from kg.mapping import Mapping
from kg.settings import Settings
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from kg.validation.gate import screen
from kg.vocabulary import load_vocabulary

gate = Gate(Mapping(load_vocabulary(), Settings().base_iri))
screen()
node, step = NamedNode("https://example.org/a"), 0

STEPS = ("repository.py", "journal.py", "patch_file.py", "home.py", "sealed.py", "store_follower.py")

def die(last):
    def count(frame, event, argument):
        global step
        step += frame.f_code.co_filename.endswith(STEPS)
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return count

while line := sys.stdin.readline():
    pid = os.fork()
    if not pid:
        repository = Repository(Path(sys.argv[1]), gate)
        sys.setprofile(die(int(line)))
        with repository, repository.prepare(Origin("ann", "step")) as writer:
            writer.add([Quad(node, node, Literal(line), node)])
            repository.commit(writer.finish())
        os._exit(0)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


@pytest.mark.parametrize("stride", sizes(4, 1))
def test_killed_at_every_step(tmp_path: Path, gate: Gate, stride: int) -> None:
    home = tmp_path / "home"
    stepper = subprocess.Popen(
        [sys.executable, "-c", STEPPER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert stepper.stdin is not None
    assert stepper.stdout is not None
    status, step, versions = signal.SIGKILL, 0, {0}
    while status == signal.SIGKILL:
        step += stride
        stepper.stdin.write(f"{step}\n")
        stepper.stdin.flush()
        status = signal.Signals(code) if (code := int(stepper.stdout.readline())) else signal.SIGTERM
        with Repository(home, gate) as repository:
            assert len(repository.store) == repository.version, f"step {step}"
            assert len(list(repository.journal.folder.iterdir())) == repository.version, f"step {step}"
            assert not repository.trouble
            versions.add(repository.version)
    stepper.communicate()
    assert step > 40
    assert 10 < stride * len(versions) < step - 10
