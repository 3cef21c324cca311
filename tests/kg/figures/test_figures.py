"""Figures are printed in every way that is read, and read back; what is no figure is none."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.figures import currencies_in, figures, plain

SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {
    1: [""],
    10**3: ["k", " thousand", "-thousand"],
    10**6: ["m", "mn", " million", "-million", " MILLION", "M"],
    10**9: ["bn", " billion", "b"],
    10**12: ["tn", " trillion"],
}
CURRENCIES = {"£": "GBP", "GBP ": "GBP", "€": "EUR", "US$": "USD", "$": "USD", "₩": "KRW", "KRW": "KRW", "¥": "JPY"}
BEHIND = {" pounds": "GBP", " euros": "EUR", " US dollars": "USD", " won": "KRW", " yen": "JPY"}
BOUNDS = {"over ": "over", "nearly ": "nearly", "up to ": "up-to", "around ": "about", "at least ": "at-least", "": ""}


def exactly(number: Decimal | int) -> tuple[tuple[Decimal, Decimal]]:
    return ((Decimal(number), Decimal(number)),)


def words(number: int) -> str:
    """Write a number below a billion in English words."""
    for scale, name in ((10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = f" {words(number % scale)}" if number % scale else ""
            return f"{words(number // scale)} {name}{rest}"
    if number >= 100:
        rest = f" and {words(number % 100)}" if number % 100 else ""
        return f"{SMALL[number // 100]} hundred{rest}"
    if number >= 20:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    return SMALL[number]


def korean(number: int, spaces: bool, digits_of: bool) -> str:
    """Write a whole number with Korean units, each group in digits, or with the smaller units as well."""
    parts = []
    for unit, scale in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        group = number // scale % 10**4
        if group and digits_of and unit and group % 1000 == 0:
            parts.append(f"{group // 1000}천{unit}")
        elif group:
            parts.append(f"{group:,}{unit}" if unit else f"{group}")
    return (" " if spaces else "").join(parts)


@given(
    st.integers(1, 999_999),
    st.integers(0, 3),
    st.sampled_from(sorted(SCALES)),
    st.data(),
)
def test_money_is_read_as_it_is_printed(number: int, places: int, scale: int, data: st.DataObject) -> None:
    value = Decimal(number).scaleb(-places)
    shown = f"{value:,}"
    before = data.draw(st.sampled_from(sorted(CURRENCIES)))
    bound = data.draw(st.sampled_from(sorted(BOUNDS)))
    suffix = data.draw(st.sampled_from(SCALES[scale]))
    text = f"They gave {bound}{before}{shown}{suffix} to the city."
    (figure,) = figures(text)
    assert figure.readings == exactly(value * scale), text
    assert CURRENCIES[before] in figure.currencies
    assert BOUNDS[bound] in figure.bounds or not bound
    assert bool(figure.bounds) == bool(bound)
    assert plain(text)[figure.start : figure.end] == plain(f"{before}{shown}{suffix}")


@given(st.integers(1, 999_999), st.sampled_from([10**6, 10**9, 10**12]), st.sampled_from(sorted(BEHIND)))
def test_money_is_read_with_the_currency_behind(number: int, scale: int, behind: str) -> None:
    (figure,) = figures(f"It cost {number:,}{SCALES[scale][1]}{behind}.")
    assert figure.readings == exactly(number * scale)
    assert BEHIND[behind] in figure.currencies


@given(st.integers(0, 10**9 - 1), st.sampled_from([" firms", "-strong", ", it says"]))
def test_english_words_are_read(number: int, behind: str) -> None:
    (figure,) = figures(f"there were {words(number)}{behind}")
    assert figure.readings == exactly(number)


@given(st.integers(10**4, 10**16 - 1), st.booleans(), st.booleans(), st.sampled_from(["원", " 원", " 달러", "명"]))
def test_korean_numerals_are_read(number: int, spaces: bool, digits_of: bool, behind: str) -> None:
    text = f"총 {korean(number, spaces, digits_of)}{behind}을 지원한다"
    assert any(figure.readings == exactly(number) for figure in figures(text)), text


@given(st.integers(0, 10**12), st.sampled_from([",", " ", ".", "'"]))
def test_thousands_are_read_however_they_are_parted(number: int, mark: str) -> None:
    shown = f"{number:,}".replace(",", mark)
    found = figures(f"in all {shown} tonnes")
    as_printed = Decimal(number) if mark != "." or number >= 10**6 or number < 1000 else Decimal(shown)
    assert any(figure.means(as_printed) for figure in found), (shown, found)


@given(st.text() | st.text("0123456789.,£$%-~ kmbnt'원억만천½ aofhalf", max_size=40))
def test_any_text_is_read(text: str) -> None:
    """Figures stand in the text, in order, beside each other, and the text in plain spelling has the same."""
    spelt = plain(text)
    found = figures(text)
    places = [(figure.start, figure.end) for figure in found]
    assert all(0 <= start < end <= len(spelt) for start, end in places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert all(low <= high for figure in found for low, high in figure.readings)
    assert plain(spelt) == spelt
    assert figures(spelt) == found
    currencies_in(spelt)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "millions of pounds",
        "the G20, 5G and I-Korea4",
        "various studies",
        "여러 조사 결과, 만들고 천안에서 이사했다",
        "수십억 원",
        "tens of thousands",
        "someone, anyone and often",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("threefold", "3"),
        ("a tenfold rise", "10"),
        ("half a million", "500000"),
        ("two and a half million", "2500000"),
        ("2½ million", "2500000"),
        ("three quarters", "0.75"),
        ("three-quarters", "75"),
        ("1 in 4", "25"),
        ("4.5 per cent", "4.5"),
        ("doubled", "100"),
        ("a thousand million", "1000000000"),
        ("five dozen", "60"),
        ("a hundred", "100"),
        ("twenty-first", "20"),
        ("€12 Mio.", "12000000"),
        ("Rs 5 crore", "50000000"),
        ("between 10 and 15", "12"),
        ("10–15%", "12.5"),
        ("500만~600만 원", "5500000"),
        ("3.5억", "350000000"),
        ("오백만 원", "5000000"),
        ("열두 명", "12"),
        ("절반", "50"),
        ("3배", "3"),
        ("１２만 명", "120000"),
    ],
)
def test_what_may_be_meant(text: str, value: str) -> None:
    assert any(figure.means(Decimal(value)) for figure in figures(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("over £3m", "30000000"),
        ("£3m", "3"),
        ("3bn", "3000000"),
        ("£1.25m", "125"),
        ("3억 5천만", "305000000"),
        ("50%", "5"),
        ("threefold", "33"),
        ("two million", "2"),
        ("between 10 and 15", "16"),
        ("1,250", "1.25"),
    ],
)
def test_what_cannot_be_meant(text: str, value: str) -> None:
    assert not any(figure.means(Decimal(value)) for figure in figures(text))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("more than £3m", {"over", "at-least"}),
        ("£3m or more", {"over", "at-least"}),
        ("£3m+", {"over", "at-least"}),
        ("well over £3m", {"over", "at-least"}),
        ("just under £3m", {"nearly", "up-to", "about"}),
        ("almost an additional £3m", {"nearly", "up-to", "about"}),
        ("no more than £3m", {"up-to"}),
        ("less than £3m", {"up-to", "nearly"}),
        ("some £3m", {"about"}),
        ("~£3m", {"about"}),
        ("약 3억 원", {"about"}),
        ("3억 원 이상", {"over", "at-least"}),
        ("3억여 원", {"over", "at-least"}),
        ("최대 3억 원", {"up-to"}),
        ("3억 원을 넘었다", {"over", "at-least"}),
        ("over the £3m programme", set()),
        ("moreover £3m", set()),
        ("handsome £3m", set()),
        ("it gave £3m to more", set()),
    ],
)
def test_what_the_words_say_of_it(text: str, bounds: set[str]) -> None:
    (figure,) = figures(text)
    assert figure.bounds == bounds
