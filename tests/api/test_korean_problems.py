"""What is wrong with a request is said on a Korean page in Korean, with its values; programs get it in English."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from kg.errors import ChangeConflict, KgError, MalformedQuery, PlaysNoPart, UnknownName
from kg.query.frames import HEADER, fault, read_fault
from kg.sentences import Sentence

KOREAN = {"accept": "text/html", "accept-language": "ko"}

FAULTS = (
    ("/nowhere", "'nowhere': 그런 이름이 없습니다(대상: 컬렉션)"),
    ("/nowhere/at/all", "/nowhere/at/all 주소에는 아무것도 없습니다"),
    ("/organisations/nobody-of-this-name", "organisations/nobody-of-this-name에 관한 내용이 없습니다"),
    ("/organisations?limit=none", "limit: 정수여야 합니다(받은 값: 'none')"),
    ("/organisations?limit=0", "1 이상이어야 합니다"),
    ("/organisations?colour=red", "'colour': 그런 이름이 없습니다"),
    ("/organisations?page=2", "쪽은 `cursor`로 넘기십시오"),
    ("/organisations?cursor=x", "'x': 커서가 아닙니다"),
    ("/organisations?pages=all&cursor=x", "cursor나 pages 가운데 하나를 빼십시오"),
    ("/contributions?amount=much", "필요한 것: 숫자만 적은 수(예: 1250000.50)"),
    ("/contributions?amount_min=5&amount_max=2", "작은 수를 먼저 주십시오"),
    ("/network/partnersip", "혹시 'partnership' 아닙니까?"),
    ("/network/partnership/centrality/degre", "(대상: 지표)"),
    ("/network/partnership/ego/Nobody+at+all", "노드가 없습니다"),
    ("/network/partnership/ego/KTN?radius=9", "radius"),
    ("/network/funding?since=2026&until=2025", "이른 쪽을 먼저 주십시오"),
    ("/timeline?organisation=nobody+at+all", "그런 이름의 대상이 없습니다"),
    ("/changes/99999", "(대상: 버전)"),
    ("/sparql?query=SELECT+%3Fx+%7B", "1행 12열에서 질의를 해석할 수 없습니다"),
    ("/sparql?query=ASK+%7B%7D&explain=perhaps", "`explain` 값은 true 또는 false입니다"),
)


def _told(page: str) -> list[tuple[str, str]]:
    """The language and the text of each sentence that tells what is wrong."""
    block = re.search(r'class="problem(?:-detail)?"[^>]*>(?:<h2>.*?</h2>\s*<p[^>]*>)?(.*?)</p>', page, re.DOTALL)
    assert block
    spans = re.findall(r"<span(?: lang=\"(\w+)\")?>(.*?)</span>", block[1], re.DOTALL)
    return [(language or "ko", unescape(text)) for language, text in spans]


@pytest.mark.parametrize(("path", "words"), FAULTS)
def test_what_is_wrong_is_said_in_korean(server: httpx.Client, path: str, words: str) -> None:
    page = server.get(path, headers=KOREAN)
    told = _told(page.text)
    assert page.status_code >= 400
    assert words in " ".join(text for _, text in told)
    assert {language for language, _ in told} == {"ko"}
    data = server.get(path, headers={**KOREAN, "accept": "application/json"})
    assert data.headers["content-type"] == "application/problem+json"
    assert not re.search("[가-힣]", data.json()["detail"])
    english = server.get(path, headers={**KOREAN, "accept-language": "en"}).text
    assert data.json()["detail"] in unescape(english)


def test_what_was_sent_is_no_markup_and_no_form_in_any_language(server: httpx.Client) -> None:
    page = server.get("/organisations", params={"%(name)s<b>": "x"}, headers=KOREAN)
    assert page.status_code == 400
    assert "'%(name)s<b>': 그런 이름이 없습니다" in _told(page.text)[0][1]
    assert "<b>" not in page.text.partition('class="problem"')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    "error",
    [
        UnknownName("measure", "degre", ["degree"]),
        MalformedQuery("no variable", 1, 8),
        PlaysNoPart("Ulsan", "https://x.org/places/ulsan", "Ulsan", "funding", ["funding"], ["https://x.org/a"]),
        KgError(Sentence("%(name)s is given more than once", name="at"), Sentence("Give it once.")),
        ChangeConflict("It is taken.", versions=[3]),
    ],
)
def test_a_sentence_of_a_worker_is_known_as_one_where_it_is_told(error: KgError) -> None:
    made = read_fault(fault(error)[HEADER.size :])
    assert isinstance(made, KgError)
    assert str(made) == str(error)
    forms = [[each.form if isinstance(each, Sentence) else each for each in one.sentences] for one in (made, error)]
    assert forms[0] == forms[1]
