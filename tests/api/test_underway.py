"""Work that is done once for all who ask, and the page that tells how far it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.app import create_app
from api.routes import curation
from api.underway import Underway
from kg.settings import Settings
from tests.api.conftest import copy_of
from tests.api.inside import serving_inside

PAGE = {"accept": "text/html"}


def test_work_goes_on_when_nobody_waits_and_the_next_comes_after_it() -> None:
    async def ask() -> list[str]:
        happened, go_on = list[str](), asyncio.Event()
        tasks = set[asyncio.Task[None]]()
        underway = Underway(tasks.add)

        async def first() -> None:
            await go_on.wait()
            happened.append("first")

        async def second() -> None:
            happened.append("second")

        assert not await underway.is_done(first, 0.01)
        assert not await underway.is_done(second, 0.01)
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        assert await underway.is_done(second, 5)
        return happened

    assert asyncio.run(ask()) == ["first", "second"]


def test_whoever_waits_is_told_what_goes_wrong_and_the_next_is_not() -> None:
    async def ask() -> bool:
        underway = Underway(lambda _: None)

        async def fail() -> None:
            raise ValueError("so it is")

        async def succeed() -> None:
            pass

        with pytest.raises(ValueError, match="so it is"):
            await underway.is_done(fail, 5)
        return await underway.is_done(succeed, 5)

    assert asyncio.run(ask())


def test_a_page_says_how_far_the_comparison_is_until_the_pairs_are_there(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curation, "_PATIENCE", 0.0)
    settings = Settings(home=copy_of(loaded, "comparing"))
    with serving_inside(create_app(settings)) as client:
        page = client.get("/duplicates", headers=PAGE)
        assert page.status_code == 202
        assert page.headers["refresh"] == "2"
        assert page.headers["cache-control"] == "no-store"
        assert "<progress" in page.text
        assert client.get("/duplicates?min_score=0.5").json()["items"]  # a program waits
        pairs = client.get("/duplicates?min_score=0.5", headers=PAGE)
        assert pairs.status_code == 200  # at once, for all were compared
        assert "<article" in pairs.text
