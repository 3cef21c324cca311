"""What a query of a dataset says of itself in the comments at its head: what it asks, in one language or several.

The first line is what it asks. `# Question@ko: ...` says the same in a language, by its tag (BCP 47), and
`# Group@ko: ...` how the group is called in which it stands: one query of a folder says it for all.

>>> read_header("# Question: Who leads?\\n# Question@ko: 누가 이끄나?\\n# Group@ko: 역할\\nASK {}").titles
{'ko': '누가 이끄나?'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.characters import settled, unfit
from kg.files import UnreadableFile, decode, printable, read_bytes
from kg.records.report import Violation, form_fault, unreadable

LARGEST = 1 << 16
"""Bytes that a query of a dataset may have."""

_MARK = "Question:"
_TAGGED = re.compile(r"#+\s*(Question|Group)\s*@([^:]*):(.*)", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_LONGEST, _LONGEST_NAME = 500, 40
"""Characters of what a query asks, and of what the line is called that says so."""


@dataclass(frozen=True, slots=True)
class QueryHeader:
    """What a query asks, empty where it does not say, and by languages that and its group.

    `lines` tell by languages where the group is named, `faults` the line, what stands there and what to mend.
    """

    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: Sequence[tuple[int, str, str]] = ()


def read_header(text: str) -> QueryHeader:
    """Read the head of a query; what is at fault in it says nothing."""
    said: dict[str, dict[str, str]] = {"Question": {}, "Group": {}}
    titles, lines, faults = list[str](), dict[str, int](), list[tuple[int, str, str]]()
    is_head = True
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        is_head = is_head and line[:1] in ("", "#")
        if match := _TAGGED.fullmatch(line):
            key, tag, words = match[1].capitalize(), match[2].strip().lower(), settled(match[3].strip())
            name = f"{key}@{tag}"[:_LONGEST_NAME]
            if message := _fault(name, tag, words, said[key]) if is_head else f"{name} stands below; move it up":
                faults.append((number, name, message))
            else:
                said[key][tag] = words
                lines |= {tag: number} if key == "Group" else {}
        elif is_head and line:
            titles.append(line.lstrip("# ").removeprefix(_MARK).strip())
    return QueryHeader(next(iter(titles), ""), said["Question"], said["Group"], lines, faults)


def _fault(name: str, tag: str, words: str, others: Mapping[str, str]) -> str:
    """Say what is wrong with a line that says something in a language; empty when nothing is."""
    if not _TAG.fullmatch(tag):
        return f"{tag[:_LONGEST_NAME]!r} is no tag of a language; write one such as `# {name.partition('@')[0]}@ko: …`"
    if not words:
        return f"{name} is empty; write its text, or delete the line"
    if len(words) > _LONGEST:
        return f"{name} has {len(words)} characters; write at most {_LONGEST}"
    if (character := unfit(words)) is not None:
        return f"{name} has {character}, which {character.why}"
    return f"{name} stands above already; keep one of the two" if tag in others else ""


def read_query(path: Path) -> str:
    """Read the file of a query. Raises UnreadableFile."""
    return decode(read_bytes(path, LARGEST), printable(path)).removeprefix("\ufeff")


def header_faults(folder: Path) -> Iterator[Violation]:
    """Tell what is wrong with the heads of the queries in a folder, and with queries that cannot be read."""
    groups: dict[tuple[Path, str], tuple[str, str]] = {}
    for path in sorted([*folder.glob("*.rq"), *folder.glob("*/*.rq")]):
        try:
            header = read_header(read_query(path))
        except UnreadableFile as error:
            yield unreadable(path, error)
            continue
        for number, name, message in header.faults:
            yield form_fault(path, number, name, message)
        for tag, words in header.groups.items():
            other, place = groups.setdefault((path.parent, tag), (words, path.name))
            if other != words:
                message = f"the group is called {other!r} in {place}; call it the same, or delete the line"
                yield form_fault(path, header.lines[tag], f"Group@{tag}", message)
