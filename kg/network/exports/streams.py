"""Where archives are written that could be patched afterwards: here it only goes on."""

from __future__ import annotations

from typing import IO


class Onward:
    """Passes bytes on to `output`, which nobody seeks in: it may be on its way to a client already."""

    closed = False

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        return self._output.write(data)

    def flush(self) -> None:
        """Do nothing: who gave the output decides."""

    def close(self) -> None:
        """Do nothing, as well."""
