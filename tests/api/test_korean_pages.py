"""Pages in Korean say in Korean whatever is not of the data: no words stand there in English but a visible few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.api.conftest import ROOT, TOKENS
from tests.browser.pages import PAGES

_UNTOLD = frozenset({"script", "style", "code", "pre", "kbd", "samp", "text"})
"""What holds code, is seen by nobody, or is a name in a drawing, cut where it is too long."""

_VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr", "col", "circle", "rect", "path", "line", "use"})
_SHOWN = ("aria-label", "placeholder", "title", "alt")
_WORDS = re.compile(r"[A-Za-z][a-z]+(?: [A-Za-z]?[a-z]+)+")
"""Two words in Latin letters, or more, side by side."""

_WORD = re.compile(r"[a-z]{3,}(?:[- ][a-z]+)*")
"""A name of ours as programs write it: a text that is this and nothing else was not put into words."""

_NO_WORDS = frozenset({"curl", "jaccard", "true", "default", "catapult", "inovate", "governs"})
"""What is written so in every language: programs, measures, values, what was asked, names of properties."""

MORE = (
    "/network/partnership/summary",
    "/network/funding/summary",
    "/network/funding/concentration",
    "/network/partnership/concentration",
    "/network/partnership/bridges",
    "/network/involvement/bridges",
    "/network/involvement/components",
    "/network/involvement/similar?node=Innovate+UK",
    "/network/involvement/suggestions",
    "/network/funding/money?currency=GBP&by=recipient",
)
"""Pages that have no budget, as they are answers of the same kind as others, each with words of its own."""

_SPARED = ("/shapes",)
"""Pages that show statements of other vocabularies as they are."""

EXCEPTIONS = ("kg load", "and others", "and other")
"""What stands in English, and why it may: a command; and names of groups, which are data."""


class _Texts(HTMLParser):
    """Reads the texts of a page that are in its own language: not those that say that they are in another one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_format = given.get("class") == "formats"
        is_told = (
            self._is_told
            and tag not in _UNTOLD
            and not is_format
            and (tag == "html" or given.get("lang") in (None, "ko"))
        )
        if is_told:
            self.texts += [value for name in _SHOWN if (value := given.get(name))]
        if tag not in _VOID:
            self._open.append((tag, is_told))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_told:
            self.texts.append(data)

    @property
    def _is_told(self) -> bool:
        return not self._open or self._open[-1][1]


class Data:
    """All texts and ids that the graph has, and the names of datasets."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted({_plain(each) for each in texts if len(each) > 2}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, self._texts)))

    def taken_out(self, text: str) -> str:
        """Give what of a text is no data; one that is cut is data where its beginning is."""
        plain = _plain(text)
        if plain.endswith("…") and any(each.startswith(plain[:-1].strip()) for each in self._texts):
            return ""
        return self._pattern.sub(" · ", plain)


@pytest.fixture(scope="module")
def data(server: httpx.Client) -> Data:
    query = """SELECT DISTINCT ?text {
      { GRAPH ?g { ?s ?p ?o } FILTER(isLiteral(?o)) BIND(STR(?o) AS ?text) }
      UNION { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://w3id.org/innovation-kg/datasets/"))
              BIND(REPLACE(STR(?s), "^.*/", "") AS ?text) }
      FILTER(?g != <https://w3id.org/innovation-kg/ontology> && ?g != <https://w3id.org/innovation-kg/shapes>) }"""
    answer = server.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
    texts = [each["text"]["value"] for each in answer.json()["results"]["bindings"]]
    names = [path.name for path in (ROOT / "data").iterdir()]
    return Data([*texts, *names, *(each.replace("-", " ") for each in (*texts, *names))])


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _english(page: str, data: Data) -> Iterator[str]:
    """Yield the texts of a page that are English, without what is of the data."""
    for text in _Texts(page).texts:
        if _WORDS.search(text) and not re.search("[가-힣]", text):
            rest = data.taken_out(text)
            if _WORDS.search(rest) and not any(each.lower() in rest for each in EXCEPTIONS):
                yield text
        elif _WORD.fullmatch(word := text.strip()) and word not in _NO_WORDS and _WORD.search(data.taken_out(word)):
            yield text


@pytest.mark.parametrize("path", [*(each.path for each in PAGES if not each.path.startswith(_SPARED)), *MORE])
def test_a_page_in_korean_says_nothing_in_english(server: httpx.Client, data: Data, path: str) -> None:
    headers = {"accept": "text/html", "accept-language": "ko", "authorization": f"Bearer {TOKENS['steward']}"}
    page = server.get(path, headers=headers)
    assert page.status_code in (200, 303, 400, 404)
    assert sorted({*_english(page.text, data)}) == []
