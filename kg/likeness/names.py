"""Names in a form in which they can be compared: without legal forms, Hangul in Latin letters, and by their sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from kg.spelling import fold, slug

_TELLING_NOTHING = (
    "ltd limited plc llp llc inc incorporated corp corporation co company gmbh ag sa sas bv nv cic pty "
    "ju jae jusighoesa jaedanbeobin sadanbeobin yuhanhoesa "
    "the of and for in at a an de la le und der die das fur"
)
_LEGAL = frozenset(_TELLING_NOTHING.split())
"""Words that tell no two bodies apart: legal forms, and words of grammar."""

_KOREAN = {
    "대학교": " university",
    "대학": " college",
    "연구원": " institute",
    "연구소": " institute",
    "재단": " foundation",
    "협회": " association",
    "진흥원": " promotion agency",
    "테크노파크": " technopark",
    "병원": " hospital",
    "은행": " bank",
    "센터": " centre",
    "광역시": " city",
    "특별시": " city",
    "주식회사": " ",
    "재단법인": " ",
    "사단법인": " ",
    "(주)": " ",
    "㈜": " ",
}
"""What Korean names of bodies are made with, and what stands there in their English names; the longer first."""

_GENERIC = re.compile("|".join(map(re.escape, sorted(_KOREAN, key=len, reverse=True))))
_ENDING = re.compile(f"(?:{'|'.join(slug(korean) for korean, english in _KOREAN.items() if english.strip())})$")
"""The kinds of body among them in Latin letters, at the end of a name."""
_NUMBER = re.compile(r"\d+")
_SPELT = {"center": "centre", "organization": "organisation", "univ": "university"}
_SOUNDS = (
    (re.compile("ch|q|x|g|j|c"), "k"),
    (re.compile("ph|f|b|v"), "p"),
    (re.compile("d"), "t"),
    (re.compile("r"), "l"),
    (re.compile("z|sh"), "s"),
    (re.compile("[aeiouwyh]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""What Korean spelling does not tell apart, or puts between consonants, is left out."""


@dataclass(frozen=True, slots=True)
class ComparedName:
    """A name as it is written, its words for comparison, these without spaces between them, and the numbers in it.

    `is_foreign` tells whether it is written in other letters than Latin ones.
    """

    text: str
    words: tuple[str, ...]
    skeleton: str
    numbers: tuple[str, ...]
    is_foreign: bool

    @classmethod
    def of(cls, text: str, words: tuple[str, ...], *, is_foreign: bool) -> Self:
        """Make one of the words for comparison."""
        skeleton = "".join(words)
        return cls(text, words, skeleton, tuple(_NUMBER.findall(skeleton)), is_foreign)

    @property
    def initials(self) -> str:
        """Give the first letters of its words; empty where it has less than three."""
        return "".join(word[0] for word in self.words) if len(self.words) > 2 else ""


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> tuple[ComparedName, ...]:
    """Read a name in each way in which it can be compared: in Latin letters, and with what Korean words mean.

    >>> [name.words for name in read_name("(주)울산테크노파크")]
    [('ulsan', 'technopark'), ('ulsantekeunopakeu',)]
    >>> [name.skeleton for name in read_name("University of Ulsan Ltd")]
    ['universityulsan']
    """
    folded = fold(text)
    if folded.isascii():
        readings = [folded]
    else:
        readings = list(dict.fromkeys((_GENERIC.sub(lambda match: _KOREAN[match.group()], folded), folded)))
    words = [tuple(_SPELT.get(word, word) for word in slug(each).split("-") if word) for each in readings]
    telling = [tuple(word for word in each if word not in _LEGAL) or each for each in words]
    return tuple(ComparedName.of(text, each, is_foreign=not folded.isascii()) for each in telling if each)


def without_kind(first: str, second: str) -> tuple[str, str]:
    """Leave out what both names say, in Latin letters, of the kind of body that they are of.

    >>> without_kind("ulsanyeonguweon", "busanyeonguweon"), without_kind("ulsanjaedan", "ulsanfoundation")
    (('ulsan', 'busan'), ('ulsanjaedan', 'ulsanfoundation'))
    """
    ending = _ENDING.search(first)
    if ending and second.endswith(ending.group()):
        return first[: ending.start()], second.removesuffix(ending.group())
    return first, second


@lru_cache(maxsize=1 << 16)
def sounds(skeleton: str) -> str:
    """Give the consonants of a name in Latin letters, those that Korean tells apart.

    >>> sounds("technopark"), sounds("tekeunopakeu")
    ('tknplk', 'tknpk')
    """
    for pattern, sound in _SOUNDS:
        skeleton = pattern.sub(sound, skeleton)
    return skeleton
