"""The little Markdown that the generated pages need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by `python -m docs.generate`. Do not edit. -->"


def page(title: str, *parts: str) -> str:
    """Put a page together from its title and parts, with the notice that it is generated.

    >>> page("Terms", "Some.", "").splitlines()[2:]
    ['# Terms', '', 'Some.']
    """
    return "\n\n".join([NOTICE, f"# {title}", *(part for part in parts if part)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; line ends and bars in its cells are made harmless.

    >>> print(table(["a", "b"], [["1|2", 3]]))
    | a | b |
    | --- | --- |
    | 1\\|2 | 3 |
    """
    lines = [header, ["---"] * len(header), *([_cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return re.sub(r"\s*\n\s*", " ", str(value)).replace("|", "\\|")
