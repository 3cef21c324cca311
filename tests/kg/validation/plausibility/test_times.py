"""Seeded slips in times: each is found by its check, and what is right stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kg.validation.plausibility.articles import Article, found

MARCH = "In March 2025, the programme was extended with £30 million for 2025/26."
SHOW = "The trade show takes place on 4 – 6 September 2019 in Seoul."
DONE = {"modality": "done"}

WRONG: list[tuple[str, str, str, dict[str, str]]] = [
    # the check, the article, the date of the document, the record
    ("time-unsupported", MARCH, "", {"when": "2024-03"}),
    ("time-unsupported", MARCH, "2025-06-24", {"when": "2025-05"}),
    ("time-unsupported", MARCH, "", {"when": "2025-03-14"}),
    ("time-unsupported", MARCH, "2025-06-24", {"financial_year": "2027/28"}),
    ("time-unsupported", SHOW, "2019-07-05", {"when": "2019-09-04/2019-09-08"}),
    ("time-unsupported", SHOW, "2019-07-05", {"when": "2018-09-04/2019-09-06"}),
    ("time-unsupported", "Over four years it will grow.", "", {"duration": "P6Y"}),
    ("time-unsupported", "It was founded by two firms.", "2019-07-05", {"when": "2017"}),
    ("time-unsupported", "It closed on 1 June.", "", {"when": "../XXXX-07-01"}),
    ("time-unsupported", "2018년 7월에 시작했다.", "2019", {"when": "2017-07"}),
    ("time-unsupported", "It ranks first.", "2019-07-05", {"as_of": "2020-07-05"}),
    ("time-unsupported", "Next year it will end.", "2019-07-05", {"when": "2089"}),
    ("after-its-document", "It ended in 2020.", "2019-07-05", {"when": "2020", **DONE}),
    ("after-its-document", "It ended in August 2019.", "2019-07-05", {"when": "2019-08", **DONE}),
    ("after-its-document", "It ended on 6 July 2019.", "2019-07-05", {"when": "2019-07-06", **DONE}),
    ("after-its-document", "In 2021 and 2022 it ran.", "2019-07~", {"when": "2021/2022", **DONE}),
    ("after-its-document", "By 2026 there were 3.", "2024", {"as_of": "2026"}),
    ("after-its-document", "It was so in March 2025.", "2025-02-28", {"as_of": "2025-03-01"}),
]

RIGHT: list[tuple[str, str, dict[str, str]]] = [
    (MARCH, "", {"when": "2025-03", "financial_year": "2025/26"}),
    (MARCH, "2025-06-24", {"as_of": "2025-06-24", **DONE}),
    (MARCH, "XXXX-06-24", {"as_of": "XXXX-06-24"}),
    (SHOW, "", {"when": "2019-09-04/2019-09-06"}),
    (SHOW, "2019-07-05", {"when": "2019-09"}),
    ("The call opened in May.", "2019-07-05", {"when": "2019-05"}),
    ("Last year it began.", "2019-07-05", {"when": "2018"}),
    ("It will run for the next four years.", "2019-07-05", {"when": "2019/2023", "duration": "P4Y"}),
    ("It starts on 05/07/2019.", "", {"when": "2019-07-05"}),
    ("It began in FY2024/25.", "", {"financial_year": "2024/25"}),
    ("in the current financial year", "2025-06", {"financial_year": "2025/26"}),
    ("In the 1990s it grew.", "2019", {"when": "1990/1999"}),
    ("It ran from 2019-21.", "", {"when": "2019/2021", "duration": "P2Y"}),
    ("Over 24 months it grew.", "", {"duration": "P2Y"}),
    ("a decade of growth", "", {"duration": "P10Y"}),
    ("two-and-a-half-year funding", "", {"duration": "P2Y6M"}),
    ("six weeks in May", "", {"duration": "P42D"}),
    ("a year-long trial", "", {"duration": "P1Y"}),
    ("향후 4년간 투자한다.", "2019-07", {"when": "2019/2023", "duration": "P4Y"}),
    ("2018년 7월 5일에 시작했다.", "", {"when": "2018-07-05"}),
    ("It was founded by two firms.", "2019-07-05", {"when": "2017", "implied_fields": "when"}),
    ("It will end in 2022.", "2019-07-05", {"when": "../2022", "modality": "planned"}),
    ("It ended in July.", "2019-07", {"when": "2019-07-05", "modality": "done", "ambiguous_fields": "when"}),
    ("It entered in 2018.", "2019-07-05", {"when": "2018/..", **DONE}),
    ("The award of June 2025 is for 2025/26.", "2025-06-24", {"financial_year": "2025/26", **DONE}),
]


@pytest.mark.parametrize(("check", "article", "published", "fields"), WRONG)
def test_a_slip_is_found(tmp_path: Path, check: str, article: str, published: str, fields: dict[str, str]) -> None:
    findings = Article(tmp_path, article, published).judge("contributions", **fields)
    assert check in found(findings), findings
    assert {each.field for each in findings} <= set(fields)


@pytest.mark.parametrize(("article", "published", "fields"), RIGHT)
def test_what_is_right_is_silent(tmp_path: Path, article: str, published: str, fields: dict[str, str]) -> None:
    assert Article(tmp_path, article, published).judge("contributions", **fields) == []


def test_a_newer_document_beside_an_older_one_tells_what_came_later(tmp_path: Path) -> None:
    article = Article(tmp_path, "It ended in 2020.", "2019")
    assert found(article.judge("events", when="2020", **DONE)) == ["after-its-document"]
    for date in ("2021", ""):
        later = {**article.documents[1].values, "published": (date,), "source": ()}
        article.documents.append(type(article.documents[1])("Document", "documents/later", later))
        both = ("article", "later")
        assert found(article.judge("events", when="2020", evidence=both, **DONE)) == []
        article.documents.pop()


@pytest.mark.parametrize("number", ["much", "NaN", "sNaN", "-Infinity", "1E999999999", "9" * 5000, "²"])
def test_any_text_may_stand_in_the_fields(tmp_path: Path, number: str) -> None:
    """What has no form is for the shapes to say."""
    odd = {"when": "soon", "as_of": "-", "financial_year": "n/a", "duration": "long", "amount": number, "currency": "?"}
    article = Article(tmp_path, f"It began with {number} for 3.", "yesterday")
    article.judge("contributions", printed=f"{number} 3", bound="some", **odd)
