"""Other processes, as /proc shows them (Linux)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def proc(pid: int, name: str) -> bytes:
    """What /proc/PID/NAME says, and nothing where the process has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent and so on; none where the process has ended."""
    return proc(pid, "stat").decode(errors="replace").rpartition(")")[2].split()


def children(parent: int) -> Iterator[int]:
    """The children of a process, those included that have ended and that nobody has waited for."""
    yield from _families().get(parent, ())


def descendants(ancestor: int) -> Iterator[int]:
    """The children of a process and theirs: fork servers, and the workers that come from them."""
    families, found = _families(), [ancestor]
    for each in found:
        found += families.get(each, ())
    yield from found[1:]


def _families() -> dict[int, list[int]]:
    """The children of every process, in one walk through /proc: that is dear where many run."""
    families: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := stat(int(folder.name)):
            families.setdefault(int(fields[1]), []).append(int(folder.name))
    return families


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    return stat(pid)[:1] not in ([], ["Z"])


def stands_still(pid: int) -> bool:
    """Whether all threads of a process are stopped, or have ended: a signal that stops it comes to each by itself."""
    tasks = [proc(pid, f"task/{each.name}/stat") for each in Path(f"/proc/{pid}/task").glob("*")]
    return all(task.rpartition(b")")[2].split()[:1] in ([], [b"T"], [b"Z"], [b"X"]) for task in tasks)


def server_of(home: Path) -> int:
    """The process that serves a home."""
    return int(home.with_suffix(".pid").read_text(encoding="ascii"))


def open_files(pid: int, folder: Path | None = None) -> list[str]:
    """The files that a process has open, in a folder if one is given, with those that have no name there any more."""
    opened: list[str] = []
    with suppress(OSError):  # it has ended meanwhile
        opened += map(_end_of, Path(f"/proc/{pid}/fd").iterdir())
    return opened if folder is None else [each for each in opened if each.startswith(f"{folder}/")]


def _end_of(link: Path) -> str:
    with suppress(OSError):  # it is closed meanwhile
        return str(link.readlink())
    return ""
