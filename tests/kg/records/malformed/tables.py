"""What spreadsheets, editors and file transfers make of a table."""

from __future__ import annotations

from pathlib import Path

from kg.records.lines import LONGEST_LINE
from tests.kg.records.malformed.case import DOCUMENTS, PLACES, Case, header, table, tabled

_HEADER = header("places")
_HANGUL = table("places", {"id": "ulsan", "label": "울산광역시"}, {"id": "busan", "label": "부산"})
_FRENCH = table("places", {"id": "orleans", "label": "Orléans"})
_COLUMNS = _HEADER.count(",") + 1


def _changed(old: str, new: str, text: str = PLACES) -> str:
    assert old in text
    return text.replace(old, new, 1)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(PLACES.encode())
        file.truncate(1 << 40)


def _widened(text: str) -> str:
    return "".join(f"{line},\n" for line in text.splitlines())


_ROWS = [line.split(",") for line in PLACES.splitlines()]

TABLES = [
    tabled("empty", "", 1, "-", "the file has no header; write the columns"),
    tabled("blank", "\n\n", 1, "-", "the file has no header"),
    tabled("only-commas", ",,,,,,,\n", 1, "-", "the file has no header"),
    tabled("no-header", PLACES.partition("\n")[2], 1, "-", "the first line names no column, so the header is missing"),
    tabled("a-title-above-the-header", f"Places of the harbour\n{PLACES}", 1, "-", "the header is missing"),
    tabled("semicolons", PLACES.replace(",", ";"), 1, "-", "separated by semicolons, not commas"),
    tabled("tabs", PLACES.replace(",", "\t"), 1, "-", "separated by tabs, not commas"),
    tabled("bars", PLACES.replace(",", "|"), 1, "-", "separated by bars, not commas"),
    tabled("sep-comma", f"sep=,\n{PLACES}", 1, "-", "the first line is a note for Excel (sep=)"),
    tabled("sep-semicolon", f'"sep=;"\n{PLACES.replace(",", ";")}', 1, "-", "is a note for Excel (sep=)"),
    tabled("trailing-commas", _widened(PLACES), 1, "-", "the header ends in a comma"),
    tabled("hole-in-the-header", _changed("label,", ",", PLACES), 1, "-", "have nothing between them", 2),
    tabled("column-twice", _changed("note", "kind", PLACES), 1, "kind", "the column 'kind' stands twice", 2),
    tabled("column-twice-but-for-case", _changed("note", "Kind"), 1, "Kind", "stands twice, once as 'Kind'", 2),
    tabled("capitals", _changed("label", "Label"), 1, "Label", "rename it to 'label'"),
    tabled("misspelt", _changed("confidence", "confidance"), 1, "confidance", "rename it to 'confidence'"),
    tabled("misspelt-optional", _changed("note", "note,implied_field"), 1, "implied_field", "it to 'implied_fields'"),
    tabled(
        "missing-column", table("places", header=_HEADER.split(",")[:-1]), 1, "note", "the column 'note' is missing"
    ),
    tabled("unseen-character", _changed("id,", "id\u200b,"), 1, "id\\u200B", "rename it to 'id'"),
    tabled("row-too-short", f"{PLACES}jeju,Jeju\n", 4, "-", f"the row has 2 cells, the header {_COLUMNS} columns"),
    tabled("row-too-long", _changed("Ulsan,", "Ulsan, Korea,"), 2, "-", "put cells with commas in quotation marks"),
    tabled("open-quote", _changed("Busan,", '"Busan,'), 3, "-", "opened in this row and never closed, up to line 3"),
    tabled(
        "open-quote-that-swallows", _changed("Ulsan,", '"Ulsan,', f'{PLACES}jeju,Jeju,"x",,,,,\n'), 2, "-", "to line 4"
    ),
    tabled(
        "open-quote-of-whole-rows",
        f'{_HEADER}\nulsan,Ulsan,,city,,stated,minutes,"from here\nbusan,Busan,,city,,stated,minutes,to here"\n',
        2,
        "-",
        "a cell holds whole rows, up to line 3, such as 'busan'",
    ),
    tabled("open-quote-in-a-wrong-row", f'{_HEADER}\nulsan,"Ulsan\nbusan,Bu"\n', 2, "-", "close the quotation mark"),
    tabled("text-after-a-quote", _changed("Ulsan", '"Ulsan" city'), 2, "-", "is closed and followed by more text"),
    tabled(
        "backslash-quotes",
        _changed("Ulsan", '"The \\"old\\" Ulsan"'),
        2,
        "-",
        "write one that belongs to the text twice",
    ),
    tabled("merge-conflict", _changed("busan", "<<<<<<< HEAD\nbusan"), 3, "-", "is a mark of a merge conflict"),
    tabled("merge-conflict-at-the-top", f"<<<<<<< HEAD\n{PLACES}", 1, "-", "is a mark of a merge conflict"),
    tabled("id-twice", f"{PLACES}{_ROWS[1][0]}{','.join(['', *_ROWS[1][1:]])}\n", 4, "id", "places.csv:2 already"),
    tabled("id-with-capitals", _changed("ulsan,", "Ulsan City,"), 2, "id", "'Ulsan City' is not an id"),
    tabled("id-missing", _changed("ulsan,", ","), 2, "id", "'' is not an id"),
    tabled(
        "not-available", _changed("Ulsan", "#N/A"), 2, "label", "#N/A is what a spreadsheet shows in place of a value"
    ),
    tabled(
        "lost-reference", _changed("busan,Busan,", "busan,Busan,#REF!"), 3, "description", "#REF! is what a spreadsheet"
    ),
    tabled("column-too-narrow", _changed("Ulsan", "########"), 2, "label", "######## is what a spreadsheet"),
    tabled("nul", _changed("Ulsan", "Ul\0san"), 2, "label", "is a control character; take it out"),
    tabled("utf-16", PLACES.encode("utf-16"), 1, "-", "the file is not UTF-8 but UTF-16"),
    tabled("utf-16-without-a-mark", PLACES.encode("utf-16-le"), 1, "-", "the file is not UTF-8 but UTF-16LE"),
    tabled("cp949", _HANGUL.encode("cp949"), 2, "label", "it looks like CP949, in which it reads '울산광역시'"),
    tabled("cp1252", _FRENCH.encode("cp1252"), 2, "label", "in which it reads 'Orléans'. Save it as CSV UTF-8"),
    tabled(
        "another-encoding-in-the-header", "이름,id\n".encode("cp949"), 1, "-", "the header is not UTF-8: it looks like"
    ),
    tabled(
        "cut-off-in-a-character",
        PLACES.encode() + b"jeju,Jej\xec\x9a",
        4,
        "label",
        "the text is not UTF-8",
    ),
    tabled("a-workbook", b"PK\x03\x04" + bytes(100), 1, "-", "is a ZIP archive, as word processors and spreadsheets"),
    tabled("an-old-workbook", b"\xd0\xcf\x11\xe0" + bytes(100), 1, "-", "a word processor or spreadsheet"),
    tabled("a-web-page", "<!DOCTYPE html>\n<title>Log in</title>\n", 1, "-", "the file is a web page"),
    tabled("a-pointer", "version https://git-lfs.github.com/spec/v1\n", 1, "-", "only a pointer of Git LFS"),
    tabled("compressed", b"\x1f\x8b\x08" + bytes(50), 1, "-", "compressed with gzip"),
    tabled("binary", bytes(range(256)) * 4, 1, "-", "the file is not UTF-8 but binary data"),
    tabled(
        "a-line-without-end", f"{PLACES}jeju,{'x' * (LONGEST_LINE + 1)}", 4, "-", "has a line of more than", hangs=True
    ),
    tabled(
        "a-cell-without-end",
        f'{PLACES}jeju,"{"x" * 60}{("x" * 99 + chr(10)) * 11_000}',
        4,
        "-",
        "a cell has more than",
        hangs=True,
    ),
    Case("a-terabyte", {"one/places.csv": _sparse}, "one/places.csv:1: -", "the file has more than 4 GiB", hangs=True),
    tabled("several-of-one", _changed("city,,", "city | region,,"), 2, "kind", "takes one; keep one of them"),
    tabled(
        "no-reference", _changed("city,,", "city,South Korea,"), 2, "within", "is not a reference; write collection/id"
    ),
    tabled("no-passage", _changed("minutes", "page 3"), 2, "evidence", "is not a passage"),
    tabled(
        "no-such-record", _changed("city,,", "city,places/korea,"), 2, "within", "within must name records of larger"
    ),
    tabled("near-record", _changed("city,,", "city,places/bussan,"), 2, "within", "did you mean 'places/busan'?"),
    tabled("near-term", _changed("stated", "Statd"), 2, "confidence", "Did you mean 'stated'?"),
    tabled(
        "label-of-a-term", _changed("stated", "As stated"), 2, "confidence", "is not a term; did you mean 'stated'?"
    ),
    tabled("no-such-term", _changed("city", "town"), 2, "kind", "must be exactly one term of `kg ref place-kinds`"),
    Case(
        "id-in-two-files",
        {"two/documents.csv": DOCUMENTS},
        "two/documents.csv:2: id",
        "one/documents.csv:2 already",
    ),
    Case(
        "two-texts-of-one-name",
        {
            "one/sources.csv": table(
                "sources",
                {"id": "a", "label": "Minutes.txt", "digest": "0" * 64},
                {"id": "b", "label": "minutes.TXT", "digest": "1" * 64},
            )
        },
        "one/sources.csv:3: label",
        "sources/a names another text by this file name",
    ),
]
"""Tables with one thing wrong in them."""
