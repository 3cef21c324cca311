"""What a text of the graph, an address or a page of another site may try in a browser, and that it does not succeed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import expect

from tests.api.conftest import ALL_TOKENS, TOKENS, authorised, load_into, start
from tests.browser.conftest import OpenPage, sign_in
from tests.browser.hostile import ATTACK, COMPUTED, FREE, PLANTED, UNSEEN, write_hostile
from tests.browser.pages import PAGES
from tests.shared import once
from tests.waiting import PATIENCE

ACCEPT = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_MOST = 250
"""Pages that are looked at by their text; a few of each kind are looked at in Chromium as well."""

_Q = quote(ATTACK, safe="")
_SELECT = quote(
    f"SELECT * {{ VALUES ?x {{ {json.dumps(ATTACK)} {json.dumps(UNSEEN[:4])} }} ?s ?p ?o }} LIMIT 60", safe=""
)
ADDRESSES = [
    f"/search?q={_Q}",
    f"/search?q=img&type={_Q}",
    f"/organisations?q={_Q}",
    f"/organisations?kind={_Q}",
    f"/organisations?{_Q}=1",
    f"/nothing/{_Q}",
    f"/ontology/{_Q}",
    f"/network/{_Q}",
    f"/network/funding?min_confidence={_Q}",
    f"/network/funding/ego/{_Q}",
    f"/network/partnership/path?from={_Q}&to={_Q}",
    "/network/funding?min_confidence=stated",
    f"/quality/{_Q}",
    f"/duplicates?of={_Q}",
    f"/diff?from={_Q}",
    f"/changes?author={_Q}",
    f"/sign-in?next={_Q}&ticket={_Q}",
    f"/sparql?query={_Q}",
    f"/sparql?query={_SELECT}",
    f"/sparql?query={quote('DESCRIBE <urn:attack:one> <javascript:alert(11)>', safe='')}",
    "/graphs?graph=javascript:alert(1)",
    f"/search?q={quote(UNSEEN[:5])}",
]
"""Addresses that carry an attack, or show what a free graph holds."""


@pytest.fixture(scope="session")
def attacked() -> str:
    """The address of a service in which every text is an attack."""

    def made(folder: Path) -> str:
        settings = write_hostile(folder)
        load_into(folder / "home", **settings)
        address = start(folder / "home", KG_TOKENS=ALL_TOKENS, **settings)[1]
        graph = {"graph": "urn:attack:graph"}
        headers = {**authorised(), "content-type": "text/turtle"}
        httpx.put(
            f"{address}/graphs", params=graph, content=FREE.encode(), headers=headers, timeout=PATIENCE
        ).raise_for_status()
        return address

    return once("attacked", made)


class Elements(HTMLParser):
    """What a page has that a browser would act on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.faults: list[str] = []
        self.blocks: list[str] = []
        self._in_block = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._in_block = tag == "script" and "src" not in attributes
        if self._in_block:
            self.blocks.append("")
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc") or (name == "class" and PLANTED in value):
                self.faults.append(f"{tag} {name}={value[:60]}")
            if name in ("href", "src", "action", "formaction", "data"):
                self._hold_address(tag, value)
        if self._in_block and attributes.get("type") != "application/json":
            self.faults.append(f"a script in the page: {attributes}")

    def handle_data(self, data: str) -> None:
        if self._in_block:
            self.blocks[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_block = self._in_block and tag != "script"

    def _hold_address(self, tag: str, value: str) -> None:
        scheme = urlsplit(value).scheme
        if scheme not in ("", "http", "https") and value != "data:,":
            self.faults.append(f"{tag} leads to {value[:60]}")
        if tag in ("script", "link", "img", "iframe", "object", "form") and value.startswith(("http", "//")):
            self.faults.append(f"{tag} is of another site: {value[:60]}")
        if tag == "a" and not scheme and not value.startswith("//"):
            self.links.append(value)


def crawl(address: str) -> dict[str, str]:
    """The text of each page that links lead to, breadth first, and of the addresses above."""
    texts: dict[str, str] = {}
    waiting = [*(each.path for each in PAGES), "/graphs", "/shapes", "/curate", "/review", *ADDRESSES]
    with httpx.Client(base_url=address, headers=ACCEPT, timeout=PATIENCE, follow_redirects=True) as client:
        while waiting and len(texts) < _MOST:
            path = waiting.pop(0)
            if path in texts:
                continue
            answer = client.get(path)
            assert answer.status_code < 500, (path, answer.text[:500])
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            texts[path] = answer.text
            elements = Elements(answer.text)
            waiting += [urljoin(path, each).partition("#")[0] for each in elements.links]
    return texts


def kind_of(path: str) -> tuple[str, ...]:
    """What pages have in common that are made alike."""
    parts = urlsplit(path).path.strip("/").split("/")
    return (*parts[:1], *(parts[2:3] if parts[0] == "network" else ()), str(len(parts)))


@pytest.fixture(scope="module")
def pages(attacked: str) -> dict[str, str]:
    return crawl(attacked)


def test_no_text_becomes_markup_on_any_page(pages: dict[str, str]) -> None:
    assert len(pages) > 60
    assert sum(f"&lt;img src=x onerror=alert(1) class={PLANTED}&gt;" in each for each in pages.values()) > 30
    for path, text in pages.items():
        elements = Elements(text)
        assert not elements.faults, (path, elements.faults)
        assert COMPUTED not in text, path
        for block in elements.blocks:
            json.loads(block)


def test_nothing_runs_in_a_browser(open_page: OpenPage, attacked: str, pages: dict[str, str]) -> None:
    kinds: dict[tuple[str, ...], str] = {}
    for path in pages:
        kinds.setdefault(kind_of(path), path)
    page = open_page(f"{attacked}/sign-in")
    sign_in(page)  # a steward sees all that others see, and forms
    for path in dict.fromkeys([*kinds.values(), *ADDRESSES]):
        page.goto(attacked + path, wait_until="networkidle")
        assert page.locator(f".{PLANTED}").count() == 0, path
        assert page.locator("[onerror], [onload], a[href^='javascript:' i], a[href^='data:' i]").count() == 0, path
        assert page.locator("h1").count() == 1, path


def test_a_picture_has_a_policy_of_its_own_and_no_script(open_page: OpenPage, attacked: str) -> None:
    for path in ("/network/funding.svg", "/network/partnership.svg"):
        answer = httpx.get(attacked + path, timeout=PATIENCE)
        assert answer.headers["content-type"].startswith("image/svg+xml")
        policy = answer.headers["content-security-policy"]
        assert "script-src" not in policy
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        names = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(answer.text).iter()}
        assert not names & {"script", "foreignObject", "iframe", "image", "set", "animate", "use"}
        page = open_page(attacked + path)
        assert page.locator(f".{PLANTED}").count() == 0
        page.close()


@contextmanager
def site_of_attacker(body: str) -> Iterator[int]:
    """Another origin that shows a page, and the port that it has."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_PAGE = """<!doctype html><title>Cats</title><iframe id=frame src="%(site)s/organisations"></iframe>
<form method=post action="%(site)s/sparql" target=hidden><input name=update value="%(shown)s"></form>
<form method=post enctype="text/plain" action="%(site)s/sparql" target=hidden><input name=update value=x></form>
<form method=post action="%(site)s/sign-out" target=hidden></form>
<form method=post action="%(site)s/sign-in" target=hidden><input name=token value="%(other)s"></form>
<form method=post action="%(site)s/language" target=hidden><input name=language value=ko></form>
<iframe name=hidden></iframe>
<script>
for (const each of document.forms) each.submit();
const told = [], opened = window.open("%(site)s/organisations");
const ask = (path, options) => fetch("%(site)s" + path, options).then(async (answer) => told.push(await answer.text()))
  .catch(() => told.push("refused"));
const body = new URLSearchParams({ update: "%(update)s" }), credentials = "include", method = "POST";
Promise.all([
  ask("/organisations", { credentials, headers: { Accept: "text/html" } }),
  ask("/organisations", { headers: { Accept: "text/html" } }),
  ask("/sparql", { method, credentials, body, mode: "no-cors" }),
  ask("/sparql", { method, credentials, body, headers: { "X-CSRF-Token": "a.b" } }),
]).then(async () => {
  while (opened && !opened.closed) await new Promise((done) => setTimeout(done, 50));  // until it has no hold of it
  document.title = "done";
  document.body.append(Object.assign(document.createElement("pre"), { textContent: told.join("\\n") }));
});
</script>"""
"""A page that tries what it can in the browser of somebody who is signed in."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["another port, the same site", "another site"])
def test_a_page_of_another_site_reads_and_changes_nothing(open_page: OpenPage, desk: str, host: str) -> None:
    victim = open_page(f"{desk}/sign-in")
    sign_in(victim)
    update = f"INSERT DATA {{ GRAPH <urn:forged> {{ <urn:forged:{host}> a <urn:x> }} }}"
    body = _PAGE % {"site": desk, "update": update, "shown": escape(update), "other": TOKENS["reader"]}
    with site_of_attacker(body) as port:
        page = victim.context.new_page()  # without the watch over our own pages: this one is another's
        page.goto(f"http://{host}:{port}/")
        expect(page).to_have_title("done")
        told = page.locator("pre").inner_text()
        assert "the steward" not in told
        assert "csrf" not in told
        assert page.frame_locator("#frame").locator(".masthead, main").count() == 0
        assert not [each.url for each in page.frames if each.url.startswith(f"{desk}/organisations")]
    asked = {"query": f"ASK {{ GRAPH ?g {{ <urn:forged:{host}> ?p ?o }} }}"}
    assert httpx.get(f"{desk}/sparql", params=asked, timeout=PATIENCE).json()["boolean"] is False
    victim.goto(f"{desk}/sign-in")
    expect(victim.locator("main")).to_contain_text("the steward")  # neither signed out, nor in as another
    assert victim.locator("html").get_attribute("lang") == "en"


def test_a_script_cannot_read_the_session(open_page: OpenPage, desk: str) -> None:
    page = open_page(f"{desk}/sign-in")
    sign_in(page)
    (own,) = [each for each in page.context.cookies() if each["name"].startswith("kg-")]
    assert own["httpOnly"]
    assert own["sameSite"] == "Lax"
    for path in ("/", "/organisations", "/sign-in", "/nothing/here", "/openapi.json"):
        answer = page.goto(desk + path)
        assert answer is not None
        assert own["value"] not in answer.text() + str(answer.all_headers())
        assert own["value"] not in page.evaluate("document.cookie")
        assert own["value"] not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_people_sign_in_write_and_sign_out_without_javascript(open_page: OpenPage, desk: str) -> None:
    page = open_page(f"{desk}/organisations?limit=3", javascript=False)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Token").fill("not-a-token-that-is-known")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not known")
    page.get_by_label("Token").fill(TOKENS["steward"])
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{desk}/organisations?limit=3")
    expect(page.locator("header")).to_contain_text("the steward")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="한국어").click()
    expect(page).to_have_url(f"{desk}/organisations?limit=3")
    expect(page.locator("header")).to_contain_text("로그아웃")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
