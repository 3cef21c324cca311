"""Hundreds of random faults under write load: each ends in the right graph, or in a refusal that names the damage."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.generated import parts
from tests.kg.changes.faults import strikes
from tests.processes import stands_still
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]


class Writer:
    """The process that forks writers; see `faults/writer.py`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.kg.changes.faults.writer"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def begin(self, *order: object) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, order)) + "\n")
        self._process.stdin.flush()
        return int(self.line()[1])

    def line(self) -> list[str]:
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()

    def rest(self) -> list[list[str]]:
        lines = []
        while (line := self.line()) != ["end"]:
            lines.append(line)
        return lines

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)  # and whoever still writes
        self._process.communicate()


def _age(text: str) -> tuple[int, int]:
    """Tell when a text was written: texts are numbered by fault, and by write."""
    fault, _, write = text.partition(".")
    return int(fault), int(write)


@dataclass
class Ledger:
    """What was said of each text."""

    acknowledged: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def note(self, lines: list[list[str]]) -> None:
        for line in lines:
            match line:
                case "try", text:
                    self.open.add(text)
                case "ack", text:
                    self.open.discard(text)
                    self.acknowledged.append(text)
                case "no", text:
                    self.open.discard(text)
                    self.refused.add(text)
                case "crashed", *reason:
                    pytest.fail(f"the writer crashed: {' '.join(reason)}")

    def check(self, lines: list[list[str]]) -> None:
        """Hold what a home holds against what was said."""
        said = {line[0]: line[1:] for line in lines}
        held = set(said["holds"])
        assert set(self.acknowledged) <= held, f"missing: {set(self.acknowledged) - held}"
        assert not self.refused & held, f"refused, and there: {self.refused & held}"
        assert held <= {*self.acknowledged, *self.open}
        counted = said["counter"]
        assert len(counted) == (1 if held else 0)
        assert counted == sorted(held, key=_age)[-1:]
        self.acknowledged += sorted(held & self.open)
        self.refused |= self.open - held
        self.open.clear()


class Round:
    """One disk, one home, one fault after the other."""

    def __init__(self, disk: Path, aside: Path, writer: Writer, seed: int) -> None:
        self.disk, self.home, self.aside, self.writer = disk, disk / "home", aside, writer
        self.chance, self.ledger, self.seen = random.Random(seed), Ledger(), Counter[str]()
        self.older: list[Path] = []
        self.happened = ""

    def strike(self, number: int) -> None:
        """Let it write, let something happen, and look what is there."""
        kind = self.chance.choice(list(FAULTS))
        self.happened = kind
        pid = self.writer.begin("write", self.home, f"{number:04}")
        lines = [self.writer.line() for _ in range(1 + 2 * self.chance.randrange(1, 6))]
        time.sleep(self.chance.random() * 0.02)
        while_it_runs = self.chance.random() < 0.5
        if while_it_runs:
            os.kill(pid, signal.SIGSTOP)
            eventually(lambda: stands_still(pid), "all its threads stand still")
            self.keep(self.aside)
            FAULTS[kind](self, pid)
            os.kill(pid, signal.SIGCONT)
            lines += [line for _ in range(4) if (line := self.writer.line())[0] != "end"]
        os.kill(pid, signal.SIGKILL)
        lines += self.writer.rest()
        self.ledger.note(lines)
        if not while_it_runs:
            self.keep(self.aside)
            FAULTS[kind](self, 0)
        self.look(kind)

    def keep(self, to: Path) -> None:
        """Copy the home, of which nobody writes anything just now."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.home, to)

    def opened(self) -> list[list[str]] | None:
        """Open it, unless the lock of who was killed is still held."""
        self.writer.begin("look", self.home)
        lines = self.writer.rest()
        return None if lines and "is in use by" in " ".join(lines[0]) else lines

    def look(self, kind: str) -> None:
        """Open it; where that is refused for damage, put back what was there before, and open that."""
        (self.disk / "filler").unlink(missing_ok=True)
        lines = eventually(self.opened, "who was killed has let go of the home")
        if lines and lines[0][0] == "refused":
            reason = " ".join(lines[0])
            assert "damaged" in reason or "restored" in reason, reason
            self.seen["refused"] += 1
            self.restore_journal()
            self.happened += f", {reason}"
            self.writer.begin("look", self.home)
            lines = self.writer.rest()
        assert [line[0] for line in lines] == ["counter", "holds"], (self.happened, lines)
        self.ledger.check(lines)
        self.seen[kind] += 1
        if self.chance.random() < 0.2:
            self.older.append(self.aside.with_name(f"older-{len(self.older)}"))
            self.keep(self.older[-1])

    def restore_journal(self) -> None:
        """Do what an operator does: put the files of the journal back as they were."""
        shutil.copytree(self.aside / "journal", self.home / "journal", dirs_exist_ok=True)


def full_disk(round_: Round, pid: int) -> None:
    filler = strikes.fill(round_.disk, round_.chance.randrange(200_000))
    if pid:
        os.kill(pid, signal.SIGCONT)
        round_.ledger.note([line for _ in range(10) if (line := round_.writer.line()) != ["end"]])
        filler.unlink()


def put_back(round_: Round, _: int) -> None:
    if round_.older:
        round_.happened = strikes.put_back(round_.home, round_.chance.choice(round_.older), round_.chance)


def on_files(strike: Callable[[Path, random.Random], str]) -> Callable[[Round, int], None]:
    def do(round_: Round, _: int) -> None:
        round_.happened = strike(round_.home, round_.chance)

    return do


FAULTS: dict[str, Callable[[Round, int], None]] = {
    "kill": lambda *_: None,
    "stop": lambda *_: None,  # whoever writes is stopped in the midst of it, and goes on
    "full disk": full_disk,
    "flip": on_files(strikes.flip),
    "cut": on_files(strikes.cut),
    "remove": on_files(strikes.remove),
    "swap": on_files(strikes.swap),
    "put back": put_back,
}


@pytest.mark.parametrize("faults", parts(range(12), [range(first, first + 26) for first in range(0, 208, 26)]))
def test_random_faults(tmp_path: Path, faults: range) -> None:
    with closing(Writer()) as writer, strikes.small_disk(tmp_path / "disk", 64) as disk:
        round_ = Round(disk, tmp_path / "aside" / "home", writer, faults.start)
        for number in faults:
            round_.strike(number)
    assert sum(round_.seen[kind] for kind in FAULTS) == len(faults)
