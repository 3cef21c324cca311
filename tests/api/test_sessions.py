"""Sessions by themselves: how long they last, whose they are, and what counts as begun on a page of ours."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.http.auth import Identities, read_tokens
from api.http.csrf import csrf_token, is_csrf_token, is_same_origin, own_address, without_csrf_token
from api.http.session import IDLE, LONGEST, Sessions, active_session, active_session_of, cookie, cookie_name
from api.http.session_requests import SessionRequests, for_whom
from api.http.throttle import AT_ONCE, EACH, Throttle
from kg.tokens import Identity, TokenFile, digest

TOKEN = "ab" * 32
ANA = {TOKEN: Identity("steward", "ana")}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


def request(url: str = "http://kg.example/a", **headers: str) -> HTTPConnection:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    name, _, port = host.partition(":")
    server = (name, int(port or {"http": 80, "https": 443}[scheme]))
    scope = {"type": "http", "scheme": scheme, "server": server, "path": f"/{path}", "query_string": b""}
    return HTTPConnection({**scope, "headers": [(b"host", host.encode()), *raw], "root_path": ""})


def test_a_session_lasts_while_it_is_used(clock: Clock, sessions: Sessions) -> None:
    number = sessions.begin(TOKEN)
    for _ in range(5):
        clock.now += IDLE - 1
        assert sessions.find(number) is not None
    clock.now += IDLE + 1
    assert sessions.find(number) is None
    assert len(sessions) == 0


def test_a_session_ends_in_any_case(clock: Clock, sessions: Sessions) -> None:
    number, end = sessions.begin(TOKEN), clock.now + LONGEST
    while clock.now + 3600 <= end:
        session = sessions.find(number)
        assert session is not None
        number = sessions.renew(session) or number
        clock.now += 3600
    clock.now = end + 1
    assert sessions.find(number) is None


def test_a_number_is_replaced_and_the_one_before_counts_until_the_new_one_came(
    clock: Clock, sessions: Sessions
) -> None:
    first = sessions.begin(TOKEN)
    session = sessions.find(first)
    assert session is not None
    assert not sessions.renew(session)  # it is new
    clock.now += 16 * 60
    second = sessions.renew(session)
    assert second
    assert second != first
    assert not sessions.renew(session)  # others under way do not replace it again
    assert sessions.find(first) is sessions.find(second) is session
    assert sessions.find(first) is session  # one that was overtaken
    clock.now += 61
    assert sessions.find(first) is None
    assert sessions.find(second) is session


def test_a_number_that_was_lost_on_its_way_is_replaced(clock: Clock, sessions: Sessions) -> None:
    first = sessions.begin(TOKEN)
    clock.now += 16 * 60
    session = sessions.find(first)
    assert session is not None
    lost = sessions.renew(session)
    clock.now += 90
    assert sessions.find(first) is session
    third = sessions.renew(session)
    assert third
    assert sessions.find(lost) is None
    assert sessions.find(third) is session
    assert len(sessions) == 1


def test_nothing_that_is_kept_is_a_number(sessions: Sessions) -> None:
    number = sessions.begin(TOKEN)
    word = sessions.invite(TOKEN)
    session = sessions.find(number)
    assert number not in repr(vars(sessions)) + repr(session)
    assert word not in repr(vars(sessions))


def test_an_invitation_counts_once_and_not_for_long(clock: Clock, sessions: Sessions) -> None:
    word, other = sessions.invite(TOKEN), sessions.invite(TOKEN)
    assert sessions.accept("x") == ""
    assert sessions.accept(word) == TOKEN
    assert sessions.accept(word) == ""
    clock.now += 601
    assert sessions.accept(other) == ""


def test_a_session_ends_with_its_token(sessions: Sessions) -> None:
    number = sessions.begin(TOKEN)
    active = active_session(number, sessions, ANA)
    assert active is not None
    assert active.identity.name == "ana"
    assert active_session(number, sessions, {}) is None
    assert active_session(number, sessions, ANA) is None  # it does not come back with a token of the same name


def test_sessions_are_bounded_for_one_token_and_for_all(sessions: Sessions) -> None:
    others = sessions.begin("cd" * 32)
    own = [sessions.begin(TOKEN) for _ in range(60)]
    assert sessions.find(own[0]) is None
    assert sessions.find(own[-1]) is not None
    assert sessions.find(others) is not None
    assert len(sessions) == 51


@pytest.mark.parametrize(
    ("url", "name", "is_secure"),
    [
        ("https://kg.example/", "__Host-kg", True),
        ("http://kg.example/", "kg", False),
        ("http://localhost:81/", "kg-81", False),
    ],
)
def test_the_cookie_is_for_this_service_alone(url: str, name: str, is_secure: bool) -> None:
    connection = request(url)
    header = cookie(connection, "number")
    assert cookie_name(connection) == name
    assert header.startswith(f"{name}=number; Path=/; ")
    assert {"HttpOnly", "SameSite=Lax"} <= set(header.split("; "))
    assert ("Secure" in header.split("; ")) is is_secure
    assert "Domain" not in header
    assert "Max-Age=0" in cookie(connection, "")


def test_a_csrf_token_is_of_its_session_and_differs_from_page_to_page() -> None:
    key, other = b"k" * 32, b"o" * 32
    first, second = csrf_token(key, "/a"), csrf_token(key, "/b")
    assert first == csrf_token(key, "/a") != second
    assert is_csrf_token(key, first)
    assert is_csrf_token(key, second)
    for wrong in (
        "",
        ".",
        first[:-1],
        f"{first}0",
        csrf_token(other, "/a"),
        first.replace(".", ""),
        "é.ü",
        "\udc80.\udc80",
    ):
        assert not is_csrf_token(key, wrong)
    assert not set(first.split(".")) & set(second.split("."))


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://kg.example"}, False),
        ({"origin": "http://kg.example"}, True),
        ({"origin": "https://kg.example"}, True),
        ({"origin": "http://kg.example:80"}, True),
        ({"origin": "http://KG.example"}, True),
        ({"origin": "http://kg.example:8080"}, False),
        ({"origin": "http://kg.example.evil.example"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://kg.example:x"}, False),
    ],
)
def test_what_a_page_of_somebody_else_began_is_told(headers: dict[str, str], verdict: bool) -> None:
    assert is_same_origin(request(**headers)) is verdict


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "x",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2f%2fevil.example/..",
        "/%2F/evil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/%252f%252fevil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/%2e%2e//evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/a\r\nSet-Cookie: a=b",
        "/a%0d%0aSet-Cookie: a=b",
        "/a?x=%0a\r\nLocation: https://evil.example",
        "/\u202egro",
        "/\u2028x",
        "/" + "a" * 9000,
    ],
)
def test_nobody_is_led_to_another_site(wish: str) -> None:
    assert own_address(request(), wish) == "/"


@pytest.mark.parametrize(
    "wish",
    ["/", "/organisations/ulsan-tp", "/search?q=a+b&type=Place", "/places/서울", "/network/x/ego/https%3A%2F%2Fa%2Fb"],
)
def test_somebody_is_led_back_on_this_site(wish: str) -> None:
    assert own_address(request(), wish) == wish
    assert own_address(request(), f"{wish}#part") == wish


def test_a_browser_is_given_the_new_number_where_it_reads(clock: Clock, sessions: Sessions, tmp_path: Path) -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        active = active_session_of(HTTPConnection(scope))
        body = (await Request(scope, receive).body()).decode()
        who = active.identity.name if active and active.is_genuine else "nobody"
        await PlainTextResponse(f"{who} {body}")(scope, receive, send)

    secret = "s" * 20
    identities = Identities(read_tokens(f"steward:ana:{secret}"), TokenFile(tmp_path))
    transport = httpx.ASGITransport(SessionRequests(page, sessions, identities))

    async def story() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://kg.example") as client:
            first = sessions.begin(digest(secret))
            client.cookies.set("kg", first, domain="kg.example", path="/")
            assert (await client.get("/")).text == "ana "
            session = sessions.find(first)
            assert session is not None
            clock.now += 16 * 60
            form = {"csrf": csrf_token(session.key, "/x"), "reason": "a&b=c"}
            posted = await client.post("/", data=form)
            assert posted.text == "ana reason=a%26b%3Dc"
            assert "set-cookie" not in posted.headers
            assert "set-cookie" not in (await client.get("/static/style.css")).headers
            renewed = await client.get("/")
            assert renewed.headers["set-cookie"].startswith("kg=")
            assert client.cookies["kg"] != first
            assert "set-cookie" not in (await client.get("/")).headers
            assert (await client.get("/")).text == "ana "
            assert (await client.post("/", data={"csrf": "x.y"})).text == "nobody "
            assert (await client.post("/", json={"csrf": form["csrf"]})).text.startswith("nobody")

    asyncio.run(story())


def test_only_the_csrf_token_is_taken_out_of_a_form() -> None:
    assert without_csrf_token(b"a=1&csrf=x.y&b=csrf%3D") == (b"a=1&b=csrf%3D", "x.y")
    assert without_csrf_token(b"mycsrf=1&csrf_=2") == (b"mycsrf=1&csrf_=2", "")
    assert without_csrf_token(b"") == (b"", "")


def test_who_guesses_waits_and_nobody_else_does(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(AT_ONCE):
        assert throttle.wait("guesser") == 0
        throttle.note_wrong("guesser")
    assert 0 < throttle.wait("guesser") <= EACH
    assert throttle.wait("somebody else") == 0
    clock.now += EACH
    assert throttle.wait("guesser") == 0
    for number in range(5000):
        throttle.note_wrong(str(number))
    assert len(throttle) <= 4096


@pytest.mark.parametrize(
    ("cache", "is_personal", "kept"),
    [
        (b"no-store", True, b"no-store"),
        (b"public, max-age=31536000, immutable", True, b"private, no-cache"),
        (b"no-cache", True, b"private, no-cache"),
        (b"public, max-age=31536000, immutable", False, b"no-cache"),
    ],
)
def test_a_page_is_never_kept_for_others(cache: bytes, is_personal: bool, kept: bytes) -> None:
    page = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", cache), (b"vary", b"Accept")]
    headers = dict(for_whom(page, is_personal=is_personal))
    assert headers[b"cache-control"] == kept
    assert headers[b"vary"] == b"Accept, Cookie"
