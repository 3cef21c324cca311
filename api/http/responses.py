"""Answers that know their version: strong entity tags, the conditions of a request, and 304 where nothing changed.

Sources: RFC 9110, sections 8.8.3 (tags, and how they compare) and 13 (conditions); RFC 9111, section 5.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.http.negotiation import Representation
from api.http.visitor import audience_of, visitor_of

_DIGITS = 18
"""Digits that a version may have."""

_LISTED = re.compile(r'(W/)?("[^"]*")')


def strong_tag(version: int, *identities: str) -> str:
    """Make the tag of what a version of the graph says; `identities` are what else its bytes depend on.

    >>> strong_tag(12, "places/busan", "text/csv gzip")
    '"12-bd4869a71aaaee30-438420aa5f29403e"'
    """
    return f'"{version}-{"-".join(map(_digest, identities))}"'


def opening(version: int, *identities: str) -> str:
    """Give what the tags with these identities and further ones begin with, and no other tags.

    >>> strong_tag(12, "places/busan", "text/csv gzip").startswith(opening(12, "places/busan"))
    True
    """
    return f'"{version}-{"-".join(map(_digest, identities))}-'


def version_in(tag: str) -> int:
    """Give the version in a tag made here, -1 for any other.

    >>> version_in('"12-ab34"'), version_in('W/"12-ab34"'), version_in('"ab34"')
    (12, 12, -1)
    """
    digits = tag.removeprefix("W/").removeprefix('"').partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else -1


def is_strong(tag: str) -> bool:
    """Tell a strong tag from a weak one and from none."""
    return tag.startswith('"')


def is_any(fields: Sequence[str]) -> bool:
    """Tell whether the lines of `If-Match` or `If-None-Match` say `*`, whatever there is."""
    return any(each.strip() == "*" for each in fields)


def match_strongly(fields: Sequence[str], tag: str) -> bool:
    """Compare a strong tag, or the opening of some, with those listed, of which weak ones never match (8.8.3.2).

    >>> match_strongly(['"a", W/"b"'], '"a"'), match_strongly(['"a", W/"b"'], '"b"')
    (True, False)
    """
    return any(listed.startswith(tag) for weak, listed in _listed(fields, tag) if not weak)


def versions_in(fields: Sequence[str], *identities: str) -> list[int]:
    """List the versions in strong tags of `If-Match` that have these identities, and perhaps further ones.

    >>> versions_in([f'W/"1-a", {strong_tag(7, "places/busan", "text/csv")}', '"8-b"'], "places/busan")
    [7]
    """
    tags = [tag for weak, tag in _LISTED.findall(",".join(fields)) if not weak]
    return [version_in(tag) for tag in tags if tag.startswith(opening(version_in(tag), *identities))]


def match_weakly(fields: Sequence[str], tag: str) -> bool:
    """Compare a tag, or the opening of some, with those listed, weak or not (8.8.3.2); `*` lists none.

    >>> match_weakly(['"a", W/"b"'], '"b"'), match_weakly(["*"], '"b"'), match_weakly(['"bc"'], 'W/"b"')
    (True, False, False)
    """
    tag = tag.removeprefix("W/")
    return any(listed.startswith(tag) for _, listed in _listed(fields, tag))


def _listed(fields: Sequence[str], tag: str) -> list[tuple[str, str]]:
    """Read the tags of a list, each with whether it is weak; none where a look shows that `tag` is not among them."""
    text = ",".join(fields)
    return _LISTED.findall(text) if tag in text else []


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


class Fresh(Exception):
    """The client's copy is the newest. `tag` is its entity tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tag_of(request: Request, version: int, media_type: str, beside: str = "") -> str:
    """Make the entity tag of an answer from its version, the run of the service, the request and the media type.

    It is weak where the answer depends on something `beside` these, whose state is given; then nobody keeps it for as
    long as the version is the same.
    Raises Fresh where the request says that the client has it, before anything is computed. `If-None-Match: *` is
    no such word: whether there is anything to answer is not known yet.
    """
    tag = tag_at(request, version, media_type, beside)
    demand_change(request, tag)
    return tag


def tag_at(request: Request, version: int, media_type: str, beside: str = "") -> str:
    """Make the same entity tag for a version that the answer turned out to be of."""
    about = f"{request.url.path}?{request.url.query} {media_type}"
    identity = f"{about} {beside} {audience_for(request, media_type)}".rstrip()
    tag = tag_for(request, version, identity)
    return f"W/{tag}" if beside else tag


def tag_for(request: Request, version: int, identity: str) -> str:
    """Make the entity tag of what a version says to the request that `identity` stands for.

    The bytes differ with their coding, and so does the tag (RFC 9110, section 8.8.3.3).
    """
    return strong_tag(version, f"{request.app.state.run} {identity} {coding_of(request)}")


def audience_for(request: Request, media_type: str) -> str:
    """Tell apart those who get different answers of a media type: pages and drawings speak a language, pages to one."""
    if media_type.startswith("image/svg+xml"):
        return visitor_of(request).language
    return audience_of(request.scope) if media_type.startswith("text/html") else ""


def coding_of(request: Request) -> str:
    """Give the content codings that a request accepts, as it says them."""
    return request.headers.get("accept-encoding", "")


def demand_change(request: Request, tag: str) -> None:
    """Raise Fresh where the client has the answer with this tag (RFC 9110, section 13.1.2)."""
    tags = request.headers.getlist("if-none-match")
    if tags and match_weakly(tags, tag):
        raise Fresh(tag)


def on_fresh(_: Request, fresh: Exception) -> Response:
    """Answer 304."""
    return Response(status_code=304, headers=headers_with(fresh.tag if isinstance(fresh, Fresh) else ""))


def respond(body: Any, representation: Representation, tag: str, **headers: str) -> Response:
    """Send `body`: bytes as they are, anything else as JSON."""
    response_class = Response if isinstance(body, bytes) else JSONResponse
    return response_class(body, headers=headers_with(tag, **headers), media_type=representation.media_type)


def acknowledge(version: int, status: int = 204) -> Response:
    """Say that a write is done, and which version it made."""
    return Response(status_code=status, headers={"KG-Version": str(version)})


def elsewhere(request: Request, reference: str, status: int = 307) -> Response:
    """Lead to another address of the service, below its root and absolute, with the same parameters."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.base_url}{quote(reference)}{query}", status)


def headers_with(tag: str, **others: str) -> dict[str, str]:
    """Say which answer this is, what it depends on, and whether it may be kept (RFC 9111, section 5.2.2).

    `tag` is empty where it may not; the names of `others` have `_` for `-`.

    >>> headers_with("", KG_Version="7")
    {'Cache-Control': 'no-store', 'Vary': 'Accept, Accept-Encoding', 'KG-Version': '7'}
    """
    headers = {"Cache-Control": "no-store"}
    if tag:
        headers = {"ETag": tag, "Cache-Control": "no-cache", "KG-Version": str(version_in(tag))}
    named = {name.replace("_", "-"): value for name, value in others.items()}
    return {**headers, "Vary": "Accept, Accept-Encoding", **named}


def hold(request: Request, *present: str, reads: bool = False) -> None:
    """Go on only if the conditions of a request hold; else answer 412, or 304 where it only `reads`.

    `present` are the entity tags that what there is may have, or what they begin with; none if there is nothing.
    """
    matching, differing = request.headers.getlist("if-match"), request.headers.getlist("if-none-match")
    if matching and not _first(matching, present, match_strongly):
        raise HTTPException(412, "If-Match: the graph is not, or no longer, what the tag says.")
    if differing and (tag := _first(differing, present, match_weakly)):
        if reads:
            raise Fresh(tag)
        raise HTTPException(412, "If-None-Match: the graph is there already, or is what the tag says.")


def _first(fields: Sequence[str], present: Sequence[str], match: Callable[[Sequence[str], str], bool]) -> str:
    """Give the first tag for which a condition speaks, empty where it speaks for none."""
    return next((tag for tag in present if is_any(fields) or match(fields, tag)), "")
