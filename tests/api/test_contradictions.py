"""What contradicts itself, or would do nothing, is refused: who asked believes that it counts."""

from __future__ import annotations

import httpx
import pytest

CONTRADICTIONS = {
    "what to do with the undated": ("/network/funding?undated=keep&dated=only", "contradict each other"),
    "the same of a path": ("/network/funding/path?from=a&to=b&dated=only&undated=keep", "contradict each other"),
    "a place of money by funder": ("/network/funding/money?place=delivered", "place=delivered has no effect"),
    "the usual place of money by year": ("/network/funding/money?by=year&place=benefits", "place=benefits has no"),
    "resamples without stability": ("/network/funding/centrality/degree?resamples=50", "resamples has no effect"),
    "a seed without stability": ("/network/funding/centrality/degree.csv?seed=1", "seed has no effect"),
    "resamples of bridges": (
        "/network/involvement/between?one=WMCA&other=KTN&resamples=50",
        "resamples has no effect",
    ),
    "a seed of bridges": ("/network/involvement/between.csv?one=WMCA&other=KTN&seed=7", "seed has no effect"),
    "two limits of paths": ("/network/funding/path?from=a&to=b&paths=k-shortest&k=3&limit=2", "limit has no effect"),
    "two dates": ("/network/partnership?as_of=2025&as_of=2020", "as_of is given 2 times"),
    "two numbers": ("/network/partnership/centrality/degree?top=1&top=1", "top is given 2 times"),
    "two dates of another route": ("/quality?stale_before=2020&stale_before=2021", "stale_before is given 2 times"),
    "two versions": ("/network/partnership/summary?version=1&version=1", "version is given 2 times"),
    "two formats of a network": ("/network/partnership.csv?format=json", "ends with .csv, and format=json"),
    "two formats of a path": ("/network/partnership/path.svg?from=a&to=b&format=gexf", "ends with .svg"),
    "two formats of money": ("/network/funding/money.csv?format=json", "ends with .csv"),
    "no number": ("/network/partnership/communities?resolution=nan", "resolution: must be a finite number"),
    "no end": ("/network/partnership/communities?resolution=inf", "resolution: must be a finite number"),
    "too small a number": ("/network/partnership/communities?resolution=0", "resolution: must be more than 0"),
}


@pytest.mark.parametrize(("address", "reason"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(server: httpx.Client, address: str, reason: str) -> None:
    answer = server.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 400, answer.text
    assert reason in answer.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/network/funding?undated=drop&dated=only",
        "/network/funding?undated=keep",
        "/network/funding?datasets=west-midlands-korea&datasets=west-midlands-korea",
        "/network/funding.csv?format=csv",
        "/network/funding/money?by=place&place=delivered",
        "/network/funding/centrality/degree?stability=true&resamples=20&seed=1",
    ],
)
def test_what_says_the_same_twice_or_has_several_values_is_answered(server: httpx.Client, address: str) -> None:
    assert server.get(address).status_code == 200
