"""What Linux tells of processes: their children, their memory, the time they took."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """List the process and all that descend from it."""
    found = [pid]
    for each in found:
        for path in _PROC.glob(f"{each}/task/*/children"):
            found += map(int, _read(path).split())
    return found


def is_alive(pid: int) -> bool:
    """Tell whether it runs: neither gone nor waiting to be buried."""
    return _state(pid)[:1] not in ([], ["Z"], ["X"])


def ticks(pid: int) -> int:
    """Count the hundredths of a second that it has computed, 0 if it is gone."""
    state = _state(pid)
    return int(state[11]) + int(state[12]) if state else 0


def resident(pid: int) -> float:
    """Give the MiB of memory that it has in use."""
    return _status(pid, "VmRSS")


def proportional(pid: int) -> float:
    """Give the MiB of memory that it has in use, of what it shares with others its part only (PSS)."""
    lines = (line.split() for line in _read(_PROC / str(pid) / "smaps_rollup").splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == "Pss:"), 0.0)


def open_files(pid: int) -> int:
    """Count the files, sockets and pipes that it has open."""
    try:
        return sum(1 for _ in (_PROC / str(pid) / "fd").iterdir())
    except OSError:  # it is gone
        return 0


def forget_peak(pid: int) -> None:
    """Begin anew to note the most memory that it had in use."""
    (_PROC / str(pid) / "clear_refs").write_text("5", encoding="ascii")


def peak(pid: int) -> float:
    """Give the most MiB that it had in use since :func:`forget_peak`; the system keeps it, so none is missed."""
    return _status(pid, "VmHWM")


def _state(pid: int) -> list[str]:
    """Split what follows the name of the program in `stat`."""
    return _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()


def _status(pid: int, key: str) -> float:
    lines = (line.split() for line in _read(_PROC / str(pid) / "status").splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == f"{key}:"), 0.0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it is gone
        return ""
