"""A passage that a record cites, as `document:start-end:digest`, or a document as a whole, as `document`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POSITION = "(?:0|[1-9][0-9]{0,8})"
_FORM = re.compile(
    rf"(?P<document>[a-z0-9]+(?:-[a-z0-9]+)*)(?::(?P<start>{_POSITION})-(?P<end>{_POSITION}):(?P<digest>[0-9a-f]{{16}}))?"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters of a document from `start` to before `end`, and the digest of what stands there.

    `document` is the slug of its record. A document as a whole has no digest, and its positions mean nothing.

    >>> passage = Passage.of("minutes:4-21:ab381e5e1ca6049f")
    >>> passage.document, passage.length, str(passage), passage.fragment
    ('minutes', 17, 'minutes:4-21:ab381e5e1ca6049f', 'minutes:4-21')
    >>> whole = Passage.of("minutes")
    >>> whole.has_place, str(whole), whole.fragment
    (False, 'minutes', 'minutes')
    """

    document: str
    start: int = 0
    end: int = 0
    digest: str = ""

    @classmethod
    def of(cls, text: str) -> Passage:
        """Take it apart. Raises ValueError for what :func:`is_passage` denies."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a passage")
        if match["digest"] is None:
            return cls(text)
        return cls(match["document"], int(match["start"]), int(match["end"]), match["digest"])

    @property
    def has_place(self) -> bool:
        """Tell a place in the document from the document as a whole."""
        return self.digest != ""

    @property
    def length(self) -> int:
        """Count the characters between its positions."""
        return self.end - self.start

    @property
    def fragment(self) -> str:
        """Give the fragment of the IRI that evidence for it has, after that of its record."""
        return f"{self.document}:{self.start}-{self.end}" if self.has_place else self.document

    def __str__(self) -> str:
        """Put it together as it is written in a record."""
        return f"{self.fragment}:{self.digest}" if self.has_place else self.document


def is_passage(text: str) -> bool:
    """Tell whether a text has the form of a passage.

    >>> is_passage("minutes"), is_passage("minutes:4-21"), is_passage("minutes:04-21:ab381e5e1ca6049f")
    (True, False, False)
    """
    return _FORM.fullmatch(text) is not None


def passage_text(document: str, start: object, end: object, digest: object) -> str:
    """Write the parts of a passage as they are, right or wrong, so that its form can be judged as a whole."""
    return f"{document}:{start}-{end}:{digest}"
