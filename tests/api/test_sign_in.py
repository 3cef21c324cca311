"""Signing in and out over HTTP: what a session may, what it may not, and that nothing of it reaches others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from kg.tokens import Identity, TokenFile
from tests.api.conftest import ALL_TOKENS, TOKENS, assert_problem, authorised, load_into, serving
from tests.browser.pages import PAGES as BUDGETED
from tests.conftest import HARBOUR
from tests.waiting import PATIENCE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
UPDATE = "INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> <urn:c> } }"
KINDS = {400: "bad-request", 401: "unauthorised", 404: "unknown-name"}
_MARK = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("door") / "home"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    load_into(home, KG_DATA=str(HARBOUR))
    with serving(home, KG_DATA=str(HARBOUR), KG_TOKENS=ALL_TOKENS) as client:
        yield str(client.base_url)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that only those with a token may read."""
    home = tmp_path_factory.mktemp("closed") / "home"
    load_into(home, KG_DATA=str(HARBOUR))
    with serving(home, KG_DATA=str(HARBOUR), KG_TOKENS=ALL_TOKENS, KG_READERS="token") as client:
        yield str(client.base_url)


@contextmanager
def browsing(address: str, **headers: str) -> Iterator[httpx.Client]:
    """A browser: it takes pages, keeps cookies, and says which page began a request."""
    same = {"accept": BROWSER, "sec-fetch-site": "same-origin", **headers}
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=same) as client:
        yield client


def sign_in(client: httpx.Client, token: str = TOKENS["steward"], **form: str) -> httpx.Response:
    return client.post("/sign-in", data={"token": token, **form})


def mark_of(client: httpx.Client, path: str = "/organisations") -> str:
    (mark, *_) = _MARK.findall(client.get(path).text) or [""]
    return str(mark)


def numbers(client: httpx.Client) -> list[str]:
    return [each.value or "" for each in client.cookies.jar if each.name.startswith("kg-")]


def test_a_token_begins_a_session(address: str) -> None:
    with browsing(address) as ana:
        answer = sign_in(ana, next="/organisations?limit=1")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/organisations?limit=1"
        assert answer.headers["cache-control"] == "private, no-cache" or answer.headers["cache-control"] == "no-store"
        (header,) = answer.headers.get_list("set-cookie")
        port = address.rpartition(":")[2].strip("/")
        assert re.fullmatch(rf"kg-{port}=[\w-]{{43}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", header)
        assert TOKENS["steward"] not in str(answer.headers)
        page = ana.get("/organisations")
        assert "the steward" in page.text
        assert page.headers["cache-control"] == "private, no-cache"
        assert "Cookie" in page.headers["vary"]
        assert numbers(ana)[0] not in page.text + str(page.headers)
        assert TOKENS["steward"] not in page.text


@pytest.mark.parametrize("token", ["", "x", TOKENS["steward"][:-1], f"{TOKENS['steward']}0", "é" * 20, "a" * 5000])
def test_a_token_that_is_not_known_begins_none(address: str, token: str) -> None:
    with browsing(address, **{"x-forwarded-for": f"192.0.2.{len(token) % 200}"}) as stranger:
        answer = sign_in(stranger, token)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert "not known" in answer.text
        assert not token or len(token) < 4 or token not in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_who_guesses_has_to_wait_and_others_have_not(address: str) -> None:
    with browsing(address, **{"x-forwarded-for": "192.0.2.250"}) as guesser:
        statuses = [sign_in(guesser, f"guess-{number:020}").status_code for number in range(12)]
        assert statuses[:10] == [401] * 10
        assert statuses[-1] == 429
        answer = sign_in(guesser)
        assert answer.status_code == 429  # also with the right one: or it could go on guessing
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert guesser.get("/organisations", headers=authorised()).is_success
    with browsing(address, **{"x-forwarded-for": "192.0.2.251"}) as other:
        assert sign_in(other).status_code == 303


def test_a_session_writes_with_a_mark_of_its_pages_alone(address: str) -> None:
    with browsing(address) as ana, browsing(address) as ben:
        sign_in(ana)
        sign_in(ben, TOKENS["admin"])
        mark = mark_of(ana)
        assert_problem(post(ana), 403, "forbidden")
        assert_problem(post(ana, mark=mark_of(ben)), 403, "forbidden")
        assert_problem(post(ana, mark=mark[:-1]), 403, "forbidden")
        for site in ("cross-site", "same-site"):
            assert_problem(post(ana, mark=mark, site=site), 403, "forbidden")
        assert post(ana, mark=mark).status_code == 204
        assert post(ana, mark=mark_of(ana, "/places")).status_code == 204
        in_form = ana.post("/sparql", data={"csrf": mark, "update": UPDATE}, headers={"accept": "*/*"})
        assert in_form.status_code == 204
        assert ana.get("/changes.json").json()["items"][0]["author"] == "the steward"
        assert post(ana, mark=mark, bearer=TOKENS["admin"]).status_code == 204
        assert post(ben, bearer=TOKENS["steward"]).status_code == 204  # a token needs no mark


def post(client: httpx.Client, mark: str = "", site: str = "same-origin", bearer: str = "") -> httpx.Response:
    headers = {"accept": "*/*", "content-type": "application/sparql-update", "sec-fetch-site": site}
    headers |= {"x-csrf-token": mark} if mark else {}
    headers |= {"authorization": f"Bearer {bearer}"} if bearer else {}
    return client.post("/sparql", content=UPDATE, headers=headers)


def test_a_browser_that_says_nothing_of_the_site_is_held_to_the_origin(address: str) -> None:
    with browsing(address) as ana:
        sign_in(ana)
        mark = mark_of(ana)
        headers = {"accept": "*/*", "content-type": "application/sparql-update", "x-csrf-token": mark}
        del ana.headers["sec-fetch-site"]
        for origin, status in ((address, 204), ("http://evil.example", 403), ("null", 403)):
            answer = ana.post("/sparql", content=UPDATE, headers={**headers, "origin": origin.rstrip("/")})
            assert answer.status_code == status


def test_a_reader_may_sign_in_and_write_nothing(address: str) -> None:
    with browsing(address) as reader:
        sign_in(reader, TOKENS["reader"])
        assert_problem(post(reader, mark=mark_of(reader)), 403, "forbidden")


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}]
)
def test_nobody_is_signed_in_by_a_page_of_another_site(address: str, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=address, timeout=PATIENCE, headers={"accept": BROWSER, **headers}) as victim:
        for path, form in (("/sign-in", {"token": TOKENS["steward"]}), ("/language", {"language": "ko"})):
            answer = victim.post(path, data=form)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers


def test_a_number_that_was_planted_is_not_taken_on(address: str) -> None:
    with browsing(address) as ana:
        sign_in(ana)
        (own,) = numbers(ana)
    with browsing(address) as victim:
        name = f"kg-{address.rpartition(':')[2].strip('/')}"
        victim.cookies.set(name, "planted-by-somebody-else", domain="127.0.0.1", path="/")
        answer = sign_in(victim)
        assert "planted" not in answer.headers["set-cookie"]
    with browsing(
        address, cookie=f"{name}={own}"
    ) as victim:  # a session of the attacker, with which the victim signs in
        answer = victim.post("/sign-in", data={"token": TOKENS["admin"]})
        assert own not in answer.headers["set-cookie"]
        assert "the steward" not in victim.get("/organisations").text  # it ended


def sessions_of(address: str) -> float:
    (number,) = re.findall(r"^kg_sessions (\S+)", httpx.get(f"{address}/metrics", timeout=PATIENCE).text, re.MULTILINE)
    return float(number)


def test_signing_out_ends_it_for_good(address: str) -> None:
    before = sessions_of(address)
    with browsing(address) as ana:
        sign_in(ana)
        assert sessions_of(address) == before + 1
        (number,) = numbers(ana)
        assert ana.post("/sign-out").status_code == 403  # somebody else's page
        answer = ana.post("/sign-out", data={"csrf": mark_of(ana)})
        assert answer.status_code == 303
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert numbers(ana) == []
        name = answer.headers["set-cookie"].partition("=")[0]
        with browsing(address, cookie=f"{name}={number}") as later:
            assert "the steward" not in later.get("/organisations").text
        assert ana.post("/sign-out").status_code == 303  # again, where nobody is
    assert sessions_of(address) == before


def test_a_token_that_is_revoked_ends_its_sessions(address: str, home: Path) -> None:
    tokens = TokenFile(home)
    secret = tokens.add(Identity("steward", "kim"))
    with browsing(address) as kim:
        sign_in(kim, secret)
        mark = mark_of(kim)
        assert post(kim, mark=mark).status_code == 204
        tokens.revoke("kim")
        assert_problem(post(kim, mark=mark), 401, "unauthorised")
        assert "kim" not in kim.get("/sign-in").text


PAGES = ("/", "/organisations", "/organisations/quay-works", "/search?q=quay", "/changes", "/nothing/here", "/sparql")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_page_reaches_others(address: str, path: str) -> None:
    with browsing(address) as ana, browsing(address) as ben, browsing(address) as nobody:
        sign_in(ana)
        sign_in(ben, TOKENS["admin"])
        for _ in range(2):  # again, where it may be kept
            own, other, plain = (each.get(path) for each in (ana, ben, nobody))
            assert 'sign-in">the steward<' in own.text
            assert 'sign-in">the steward<' not in other.text + plain.text
            assert 'sign-in">the admin<' not in own.text + plain.text
            assert "csrf" not in plain.text
            assert set(_MARK.findall(own.text)).isdisjoint(_MARK.findall(other.text))
        for answer in (own, other):
            assert {each.strip() for each in answer.headers["cache-control"].split(",")} <= {
                "private",
                "no-cache",
                "no-store",
            }
            assert "public" not in answer.headers["cache-control"]
        for answer in (own, other, plain):
            assert "Cookie" in answer.headers["vary"]
        if tag := own.headers.get("etag"):
            assert len({tag, other.headers["etag"], plain.headers["etag"]}) == 3
            assert ana.get(path, headers={"if-none-match": tag}).status_code == 304
            assert nobody.get(path, headers={"if-none-match": tag}).status_code == 200


def test_a_page_of_a_version_for_ever_is_not_kept_for_ever(address: str) -> None:
    with browsing(address) as ana:
        version = ana.get("/ready").json()["version"]
        location = ana.get("/organisations.json", params={"version": 1}).headers.get("content-location", "")
        assert "history=" in location or version == 1
        sign_in(ana)
        page = ana.get(f"/organisations{location or '?version=1'}")
        assert page.is_success
        assert "immutable" not in page.headers["cache-control"]


def test_data_is_the_same_for_everybody(address: str) -> None:
    with browsing(address, accept="application/json") as ana, browsing(address, accept="application/json") as nobody:
        sign_in(ana)
        own, plain = ana.get("/organisations"), nobody.get("/organisations")
        assert own.content == plain.content
        assert own.headers["cache-control"] == "private, no-cache"


def test_where_reading_is_closed_people_are_led_to_the_door(closed: str) -> None:
    with browsing(closed) as ana:
        led = ana.get("/organisations?q=a%20b&limit=2")
        assert led.status_code == 303
        assert led.headers["location"] == "/sign-in?next=%2Forganisations%3Fq%3Da%2520b%26limit%3D2"
        door = ana.get(led.headers["location"])
        assert door.status_code == 200
        style = re.findall(r'href="(/static/[^"]+)"', door.text)[0]
        assert ana.get(style).is_success
        assert "quay" not in door.text.lower()
        goal = re.findall(r'name="next" value="([^"]+)"', door.text)[0].replace("&amp;", "&")
        back = sign_in(ana, TOKENS["reader"], next=goal)
        assert back.headers["location"] == "/organisations?q=a%20b&limit=2"
        assert ana.get(back.headers["location"]).is_success
        assert ana.get("/organisations.json").is_success
        assert ana.post("/language", data={"language": "ko", "next": "/"}).status_code == 303
    with httpx.Client(base_url=closed, timeout=PATIENCE) as program:
        for path in ("/organisations", "/sparql?query=ASK%7B%7D", "/"):
            answer = program.get(path)
            assert_problem(answer, 401, "unauthorised")
            assert answer.headers["www-authenticate"] == "Bearer"
        assert program.get("/organisations", headers=authorised("reader")).is_success
        assert_problem(program.post("/sparql", data={"query": "ASK {}"}), 401, "unauthorised")


@pytest.mark.parametrize(
    "wish",
    ["//evil.example", "/\\evil.example", "/%2f%2fevil.example", "https://evil.example", "/\r\nX: y", "javascript:a"],
)
def test_nobody_is_led_to_another_site(address: str, wish: str) -> None:
    with browsing(address, **{"x-forwarded-for": "192.0.2.99"}) as ana:
        shown = ana.get("/sign-in", params={"next": wish})
        assert 'name="next" value="/"' in shown.text
        for answer in (sign_in(ana, next=wish), ana.post("/language", data={"language": "en", "next": wish})):
            assert answer.headers["location"] == "/"
            assert "x" not in answer.headers


def test_the_language_is_kept_and_counts(address: str) -> None:
    with browsing(address) as reader:
        answer = reader.post("/language", data={"language": "ko", "next": "/organisations"})
        assert answer.status_code == 303
        assert "SameSite=Lax" in answer.headers["set-cookie"]
        assert '<html lang="ko"' in reader.get("/organisations").text
        assert '<html lang="ko"' in reader.get("/sign-in").text
        assert reader.post("/language", data={"language": "en"}).status_code == 303
        assert '<html lang="en"' in reader.get("/organisations").text
        for wrong in ("", "xx", "ko; Domain=evil.example", "ko\r\nSet-Cookie: a=b", "../en"):
            refused = reader.post("/language", data={"language": wrong})
            assert refused.status_code == 400
            assert "set-cookie" not in refused.headers


def test_over_an_encrypted_way_the_cookie_has_its_prefix(address: str) -> None:
    with browsing(address, **{"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.98"}) as ana:
        (header,) = sign_in(ana).headers.get_list("set-cookie")
        assert re.fullmatch(r"__Host-kg=[\w-]{43}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure", header)
        own = {"cookie": header.partition(";")[0]}
        assert "the steward" in ana.get("/organisations", headers=own).text
        plain = {"cookie": own["cookie"].replace("__Host-", "")}
        assert "the steward" not in ana.get("/organisations", headers=plain).text  # which another host may plant


def test_a_form_that_is_refused_is_answered_with_a_page(address: str) -> None:
    with browsing(address) as ana:
        for path, form, status in (
            ("/language", {"language": "xx"}, 400),
            ("/sparql", {"update": UPDATE}, 401),
            ("/nothing/here/at/all", {"a": "b"}, 404),
        ):
            answer = ana.post(path, data=form)
            assert answer.status_code == status
            assert answer.headers["content-type"].startswith("text/html")
            assert "<h1>" in answer.text
            assert_problem(ana.post(path, data=form, headers={"accept": "application/json"}), status, KINDS[status])


def test_a_form_is_read_as_a_form_alone(address: str) -> None:
    with browsing(address, **{"x-forwarded-for": "192.0.2.97"}) as ana:
        assert ana.post("/sign-in", json={"token": TOKENS["steward"]}).status_code == 415
        assert ana.post("/sign-in", data={"token": "a" * 20_000}).status_code == 413
        assert (
            ana.post(
                "/sign-in", content=b"token=%ff", headers={"content-type": "application/x-www-form-urlencoded"}
            ).status_code
            == 400
        )


@pytest.mark.parametrize("path", [each.path for each in BUDGETED])
def test_every_page_has_a_tag_of_its_own_for_each_language(server: httpx.Client, path: str) -> None:
    english, korean = (
        server.get(path, headers={"accept": BROWSER, "accept-language": language}) for language in ("en", "ko")
    )
    if english.is_redirect:  # to the page that asks who is there
        assert english.headers["location"] == korean.headers["location"]
    else:
        assert english.text != korean.text
    if tag := english.headers.get("etag"):
        assert tag != korean.headers["etag"]
