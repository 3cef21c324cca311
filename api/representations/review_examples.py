"""What stewards decide, as examples for `/openapi.json`."""

from __future__ import annotations

_BASE = "https://w3id.org/innovation-kg"
_ROOT = "http://127.0.0.1:8000"
_ENDS = {
    end: {"id": f"{_BASE}/{id_}", "label": label, "links": {"self": f"{_ROOT}/{id_}"}}
    for end, id_, label in (
        ("first", "organisations/ulsan-tp", "Ulsan TP"),
        ("second", "organisations/utp", "울산테크노파크"),
    )
}
EXAMPLE_DECISION = {
    "id": f"{_BASE}/decisions/ulsan-tp-and-utp-c31d70cf",
    **_ENDS,
    "verdict": "same",
    "canonical": None,
    "author": "ana",
    "decided": "2026-11-26",
    "reason": "The same name in two scripts, at one address.",
    "links": {"self": f"{_ROOT}/decisions/ulsan-tp-and-utp-c31d70cf"},
}
EXAMPLE_PAIR = {
    "type": "Organisation",
    **_ENDS,
    "score": 0.97,
    "features": {"names": 0.93},
    "reasons": ["both in places/ulsan"],
    "grounds": [{"kind": "same-places", "values": ["places/ulsan"]}],
    "decision": None,
    "together": False,
    "fields": [{"field": "label", "relation": "differing", "first": ["Ulsan TP"], "second": ["울산테크노파크"]}],
    "evidence": {"first": ["article:4-21:ab381e5e1ca6049f"], "second": []},
    "neighbours": {"both": ["programmes/harbour"], "first": [], "second": [], "truncated": False},
    "version": 7,
}
EXAMPLE_WAITING = {
    "queues": [{"name": "duplicates", "total": 2, "links": {"self": f"{_ROOT}/duplicates"}}],
    "decisions": 1,
    "imports": [],
    "version": 7,
}
