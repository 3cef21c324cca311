"""A browser reads a passage of its own text as the service does, or leaves the field empty."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kg.citing.prefill import figure_tables, mentions_in, prefill
from kg.citing.sentences import find_sentences
from kg.spelling import fold
from tests.browser.conftest import SEEDS, OpenPage
from tests.browser.test_texts_alike import ESBUILD, WEB
from tests.conftest import HARBOUR_TEXTS

SETTLED = [
    "the recent £2.4 million UK/South Korea 5G Challenge",
    "gave 1,250,000.50 pounds to Quay Works Ltd",
    "Over €3.5bn by 2030",
    "EUR 2,000,000 since 2019",
    "300억 원 이상을 투자",
    "1조 2,000억원 규모",
    "nearly US$3bn",
    "2.4 million pounds over 2023 to 2025",
    "about £3m or more",
    "at least ₩30 million in May 2023",
    "up to a whopping £7.5m from 1 June 2019",
    "£½ million",
]
"""Passages with one amount that the browser is to read as well."""
OPEN = [
    "£2-3 million", "between £2 million and £3 million", "£1.5m-£2m", "£2m to £3m", "a £1.2m grant and £50k more",
    "two million pounds", "£10 000", "£3 in 5", "5G", "won in 2019", "€2,5 million", "half a million pounds",
    "£5 or £6", "from £1m", "G20 gave $4", "3만5천 달러", "50% of £2m", "a thousand million yen", "£2m, $3m",
]  # fmt: skip
"""Passages of which it may read less, but nothing else."""
DATES = [
    "Signed on 14 May 2023 in Ulsan; the pilot runs from June 2023 to 2025.", "2023년 5월 14일 체결, 2030년까지",
    "£2,000 for 1500 homes, in May", "30 February 2020", "in 2025/26", "by the end of 2024", "since March 2020",
    "between 2019 and 2021", "5th of July 2019", "July 5, 2019", "Posted on: 05/07/2019", "2019-07-05", "in 2019.5",
    "24 June", "Sept. 2021 until 2022", "2021년부터", "over the next four years", "May 2019–June 2020",
]  # fmt: skip
KNOWN = {
    "Innovate UK": "organisations/innovate-uk", "Innovate": "organisations/innovate", "울산": "places/ulsan",
    "Quay Works Ltd": "organisations/quay-works", "Harbour Lab": "organisations/lab",
    "Ulsan Metropolitan City": "places/ulsan",
}  # fmt: skip
NAMES = [
    "Innovate UK’s fund",
    "the innovate uk",
    "울산에서는 Innovate, Inc.",
    "(Harbour Lab) and Quay Works Ltd.",
    "Ｉnnovate UK",
]


def _passages() -> list[str]:
    files = [HARBOUR_TEXTS / "harbour.txt", *(SEEDS.glob("*.txt") if SEEDS.is_dir() else ())]
    texts = [each.read_text(encoding="utf-8") for each in files]
    words = [" ".join(each.split()) for each in texts]
    sentences = [whole[slice(*each)] for text, whole in zip(texts, words, strict=True) for each in find_sentences(text)]
    return [*sentences, *SETTLED, *OPEN, *DATES, *NAMES]


@pytest.mark.skipif(not ESBUILD.exists(), reason="the scripts of the pages cannot be bundled here: no Node")
def test_a_passage_gives_the_same_in_the_browser_or_less(
    chromium: Browser, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/curate")
    for name in ("figures", "dates", "prefill"):
        bundle, source = tmp_path / f"{name}.js", WEB / "src" / "curate" / f"{name}.ts"
        made = [str(ESBUILD), str(source), "--bundle", "--format=iife", f"--global-name={name}", f"--outfile={bundle}"]
        subprocess.run(made, check=True, capture_output=True)
        page.evaluate(bundle.read_text(encoding="utf-8").replace(f"var {name}", f"globalThis.{name}", 1))
    passages = _passages()
    known = {fold(name): [{"id": id_, "label": name, "type": "Organisation"}] for name, id_ in KNOWN.items()}
    answers = page.evaluate(
        """([passages, tables, known]) => passages.map((words) => ({
            money: figures.moneyIn(words, tables), dates: dates.datesIn(words),
            mentions: prefill.mentionsIn(words, new Map(Object.entries(known))).map((each) => [each.start, each.id]),
        }))""",
        [passages, figure_tables(), known],
    )
    for words, answer in zip(passages, answers, strict=True):
        ours = prefill("Contribution", words, lambda _: ()).values
        _hold_money(words, answer["money"], ours)
        times = {name: tuple(answer["dates"][name]) for name in ("when", "financial_year")}
        for name, values in times.items():
            assert (values if len(values) == 1 else ()) == ours.get(name, ()), (words, name)
        assert answer["mentions"] == [[each.start, each.id] for each in mentions_in(words, _bearers)], words


def _hold_money(words: str, money: dict[str, str] | None, ours: Any) -> None:
    if money is None:
        assert words not in SETTLED
        return
    for name in ("amount", "currency", "bound", "printed"):
        assert ours.get(name, ("",)) == (money[name],), (words, name)


def _bearers(name: str) -> Sequence[tuple[str, str, str]]:
    known = {fold(each): (id_, each, "Organisation") for each, id_ in KNOWN.items()}
    return [known[fold(name)]] if fold(name) in known else []
