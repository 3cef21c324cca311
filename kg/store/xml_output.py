"""Whatever leaves as XML goes through here, so that no answer is ever ill-formed, whatever the graph holds.

Sources: XML 1.0 (fifth edition), sections 2.2 and 2.11; Namespaces in XML 1.0, section 4.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from kg.characters import REPLACEMENT
from kg.errors import QueryFailed

_XML = frozenset({"xml", "rdfxml"})
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_BEGUN = re.compile(rb"\xef(?:\xbf)?\Z")
_NAMELESS = b"<oxprefix: "
"""How the engine begins a property whose IRI does not end in a name."""


class XmlOutput(io.BytesIO):
    """Passes XML in UTF-8 on to `output`, in parts as they come; call :meth:`finish` after the last.

    U+FFFD stands for a character that XML cannot hold, which only what was stored before the gate refused it can have.
    A carriage return is escaped, for readers take it for a line feed otherwise. Raises QueryFailed for a property
    that RDF/XML has no way to write.
    """

    def __init__(self, output: IO[bytes]) -> None:
        super().__init__()
        self._output, self._begun, self._last = output, b"", b""

    def write(self, part: Any, /) -> int:
        """Take the next part; a character of which it has but the beginning waits for the next one."""
        text = self._begun + bytes(part)
        begun = _BEGUN.search(text)
        self._begun = begun[0] if begun else b""
        self._pass_on(text.removesuffix(self._begun))
        return len(part)

    def finish(self) -> None:
        """Write what was held back."""
        self._pass_on(self._begun)
        self._begun = b""

    def _pass_on(self, text: bytes) -> None:
        window = self._last + text
        self._last = window[1 - len(_NAMELESS) :]
        if _NAMELESS in window:
            raise QueryFailed("the result has a property whose IRI does not end in a name, which RDF/XML cannot say")
        self._output.write(_NOT_XML.sub(REPLACEMENT.encode(), text).replace(b"\r", b"&#13;"))


@contextmanager
def guarded(output: IO[bytes], format_name: str) -> Iterator[IO[bytes]]:
    """Give what a format is to be written into: for those in XML, a guard before `output`."""
    if format_name not in _XML:
        yield output
        return
    guard = XmlOutput(output)
    yield guard
    guard.finish()
