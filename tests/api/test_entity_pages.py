"""Pages of entities: sentences that say what is told and no more, money never added carelessly, links to all of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from kg.texts import digest, full_digest
from kg.vocabulary import load_vocabulary
from tests.api.conftest import ALL_TOKENS, ROOT, TOKENS, environment, serving
from tests.shared import nursery

BROWSER = {"accept": "text/html"}
KOREAN = {**BROWSER, "accept-language": "ko"}
OPEN = "https://creativecommons.org/licenses/by/4.0/"
TEXT = "Harbour news\n\nThe <b>council</b> gave 5 pounds. It was little.\n\nNothing else is known."
PLAIN = " ".join(TEXT.split())
BASE = "https://w3id.org/innovation-kg/"
MANY = 60
"""Programmes in which one organisation takes part, in two roles."""


def words(page: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r" ([,.:;])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split()))


def headline(page: str) -> str:
    """The sentences at the head of a page, and what stands below them."""
    lead, aside = page.split('<p class="lead">')[1].split("</p>")[:2]
    return words(f"{lead} {aside.partition('>')[2]}")


def page_of(client: httpx.Client, path: str, headers: dict[str, str] = BROWSER) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "organisations/innovate-uk",
            "Government agency. Funder in 2 contributions, takes part 4 times, as coordinator",
        ),
        (
            "contributions/wmip-co-investment",
            "Co-investment of over £13 million, attributed to West Midlands Innovation",
        ),
        ("contributions/growth-ladder-fund-size", "Fund size of £640 billion, through Growth Ladder Fund."),
        ("participations/birmingham-city-council-partner-diatomic", "Birmingham City Council: partner in DIATOMIC."),
        ("agreements/west-midlands-uccei-mou", "Memorandum of understanding, between Ulsan Creative Economy"),
        ("events/birmingham-tech-week", "Festival, in Birmingham."),
        ("places/south-korea", "Country. Governed by South Korean Government, 11 organisations have their seats here"),
        ("people/aline-martins", "Knowledge Transfer Manager – International & Development, KTN. Author of 1 document"),
        ("documents/korea-expert-mission", "Article, by Aline Martins, 5 July 2019. 184 records rest on it."),
        ("links/business-connect-related-ktn", "Innovate UK Business Connect – related to – KTN."),
        ("identifiers/etri-ror", "XI-ROR: 03ysstz10, of Electronics and Telecommunications Research Institute."),
    ],
)
def test_a_headline_says_what_is_told(server: httpx.Client, path: str, sentence: str) -> None:
    assert sentence in headline(page_of(server, f"/{path}"))


def test_what_is_not_told_is_named_and_nothing_is_made_up(server: httpx.Client) -> None:
    told = headline(page_of(server, "/contributions/5g-challenge-2-4m"))
    assert "Not stated: recipient and when." in told
    assert "stated, by 1 document" in told
    planned = headline(page_of(server, "/contributions/smart-city-policy-3bn"))
    assert "planned, stated" in planned
    assert "Not stated: funder, recipient and when." in planned
    assert "awarded" not in planned


def test_each_class_has_its_page_in_both_languages(server: httpx.Client) -> None:
    for record_class in load_vocabulary().classes.values():
        items = server.get(f"/{record_class.collection}", params={"limit": 3}).json()["items"]
        assert items, record_class.name
        for item in items:
            path = item["id"].removeprefix(BASE)
            for headers in (BROWSER, KOREAN):
                page = page_of(server, f"/{path}", headers)
                assert headline(page)
                scripts = re.findall(r"<script[^>]*>", page)
                assert all("json" in each or "suggest" in each for each in scripts), "a page to read has no script"


def test_a_korean_reader_gets_korean_sentences_and_names_first(server: httpx.Client) -> None:
    page = page_of(server, "/organisations/etri", KOREAN)
    assert "<h1>한국전자통신연구원</h1>" in page
    assert "연구소" in headline(page)
    assert "Electronics and Telecommunications Research Institute" in words(page)
    assert "한국전자통신연구원" in words(page_of(server, "/identifiers/etri-ror", KOREAN))


def test_money_is_told_per_currency_and_kind_with_what_was_left_out(server: httpx.Client) -> None:
    told = words(page_of(server, "/programmes/wmhtia"))
    assert "Money in 3 contributions" in told
    assert "Allocation £14.5 million" in told
    assert "Share of an extension £4 million" in told
    assert "£18.5 million" not in told, "different kinds are never added"
    assert "Co-investment £49.4 million" in told, "a repeat and a part do not count beside their whole"
    assert "states what another states (1)" in told
    assert "is a part of what another states (1)" in told
    shared = words(page_of(server, "/organisations/innovate-uk"))
    assert "no split stated" in shared
    assert "gives no amount that is a number (1)" in shared


def test_behind_each_figure_is_the_list_of_its_contributions(server: httpx.Client) -> None:
    page = page_of(server, "/programmes/wmhtia")
    links = [unescape(each) for each in re.findall(r'href="(/contributions\?[^"]+currency=[^"]+)"', page)]
    assert len(links) == 5
    for link in links:
        items = server.get(link).json()["items"]
        assert items
        assert {each["kind"] for each in items} == {httpx.URL(link).params["kind"]}


def test_groups_by_role_lead_to_their_whole_lists(server: httpx.Client) -> None:
    body = server.get("/places/south-korea", params={"with": "facts"}).json()
    page = page_of(server, "/places/south-korea")
    for group in body["facts"]:
        path = group["links"]["self"].split("/", 3)[3]
        if group["field"] not in ("name_of", "identifies", "evidence"):
            assert f"/{path}" in unescape(page), group["field"]


def test_every_passage_is_led_to_and_leads_to_the_next(server: httpx.Client) -> None:
    project = "projects/greenfield-brownfield-smart-city-projects"
    page = page_of(server, f"/{project}")
    items = [
        item
        for end in ("contributions?recipient", "participations?activity")
        for item in server.get(f"/{end}={project}").json()["items"]
    ]
    records = [
        [each["id"].replace(BASE, "/").replace("#", "/evidence/") for each in item["evidence"]] for item in items
    ]
    for address in (each for record in records for each in record):
        assert f'href="{address}"' in page
    several = next(record for record in records if len(record) > 1)
    for number, address in enumerate(several):
        passage = page_of(server, address)
        assert f"Passage {number + 1} of {len(several)}" in passage
        assert re.findall('rel="prev" href="([^"]+)"', passage) == several[number - 1 : number] if number else True
        assert re.findall('rel="next" href="([^"]+)"', passage) == several[number + 1 : number + 2]
    assert "Passage 1 of" not in page_of(
        server, "/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019"
    )


def test_why_nothing_counts_is_not_folded_away(server: httpx.Client) -> None:
    page = page_of(server, "/programmes/uk-republic-of-korea-innovation-twins")
    assert "No sum: nothing of it counts." in page
    assert '<details class="entity-left-out" open>' in page
    with_sums = page_of(server, "/organisations/innovate-uk")
    for side in with_sums.split('<h3 id="money-')[1:]:
        assert ('"entity-left-out" open' in side) == ("No sum: nothing of it counts." in side)


def test_the_nearest_are_drawn_as_links(server: httpx.Client) -> None:
    page = page_of(server, "/organisations/innovate-uk")
    picture = page.split('class="wide entity-picture"')[1].split("</div>")[0]
    assert '<a href="/programmes/innovation-accelerator">' in picture
    assert "Coordinator" in picture
    address = re.search(r'href="(/network/[^"]+/ego/[^"]+)"', page)
    assert address
    assert server.get(address[1]).status_code == 200


def test_a_document_lists_what_rests_on_it_in_order(server: httpx.Client) -> None:
    page = page_of(server, "/documents/wmhtia-private-investment")
    resting = page.split('id="resting"')[1].split("</ol>")[0]
    places = [int(each.replace(",", "")) for each in re.findall(r"characters ([\d,]+) to", resting)]
    assert places == sorted(places)
    assert len(places) > 20
    records = set(re.findall(r'<span class="rests">.*?href="/([^"]+)"', resting, re.DOTALL))
    some = server.get("/contributions", params={"evidence": "documents/wmhtia-private-investment", "limit": 5}).json()
    assert {each["id"].removeprefix(BASE) for each in some["items"]} & records


def test_a_doubt_and_an_open_question_stand_at_the_head(server: httpx.Client) -> None:
    told = words(page_of(server, "/contributions/growth-ladder-fund-size"))
    assert "doubtful figure" in told
    assert "1 open question" in told
    assert "640,000,000,000 GBP" in told
    assert "conforms to the shapes" in told


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service with a text that may be shown, and with records that contradict each other."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "texts").mkdir()
    (folder / "texts" / "news.txt").write_text(TEXT, encoding="utf-8")
    dataset = folder / "data" / "harbour"
    dataset.mkdir(parents=True)
    (dataset / "dataset.yml").write_text("name: harbour\ntitle: Harbour\n", encoding="utf-8")
    start = PLAIN.index("The <b>")
    passage = f"news:{start}-{start + 33}:{digest(PLAIN[start : start + 33])}"
    evil = "</script><script>alert(1)</script>"
    claim = {"confidence": "stated", "evidence": [passage]}
    grant = {"kind": "grant", "funder": ["organisations/council"], "recipient": ["organisations/port"], **claim}
    records: dict[str, list[dict[str, Any]]] = {
        "sources": [{"id": "news", "label": "news.txt", "digest": full_digest(PLAIN), "length": len(PLAIN)}],
        "documents": [
            {"id": "news", "label": "News", "kind": "article", "source": "sources/news", "licence": OPEN},
            {"id": "closed", "label": "Closed", "kind": "article", "source": "sources/news"},
        ],
        "programmes": [{"id": f"voyage-{number}", "label": f"Voyage {number}", **claim} for number in range(MANY)],
        "participations": [
            {
                "id": f"voyage-{number}",
                "label": f"Haulier on voyage {number}",
                "participant": "organisations/haulier",
                "role": "lead" if number % 2 else "partner",
                "activity": f"programmes/voyage-{number}",
                **claim,
            }
            for number in range(MANY)
        ],
        "people": [{"id": "mina", "label": "Mina", "confidence": "stated", "evidence": [f"closed{passage[4:]}"]}],
        "organisations": [
            {"id": "council", "label": f"Council {evil}", "description": evil, **claim},
            {"id": "port", "label": "Port", "homepage": "https://example.org/", **claim},
            {"id": "haven", "label": "Haven", "kind": "company", **claim},
            {"id": "haulier", "label": "Haulier", **claim},
        ],
        "contributions": [
            {
                "id": "five",
                "label": "Five",
                "amount": "5",
                "currency": "GBP",
                "bound": "exact",
                "when": "2020",
                **grant,
            },
            {"id": "six", "label": "Six", "amount": "6", "currency": "GBP", "bound": "exact", "when": "2020", **grant},
            {
                "id": "won",
                "label": "Won",
                "amount": "7",
                "currency": "KRW",
                "modality": "done",
                "when": "2020-05",
                **grant,
            },
        ],
        "decisions": [
            {
                "id": "one",
                "first": "organisations/port",
                "second": "organisations/haven",
                "verdict": "same",
                "canonical": "organisations/port",
                "author": "Mina",
                "decided": "2026-11",
                "reason": "One harbour.",
            }
        ],
    }
    for name, lines in records.items():
        written = [{**each, "id": f"{name}/{each['id']}"} for each in lines]
        types = {each.collection: each.name for each in load_vocabulary().classes.values()}
        text = "".join(f"{json.dumps({**each, 'type': types[name]})}\n" for each in written)
        (dataset / f"{name}.jsonl").write_text(text, encoding="utf-8")
    settings = {
        "KG_DATA": str(folder / "data"),
        "KG_SOURCES": str(folder / "texts"),
        "KG_WORKERS": "1",
        "KG_TOKENS": ALL_TOKENS,
    }
    subprocess.run([nursery() / "kg", "load"], cwd=ROOT, env=environment(folder / "home", **settings), check=True)
    with serving(folder / "home", **settings) as client:
        yield client


def test_a_passage_stands_marked_in_its_paragraph(harbour: httpx.Client) -> None:
    for path in ("organisations/port", next(_evidence(harbour, "contributions/five"))):
        page = page_of(harbour, f"/{path}")
        assert "<mark>The &lt;b&gt;council&lt;/b&gt; gave 5 pounds.</mark> It was little.</blockquote>" in page
        assert "Harbour news" not in page
    body = harbour.get(f"/{next(_evidence(harbour, 'contributions/five'))}").json()
    assert (body["before"], body["after"]) == ("", " It was little.")


def _evidence(client: httpx.Client, path: str) -> Iterator[str]:
    for each in client.get(f"/{path}").json()["evidence"]:
        yield each["id"].removeprefix(BASE).replace("#", "/evidence/")


def test_who_may_write_sees_the_words_that_others_may_not_and_what_they_may_do(harbour: httpx.Client) -> None:
    evidence = next(_evidence(harbour, "people/mina"))
    with httpx.Client(base_url=harbour.base_url, headers=BROWSER) as steward:
        steward.post("/sign-in", data={"token": TOKENS["steward"]})
        for path in ("people/mina", evidence):
            assert "<mark>" not in page_of(harbour, f"/{path}")
            assert "states no licence that allows its words to be shown" in page_of(harbour, f"/{path}")
            assert f'href="/sign-in?next=/{quote(path)}">Sign in to read' in page_of(harbour, f"/{path}")
            assert "Sign in to read" not in steward.get(f"/{path}").text
            assert "<mark>The &lt;b&gt;council" in steward.get(f"/{path}").text
        for link in re.findall(r'href="(/curate/[^"#]+)', steward.get("/documents/news").text):
            assert steward.get(link).status_code == 200, link
        assert 'href="/curate/people/mina"' in steward.get("/people/mina").text
    assert 'href="/curate/people/mina"' not in page_of(harbour, "/people/mina")
    assert harbour.get(f"/{evidence}").json()["passage"] is None


def test_contradictions_stand_at_the_head_of_whom_they_are_about(harbour: httpx.Client) -> None:
    for path in ("organisations/port", "organisations/council", "contributions/five"):
        told = words(page_of(harbour, f"/{path}"))
        assert "Sources contradict each other" in told, path
        assert "5 GBP" in told
        assert "6 GBP" in told
    assert "contradict" not in words(page_of(harbour, "/contributions/won"))


def test_what_was_decided_to_be_one_says_who_tells_what(harbour: httpx.Client) -> None:
    page = page_of(harbour, "/organisations/port")
    assert "Also described as" in words(page)
    assert "/organisations/haven?members=separate" in page
    assert "company" in words(page).lower()


def test_sums_of_two_currencies_stay_apart_and_a_verb_is_only_used_where_it_is_told(harbour: httpx.Client) -> None:
    told = words(page_of(harbour, "/organisations/port"))
    assert "Grant £" in told
    assert "Grant ₩7" in told
    assert "awarded ₩7 to Port" in headline(page_of(harbour, "/contributions/won"))
    assert "Grant of £5, from Council" in headline(page_of(harbour, "/contributions/five"))


def test_nothing_that_records_say_becomes_markup(harbour: httpx.Client) -> None:
    for path in ("organisations/council", "organisations/port", "contributions/five", "contributions/won"):
        for headers in (BROWSER, KOREAN):
            assert "<script>alert" not in page_of(harbour, f"/{path}", headers)


@pytest.mark.parametrize("collection", ["people", "places", "groups"])
def test_a_network_is_offered_where_the_entity_is_in_it(server: httpx.Client, collection: str) -> None:
    """One of the people has a post that belongs to nobody: no edge, so that the network does not know him."""
    offers = []
    for entity in server.get(f"/{collection}").json()["items"]:
        path = entity["id"].removeprefix(BASE)
        network = f"/network/involvement/ego/{path}"
        offers.append(f'href="{network}"' in page_of(server, f"/{path}"))
        assert not offers[-1] or server.get(network).status_code == 200, path
    assert any(offers)


def test_of_many_relations_a_few_stand_open_and_all_are_a_click_away(harbour: httpx.Client) -> None:
    page = page_of(harbour, "/organisations/haulier")
    section = page.partition('id="participations-participant"')[2].partition("</section>")[0]
    assert section.count("<details>") == 2
    opened = re.sub(r"<details>.*?</details>", "", section, flags=re.DOTALL)
    assert (section.count("/programmes/voyage"), opened.count("/programmes/voyage")) == (24, 10)
    assert "12 of 30 shown: see all" in words(opened)
    (all_leads,) = {unescape(each) for each in re.findall(r'href="(/participations[?][^"]*role=lead[^"]*)"', section)}
    assert harbour.get(all_leads).json()["total"] == MANY / 2


def test_a_page_without_many_relations_folds_none(harbour: httpx.Client) -> None:
    assert '<li class="more"><details>' not in page_of(harbour, "/organisations/port")
