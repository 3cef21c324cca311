"""What the system keeps a worker from: memory without end, core dumps, the network, outliving the server."""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198, "riscv64": 198}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


class _Program(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def confine(memory: int, *, cut_off: bool = True) -> bool:
    """Bind this process to `memory` MiB and, if wished, cut it off; True if it can open no socket from now on.

    False where the kernel offers no such filter (anything but Linux): the caller must then refuse what would
    reach out.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides
    _limit(resource.RLIMIT_DATA, memory << 20)
    _limit(resource.RLIMIT_CORE, 0)
    return _bind_to_server(close_network=cut_off) if sys.platform == "linux" else False


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (bound, bound))


def _bind_to_server(*, close_network: bool) -> bool:
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    call = _SOCKET_CALL.get(platform.machine())
    if not close_network or call is None or prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    filter_ = _refusal_of(call)
    program = _Program(len(filter_) // 8, ctypes.cast(filter_, ctypes.c_void_p))
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) == 0)


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
