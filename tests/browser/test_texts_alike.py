"""A browser brings texts into the same form as the service, counts positions alike and makes the same digests."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kg.citing.sentences import find_paragraphs
from kg.texts import digest, full_digest, normalise
from tests.browser.conftest import OpenPage
from tests.conftest import HARBOUR_TEXTS

WEB = Path(__file__).parents[2] / "web"
ESBUILD = WEB / "node_modules" / ".bin" / "esbuild"
TEXT = HARBOUR_TEXTS / "harbour.txt"
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000"
NO_SPACES = "\u200b\ufeff\u180e\u2060"
LETTERS = "Aaé\u0065\u0301ÅÅ가각\u1100\u1161\u11a8ﬁ½①Ａ€£₩😀👩‍🚀\u0338\u0f71\u0f72\u05b0\u05bcÀ."
MARKS = "a" + "\u0301" * 31


def texts() -> list[str]:
    """Texts of this project, and made up ones of what systems differ in."""
    chance = random.Random(13)
    made = ["".join(chance.choices(SPACES + NO_SPACES + LETTERS, k=chance.randint(0, 60))) for _ in range(400)]
    sentences = [
        "Mr. Kim came.",
        "He  saw (twice).",
        "5G won!",
        "협약을 체결했다.",
        "“Yes.”",
        "e.g. No",
        "1.",
        "😀 Über.",
    ]
    prose = [chance.choice([" ", "\r\n", "\n\n", "\u2028"]).join(chance.choices(sentences, k=9)) for _ in range(100)]
    whole = [
        (HARBOUR_TEXTS / "harbour.txt").read_text(encoding="utf-8"),
        "\ufeff\ufeffA",
        "",
        " ",
        MARKS,
        f"{MARKS}e\u0301",
    ]
    return [*made, *prose, *whole]


@pytest.mark.skipif(not ESBUILD.exists(), reason="the scripts of the pages cannot be bundled here: no Node")
def test_texts_are_alike_in_the_browser_and_in_the_service(
    chromium: Browser, open_page: OpenPage, tmp_path: Path
) -> None:
    bundle = tmp_path / "text.js"
    source = WEB / "src" / "curate" / "text.ts"
    made = [str(ESBUILD), str(source), "--bundle", "--format=iife", "--global-name=text", f"--outfile={bundle}"]
    subprocess.run(made, check=True, capture_output=True)
    page = open_page("/curate")  # an address that is secure: elsewhere browsers make no digest
    page.evaluate(bundle.read_text(encoding="utf-8").replace("var text", "globalThis.text", 1))
    asked = texts()
    told = page.evaluate(
        """async (texts) => Promise.all(texts.map(async (raw) => {
            const words = text.normalise(raw);
            const whole = new text.Text(words);
            return {
              words, length: whole.length, full: await text.fullDigest(words),
              digest: await text.digest(whole.slice(3, 17)), lines: text.paragraphs(raw),
            };
        }))""",
        asked,
    )
    for raw, answer in zip(asked, told, strict=True):
        words = normalise(raw)
        assert answer["words"] == words, json.dumps(raw)
        assert answer["length"] == len(words)
        assert answer["full"] == full_digest(words)
        assert answer["digest"] == digest(words[3:17])
        lines = [((each["line"]["start"], each["line"]["end"]), _spans(each["sentences"])) for each in answer["lines"]]
        assert lines == find_paragraphs(raw), json.dumps(raw)


def _spans(told: list[dict[str, int]]) -> list[tuple[int, int]]:
    return [(each["start"], each["end"]) for each in told]
