"""Sessions by themselves: how long they last, whose they are, and what counts as begun on a page of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random

import httpx
import pytest
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

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
    clock.now += 301
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


def test_invitations_that_nobody_takes_are_forgotten(
    clock: Clock, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        sessions.invite(TOKEN)
    clock.now += 10 * 60 + 1
    word = sessions.invite(TOKEN)
    assert len(sessions._invited) == 1
    monkeypatch.setattr("api.http.session._MOST", 3)
    others = [sessions.invite(TOKEN) for _ in range(3)]
    assert [bool(sessions.accept(each)) for each in (word, *others)] == [False, True, True, True]


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


class Course(Clock):
    """A clock that goes on to the next thing that somebody waits for."""

    def __init__(self) -> None:
        super().__init__()
        self._waits: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    async def wait(self, seconds: float) -> None:
        until = asyncio.get_running_loop().create_future()
        heappush(self._waits, (self.now + seconds, next(self._order), until))
        await until

    async def run(self, *actors: Awaitable[None]) -> None:
        together = asyncio.gather(*actors)
        while not together.done():
            await asyncio.sleep(0)
            if self._waits and not any(each.done() for _, _, each in self._waits):
                self.now, _, until = heappop(self._waits)
                until.set_result(None)
                for _ in range(20):  # whoever waited goes on until the next thing to wait for
                    await asyncio.sleep(0)
        await together


class Browser:
    """A browser that keeps one cookie for all its tabs, and takes what an answer brings when that arrives."""

    def __init__(self, course: Course, sessions: Sessions, home: Path) -> None:
        self.course, self.number = course, sessions.begin(digest(SECRET))
        identities = Identities(read_tokens(f"steward:ana:{SECRET}"), TokenFile(home))
        self._service = SessionRequests(self._page, sessions, identities)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        active = active_session_of(HTTPConnection(scope))
        await self.course.wait(scope["takes"])
        await PlainTextResponse(active.identity.name if active else "nobody")(scope, receive, send)

    async def load(self, there: float, takes: float, back: float, *, is_lost: bool = False) -> str:
        """Load a page: seconds of the request under way, of making the answer, and of that under way."""
        shown = self.number
        await self.course.wait(there)
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        connection = request(cookie=f"kg={shown}")
        await self._service({**connection.scope, "method": "GET", "takes": takes}, nothing, send)
        await self.course.wait(back)
        new = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
        if new and not is_lost:
            self.number = new[0].removeprefix("kg=").partition(";")[0]
        return str(sent[1]["body"].decode())


async def nothing() -> Message:
    return {"type": "http.request"}


SECRET = "s" * 20


def test_an_answer_that_takes_long_brings_no_number_that_counts_no_longer(tmp_path: Path) -> None:
    course = Course()
    browser = Browser(course, Sessions(course), tmp_path)
    tabs: list[str] = []

    async def tab(after: float, takes: float) -> None:
        await course.wait(after)
        tabs.append(await browser.load(0, takes, 1))

    asyncio.run(course.run(tab(16 * 60, 900), tab(16 * 60 + 310, 1), tab(16 * 60 + 320, 1), tab(60 * 60, 1)))
    assert tabs == ["ana"] * 4


@pytest.mark.parametrize("seed", range(12))
def test_no_session_is_lost_between_the_tabs_of_a_browser(tmp_path: Path, seed: int) -> None:
    course, dice = Course(), Random(seed)
    browser = Browser(course, Sessions(course), tmp_path)
    numbers = {browser.number}

    async def tab(pause: float) -> None:
        for _ in range(60):
            await course.wait(dice.uniform(0, pause))
            times = dice.uniform(0, 50), dice.choice([0, 1, 30, 400]), dice.uniform(0, 200)
            assert await browser.load(*times, is_lost=dice.random() < 0.2) == "ana"
            numbers.add(browser.number)

    asyncio.run(course.run(*(tab(pause) for pause in (5, 60, 600, 1200, 3600))))
    assert len(numbers) > 10


def test_a_slow_answer_renews_nothing_of_a_session_that_ended_meanwhile(tmp_path: Path) -> None:
    course = Course()
    sessions = Sessions(course)
    browser = Browser(course, sessions, tmp_path)

    async def sign_out() -> None:
        await course.wait(16 * 60 + 5)
        session = sessions.find(browser.number)
        assert session is not None
        sessions.end(session)

    async def tab() -> None:
        await course.wait(16 * 60)
        before = browser.number
        assert await browser.load(0, 30, 1) == "ana"
        assert browser.number == before
        assert await browser.load(0, 0, 1) == "nobody"

    asyncio.run(course.run(tab(), sign_out()))
    assert len(sessions) == 0


def test_who_copied_a_number_is_out_soon_after_the_browser_has_the_next(tmp_path: Path) -> None:
    course = Course()
    sessions = Sessions(course)
    browser = Browser(course, sessions, tmp_path)

    async def story() -> None:
        copied = browser.number
        await course.wait(16 * 60)
        await browser.load(0, 0, 1)
        await browser.load(0, 0, 1)
        await course.wait(61)
        assert browser.number != copied
        assert sessions.find(copied) is None
        assert await browser.load(0, 0, 1) == "ana"

    asyncio.run(course.run(story()))


def test_a_session_in_use_is_not_the_first_to_end(clock: Clock, sessions: Sessions) -> None:
    number = sessions.begin(TOKEN)
    for _ in range(49):
        sessions.begin(TOKEN)
    clock.now += 16 * 60
    session = sessions.find(number)
    assert session is not None
    number = sessions.renew(session)  # the number before is of the oldest
    for _ in range(60):
        assert sessions.find(number) is session
        sessions.begin(TOKEN)
    assert sessions.find(number) is session
    assert len(sessions) == 50


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
