"""What the library remarks on ranks in English, taken apart, so that it is translated where a page shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.representations.pages.languages import marked

_REMARKS = (
    marked("Who is first is not certain: %(count)s of %(nodes)s may be: %(names)s and %(more)s more."),
    marked("Who is first is not certain: %(count)s of %(nodes)s may be: %(names)s."),
    marked("%(names)s is first also in other samples of such facts."),
    marked("Ranks %(low)s to %(high)s cannot be told apart."),
    marked("The order rests on too few facts: its stability coefficient is %(value)s."),
    marked("The order rests on few facts: its stability coefficient is %(value)s."),
    marked("The order rests on enough facts: its stability coefficient is %(value)s."),
    marked("Without what is %(names)s nothing is left: all of it is."),
    marked("No node of this network lies in %(names)s."),
    marked("Only %(linked)s of %(pairs)s pairs are linked at all."),
    marked("What is on both sides counts as an end of neither; it may bridge."),
    marked("Of %(count)s nodes the measure is not defined, so they have no rank."),
)
MEANINGS = (
    marked(
        "How many pairs, one from each side, it links: the sum over them of its share of their shortest ways. "
        "A member of a side counts where it lies between others."
    ),
    marked("single-source"),
)
"""What an answer means, and what facts may be, beside how sure they are."""

_GAP = re.compile(r"%\\\((\w+)\\\)s")


def _pattern(remark: str) -> re.Pattern[str]:
    """Read one remark; only `names` are other than numbers, so that there is one way to read it."""

    def filled(gap: re.Match[str]) -> str:
        return f"(?P<{gap[1]}>{'.+' if gap[1] == 'names' else '[0-9.,e-]+'})"

    return re.compile(_GAP.sub(filled, re.escape(remark)), re.DOTALL)


_PATTERNS = {remark: _pattern(remark) for remark in _REMARKS}


def parted(text: str) -> tuple[str, Mapping[str, str]]:
    """Give a remark with gaps and what fills them; what is no remark on ranks as it is.

    >>> parted("Ranks 1 to 89 cannot be told apart."), parted("100% so.")
    (('Ranks %(low)s to %(high)s cannot be told apart.', {'low': '1', 'high': '89'}), ('100% so.', {}))
    """
    matches = ((remark, pattern.fullmatch(text)) for remark, pattern in _PATTERNS.items())
    return next(((remark, match.groupdict()) for remark, match in matches if match), (text, {}))
