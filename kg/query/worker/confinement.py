"""What the system keeps a worker from: memory without end, core dumps, the network, outliving the server."""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198, "riscv64": 198}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


class _Program(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def confine(memory: int, *, cut_off: bool = True) -> bool:
    """Bind this process to `memory` MiB more than it has and, if wished, cut it off.

    True if it can open no socket from now on, False where the kernel offers no such filter (anything but Linux): the
    caller must then refuse what would reach out.
    """
    _limit(resource.RLIMIT_DATA, data_in_use() + (memory << 20))
    _limit(resource.RLIMIT_CORE, 0)
    _go_first()
    bind_to_parent()
    return cut_off and _close_network()


def data_in_use() -> int:
    """Give the bytes of memory that count against RLIMIT_DATA, as far as the system tells."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) << 10
    return 0


def _go_first() -> None:
    """Be what the system ends where memory is short on the whole machine, and not the service (proc(5))."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def bind_to_parent() -> None:
    """End with the process that started this one (prctl(2)), where the system can see to it."""
    if sys.platform == "linux":
        _prctl()(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (bound, bound))


def _prctl() -> Callable[..., int]:
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return prctl


def _close_network() -> bool:
    call = _SOCKET_CALL.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return False
    prctl = _prctl()
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    filter_ = _refusal_of(call)
    program = _Program(len(filter_) // 8, ctypes.cast(filter_, ctypes.c_void_p))
    return prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) == 0


def _refusal_of(call: int) -> ctypes.Array[ctypes.c_char]:
    """Write the filter: one system call fails with EACCES, all others pass.

    It looks at the number alone and not at the ABI: it holds back the engine's HTTP client, not hostile code.
    Source: seccomp(2), linux/filter.h.
    """
    instructions = (
        (_LOAD, 0, 0, 0),
        (_JUMP_IF_EQUAL, 0, 1, call),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("HBBI", *each) for each in instructions)
    return ctypes.create_string_buffer(code, len(code))
