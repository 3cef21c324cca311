"""Source texts and passages: evidence is a position in a normalised text with a digest of what stands there.

A source text is a file of UTF-8. It is normalised so that positions survive editors and operating systems: without a
byte order mark, in Unicode NFC, each run of white space (as :meth:`str.split` has it: line ends, tabs, no-break spaces)
one space, none at the ends. Nothing else is changed, and nothing is replaced. Positions count characters (code points)
of the document's part of that text, from 0, end exclusive, as in the Web Annotation data model (W3C 2017, section 4.2.4
Text Position Selector). The digest of a source is that of the whole text in this form.

>>> text = normalise("The  Council\\r\\nfunds it. ")
>>> passage = cite("minutes", text, "Council funds it.")
>>> str(passage)
'minutes:4-21:ab381e5e1ca6049f'
>>> resolve(text, passage)
'Council funds it.'
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import time_ns

from kg.errors import KgError, UnreadableInput
from kg.files import decode, read_bytes
from kg.recent import Recent
from kg.records.model import Record
from kg.records.passage import Passage
from kg.spelling import fold, nfc

_COUNT = re.compile("[0-9]{1,9}")
_OPEN = (
    "creativecommons.org/licenses/",
    "creativecommons.org/publicdomain/",
    "nationalarchives.gov.uk/doc/open-government-licence",
    "opendatacommons.org/licenses/",
    "spdx.org/licenses/CC",
    "spdx.org/licenses/OGL",
)
"""What the IRIs of licences begin with that let everybody pass on a work as it is, some of them not for money."""

LARGEST = 16 << 20
"""Bytes that a source text may have: ten times a long book."""

NO_FOLDER = "no folder of source texts is given (--sources or KG_SOURCES)"
"""Why there is no text at all to hold evidence against."""

_KEPT = 64
"""Texts that are kept once they were read."""

_FRESH = 2_000_000_000
"""Nanoseconds in which a file is read anew each time after it was written."""

_Stamp = tuple[int, int, int, int, int]


def normalise(text: str) -> str:
    """Bring a text into the form in which positions count."""
    return " ".join(nfc(text.removeprefix("\ufeff")).split())


def digest(words: str) -> str:
    """Give the first 16 hexadecimal digits of the SHA-256 of the words of a passage in UTF-8."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def full_digest(text: str) -> str:
    """Give the SHA-256 of a whole normalised text in UTF-8, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(path: Path) -> str:
    """Read a source text in its normalised form. Raises UnreadableInput for what is no text in UTF-8."""
    return normalise(decode(read_bytes(path, LARGEST), str(path)))


def occurrences(text: str, words: str) -> list[int]:
    """Give the positions at which the words of a passage begin in a text."""
    normal = normalise(words)
    return [match.start() for match in re.finditer(re.escape(normal), text)] if normal else []


def cite(document: str, text: str, words: str, occurrence: int = 1) -> Passage:
    """Find the passage of a document that has these words.

    One that stands in the text more than once is told apart by `occurrence`, from 1.
    Raises KgError where it is not there.
    """
    normal, starts = normalise(words), occurrences(text, words)
    if not starts:
        raise KgError(
            f"The passage {normal[:60]!r} stands nowhere in {document}",
            "Copy it from the text, character by character.",
        )
    if not 1 <= occurrence <= len(starts):
        times = "only 1 time" if len(starts) == 1 else f"only {len(starts)} times"
        raise KgError(f"The passage {normal[:60]!r} stands {times} in {document}", "Count from the first, which is 1.")
    start = starts[occurrence - 1]
    return Passage(document, start, start + len(normal), digest(normal))


def resolve(text: str, passage: Passage) -> str | None:
    """Give the words of a passage, or None where text and digest do not agree, or there is no place."""
    words = text[passage.start : passage.end]
    return words if digest(words) == passage.digest else None


def allows_to_show(licence: str) -> bool:
    """Tell whether a licence, by its IRI, lets everybody show passages of a text.

    >>> allows_to_show("https://creativecommons.org/licenses/by-nc-nd/4.0/"), allows_to_show("")
    (True, False)
    """
    return licence.partition("://")[2].removeprefix("www.").startswith(_OPEN)


class NotAtHand(KgError):
    """A text that there is nothing to read of; `reason` says why, for one document or for many."""

    def __init__(self, document: Record, reason: str) -> None:
        super().__init__(f"The text of {document.slug} is not at hand, because {reason}")
        self.reason = reason


class Contradicted(KgError):
    """A source text that is not what the `field` of `record` says of it."""

    def __init__(self, record: Record, field: str, message: str, fix: str = "") -> None:
        super().__init__(message, fix)
        self.record, self.field = record, field


class SourceTexts:
    """The texts of documents, as far as they are at hand in a folder.

    A source is the file whose name is its label. Names are compared in NFC, because a Mac writes them decomposed. What
    was read is kept, and read again where the file is another since. Threads may share it.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._texts = Recent[tuple[Path, _Stamp], tuple[str, str] | UnreadableInput](_KEPT)
        self._listings = Recent[_Stamp, dict[str, list[Path]]](1)

    def state(self) -> str:
        """Give what is another when a text is another, or another is at hand; empty where none can be."""
        if self.folder is None:
            return ""
        digest = hashlib.sha256(str(self.folder).encode(errors="surrogateescape"))
        with suppress(OSError):  # what is gone, or leads nowhere, is a state too
            for path in sorted(self.folder.iterdir()):
                digest.update(f"\n{path.name}".encode(errors="surrogateescape"))
                with suppress(OSError):
                    digest.update(repr(_stamp(path)[:-1]).encode())
        return digest.hexdigest()[:16]

    def text(self, document: Record, sources: Mapping[str, Record]) -> str:
        """Give the normalised text of a document. Raises NotAtHand, and Contradicted."""
        if not document.one("source"):
            raise NotAtHand(document, "no source is named for it")
        source = sources.get(document.one("source"))
        if source is None:
            raise NotAtHand(document, "its source has no record here")
        start, end = document.one("source_start") or "0", document.one("source_end")
        if not (_COUNT.fullmatch(start) and (not end or (_COUNT.fullmatch(end) and int(start) < int(end)))):
            raise NotAtHand(document, "its bounds in the source are no positions")
        whole = self._whole(document, source)
        first, last = int(start), int(end or len(whole))
        if not first < last <= len(whole):
            field = "source_end" if end else "source_start"
            raise Contradicted(document, field, f"the text of {source.id} has only {len(whole)} characters")
        return whole[first:last]

    def _whole(self, document: Record, source: Record) -> str:
        path = self.path(document, source)
        try:
            text, digest_of_it = self._read(path)
        except UnreadableInput as error:
            raise Contradicted(source, "label", error.message, error.fix) from None
        if not text:
            raise Contradicted(source, "label", f"{path} holds no text")
        if digest_of_it != source.one("digest"):
            raise Contradicted(
                source,
                "digest",
                f"{path} is another text than {source.id} was curated from",
                f"Put the original there, or write digest {digest_of_it} and cite anew.",
            )
        return text

    def _read(self, path: Path) -> tuple[str, str]:
        """Give a text and its digest. Raises UnreadableInput."""

        def read() -> tuple[str, str] | UnreadableInput:
            try:
                text = read_text(path)
            except UnreadableInput as error:
                return error
            return text, full_digest(text)

        try:
            outcome = self._texts.get((path, _stamp(path)), read)
        except OSError:  # it is gone, or leads nowhere
            outcome = read()
        if isinstance(outcome, UnreadableInput):
            raise outcome
        return outcome

    def path(self, document: Record, source: Record) -> Path:
        """Find the file of a source. Raises NotAtHand, and Contradicted."""
        if self.folder is None:
            raise NotAtHand(document, NO_FOLDER)
        try:
            names = self._names()
        except OSError as error:
            raise NotAtHand(document, f"{self.folder} cannot be read: {error.strerror}") from None
        paths = names.get(name := nfc(source.one("label")), [])
        if len(paths) > 1:
            message = f"{self.folder} has {len(paths)} files named {name!r}, with letters composed differently"
            raise Contradicted(source, "label", message, "Keep one of them.")
        if not paths:
            raise self._missing(document, source, name, names)
        return paths[0]

    def _missing(self, document: Record, source: Record, name: str, names: Iterable[str]) -> KgError:
        if Path(name).name != name:
            return NotAtHand(document, f"its source is named by a path, and texts stand directly in {self.folder}")
        for near in names:
            if fold(near) == fold(name):
                message = f"{self.folder} has no file {name!r}, but {near!r}"
                return Contradicted(source, "label", message, "Write the name as it is.")
        return NotAtHand(document, f"{self.folder} has no file of the name of its source")

    def _names(self) -> Mapping[str, Sequence[Path]]:
        """Map the names in the folder, composed, to the files that have them. Raises OSError."""
        folder = self.folder
        return self._listings.get(_stamp(folder), lambda: _listing(folder)) if folder else {}


def _stamp(path: Path) -> _Stamp:
    """Give what is another when a file or folder is another. Raises OSError.

    The clock of a file system has ticks: what was written just now may be written once more in the same one.
    """
    facts = path.stat()
    now = time_ns()
    is_fresh = now - facts.st_mtime_ns < _FRESH
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, now if is_fresh else 0


def _listing(folder: Path) -> dict[str, list[Path]]:
    paths_of: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        paths_of.setdefault(nfc(path.name), []).append(path)
    return paths_of
