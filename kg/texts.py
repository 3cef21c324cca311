"""Source texts and passages: evidence is a position in a normalised text with a digest of what stands there.

A text is normalised so that positions survive editors and operating systems: Unicode NFC, each run of white space one
space, none at the ends. Positions count characters (code points) of the document's part of that text, from 0, end
exclusive, as in the Web Annotation data model (W3C 2017, section 4.2.4 Text Position Selector).

>>> text = normalise("The  Council\\r\\nfunds it. ")
>>> passage = cite("minutes", text, "Council funds it.")
>>> passage
'minutes:4-21:ab381e5e1ca6049f'
>>> resolve(text, passage)
'Council funds it.'
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from kg.characters import normalised
from kg.errors import KgError
from kg.files import decode, read_bytes
from kg.records.model import Record

LARGEST = 16 << 20
"""Bytes that a source text may have: ten times a long book."""

_PASSAGE = re.compile(r"(?P<document>[a-z0-9-]+):(?P<start>\d+)-(?P<end>\d+):(?P<digest>[0-9a-f]{16})")


def normalise(text: str) -> str:
    """Bring a text into the form in which positions count."""
    return " ".join(normalised("NFC", text.removeprefix("\ufeff")).split())


def digest(passage: str) -> str:
    """Give the first 16 hexadecimal digits of the SHA-256 of a passage in UTF-8."""
    return hashlib.sha256(passage.encode()).hexdigest()[:16]


def full_digest(text: str) -> str:
    """Give the SHA-256 of a whole normalised text in UTF-8, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(path: Path) -> str:
    """Read a source text in its normalised form. Raises UnreadableInput for what is no text in UTF-8."""
    return normalise(decode(read_bytes(path, LARGEST), str(path)))


def cite(document: str, text: str, passage: str, occurrence: int = 1) -> str:
    """Make the evidence value of a passage, ready to paste.

    A passage that stands in the text more than once is told apart by `occurrence`, from 1.
    Raises KgError where it is not there.
    """
    wanted = normalise(passage)
    starts = [match.start() for match in re.finditer(re.escape(wanted), text)] if wanted else []
    if not 1 <= occurrence <= len(starts):
        times = f"only {len(starts)} times" if starts else "nowhere"
        raise KgError(
            f"The passage {wanted[:60]!r} stands {times} in {document}",
            "Copy it from the text, character by character.",
        )
    start = starts[occurrence - 1]
    return f"{document}:{start}-{start + len(wanted)}:{digest(wanted)}"


def resolve(text: str, evidence: str) -> str | None:
    """Give the passage that an evidence value points at, or None where text and digest do not agree."""
    match = _PASSAGE.fullmatch(evidence)
    if match is None:
        return None
    passage = text[int(match["start"]) : int(match["end"])]
    return passage if digest(passage) == match["digest"] else None


class SourceTexts:
    """The texts of documents, as far as they are at hand in a folder."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._files: dict[str, str | None] = {}

    def text(self, document: Record, sources: Mapping[str, Record]) -> str | None:
        """Give the normalised text of a document, or None where its source is not at hand or its bounds are none.

        Raises KgError where the file is another text than the source record says.
        """
        source = sources.get(document.one("source"))
        whole = self._file(source) if source else None
        if whole is None:
            return None
        start, end = document.one("source_start") or "0", document.one("source_end") or str(len(whole))
        return whole[int(start) : int(end)] or None if start.isdecimal() and end.isdecimal() else None

    def _file(self, source: Record) -> str | None:
        name = source.one("label")
        if name not in self._files:
            self._files[name] = self._read(source, name)
        return self._files[name]

    def _read(self, source: Record, name: str) -> str | None:
        path = self.folder / Path(name).name if self.folder else None
        if path is None or not path.is_file():
            return None
        text = read_text(path)
        if full_digest(text) != source.one("digest"):
            raise KgError(
                f"{path} is another text than {source.id} was curated from",
                f"Put the original there, or write digest {full_digest(text)} and cite anew.",
            )
        return text
