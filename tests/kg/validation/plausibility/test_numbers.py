"""Seeded slips in numbers: each is found by its check, and what is right stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.validation.plausibility import CHECKS
from tests.kg.validation.plausibility.articles import Article, found, judge, record

MONEY = "contributions"
COUNT = "outcomes"


def contribution(printed: str, amount: str, currency: str = "GBP", bound: str = "exact") -> dict[str, str]:
    return {"printed": printed, "amount": amount, "currency": currency, "bound": bound}


WRONG: list[tuple[str, str, str, dict[str, str]]] = [
    # the check, the article, the collection, the record
    ("printed-nowhere", "The fund of £3m opened.", MONEY, contribution("£3 billion", "3000000000")),
    ("printed-nowhere", "The fund of £36.3 million opened.", MONEY, contribution("£6.3 million", "6300000")),
    ("printed-nowhere", "The fund of £3 million opened.", MONEY, contribution("£3", "3")),
    ("printed-nowhere", "It helped 465 businesses.", COUNT, {"printed": "456 businesses", "value": "456"}),
    ("printed-nowhere", "정부는 3억 5천만 원을 지원했다.", MONEY, contribution("3억 원", "300000000", "KRW")),
    ("printed-nowhere", "A threefold return was reached.", COUNT, {"printed": "fourfold", "value": "4"}),
    ("printed-nowhere", "The fund of £3m opened.", MONEY, contribution("£3 million", "3000000")),
    ("amount-disagrees", "It drew over £3m.", MONEY, contribution("over £3m", "30000000", bound="over")),
    ("amount-disagrees", "It drew £1 trillion.", MONEY, contribution("£1 trillion", "1000000000")),
    ("amount-disagrees", "정부는 3억 5천만 원을 냈다.", MONEY, contribution("3억 5천만 원", "35000000", "KRW")),
    ("amount-disagrees", "A threefold return was reached.", COUNT, {"printed": "threefold", "value": "30"}),
    ("amount-disagrees", "R&D is 4.5% of GDP.", COUNT, {"printed": "4.5%", "value": "45", "unit": "percent"}),
    ("amount-disagrees", "A dozen firms came.", "groups", {"printed": "a dozen", "count": "10"}),
    ("amount-disagrees", "1조 2,000억원을 투자한다.", MONEY, contribution("1조 2,000억원", "1002000000000", "KRW")),
    ("amount-disagrees", "Half of the firms grew.", COUNT, {"printed": "half", "value": "5"}),
    ("amount-disagrees", "It gave £1,250,000.50 in all.", MONEY, contribution("£1,250,000.50", "1250000")),
    ("number-unsupported", "It gave £3m.", MONEY, {"amount": "4000000", "currency": "GBP"}),
    ("number-unsupported", "It helped 465 businesses and made 22 jobs.", COUNT, {"value": "456"}),
    ("number-unsupported", "Two cities take part.", "groups", {"count": "3"}),
    ("number-unsupported", "300만 달러를 투자했다.", MONEY, {"amount": "300000", "currency": "USD"}),
    ("number-unsupported", "The rate rose to 4.5%.", COUNT, {"value": "5.4"}),
    ("bound-disagrees", "It drew over £3m.", MONEY, contribution("£3m", "3000000", bound="exact")),
    ("bound-disagrees", "It drew over £3m.", MONEY, contribution("over £3m", "3000000", bound="nearly")),
    ("bound-disagrees", "Nearly £50M came in.", MONEY, contribution("£50M", "50000000", bound="over")),
    ("bound-disagrees", "It gave £30 million.", MONEY, contribution("£30 million", "30000000", bound="over")),
    ("bound-disagrees", "5천만 원 이상을 모았다.", MONEY, contribution("5천만 원", "50000000", "KRW", "exact")),
    ("bound-disagrees", "Up to 40 firms may join.", COUNT, {"printed": "40", "value": "40", "bound": "at-least"}),
    ("bound-disagrees", "Around 30 firms came.", "groups", {"printed": "30", "count": "30", "bound": "exact"}),
    ("currency-unnamed", "It gave £3m.", MONEY, contribution("£3m", "3000000", "EUR")),
    ("currency-unnamed", "It gave £3m.", MONEY, contribution("£3m", "3000000", "SEK")),
    ("currency-unnamed", "It gave 3 million.", MONEY, contribution("3 million", "3000000", "GBP")),
    ("currency-unnamed", "3억 원을 냈다.", MONEY, contribution("3억", "300000000", "JPY")),
    ("currency-unnamed", "It gave US$3m.", MONEY, contribution("US$3m", "3000000", "AUD")),
    ("currency-unnamed", "€5m from A, and 3m from B, in euros.", MONEY, contribution("3m", "3000000", "GBP")),
    ("currency-unnamed", "It gave 3 million Australian dollars.", MONEY, contribution("3 million", "3000000", "USD")),
]  # fmt: skip

RIGHT: list[tuple[str, str, dict[str, str]]] = [
    ("It drew over £3m.", MONEY, contribution("over £3m", "3000000", bound="over")),
    ("It drew over £3m.", MONEY, contribution("£3m", "3000000", bound="at-least")),
    ("the £ 640 billion fund", MONEY, contribution("£640 billion", "640000000000")),
    ("It gave ‘£3M’ – at once.", MONEY, contribution("£3m", "3000000")),
    ("Nearly £50M came in.", MONEY, contribution("£50M", "50000000", bound="nearly")),
    ("It gave GBP 3bn.", MONEY, contribution("GBP 3bn", "3000000000")),
    ("1,250,000.50 pounds went to Quay Works.", MONEY, contribution("1,250,000.50 pounds", "1250000.5")),
    ("Sie gab € 3,5 Millionen.", MONEY, contribution("€ 3,5 Millionen", "3500000", "EUR")),
    ("정부는 3억 5천만 원을 지원했다.", MONEY, contribution("3억 5천만 원", "350000000", "KRW")),
    ("총 1조 2,000억원을 투자한다.", MONEY, contribution("1조 2,000억원", "1200000000000", "KRW")),
    ("약 300만 달러를 모았다.", MONEY, contribution("300만 달러", "3000000", "USD", "about")),
    ("5천만 원 이상을 모았다.", MONEY, contribution("5천만 원 이상", "50000000", "KRW", "at-least")),
    ("A threefold return was reached.", COUNT, {"printed": "threefold", "value": "3", "unit": "times"}),
    ("Jobs doubled.", COUNT, {"printed": "doubled", "value": "100", "unit": "percent"}),
    ("Half of the firms grew.", COUNT, {"printed": "Half", "value": "50", "unit": "percent"}),
    ("One in five firms grew.", COUNT, {"printed": "One in five", "value": "0.2"}),
    ("A third of them grew.", COUNT, {"printed": "A third", "value": "33.3", "unit": "percent"}),
    ("R&D is 4.5% of GDP.", COUNT, {"printed": "4.5%", "value": "0.045"}),
    ("A dozen firms came.", "groups", {"printed": "A dozen", "count": "12", "bound": "exact"}),
    ("between £2m and £3m", MONEY, contribution("between £2m and £3m", "2500000", bound="about")),
    ("It drew £2-3 million.", MONEY, contribution("£2-3 million", "3000000", bound="up-to")),
    ("Income (£m): 3.4", MONEY, contribution("3.4", "3400000")),
    ("It saved 4.5 million pounds.", COUNT, {"printed": "4.5 million", "value": "4.5", "unit": "million pounds"}),
    ("They gave £3m and £2m.", MONEY, contribution("£3m and £2m", "5000000")),
    ("passing the £3m mark", MONEY, contribution("£3m", "3000000", bound="over")),
    ("spread over the £3m programme", MONEY, contribution("£3m", "3000000")),
    ("a 3m fund, paid in sterling", MONEY, contribution("3m", "3000000")),
    ("It gave 3 million dollars.", MONEY, contribution("3 million", "3000000", "USD")),
    ("It gave CHF 3m.", MONEY, contribution("3m", "3000000", "CHF")),
    ("It won. It gave ISK 3m.", MONEY, contribution("ISK 3m", "3000000", "ISK")),
    ("It gave 3 million.", MONEY, {**contribution("3 million", "3000000"), "implied_fields": "currency"}),
    ("the most innovative country", COUNT, {"printed": "most innovative", "value": "1", "unit": "rank"}),
    ("It came 2nd of 80.", COUNT, {"printed": "2nd", "value": "2", "unit": "rank"}),
    ("It helped 465 businesses.", COUNT, {"value": "465"}),
    ("Costs fell by 4.5%.", COUNT, {"printed": "4.5%", "value": "-4.5", "unit": "percent"}),
    ("두 배로 늘었다.", COUNT, {"printed": "두 배", "value": "2"}),
    ("twenty-one partners", "groups", {"printed": "twenty-one partners", "count": "21", "bound": "exact"}),
    ("A and B take part.", "groups", {"count": "2", "implied_fields": "count"}),
]


@pytest.mark.parametrize(("check", "article", "collection", "fields"), WRONG)
def test_a_slip_is_found(tmp_path: Path, check: str, article: str, collection: str, fields: dict[str, str]) -> None:
    findings = Article(tmp_path, article).judge(collection, **fields)
    assert check in found(findings), findings
    (finding,) = [each for each in findings if each.shape == check]
    assert (finding.severity, finding.line) == (CHECKS[check].level, 4)
    assert finding.field in fields
    assert finding.path.startswith("http")


@pytest.mark.parametrize(("article", "collection", "fields"), RIGHT)
def test_what_is_right_is_silent(tmp_path: Path, article: str, collection: str, fields: dict[str, str]) -> None:
    assert Article(tmp_path, article).judge(collection, **fields) == []


def test_each_check_has_its_slips() -> None:
    for check in ("printed-nowhere", "amount-disagrees", "number-unsupported", "bound-disagrees", "currency-unnamed"):
        assert sum(each[0] == check for each in WRONG) >= 5, check


def test_one_slip_is_told_once(tmp_path: Path) -> None:
    """A wrong amount is no wrong passage as well."""
    findings = Article(tmp_path, "It gave £3m.").judge(MONEY, **contribution("£3m", "30000000"))
    assert found(findings) == ["amount-disagrees"]
    assert findings[0].message == "amount is 30000000, but '£3m' is printed, which is 3000000"


def test_without_the_text_only_what_the_record_itself_contradicts_is_found() -> None:
    wrong = record(
        "contributions/x", evidence="article:0-9:0123456789abcdef", **contribution("£3m", "9", "EUR", "over")
    )
    assert found(judge([wrong])) == ["amount-disagrees", "currency-unnamed", "single-source"]


def test_a_quote_that_is_all_of_the_passage_is_as_good_as_the_text(tmp_path: Path) -> None:
    article = Article(tmp_path, "It gave over £3m. It did.")
    (tmp_path / "article.txt").unlink()
    for quote, findings in (("It gave over £3m.", ["bound-disagrees"]), ("over £3m", [])):
        fields = {**contribution("£3m", "3000000"), "quote": quote}
        assert found(article.judge(MONEY, "It gave over £3m.", **fields)) == findings


def test_the_words_at_hand_are_told(tmp_path: Path) -> None:
    (finding,) = Article(tmp_path, "The fund of £3m opened.").judge(MONEY, **contribution("£3 million", "3000000"))
    assert "'£3m' is printed" in finding.message
    (finding,) = Article(tmp_path, "The fund of £36.3m opened.").judge(MONEY, **contribution("£36", "36"))
    assert "only as part of another figure" in finding.message


def test_words_of_a_language_that_is_not_read_contradict_nothing(tmp_path: Path) -> None:
    """Figures are read in every language, and what stands about them in two."""
    text = "Im März 2025 gab sie über 3 Mio. Euro."
    fields = {**contribution("3 Mio. Euro", "3000000", "EUR", "over"), "when": "2025-03"}
    assert Article(tmp_path, text, language="de").judge(MONEY, **fields) == []
    assert found(Article(tmp_path, text, language="de-AT").judge(MONEY, **{**fields, "amount": "30000000"})) == [
        "amount-disagrees"
    ]
    assert found(Article(tmp_path, text, language="en-GB").judge(MONEY, **fields)) == [
        "bound-disagrees",
        "time-unsupported",
    ]
