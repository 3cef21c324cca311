"""The faults: what happens to a process, its disk, and its files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of its own that can be filled; skips the test where this user may not have one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk, and only such a one can be filled")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Fill a disk but for some bytes; gives the file to remove."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    with filler.open("wb") as file, suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(free - left, 1))
    return filler


def files(home: Path) -> list[Path]:
    """List what is written for good: what is only being written has no copy anywhere, nor a digest yet."""
    paths = (path for path in home.rglob("*") if path.is_file() and path.name not in ("lock", "LOCK"))
    return sorted(path for path in paths if not path.name.startswith("pending-"))


def flip(home: Path, chance: random.Random) -> str:
    path = chance.choice([path for path in files(home) if path.stat().st_size])
    with path.open("r+b") as file:  # in place, so that what shares the file has it as well
        place = chance.randrange(path.stat().st_size)
        file.seek(place)
        byte = file.read(1)[0] ^ (1 << chance.randrange(8))
        file.seek(place)
        file.write(bytes([byte]))
    return f"flipped byte {place} of {path.relative_to(home)}"


def cut(home: Path, chance: random.Random) -> str:
    path = chance.choice(files(home))
    os.truncate(path, chance.randrange(path.stat().st_size + 1))
    return f"cut {path.relative_to(home)}"


def remove(home: Path, chance: random.Random) -> str:
    path = chance.choice(files(home))
    path.unlink()
    return f"removed {path.relative_to(home)}"


def swap(home: Path, chance: random.Random) -> str:
    one, other = chance.sample(files(home), 2)
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    return f"swapped {one.relative_to(home)} and {other.relative_to(home)}"


def put_back(home: Path, older: Path, chance: random.Random) -> str:
    """Put an older state of a file, or of a folder, back."""
    names = [path.relative_to(older) for path in files(older)]
    names += [path.relative_to(older) for path in older.iterdir() if path.is_dir()]
    name = chance.choice(names)
    if (older / name).is_dir():
        shutil.rmtree(home / name, ignore_errors=True)
        shutil.copytree(older / name, home / name)
    else:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).unlink(missing_ok=True)
        shutil.copy2(older / name, home / name)
    return f"put an older {name} back"
