"""How many rows a result has, counted in its bytes as they pass, for the log."""

from __future__ import annotations

UNKNOWN = -1
_COUNTED = ("json", "xml", "csv", "tsv", "ntriples", "nquads")


class RowCount:
    r"""Counts the rows of a result in one of the formats where they can be told; those that bind nothing are not.

    >>> count = RowCount("json")
    >>> count.pass_on(b'{"results":{"bindings":[{"s":{"type":"literal","value":"}},{"}},{"s":')
    >>> count.pass_on(b'{"type":"uri","value":"urn:x"}}]}}')
    >>> count.rows
    2
    """

    def __init__(self, format_name: str) -> None:
        self._format = format_name
        self._found = 0
        self._tail = b""
        self._quoted = False

    @property
    def rows(self) -> int:
        """Give the number so far, UNKNOWN where the format does not tell."""
        return self._found if self._format in _COUNTED else UNKNOWN

    def pass_on(self, chunk: bytes) -> None:
        """Count what is in the next part of the result."""
        match self._format:
            case "json":
                self._json(chunk)
            case "xml":
                self._xml(chunk)
            case "csv":
                self._csv(chunk)
            case "tsv":
                self._found += chunk.count(b"\n") - self._header()
            case "ntriples" | "nquads":
                self._found += chunk.count(b"\n")

    def _json(self, chunk: bytes) -> None:
        """Count what stands between rows, and one more.

        A literal may end in it as well, but then a brace or a comma comes after the quotation mark.
        """
        window = self._tail + chunk
        between, settled = b'}},{"', len(window) - 1
        self._found += window.count(between, 0, settled) - window.count(between + b"}") - window.count(between + b",")
        self._found += chunk.count(b'"bindings":[') - chunk.count(b'"bindings":[]')  # in the very first chunk
        self._tail = window[-len(between) :]

    def _xml(self, chunk: bytes) -> None:
        window = self._tail + chunk
        self._found += window.count(b"<result>")
        self._tail = window[1 - len(b"<result>") :]

    def _csv(self, chunk: bytes) -> None:
        parts = chunk.split(b'"')
        self._found += sum(part.count(b"\n") for part in parts[self._quoted :: 2]) - self._header()
        self._quoted ^= len(parts) % 2 == 0

    def _header(self) -> bool:
        """Tell whether the line with the names is still to come, once."""
        comes, self._tail = not self._tail, b"passed"
        return comes
