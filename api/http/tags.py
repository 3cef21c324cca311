"""Entity tags: made, listed in conditions, compared (RFC 9110, sections 8.8.3 and 13.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

_LISTED = re.compile(r'(W/)?("[^"]*")')


def strong_tag(version: int, *identities: str) -> str:
    """Make the tag of what a version of the graph says; `identities` are what else its bytes depend on.

    >>> strong_tag(12, "places/busan", "text/csv gzip")
    '"12-bd4869a71aaaee30-438420aa5f29403e"'
    """
    return f'"{version}-{"-".join(map(_digest, identities))}"'


def opening(version: int, *identities: str) -> str:
    """Give what the tags with these identities and further ones begin with, and no other tags.

    >>> strong_tag(12, "places/busan", "text/csv gzip").startswith(opening(12, "places/busan"))
    True
    """
    return f'"{version}-{"-".join(map(_digest, identities))}-'


def version_in(tag: str) -> int:
    """Give the version in a tag made here, -1 for any other.

    >>> version_in('"12-ab34"'), version_in('"ab34"')
    (12, -1)
    """
    digits = tag.removeprefix('"').partition("-")[0]
    return int(digits) if digits.isdigit() else -1


def is_strong(tag: str) -> bool:
    """Tell a strong tag from a weak one and from none."""
    return tag.startswith('"')


def is_any(fields: Sequence[str]) -> bool:
    """Tell whether the lines of `If-Match` or `If-None-Match` say `*`, whatever there is."""
    return any(each.strip() == "*" for each in fields)


def match_strongly(fields: Sequence[str], tag: str) -> bool:
    """Compare a strong tag, or the opening of some, with those listed, of which weak ones never match (8.8.3.2).

    >>> match_strongly(['"a", W/"b"'], '"a"'), match_strongly(['"a", W/"b"'], '"b"')
    (True, False)
    """
    return any(listed.startswith(tag) for weak, listed in _listed(fields, tag) if not weak)


def match_weakly(fields: Sequence[str], tag: str) -> bool:
    """Compare a strong tag, or the opening of some, with those listed, weak or not (8.8.3.2); `*` lists none.

    >>> match_weakly(['"a", W/"b"'], '"b"'), match_weakly(["*"], '"b"'), match_weakly(['"bc"'], '"b"')
    (True, False, False)
    """
    return any(listed.startswith(tag) for _, listed in _listed(fields, tag))


def _listed(fields: Sequence[str], tag: str) -> list[tuple[str, str]]:
    """Read the tags of a list, each with whether it is weak; none where a look shows that `tag` is not among them."""
    text = ",".join(fields)
    return _LISTED.findall(text) if tag in text else []


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
