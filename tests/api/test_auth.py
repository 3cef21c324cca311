"""Who may write: every way to have no say, and that a token stays where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.auth import read_tokens
from kg.errors import KgError
from kg.tokens import Identity, digest
from tests.api.conftest import TOKENS, assert_problem, authorised, serving

UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
GRAPH = "/graphs?graph=urn:example:auth"
TRIPLE = "<urn:a> <urn:b> <urn:c> ."
STEWARD = TOKENS["steward"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("auth") / "home"


@pytest.fixture(scope="module")
def stranger(home: Path) -> Iterator[httpx.Client]:
    """A client without a token of a server that knows several."""
    tokens = ",".join(f"{role}:the {role}:{token}" for role, token in TOKENS.items())
    with serving(home, KG_DATA="", KG_TOKENS=f" {tokens} , steward:colon:with:colons:in:the:token ,") as client:
        yield client


def attempts(client: httpx.Client, headers: dict[str, str] | list[tuple[bytes, bytes]]) -> Iterator[httpx.Response]:
    """Try every way to write."""
    given = httpx.Headers(headers)
    turtle = {"content-type": "text/turtle"}
    yield client.post("/sparql", data={"update": UPDATE}, headers=given)
    update = httpx.Headers([*given.raw, (b"content-type", b"application/sparql-update")])
    yield client.post("/sparql", content=UPDATE, headers=update)
    yield client.put(GRAPH, content=TRIPLE, headers=httpx.Headers([*given.raw, *httpx.Headers(turtle).raw]))
    yield client.post(GRAPH, content=TRIPLE, headers=httpx.Headers([*given.raw, *httpx.Headers(turtle).raw]))
    yield client.delete(GRAPH, headers=given)


MALFORMED = {
    "none": {},
    "empty": {"authorization": ""},
    "no scheme": {"authorization": STEWARD},
    "no token": {"authorization": "Bearer"},
    "wrong": {"authorization": "Bearer steward-token-0123456780"},
    "prefix": {"authorization": f"Bearer {STEWARD[:-1]}"},
    "longer": {"authorization": f"Bearer {STEWARD}0"},
    "two": {"authorization": f"Bearer {STEWARD} {STEWARD}"},
    "other case": {"authorization": f"Bearer {STEWARD.upper()}"},
    "basic": {"authorization": f"Basic {STEWARD}"},
    "entry": {"authorization": f"Bearer steward:the steward:{STEWARD}"},
    "role": {"authorization": "Bearer steward"},
    "quoted": {"authorization": f'Bearer "{STEWARD}"'},
    "long": {"authorization": f"Bearer {'a' * 10_000}"},
    "cookie": {"cookie": f"authorization=Bearer {STEWARD}"},
    "other header": {"x-authorization": f"Bearer {STEWARD}"},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_without_a_known_token_nothing_is_written(stranger: httpx.Client, name: str) -> None:
    for answer in attempts(stranger, MALFORMED[name]):
        assert_problem(answer, 401, "unauthorised")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert stranger.get("/sparql", params={"query": "ASK { ?s ?p <urn:c> }"}).json()["boolean"] is False


@pytest.mark.parametrize("value", [b"Bearer \xff\xfe", "Bearer 토큰".encode(), b"\xe9 x"])
def test_a_header_that_is_no_text_is_no_token(stranger: httpx.Client, value: bytes) -> None:
    for answer in attempts(stranger, [(b"authorization", value)]):
        assert_problem(answer, 401, "unauthorised")


def test_a_reader_may_read_and_not_write(stranger: httpx.Client) -> None:
    for answer in attempts(stranger, authorised("reader")):
        body = assert_problem(answer, 403, "forbidden")
        assert "reader" in body["detail"]
    assert stranger.get("/sparql?query=ASK%7B%7D", headers=authorised("reader")).json()["boolean"] is True


@pytest.mark.parametrize(
    "header",
    [
        f"Bearer {STEWARD}",
        f"bearer {STEWARD}",
        f"BEARER   {STEWARD}",
        f"Bearer {TOKENS['admin']}",
        "Bearer with:colons:in:the:token",
    ],
)
def test_each_writer_may_write(stranger: httpx.Client, header: str) -> None:
    statuses = [answer.status_code for answer in attempts(stranger, {"authorization": header})]
    assert statuses == [204, 204, 201, 204, 204]
    cleared = stranger.post("/sparql", data={"update": "CLEAR DEFAULT"}, headers={"authorization": header})
    assert cleared.status_code == 204


def test_the_token_is_asked_for_before_the_text_is_looked_at(stranger: httpx.Client) -> None:
    assert_problem(stranger.post("/sparql", data={"update": "nonsense"}), 401, "unauthorised")
    assert_problem(stranger.put(GRAPH, content="nonsense"), 401, "unauthorised")
    assert_problem(stranger.post("/sparql", data={"update": ""}), 401, "unauthorised")


def test_a_token_appears_nowhere(stranger: httpx.Client, home: Path) -> None:
    said = b""
    for role in TOKENS:
        for path in ("/", "/sparql", "/openapi.json", "/ready", "/nothing", "/graphs", GRAPH):
            answer = stranger.get(path, headers=authorised(role))
            said += answer.content + str(answer.headers).encode()
        for answer in attempts(stranger, authorised(role)):
            said += answer.content + str(answer.headers).encode()
        bad = stranger.post("/sparql", data={"update": "nonsense"}, headers=authorised(role))
        said += bad.content
    written = [home.with_suffix(".log"), *(home / "journal").iterdir()]
    said += b"".join(each.read_bytes() for each in written)
    assert b"the steward" in said  # the journal names the writer
    for token in TOKENS.values():
        assert token.encode() not in said


def test_tokens_are_described(stranger: httpx.Client) -> None:
    described = stranger.get("/openapi.json").json()
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for method in ("put", "post", "delete"):
        assert described["paths"]["/graphs"][method]["security"] == [{"HTTPBearer": []}]
    assert "security" not in described["paths"]["/graphs"]["get"]
    assert described["paths"]["/sparql"]["post"]["security"] == [{}, {"HTTPBearer": []}]


def test_tokens_are_read() -> None:
    assert read_tokens("") == read_tokens(" , ") == {}
    assert read_tokens("reader:a:0123456789abcdef, admin:b:fedcba9876543210") == {
        digest("0123456789abcdef"): Identity("reader", "a"),
        digest("fedcba9876543210"): Identity("admin", "b"),
    }


@pytest.mark.parametrize(
    "entry",
    [
        "0123456789abcdef",
        "steward:0123456789abcdef",
        "boss:a:0123456789abcdef",
        "steward::0123456789abcdef",
        "admin:a:0123",
    ],
)
def test_a_bad_entry_is_told_by_its_number_alone(entry: str) -> None:
    with pytest.raises(KgError) as raised:
        read_tokens(f"admin:fine:fedcba9876543210,{entry}")
    assert "Entry 2 of KG_TOKENS" in str(raised.value)
    assert "0123" not in str(raised.value)
    assert "fedcba" not in str(raised.value)
