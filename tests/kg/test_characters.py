"""The character policy, over every code point and over texts of many scripts."""

from __future__ import annotations

import sys
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.characters import Unfit, settled, unfit, unwritable, visible, writable

VISIBLE_FORMATS = {
    *range(0x0600, 0x0606),
    *(0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD),
    *range(0x13430, 0x13440),
}
"""Format characters that are seen: signs which stand before or under a number, and joiners of hieroglyphs."""
DEFAULT_IGNORABLE = {
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
}
"""Unicode 15, DerivedCoreProperties.txt."""

ALL = [
    chr(code)
    for code in (
        *range(0x20000),
        *(plane + code for plane in range(0x20000, sys.maxunicode, 0x10000) for code in (0, 0xFFFD, 0xFFFE, 0xFFFF)),
        *range(0xE0000, 0xE1000),
    )
]
"""Every code point but for most of the planes in which all are alike."""


def is_noncharacter(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def should_be_refused(character: str) -> bool:
    """Judge a character that stands alone, by what Unicode says of it."""
    code, category = ord(character), unicodedata.category(character)
    if code in DEFAULT_IGNORABLE or character in "\ufffc\ufffd" or is_noncharacter(character):
        return True
    if character in "\t\n\r":  # a carriage return is settled
        return False
    return category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and code not in VISIBLE_FORMATS


def test_every_code_point_is_judged_as_unicode_classifies_it() -> None:
    wrong = [f"U+{ord(each):04X}" for each in ALL if (unfit(each) is not None) != should_be_refused(each)]
    assert wrong == []


def test_every_code_point_that_xml_has_passes_and_no_other() -> None:
    """XML 1.0, production 2: Char."""

    def is_char(code: int) -> bool:
        return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000

    assert [each for each in ALL if (unwritable(each) is None) != is_char(ord(each))] == []
    assert all(is_char(ord(each)) for each in writable("".join(ALL)))


def test_every_refusal_names_the_code_point_the_place_and_the_mending() -> None:
    for each in filter(should_be_refused, (chr(code) for code in range(0xE000))):
        found = unfit(f"ab {each}c")
        assert found is None or (found.position, found.character) == (4, each)
        told = unfit(each)
        assert told is not None
        assert str(told).startswith(f"U+{ord(each):04X} ")
        assert str(told).endswith(" at position 1")
        assert ";" in told.why


def test_a_fault_reads_well() -> None:
    assert unfit("Ulsan \u202eytic") == Unfit(
        "\u202e", 7, "turns the direction of the text and cannot be seen; take it out"
    )
    assert str(unfit("a\x00")) == "U+0000 control character at position 2"
    assert str(unfit("\ud83d")) == "U+D83D surrogate at position 1"
    assert str(unfit("x\ue000")) == "U+E000 private use character at position 2"
    assert str(unfit("\U0001ffff")) == "U+1FFFF noncharacter at position 1"


@pytest.mark.parametrize(
    "text",
    [
        "울산테크노파크 (Ulsan Technopark)",
        "İstanbul Kalkınma Ajansı, Gŵyl, Łódź, ĳ",
        "می‌خواهم",  # Persian: a non-joiner between two letters
        "١٤٤٥ه‍",  # the sign for Hijri years ends in a joiner
        "শ্র‍্য র‍্যাব",  # Bengali: a joiner before the virama
        "ක්‍රියා ශ්‍රී",  # Sinhala: a joiner after it
        "क्‌ष",  # Devanagari: a non-joiner after it
        "ന്‍",  # Malayalam: a chillu as it was spelt before Unicode 5.1
        "👩‍💻 👨🏽‍⚕️ ❤️‍🔥 🏳️‍🌈 🏴‍☠️ 🙂‍↔️ 🐈‍⬛",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "1️⃣ ©️ ☎︎",
        "葛󠄀城市 辻󠄂",  # ideographs with a variation selector
        "ᠠᠮᠠᠷᠢ᠎ᠠ ᠨ᠋",  # Mongolian: a vowel separator and a variant
        "שָׁלוֹם עברית العربية",
        "a\tb\nc",
        "½ ㎡ № £1.2m ₩",
        "\U0001fae8\U0001fabc",  # newer than the tables of some Pythons
    ],
)
def test_what_people_write_is_fit(text: str) -> None:
    assert unfit(text) is None
    assert visible(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "In‌novate",  # joiners in Latin script, as word processors leave them
        "Inno‍vate",
        "울‍산",
        "‍🔬",
        "👩‍",
        "👩‍ 💻",
        "می‌",
        "‌می",
        " ‍ه",
        "️a",
        " ︎",
        "a᠋",
        "ᠠ᠎",
        "🏴󠁧󠁢",  # a flag that does not end
        "🏴󠁧󠁿",
        "🏳󠁧󠁢󠁷󠁬󠁳󠁿",
        "a󠁢",
        "Innovate\u00adUK",
        "Ulsan\u200b",
        "\ufeffUlsan",
        "Ul\ufeffsan",
        "\u2066Ulsan\u2069",
        "Smith\u0092s",
        "two\u2028lines",
        "two\x0blines",
        "ㅤ",
    ],
)
def test_what_cannot_be_seen_is_named(text: str) -> None:
    found = unfit(text)
    assert found is not None
    assert text[found.position - 1] == found.character
    assert unfit(visible(text)) is None
    assert visible(text).startswith(text[: found.position - 1] + "\\")


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Cafe\u0301", "Café"),
        ("\u110b\u116e\u11af\u1109\u1161\u11ab", "울산"),
        ("10\u00a0000\u202f£", "10 000 £"),
        ("東京\u3000都", "東京 都"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\u212b", "Å"),
    ],
)
def test_what_is_spelt_in_several_ways_is_settled(text: str, spelling: str) -> None:
    assert settled(text) == spelling


@given(st.text())
def test_a_settled_text_stays(text: str) -> None:
    once = settled(text)
    assert settled(once) == once
    assert all(unicodedata.category(each) != "Zs" or each == " " for each in once)
    assert unicodedata.is_normalized("NFC", once) or unfit(text)


anything = st.text(st.characters() | st.sampled_from("\x00\x01\x1b\x7f\x85\ufffe\uffff\ud800\udfff\u202e\u200d&<>\r\n"))


@given(anything)
def test_what_is_writable_is_read_by_a_reader_of_xml(text: str) -> None:
    element = ElementTree.Element("text")
    element.text = writable(text)
    element.set("value", writable(text))
    read = ElementTree.fromstring(ElementTree.tostring(element))
    assert (read.text or "").replace("\r", "\n") == settled_lines(writable(text))
    assert len(writable(text)) == len(text)


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0323", "\u0323\u0301"])
def test_a_pile_of_marks_is_refused_before_it_is_sorted(marks: str) -> None:
    """Sorting these takes Python hours."""
    text = "울산 a" + marks * 500_000
    assert settled(text) == text
    found = unfit(text)
    assert found is not None
    assert found.position == 4 + 31
    assert "more than 30 marks" in found.why
    assert unfit("a" + "\u0301" * 30) is None


def settled_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(anything)
def test_what_is_made_visible_is_fit(text: str) -> None:
    assert unfit(visible(text)) is None
    assert (visible(text) == text) == (unfit(text) is None)
