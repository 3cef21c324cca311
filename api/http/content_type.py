"""What a body is said to be: the Content-Type of a request, or of a part of a form (RFC 9110, section 8.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type, and its parameters by their names; type and names are in lower case."""

    media_type: str
    parameters: Mapping[str, str]

    @property
    def charset(self) -> str:
        """Give the charset as it is written, UTF-8 where none is."""
        return self.parameters.get("charset", "utf-8")


def content_type_of(headers: Headers, default: str = "") -> ContentType:
    """Read the Content-Type among `headers`, `default` where there is none."""
    return _read(headers.get("content-type", default))


@lru_cache(maxsize=256)
def _read(field: str) -> ContentType:
    """Read the value of the field, as the reader of forms does it; nonsense is a media type that nobody knows.

    >>> said = _read('Text/Turtle ;Charset = "UTF-16"')
    >>> said.media_type, said.charset, _read("text/csv").charset, _read("").media_type
    ('text/turtle', 'UTF-16', 'utf-8', '')
    """
    media_type, parameters = parse_options_header(field)
    return ContentType(_text(media_type), {_text(name): _text(value) for name, value in parameters.items()})


def _text(octets: bytes) -> str:
    return octets.decode("latin-1")
