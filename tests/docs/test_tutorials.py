"""The tutorials and the README, followed as a newcomer would: blocks pasted in order, and what they print compared."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import nursery
from tests.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = ("KG_", "PYTHON", "PYTEST", "VIRTUAL_ENV")
SENTINEL = "-- the output of the last block --"


@dataclass(frozen=True)
class Block:
    """Something to paste, and what the page says it prints; `line` is where it stands."""

    language: str
    text: str
    exit_code: int
    expected: str | None
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    previous_end = -1
    for match in FENCE.finditer(text):
        language, _, rest = match["info"].partition(" ")
        follows = bool(found) and not text[previous_end : match.start()].strip()
        if language == "text" and follows and found[-1].expected is None:
            last = found.pop()
            found.append(Block(last.language, last.text, last.exit_code, match["body"], last.line))
        elif language in ("bash", "python"):
            code = int(rest.removeprefix("exit=") or 0)
            found.append(Block(language, match["body"], code, None, text.count("\n", 0, match.start()) + 1))
        previous_end = match.end()
    return found


def pattern(expected: str) -> re.Pattern[str]:
    """An ellipsis stands for anything in its line; in a line of its own, for any lines."""
    lines = []
    for line in expected.strip().splitlines():
        if line.strip() == "…":
            lines.append(r"(?:[^\n]*\n)*?")
        else:
            lines.append(r"[^\n]*".join(re.escape(part.rstrip()) for part in line.split("…")) + r"[ ]*\n")
    return re.compile("".join(lines))


class Newcomer:
    """Somebody with a shell in a fresh clone, and a service on a port of its own in place of 8000."""

    def __init__(self, clone: Path, port: int) -> None:
        self.folder, self.port = clone, port
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)},
            "PYTHONUNBUFFERED": "1",
            "LC_ALL": "C.UTF-8",
        }
        self.python: list[str] = []

    def follow(self, page: Path) -> None:
        for block in blocks(page):
            place = f"{page.name}:{block.line}"
            code, output = self.paste(block)
            assert code == block.exit_code, f"{place} exits {code}:\n{output}"
            if block.expected is not None:
                expected = self.local(block.expected)
                assert pattern(expected).fullmatch(f"{output.strip()}\n"), f"{place} prints:\n{output}"

    def local(self, text: str) -> str:
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def paste(self, block: Block) -> tuple[int, str]:
        text = self.local(block.text)
        return self._bash(text) if block.language == "bash" else self._python(text)

    def _bash(self, text: str) -> tuple[int, str]:
        """Run in bash; variables and folder are as the block before left them."""
        state = self.folder.parent / f"state-{self.port}"
        script = f"set -euo pipefail\ntrap 'pwd > {state}.pwd; env -0 > {state}.env' EXIT\n{text}"
        done = self._run(["bash", "-c", script])
        self.folder = Path(Path(f"{state}.pwd").read_text(encoding="utf-8").rstrip("\n"))
        entries = Path(f"{state}.env").read_bytes().decode().split("\0")
        self.environment = dict(entry.split("=", 1) for entry in entries if entry)
        return done

    def _python(self, text: str) -> tuple[int, str]:
        """Run what was pasted so far as one session, and give the output of the last."""
        self.python += [f"print({SENTINEL!r})", text]
        code, output = self._run([sys.executable, "-c", "\n".join(self.python)])
        return code, output.rpartition(SENTINEL)[2]

    def _run(self, command: list[str]) -> tuple[int, str]:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout.decode().replace("\r\n", "\n")


def clone(folder: Path) -> Path:
    """What is there after the set-up; `kg` is run by the nursery."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "docs", folder / "docs")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "kg").symlink_to(nursery() / "kg")
    python = folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="ascii")  # a link would know no libraries
    python.chmod(0o755)
    return folder


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    return Newcomer(clone(tmp_path / "innovation-kg"), 8000)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the service is after `make serve`, or what that does after the set-up, on a free port."""
    found = free_port()
    owner = Newcomer(clone(tmp_path_factory.mktemp("served") / "innovation-kg"), found)
    command = [f"{sys.prefix}/bin/kg", "serve", "--port", str(found)]
    process = subprocess.Popen(command, cwd=owner.folder, env=owner.environment)
    try:
        eventually(lambda: is_ready(found), "the service is ready")
        yield found
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_ready(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/ready"):
        return True
    return False


def test_the_steward_tutorial_works(newcomer: Newcomer) -> None:
    newcomer.follow(ROOT / "docs/tutorial-steward.md")


def test_a_day_with_colleagues_works(tmp_path: Path) -> None:
    newcomer = Newcomer(clone(tmp_path / "innovation-kg"), free_port())
    try:
        newcomer.follow(ROOT / "docs/tutorial-team.md")
    finally:
        for note in tmp_path.rglob("serve.pid"):
            with suppress(ProcessLookupError):
                os.kill(int(note.read_text(encoding="ascii")), signal.SIGKILL)


def test_what_the_operator_reads_works(newcomer: Newcomer) -> None:
    newcomer.follow(ROOT / "docs/operating.md")


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial-developer.md", "docs/tutorial-analyst.md"])
def test_what_a_service_is_asked_works(tmp_path: Path, port: int, page: str) -> None:
    """None of these pages changes anything, so that one service is enough for them."""
    Newcomer(clone(tmp_path / "innovation-kg"), port).follow(ROOT / page)


def test_every_page_has_something_to_paste() -> None:
    assert all(len(blocks(ROOT / "docs" / f"tutorial-{who}.md")) > 5 for who in ("steward", "developer", "analyst"))


def test_an_ellipsis_stands_for_anything_in_its_line() -> None:
    assert pattern("version …: 1 added\n…\nend\n").fullmatch("version 4: 1 added\n\nmore\nend\n")
    assert not pattern("version …\nend\n").fullmatch("version 4\nmore\nend\n")
