from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.identifiers import Scheme, fault, load_schemes

LISTS = Path(__file__).parents[4] / "shared" / "data" / "org-id" / "lists"
SCHEMES = list(load_schemes().values())
IN_TWO_WAYS = {"KR-BRN": "its example 402-82-24197 has the wrong check digit", "XI-BRIDGE": "it repeats the code"}
"""Lists whose examples are not taken as they are, and why."""


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
def test_a_scheme_takes_its_own_examples(scheme: Scheme) -> None:
    assert scheme.examples or scheme.code.endswith("-COA")
    assert [each for each in scheme.examples if fault(scheme.code, each)] == []
    assert scheme.page.startswith("https://")


def test_every_list_of_org_id_is_known_and_its_examples_are_taken() -> None:
    if not LISTS.is_dir():
        pytest.skip("the lists of org-id.guide are not here")
    lists = [json.loads(path.read_text(encoding="utf-8")) for path in LISTS.rglob("*.json")]
    assert {each["code"] for each in lists} <= set(load_schemes())
    for each in lists:
        examples = ((each["access"] or {}).get("exampleIdentifiers") or "").replace(";", ",")
        known = [example for part in examples.split(",") if (example := part.strip())]
        refused = {example for example in known if fault(each["code"], example)}
        assert not refused or each["code"] in IN_TWO_WAYS, refused


def test_no_pattern_takes_what_stands_around_an_identifier() -> None:
    for scheme in SCHEMES:
        for example in scheme.examples:
            for spoilt in (f" {example}", f"{example}\n", f"{example}\u200e", f"{scheme.code}-{example}"):
                assert fault(scheme.code, spoilt), (scheme.code, spoilt)
