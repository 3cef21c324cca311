"""What comes in as something else than UTF-8, and what goes out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import HARBOUR, RunKg
from tests.kg.cli.conftest import assert_complaint


def test_what_is_no_utf_8_is_refused_wherever_it_comes_in(
    kg: RunKg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    query = tmp_path / "q.rq"
    query.write_bytes('ASK { ?s ?p "café" }'.encode("cp1252"))
    assert_complaint(kg("query", "-f", query), "q.rq is not UTF-8", "0xE9 at offset 16", "iconv -f ISO-8859-1")
    assert_complaint(kg("check", os.fsdecode("한국".encode("cp949"))), "is not UTF-8", "Set the terminal to UTF-8")
    monkeypatch.setenv("KG_SOURCES", os.fsdecode("한국".encode("cp949")))
    assert_complaint(kg("check", HARBOUR), "KG_SOURCES is not UTF-8")


def test_a_query_from_a_file_may_have_a_byte_order_mark(kg: RunKg, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert kg("--home", home, "load", HARBOUR).code == 0
    query = tmp_path / "q.rq"
    query.write_text("\ufeffASK {}", encoding="utf-8")
    assert json.loads(kg("--home", home, "query", "-f", query).out)["boolean"] is True


def test_files_and_pipes_get_utf_8_whatever_the_system_has(kg_installed: RunKg, tmp_path: Path) -> None:
    text = tmp_path / "울산 회의록.txt"
    text.write_text("협약", encoding="utf-8")
    done = kg_installed("cite", text, PYTHONIOENCODING="latin-1", PYTHONUTF8="1")
    assert (done.code, done.err) == (0, "")
    assert "울산 회의록.txt" in done.out
