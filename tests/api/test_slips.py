"""A name with a slip in it, over HTTP: whatever is not known is told with what was probably meant."""

from __future__ import annotations

import httpx
import pytest

SLIPS = {
    "a collection": ("/organizations", "organisations"),
    "an id": ("/organisations/inovate-uk", "organisations/innovate-uk"),
    "an id in another collection": ("/programmes/innovate-uk", "organisations/innovate-uk"),
    "an id in a history": ("/history/organisations/inovate-uk", "organisations/innovate-uk"),
    "a parameter of a list": ("/organisations?knd=company", "kind"),
    "a parameter": ("/quality?stalebefore=2020", "stale_before"),
    "a term": ("/organisations?kind=techno-park", "technopark"),
    "a shortcoming": ("/quality/single-sorce", "single-source"),
    "a view": ("/network/fundng", "funding"),
    "a measure": ("/network/funding/centrality/degre", "degree"),
    "a kind of conflict": ("/conflicts?kind=same-fct", "same-fact"),
    "a sort": ("/organisations?sort=labl", "label"),
}


@pytest.mark.parametrize(("address", "meant"), SLIPS.values(), ids=SLIPS)
def test_what_was_meant_is_named(server: httpx.Client, address: str, meant: str) -> None:
    answer = server.get(address, headers={"accept": "application/json"})
    assert answer.status_code in (400, 404), answer.text
    assert f"Did you mean {meant!r}?" in answer.json()["detail"]
