"""Who waits for a network at a terminal sees for how long; a pipe, and what is printed, hold nothing of it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.conftest import RunKg
from tests.shared import nursery
from tests.waiting import PATIENCE


def at_a_terminal(home: Path, *arguments: str) -> tuple[str, str]:
    """Run `kg` with its errors on a terminal; give its output, and all that the terminal was sent."""
    ours, theirs = pty.openpty()
    command = [str(nursery() / "kg"), "--home", str(home), *arguments]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        sent = bytearray()
        while piece := _read(ours):
            sent += piece
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, sent
    os.close(ours)
    return out.decode(), sent.decode()


def _read(terminal: int) -> bytes:
    """Read what a terminal is sent; nothing more once nobody has it open."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize("question", [["partnership"], ["partnership", "degree"]], ids=" ".join)
def test_a_terminal_shows_what_goes_on_and_is_clean_at_the_end(
    home: Path, kg_process: RunKg, question: list[str]
) -> None:
    out, terminal = at_a_terminal(home, "network", *question)
    assert " ".join(question) in terminal
    assert "0:00:0" in terminal
    assert terminal.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), "the bar is taken away"
    piped = kg_process("--home", home, "network", *question)
    assert (piped.out, piped.err) == (out, "")
    assert json.loads(out)["view"] == "partnership"
