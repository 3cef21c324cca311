"""The lines of a table or a file of records, with what is told where a file is no text in UTF-8."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from kg.files import LARGEST, UnreadableFile, narrow_encoding, no_text, open_regular, wide_encoding

LONGEST_LINE = 1 << 22
"""Characters that a line may have: no file is read as one endless line."""

SAVE = "Save it as CSV UTF-8 (comma-separated)."
_BROKEN = re.compile("[\udc80-\udcff]")
_SAMPLE = 1 << 12


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text with their ends; in a line that is not UTF-8, each odd byte is half a surrogate pair.

    Raises UnreadableFile for what is no text, a line without end, and a file that breaks off.
    """
    with open_regular(path) as binary:
        number = 1
        try:
            if os.fstat(binary.fileno()).st_size > LARGEST:
                raise UnreadableFile(path, f"has more than {LARGEST >> 30} GiB", "Divide it among several datasets.")
            sample = binary.read(_SAMPLE)
            if kind := no_text(sample):
                raise UnreadableFile(path, f"is {kind}, not a table of records", SAVE)
            if 0 in sample[:4] or sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise UnreadableFile(path, f"is not UTF-8 but {wide_encoding(sample) or 'binary data'}", SAVE)
            binary.seek(0)
            with io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
                while line := text.readline(LONGEST_LINE + 1):
                    if len(line) > LONGEST_LINE:
                        reason = f"has a line of more than {LONGEST_LINE:,} characters, and so is no table of records"
                        raise UnreadableFile(path, reason, "Put the right file here.", number)
                    yield line
                    number += 1
        except OSError as error:
            reason = f"cannot be read to its end: {error.strerror}"
            raise UnreadableFile(path, reason, "Copy it anew.", number) from None


def is_broken(text: str) -> bool:
    """Tell whether a text that was read here holds bytes that were not UTF-8."""
    return _BROKEN.search(text) is not None


def encoding_fault(broken: str) -> str:
    """Say of such a text in which encoding it probably is, and how it reads there.

    >>> encoding_fault("울산시".encode("cp949").decode("utf-8", "surrogateescape"))
    "is not UTF-8: it looks like CP949, in which it reads '울산시'. Save it as CSV UTF-8 (comma-separated)."
    """
    octets = broken.encode("utf-8", "surrogateescape")
    first = next(place for place, octet in enumerate(octets) if octet > 0x7F)
    encoding = narrow_encoding(octets[first:])
    reads = (
        f": it looks like {encoding}, in which it reads {octets.decode(encoding, 'replace')[:40]!r}" if encoding else ""
    )
    return f"is not UTF-8{reads}. {SAVE}"
