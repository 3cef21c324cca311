"""Which characters a text may have: one policy for every way in, and one for what leaves as XML.

The text of a record is read, compared and searched by people. What they cannot see, what only one font shows, and what
a wrong encoding leaves behind is refused there, with its code point and its place; what is spelt in more than one way
is settled. Nothing is taken out in silence. Everything else that is stored has to be such that XML can hold it.

Sources: XML 1.0 (fifth edition), section 2.2; Unicode 15, chapter 23, and UTR 36 and UTS 39 on what cannot be seen;
UAX 15 and UAX 31, section 2.3, on marks and joiners; UTS 51, ED-14a and ED-16, on flags and joined emoji.

>>> str(unfit("Ulsan \\u202eytic"))
'U+202E RIGHT-TO-LEFT OVERRIDE at position 7'
>>> unfit("می\\u200cخواهم 👩\\u200d🔬 🏴\\U000e0067\\U000e0062\\U000e0077\\U000e006c\\U000e0073\\U000e007f Gŵyl")
>>> settled("Cafe\\u0301\\u00a0Seoul\\r\\n"), writable("a\\x00b")
('Café Seoul\\n', 'a�b')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

REPLACEMENT = "\ufffd"
"""What stands for a character that cannot be written."""

_PLANES = range(0, 0x110000, 0x10000)
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_REFUSED: Mapping[str, str] = {
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f": "is a control character; take it out",
    "\x80-\x9f": "is what a wrong encoding leaves; save the file as UTF-8 and type the text again",
    "\ud800-\udfff": "is half a character; save the file as UTF-8 and type the text again",
    REPLACEMENT: "stands for one that a program could not read; type the text again from the source",
    "\ufffc": "stands for a picture or an object that was not copied; take it out",
    _NO_CHARACTERS: "is no character; take it out",
    _PRIVATE: "shows something in one font alone; write what it shows in ordinary characters",
    _DIRECTIONS: "turns the direction of the text and cannot be seen; take it out",
    "\u2028\u2029": "ends a line as few programs do; write a line break or a space",
    _UNSEEN: "cannot be seen; take it out",
}
"""The characters that no text of a record has, and why."""

_NON_JOINER, _JOINER, _VOWEL_SEPARATOR = "\u200c", "\u200d", "\u180e"
_MONGOLIAN_VARIANTS = "\u180b-\u180d\u180f"
_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0020-\U000e007f"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_JOINING_SCRIPT = re.compile(
    "(?:ADLAM|ARABIC|BALINESE|BENGALI|CHAKMA|DEVANAGARI|DIVES AKURU|GRANTHA|GUJARATI|GURMUKHI|HANIFI ROHINGYA|JAVANESE"
    "|KANNADA|KHMER|KHUDAWADI|LIMBU|MALAYALAM|MANDAIC|MANICHAEAN|MEETEI MAYEK|MODI|MONGOLIAN|MYANMAR|NEWA|NKO|ORIYA"
    "|PHAGS-PA|PSALTER PAHLAVI|SAURASHTRA|SHARADA|SIDDHAM|SINHALA|SOGDIAN|SUNDANESE|SYLOTI NAGRI|SYRIAC|TAKRI|TAMIL"
    "|TELUGU|TIBETAN|TIRHUTA) "
)
"""The scripts whose letters change where they meet, by the names of their letters."""

_MARKS = 30
"""Marks that a letter may have: those of the Stream-Safe Text Format (UAX 15, section 13)."""

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KINDS = {"Cc": "control character", "Cn": "noncharacter", "Co": "private use character", "Cs": "surrogate"}


@dataclass(frozen=True, slots=True)
class Unfit:
    """A character that a text may not have, where it stands, counted from 1, and why not."""

    character: str
    position: int
    why: str

    def __str__(self) -> str:
        name = unicodedata.name(self.character, "") or _KINDS.get(unicodedata.category(self.character), "")
        return f"U+{ord(self.character):04X} {name}".rstrip() + f" at position {self.position}"


def unfit(text: str) -> Unfit | None:
    """Find the first character that the text of a record may not have."""
    if text.isascii() and text.isprintable():
        return None
    if pile := _pile(text):
        return Unfit(text[pile - 1], pile, f"is one of more than {_MARKS} marks on one letter; take them out")
    return next(_all_unseen(text), None)


def unwritable(text: str) -> Unfit | None:
    """Find the first character that XML 1.0 cannot hold."""
    match = None if text.isprintable() else _NOT_XML.search(text)
    return None if match is None else Unfit(match[0], match.start() + 1, "cannot be written as XML; take it out")


def writable(text: str) -> str:
    """Put U+FFFD in the place of each character that XML 1.0 cannot hold."""
    return _NOT_XML.sub(REPLACEMENT, text)


def settled(text: str) -> str:
    """Spell a text in the one way in which records have it.

    Unicode NFC; each kind of space an ordinary one; a line ends with one line feed.
    """
    if not text.isascii():
        text = _SPACES.sub(" ", normalised("NFC", text))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def normalised(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Bring a text into a normal form of Unicode; but one with a pile of marks stays, and is unfit in any form.

    Python sorts the marks on a letter in a time that grows with the square of their number.
    """
    if unicodedata.is_normalized(form, text) or _pile(text):
        return text
    return unicodedata.normalize(form, text)


def visible(text: str) -> str:
    r"""Write the characters that do not belong in a text as escapes, so that a message shows them and does no harm.

    >>> visible("a\u200bb")
    'a\\u200Bb'
    """
    pieces, last = list[str](), 0
    for each in _all_unseen(text):
        code = ord(each.character)
        pieces += text[last : each.position - 1], f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
        last = each.position
    return "".join(pieces) + text[last:]


def _all_unseen(text: str) -> Iterator[Unfit]:
    if text.replace("\n", " ").isprintable() and (text.isascii() or not _UNSEEN_THOUGH_PRINTABLE.search(text)):
        return  # a look is a hundred times faster than the search, and nearly always enough
    for match in _SUSPECT.finditer(text):
        place = match.start()
        before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        if len(match[0]) == 1 and (why := _reason(match[0], before, after)):
            yield Unfit(match[0], place + 1, why)


def _pile(text: str) -> int:
    """Find the first mark that is one too many on its letter, counted from 1; 0 where there is none."""
    marks = 0
    for place, character in enumerate(text if len(text) > _MARKS and not text.isascii() else "", 1):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MARKS:
            return place
    return 0


@lru_cache(maxsize=1 << 10)
def _reason(character: str, before: str, after: str) -> str:
    """Say why a character that is suspect does not belong between two others; empty where it does."""
    for known, (belongs, why) in _IN_PLACE.items():
        if re.match(f"[{known}]", character):
            return "" if belongs(before, after) else why
    return next(why for refused, why in _REFUSED.items() if re.match(f"[{refused}]", character))


def _joins(before: str, after: str) -> bool:
    return (_is_emoji(before) and _is_emoji(after)) or _changes_shape(before)


def _parts(before: str, after: str) -> bool:
    return _changes_shape(before) and _changes_shape(after)


def _varies(before: str, _: str) -> bool:
    return bool(before) and unicodedata.category(before)[0] in "LNPS"


def _varies_mongolian(before: str, _: str) -> bool:
    return unicodedata.name(before, "").startswith("MONGOLIAN") if before else False


def _parts_mongolian(before: str, after: str) -> bool:
    return _varies_mongolian(before, "") and _varies_mongolian(after, "")


def _changes_shape(character: str) -> bool:
    if not character or unicodedata.category(character)[0] not in "LM":
        return False
    return _JOINING_SCRIPT.match(unicodedata.name(character, "")) is not None


def _is_emoji(character: str) -> bool:
    """Tell whether a character may be a part of an emoji; those that Unicode is yet to assign may be."""
    if not character:
        return False
    symbol = unicodedata.category(character) in ("So", "Sk", "Sm") and not character.isascii()
    return symbol or character == "\ufe0f" or 0x1F000 <= ord(character) <= 0x1FAFF


_IN_PLACE: Mapping[str, tuple[Callable[[str, str], bool], str]] = {
    _NON_JOINER: (_parts, "cannot be seen, and belongs between letters like Arabic ones; take it out"),
    _JOINER: (
        _joins,
        "cannot be seen, and belongs between emoji and after letters like Arabic ones; take it out",
    ),
    _VOWEL_SEPARATOR: (_parts_mongolian, "cannot be seen, and belongs between Mongolian letters alone; take it out"),
    _MONGOLIAN_VARIANTS: (_varies_mongolian, "changes a Mongolian letter, and follows none; take it out"),
    _VARIANTS: (_varies, "changes how the character before it looks, and follows none; take it out"),
    _TAGS: (lambda _before, _after: False, "cannot be seen, and belongs in the flags of regions alone; take it out"),
}
"""The characters that belong in some places: whether one does between two others, and why not elsewhere."""

_UNSEEN_THOUGH_PRINTABLE = re.compile(
    f"[{_MONGOLIAN_VARIANTS}{_VARIANTS}{REPLACEMENT}\ufffc\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]"
)
"""What Python holds for printable of all that is suspect."""

_SUSPECT = re.compile(f"{_FLAG}|[{''.join((*_REFUSED, *_IN_PLACE))}]")
