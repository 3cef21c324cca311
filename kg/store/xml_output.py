"""What the engine writes as XML, held to what XML can say (XML 1.0, sections 2.2 and 2.11; Namespaces in XML, 4)."""

from __future__ import annotations

import io
import re
from typing import IO, Any

from kg.errors import QueryFailed

_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NAMELESS = b"<oxprefix: "
"""How the engine begins a property whose IRI does not end in a name."""


class XmlOutput(io.BytesIO):
    """Passes XML on to `output`; a carriage return is escaped, for readers take it for a line feed otherwise.

    Raises QueryFailed where something cannot be said in XML.
    """

    def __init__(self, output: IO[bytes]) -> None:
        super().__init__()
        self._output, self._last = output, b""

    def write(self, part: Any, /) -> int:
        """Take the next part."""
        text = bytes(part)
        seen = self._last + text
        self._last = seen[-len(_NAMELESS) :]
        if (found := _NOT_XML.search(seen)) is not None:
            character = found[0].decode()
            raise QueryFailed(f"the result has the character U+{ord(character):04X}, which XML cannot hold")
        if _NAMELESS in seen:
            raise QueryFailed("the result has a property whose IRI does not end in a name, which RDF/XML cannot say")
        self._output.write(text.replace(b"\r", b"&#13;"))
        return len(text)
