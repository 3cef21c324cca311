"""Whole tables are cited by their quotes, and anew where a text was corrected, and nothing else in them changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import RunKg

TEXT = "Ashmoor council pays. Linden Boatworks builds a ferry. The council pays again.\nA second article: Norrby leads."
DATASET = {
    "dataset.yml": "name: towns\n",
    "documents.csv": (
        "id,label,description,kind,author,publisher,published,language,url,licence,source,source_start,source_end,"
        "confidence,evidence,note\r\n"
        '"one",One,,article,,,,en,,,sources/text,0,78,stated,,\r\n'
        "two,Two,,article,,,,en,,,sources/text,79,110,stated,,\r\n"
    ),
    "places.csv": (
        "id,quote,label,description,kind,within,confidence,evidence,note\n"
        'ashmoor,Ashmoor council pays.,"Ashmoor",,city,,stated,one,"A town, so the text"\n'
        "linden,linden boatworks,Linden,,city,,stated,one,\n"
        "again,council pays,Again,,city,,stated,one,\n"
        "norrby,Norrby leads,Norrby,,city,,stated,one | two,\n"
        "nothing,,Nothing,,city,,stated,one,\n"
    ),
}


@pytest.fixture
def folder(kg: RunKg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts, folder = tmp_path / "texts", tmp_path / "towns"
    texts.mkdir()
    folder.mkdir()
    (texts / "text.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("KG_SOURCES", str(texts))
    for name, content in DATASET.items():
        (folder / name).write_bytes(content.encode())
    row = kg("cite", texts / "text.txt").out
    (folder / "sources.csv").write_text(row, encoding="utf-8")
    return folder


def lines(folder: Path, name: str = "places.csv") -> list[str]:
    return (folder / name).read_bytes().decode().splitlines(keepends=True)


def test_quotes_become_positions_and_nothing_else_changes(kg: RunKg, folder: Path) -> None:
    before = lines(folder)
    done = kg("cite", "--fill", folder)
    assert done.code == 1
    after = lines(folder)
    place = kg("cite", "one", "Ashmoor council pays.", "--path", folder).out.strip()
    assert after[1] == f'ashmoor,,"Ashmoor",,city,,stated,{place},"A town, so the text"\n'
    two = kg("cite", "two", "Norrby leads", "--path", folder).out.strip()
    assert after[4] == f"norrby,Norrby leads,Norrby,,city,,stated,one | {two},\n"
    assert [before[each] for each in (0, 2, 3, 5)] == [after[each] for each in (0, 2, 3, 5)]
    assert "places.csv:3: quote: the quote stands nowhere in one; near it is 'Linden Boatworks'" in done.err
    assert "places.csv:4: quote: the quote stands 2 times in one" in done.err
    assert "places.csv:5: quote: the quote stands nowhere in one" in done.err
    assert kg("check", folder).code == 1  # what is left to do is a fault of evidence
    again = kg("cite", "--fill", folder)
    assert (again.out, lines(folder)) == ("", after)


def test_documents_that_are_not_here_are_named(kg: RunKg, folder: Path) -> None:
    places = DATASET["places.csv"].splitlines(keepends=True)
    (folder / "places.csv").write_text("".join([places[0], places[1].replace(",one,", ",onne,")]), encoding="utf-8")
    done = kg("cite", "--fill", folder)
    assert (done.code, done.out) == (0, "")
    assert "places.csv:2: places/ashmoor cites 'onne', of which nothing is here; did you mean 'one'" in done.err


def test_quotes_may_be_kept(kg: RunKg, folder: Path) -> None:
    kg("cite", "--fill", folder, "--keep-quotes")
    assert lines(folder)[1].startswith("ashmoor,Ashmoor council pays.,")


def test_passages_are_found_again_after_a_correction(kg: RunKg, folder: Path, tmp_path: Path) -> None:
    places = DATASET["places.csv"].splitlines(keepends=True)
    (folder / "places.csv").write_text("".join([*places[:2], places[4].replace("one | two", "two")]), encoding="utf-8")
    assert kg("cite", "--fill", folder).code == 0
    assert kg("check", folder).code == 0
    before = lines(folder)
    corrected = "Corrected: " + TEXT.replace("builds a ferry", "builds two ferries")
    (tmp_path / "texts" / "text.txt").write_text(corrected, encoding="utf-8")
    assert kg("check", folder).code == 1
    done = kg("cite", "--again", folder)
    assert (done.code, kg("check", folder).code) == (0, 0)
    assert lines(folder)[2] == before[2]  # the second article went as a whole
    assert "places/ashmoor: one:0-21:" in done.out
    assert lines(folder, "documents.csv")[2].startswith("two,Two,,article,,,,en,,,sources/text,94,125,")
    assert kg("cite", "--again", folder).out == ""


def test_a_passage_that_is_gone_is_told_and_stays(kg: RunKg, folder: Path, tmp_path: Path) -> None:
    places = DATASET["places.csv"].splitlines(keepends=True)
    (folder / "places.csv").write_text("".join(places[:2]), encoding="utf-8")
    assert kg("cite", "--fill", folder, "--keep-quotes").code == 0
    before = lines(folder)
    (tmp_path / "texts" / "text.txt").write_text(TEXT.replace("council pays", "council paid"), encoding="utf-8")
    done = kg("cite", "--again", folder)
    assert done.code == 1
    assert "places.csv:2: evidence: what one said here stands nowhere in the corrected text" in done.err
    assert "near it is 'Ashmoor council pa" in done.err
    assert lines(folder) == before


def test_a_passage_is_exchanged_in_all_records_that_cite_it(kg: RunKg, folder: Path) -> None:
    old = kg("cite", "one", "Ashmoor council pays.", "--path", folder).out.strip()
    new = kg("cite", "one", "The council pays again", "--path", folder).out.strip()
    other = kg("cite", "two", "Norrby leads", "--path", folder).out.strip()
    head = "id,label,description,kind,within,confidence,evidence,note\n"
    rows = [
        f'a,"A",,city,,stated,{old},"A note, kept"\n',
        f"b,B,,city,,stated,{other},\n",
        f"c,C,,city,,stated,{old} | {other},\n",
        f"d,D,,city,,stated,{new} | {old},\n",
    ]
    (folder / "places.csv").write_bytes((head + "".join(rows)).encode())
    done = kg("cite", "--replace", old, new, "--path", folder)
    assert done.code == 0, done.err
    assert done.out.splitlines() == [f"places/{each}: {old} -> {new}" for each in "acd"]
    assert "3 changes" in done.err
    assert lines(folder) == [
        head,
        rows[0].replace(old, new),
        rows[1],
        f"c,C,,city,,stated,{other} | {new},\n",
        f"d,D,,city,,stated,{new},\n",
    ]
    assert kg("check", folder).code == 0
    assert kg("cite", "--replace", new, old, "--path", folder).code == 0
    assert lines(folder)[1] == rows[0]


def test_what_is_cited_nowhere_or_stands_nowhere_is_not_exchanged(kg: RunKg, folder: Path) -> None:
    before = lines(folder)
    old = kg("cite", "one", "Ashmoor council pays.", "--path", folder).out.strip()
    assert "cites" in kg("cite", "--replace", old, "two", "--path", folder).err
    invented = f"{old[:-1]}{'0' if old[-1] != '0' else '1'}"
    assert "is no passage of its text" in kg("cite", "--replace", "one", invented, "--path", folder).err
    assert "three" in kg("cite", "--replace", "one", "three", "--path", folder).err
    assert kg("cite", "--replace", "one", "one:4", "--path", folder).code == 2
    assert kg("cite", "two", "--replace", "one", "two", "--path", folder).code == 2
    assert lines(folder) == before


@pytest.mark.parametrize("option", ["--fill", "--again"])
def test_tables_with_faults_are_not_written(kg: RunKg, folder: Path, option: str) -> None:
    (folder / "places.csv").write_text("id,label\na,A\n", encoding="utf-8")
    done = kg("cite", option, folder)
    assert done.code == 2
    assert "have faults" in done.err
    assert lines(folder) == ["id,label\n", "a,A\n"]


def test_one_thing_is_done_at_a_time(kg: RunKg, folder: Path) -> None:
    assert kg("cite", "one", "--fill", folder).code == 2
    assert kg("cite", "--again", folder, "--fill", folder).code == 2
    assert kg("cite").code == 2
