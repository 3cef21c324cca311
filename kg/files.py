"""Files that people hand in: regular ones alone, of bounded size, and in UTF-8 or refused by name.

>>> decode("Café".encode("cp1252"), "notes.txt")
Traceback (most recent call last):
kg.files.UnreadableFile: notes.txt is not UTF-8: the byte 0xE9 at offset 3 belongs to no character. It looks like \
ISO-8859-1; convert it: iconv -f ISO-8859-1 -t UTF-8 notes.txt
"""

from __future__ import annotations

import codecs
import os
import shlex
import stat
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.errors import UnreadableInput
from kg.spelling import on_one_line

_NO_FILES = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_NO_TEXTS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive, as word processors and spreadsheets save them",
    b"\xd0\xcf\x11\xe0": "a file of a word processor or spreadsheet",
    b"{\\rtf": "rich text",
    b"\x1f\x8b": "compressed with gzip",
    b"SQLite format 3": "a database",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"version https://git-lfs": "only a pointer of Git LFS, whose file `git lfs pull` fetches",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_ESCAPES = {b"\x1b$)C": "ISO-2022-KR", b"\x1b$B": "ISO-2022-JP", b"\x1b$@": "ISO-2022-JP"}
"""What makes the bytes of ASCII other letters, as in old mail."""

_BATCH = 1 << 20
LARGEST = 4 << 30
"""Bytes that a file may have; the tables of a million records have a twentieth of it."""

_SAMPLE = 1 << 16
"""Bytes that are looked at to name an encoding."""


class Digest(Protocol):
    """What takes bytes in, as those of hashlib do."""

    def update(self, data: bytes, /) -> None:
        """Take bytes in."""
        ...


class UnreadableFile(UnreadableInput):
    """A file that cannot be read, or not as text; `reason` is what its name is followed by, `line` where it is told."""

    def __init__(self, path: Path | str, reason: str, fix: str = "", line: int = 1) -> None:
        super().__init__(f"{printable(path)} {reason}", fix)
        self.reason, self.line = reason, line


def printable(path: Path | str) -> str:
    """Write the name of a file so that it can be printed, whatever bytes it is made of."""
    return on_one_line(str(path))


def nature(path: Path) -> str:
    """Say what stands at a path, links followed: "a file", "a folder", or in words what else it is."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link to nothing"
    except (OSError, ValueError) as error:
        return f"out of reach ({getattr(error, 'strerror', error)})"
    return "a file" if stat.S_ISREG(mode) else _NO_FILES.get(stat.S_IFMT(mode), "no regular file")


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading. A pipe or a device is neither waited for nor read.

    Raises UnreadableInput for what cannot be opened or is no regular file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:  # a name may have a NUL
        raise UnreadableFile(path, f"cannot be read: {getattr(error, 'strerror', error)}") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise UnreadableFile(path, f"is {_NO_FILES.get(stat.S_IFMT(mode), 'something else')} and no file")
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a whole file of at most `limit` bytes. Raises UnreadableInput."""
    with open_regular(path) as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise UnreadableFile(path, f"has more than {_size(limit)}", "Divide it.")
    return data


def _size(limit: int) -> str:
    return f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit >> 10} KiB"


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8; a byte order mark stays. `name` is that of the file.

    Raises UnreadableInput that says where it is none, what it looks like, and how to convert it.
    """
    if kind := no_text(data):
        raise UnreadableFile(name, f"is {kind}, not plain text", "Save its text as plain text in UTF-8.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        fault = f"the byte 0x{data[error.start]:02X} at offset {error.start} belongs to no character"
        raise UnreadableFile(name, f"is not UTF-8: {fault}", _advice(data, error, name)) from None
    if "\0" in text:
        fault = f"there is a NUL at offset {data.index(0)}"
        raise UnreadableFile(name, f"is not UTF-8 text: {fault}", _conversion(wide_encoding(data), name))
    for escape, encoding in _ESCAPES.items():
        if escape in data:
            fault = f"the escape at offset {data.index(escape)} makes other letters of the bytes after it"
            raise UnreadableFile(name, f"is not UTF-8: {fault}", _conversion(encoding, name))
    return text


def no_text(data: bytes) -> str:
    """Say what a file is that only looks like text by its name; empty where it may be text."""
    head = data[:64].lower()
    return next((kind for start, kind in _NO_TEXTS.items() if head.startswith(start.lower())), "")


def _advice(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    if encoding := wide_encoding(data):
        return _conversion(encoding, name)
    beyond_ascii = [each for each in data.decode(errors="replace") if not each.isascii()]
    if beyond_ascii.count("\ufffd") * 2 < len(beyond_ascii):
        if error.reason == "unexpected end of data":
            return "It ends in the middle of a character: it was cut off. Get it anew."
        return "Most of it is UTF-8: mend that place."
    return _conversion(narrow_encoding(data[error.start : error.start + _SAMPLE]), name)


def _conversion(encoding: str, name: str) -> str:
    if not encoding:
        return "Save it as UTF-8 with the program that it is from."
    return f"It looks like {encoding}; convert it: iconv -f {encoding} -t UTF-8 {shlex.quote(name)}"


def wide_encoding(data: bytes) -> str:
    """Name an encoding of two or four bytes a character: by its mark, or by a tenth of ASCII at least."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    plain = {
        encoding: sum("\t" <= each <= "~" for each in sample.decode(encoding, "ignore"))
        for encoding in ("UTF-16LE", "UTF-16BE")
    }
    likely = max(plain, key=plain.__getitem__)
    return likely if plain[likely] * 20 > len(sample) else ""


def narrow_encoding(sample: bytes) -> str:
    """Name an encoding that has one byte for an ASCII character; `sample` begins with one that is none."""
    odd = [each for each in sample.decode("euc_kr", "replace") if not each.isascii()]
    if sum("가" <= each <= "힣" for each in odd) * 5 > len(odd) * 4:
        return "CP949"  # of which EUC-KR is a part
    high = [each for each in sample if each > 0x7F]
    if len(high) * 5 > len(sample) > 20:
        return ""  # too many for accents and quotation marks
    return "WINDOWS-1252" if min(high) < 0xA0 else "ISO-8859-1"


def digest_tree(path: Path, digest: Digest) -> None:
    """Take a folder into a digest: the names of all that is in it, and what the regular files hold.

    Links are followed to files, and to the folder itself, but to none in it. What cannot be read is taken in as such.
    """
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        digest.update(f"{error.strerror}\0".encode())
        return
    for each in entries:
        what = nature(each)
        digest.update(f"{each.name}\0{what}\0".encode(errors="surrogateescape"))
        if what == "a folder" and not each.is_symlink():
            digest_tree(each, digest)
        elif what == "a file":
            digest_file(each, digest)


def digest_file(path: Path, digest: Digest) -> None:
    """Take a file into a digest: its size, and what it holds unless it is larger than any that is read."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(f"{size}\0".encode())
            while size <= LARGEST and (batch := file.read(_BATCH)):
                digest.update(batch)
    except (UnreadableFile, OSError) as error:
        digest.update(f"{error}\0".encode(errors="surrogateescape"))


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
