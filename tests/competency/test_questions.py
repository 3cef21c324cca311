"""Competency questions: each `.rq` that the shipped dataset brings is asked of it and must give its `.csv`.

The expected rows were written from the articles by hand. Where one fails, go to the article first: it decides
whether the data, the query or the expectation is wrong.
"""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.store import Store

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "data").glob("*/queries/*/*.rq"), key=lambda question: question.name)
OVERVIEW = ROOT / "docs" / "questions.md"
NETWORK_QUESTIONS = Path(__file__).parent / "test_network_questions.py"
COMMENTS = ("# Question: ", "# Question@ko: ", "# From: ", "# Why the answer is right: ")

Row = tuple[str, ...]


def read_table(text: str) -> list[Row]:
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]


def ask(store: Store, query: str) -> list[Row]:
    output = io.BytesIO()
    store.query(query).write(output, "csv")
    return read_table(output.getvalue().decode("utf-8"))


def expected_rows(question: Path) -> list[Row]:
    return read_table((Path(__file__).parent / f"{question.stem}.csv").read_text(encoding="utf-8"))


def is_ordered(query: str) -> bool:
    return re.search(r"\bORDER\s+BY\b", query, re.IGNORECASE) is not None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
def test_question(question: Path, graph: Store) -> None:
    query = question.read_text(encoding="utf-8")
    header, *rows = ask(graph, query)
    expected_header, *expected = expected_rows(question)
    assert header == expected_header
    if is_ordered(query):
        assert rows == expected
    else:
        assert Counter(rows) == Counter(expected)


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 40


def test_every_result_belongs_to_a_question() -> None:
    results = {path.stem for path in Path(__file__).parent.glob("*.csv")}
    assert results == {question.stem for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
def test_question_says_what_it_asks_and_why(question: Path) -> None:
    lines = question.read_text(encoding="utf-8").splitlines()
    for line, start in zip(lines, COMMENTS, strict=False):
        assert line.startswith(start)
        assert line.removeprefix(start).strip()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
def test_question_is_in_the_overview(question: Path) -> None:
    overview = OVERVIEW.read_text(encoding="utf-8")
    asked = question.read_text(encoding="utf-8").splitlines()[0].removeprefix(COMMENTS[0])
    assert f"| {asked} |" in overview
    assert f"(../{question.relative_to(ROOT).as_posix()})" in overview
    assert f"(../tests/competency/{question.stem}.csv)" in overview


def test_network_questions_are_in_the_overview() -> None:
    overview = OVERVIEW.read_text(encoding="utf-8")
    tests = re.findall(r"^def (test_\w+)", NETWORK_QUESTIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(tests) >= 6
    assert [name for name in tests if f"`{name}`" not in overview] == []
