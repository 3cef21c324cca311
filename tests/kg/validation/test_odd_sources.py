"""Source texts as people make them, and as nobody should: each is read, or told with its name, and none hangs."""

from __future__ import annotations

import json
import os
import shutil
import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.texts import LARGEST
from tests.conftest import HARBOUR, HARBOUR_TEXTS, Outcome, RunKg

NAME = "harbour.txt"
KOREAN = "항만 소식.txt"
TEXT = (HARBOUR_TEXTS / NAME).read_text(encoding="utf-8")
ENGLISH = TEXT.replace("항만 연구소", "Harbour Lab’s") + "£"


@dataclass
class Desk:
    """A copy of a small dataset and its one text, to spoil."""

    folder: Path

    @property
    def texts(self) -> Path:
        return self.folder / "texts"

    @property
    def text(self) -> Path:
        return self.texts / NAME

    def write(self, data: bytes | str, name: str = NAME) -> None:
        (self.texts / name).write_bytes(data.encode() if isinstance(data, str) else data)

    def link(self, target: str | Path) -> None:
        self.text.unlink()
        self.text.symlink_to(target)

    def rename(self, name: str) -> None:
        self.text.rename(self.texts / name)

    def change(self, id_: str, **fields: object) -> None:
        path = self.folder / "own.jsonl"
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        changed = [{**each, **fields} if each["id"] == id_ else each for each in records]
        path.write_text("".join(json.dumps(each) + "\n" for each in changed), encoding="utf-8")

    def label(self, name: str) -> None:
        self.change("sources/harbour", label=name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copy(HARBOUR, tmp_path / "own.jsonl")
    shutil.copytree(HARBOUR_TEXTS, tmp_path / "texts")
    return Desk(tmp_path)


def check(kg: RunKg, desk: Desk) -> Outcome:
    return kg("check", desk.folder / "own.jsonl", "--sources", desk.texts)


def pipe(desk: Desk) -> None:
    desk.text.unlink()
    os.mkfifo(desk.text)


def link_to_pipe(desk: Desk) -> None:
    os.mkfifo(desk.folder / "pipe")
    desk.link(desk.folder / "pipe")


def open_socket(desk: Desk) -> None:
    desk.text.unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(desk.text))


def folder(desk: Desk) -> None:
    desk.text.unlink()
    desk.text.mkdir()


def file_for_folder(desk: Desk) -> None:
    shutil.rmtree(desk.texts)
    desk.texts.write_text("")


def folder_below(desk: Desk) -> None:
    (desk.texts / "2025").mkdir()
    desk.text.rename(desk.texts / "2025" / NAME)


def vast(desk: Desk) -> None:
    with desk.text.open("wb") as file:
        file.truncate(1 << 40)


def twice(desk: Desk) -> None:
    desk.label("Café.txt")
    for form in ("NFC", "NFD"):
        desk.write(TEXT, unicodedata.normalize(form, "Café.txt"))


def second_source(desk: Desk) -> None:
    """It names the file of the first, which would pass for its own."""
    with (desk.folder / "own.jsonl").open("a", encoding="utf-8") as file:
        source = {"id": "sources/other", "type": "Source", "label": NAME, "digest": "0" * 64, "length": 494}
        file.write(json.dumps(source) + "\n")
    desk.change("documents/press-note", source="sources/other")


def renamed(name: str, label: str) -> Callable[[Desk], None]:
    def spoil(desk: Desk) -> None:
        desk.rename(name)
        desk.label(label)

    return spoil


REFUSED: dict[str, tuple[Callable[[Desk], None], str]] = {
    "cp1252": (lambda desk: desk.write(ENGLISH.encode("cp1252")), "looks like WINDOWS-1252; convert it: iconv"),
    "latin-1": (lambda desk: desk.write(ENGLISH.replace("’", "").encode("latin-1")), "looks like ISO-8859-1"),
    "cp949": (
        lambda desk: desk.write(TEXT.encode("cp949")),
        f"offset {TEXT.index('항')} belongs to no character. It looks like CP949",
    ),
    "euc-kr": (lambda desk: desk.write(TEXT.encode("euc_kr")), "looks like CP949"),
    "utf-16": (lambda desk: desk.write(TEXT.encode("utf-16")), "0xFF at offset 0 belongs to no character"),
    "utf-16-le": (lambda desk: desk.write(TEXT.encode("utf-16-le")), "looks like UTF-16LE"),
    "utf-16-be": (lambda desk: desk.write(TEXT.encode("utf-16-be")), "looks like UTF-16BE"),
    "utf-32": (lambda desk: desk.write(TEXT.encode("utf-32")), "looks like UTF-32"),
    "one byte of cp1252": (lambda desk: desk.write(TEXT.encode() + b" \xa3 "), "Most of it is UTF-8: mend that place"),
    "cut off": (lambda desk: desk.write(TEXT.encode()[: TEXT.encode().index("소".encode()) + 2]), "it was cut off"),
    "NUL": (lambda desk: desk.write(TEXT + "\0"), "there is a NUL at offset"),
    "PDF": (lambda desk: desk.write("%PDF-1.7\n" + TEXT), "is a PDF, not plain text"),
    "word processor": (lambda desk: desk.write(b"PK\x03\x04" + TEXT.encode()), "is a ZIP archive"),
    "rich text": (lambda desk: desk.write("{\\rtf1 " + TEXT + "}"), "is rich text, not plain text"),
    "replacement characters": (lambda desk: desk.write(TEXT.replace("항", "\ufffd")), "is another text than"),
    "another letter": (lambda desk: desk.write(TEXT.replace("40 jobs", "90 jobs")), "is another text than"),
    "empty": (lambda desk: desk.write(""), "holds no text"),
    "blank": (lambda desk: desk.write("\ufeff \r\n\t\u3000"), "holds no text"),
    "vast": (vast, f"has more than {LARGEST >> 20} MiB"),
    "folder": (folder, "is a folder and no file"),
    "pipe": (pipe, "is a pipe and no file"),
    "link to a pipe": (link_to_pipe, "is a pipe and no file"),
    "link to a device": (lambda desk: desk.link("/dev/zero"), "is a device and no file"),
    "link to nothing": (lambda desk: desk.link("gone.txt"), "cannot be read: No such file or directory"),
    "link to itself": (lambda desk: desk.link(NAME), "cannot be read: Too many levels of symbolic links"),
    "socket": (open_socket, "cannot be read: No such device or address"),
    "two files of one name": (twice, "has 2 files named 'Café.txt', with letters composed differently"),
    "name in capitals": (lambda desk: desk.rename("Harbour.TXT"), "has no file 'harbour.txt', but 'Harbour.TXT'"),
    "name in full width": (renamed("ｈarbour.txt", NAME), "has no file 'harbour.txt', but 'ｈarbour.txt'"),
    "label in capitals": (lambda desk: desk.label("HARBOUR.txt"), "has no file 'HARBOUR.txt', but 'harbour.txt'"),
    "file of another source": (second_source, "names another text by this file name"),
    "end beyond the text": (
        lambda desk: desk.change("documents/press-note", source_end=495),
        "source_end: the text of sources/harbour has only 494 characters",
    ),
    "bounds beyond the text": (
        lambda desk: desk.change("documents/press-note", source_start=494, source_end=9999),
        "the text of sources/harbour has only 494 characters",
    ),
    "bounds that are no numbers": (
        lambda desk: desk.change("documents/press-note", source_start="9" * 5000),
        "because its bounds in the source are no positions",
    ),
}


@pytest.mark.parametrize("spoilt", REFUSED)
def test_a_text_that_is_not_what_it_should_be_is_refused_by_name(kg: RunKg, desk: Desk, spoilt: str) -> None:
    spoil, said = REFUSED[spoilt]
    spoil(desk)
    done = check(kg, desk)
    assert done.code == 1, done
    assert said in done.out + done.err
    assert "own.jsonl:" in done.out
    assert "Traceback" not in done.err
    assert len(done.out.splitlines()) == 1, "it is told once"


NOTED: dict[str, tuple[Callable[[Desk], None], str]] = {
    "file that is not there": (lambda desk: desk.text.unlink(), "has no file of the name of its source"),
    "folder that is not there": (lambda desk: shutil.rmtree(desk.texts), "texts cannot be read: No such file"),
    "folder that is a file": (file_for_folder, "texts cannot be read: Not a directory"),
    "file in a folder below": (folder_below, "has no file of the name of its source"),
    "label that is a path": (lambda desk: desk.label(f"2025/{NAME}"), "its source is named by a path"),
    "label that leads out": (lambda desk: desk.label("../own.jsonl"), "its source is named by a path"),
    "label that is the folder above": (lambda desk: desk.label(".."), "has no file of the name of its source"),
    "label of another system": (lambda desk: desk.label(f"C:\\texts\\{NAME}"), "has no file of the name of its source"),
    "label longer than names are": (lambda desk: desk.label("x" * 5000), "has no file of the name of its source"),
    "no source": (
        lambda desk: desk.change("documents/press-note", source=None, source_start=None, source_end=None),
        "1 citation was not verified, because no source is named for it: press-note",
    ),
}


@pytest.mark.parametrize("missing", NOTED)
def test_a_text_that_is_not_at_hand_is_noted_and_the_evidence_counted(
    kg: RunKg, desk: Desk, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, said = NOTED[missing]
    monkeypatch.setenv("KG_SOURCES", str(desk.texts))
    spoil(desk)
    done = kg("check", desk.folder / "own.jsonl")
    assert (done.code, done.out) == (0, ""), done
    assert said in done.err
    assert "not verified" in done.err
    assert "Traceback" not in done.err


READ: dict[str, Callable[[Desk], None]] = {
    "as it is": lambda desk: desk.write(TEXT),
    "byte order mark": lambda desk: desk.write("\ufeff" + TEXT),
    "line ends of Windows": lambda desk: desk.write(TEXT.replace("\n", "\r\n")),
    "line ends of old Macs": lambda desk: desk.write(TEXT.replace("\n", "\r")),
    "no-break spaces": lambda desk: desk.write(TEXT.replace(" ", "\u00a0")),
    "decomposed": lambda desk: desk.write(unicodedata.normalize("NFD", TEXT)),
    "a link to a file": lambda desk: desk.link(shutil.copy(desk.text, desk.folder / "elsewhere.txt")),
    "Korean name": renamed(KOREAN, KOREAN),
    "Korean name on a Mac": renamed(unicodedata.normalize("NFD", KOREAN), KOREAN),
    "Korean label on a Mac": renamed(KOREAN, unicodedata.normalize("NFD", KOREAN)),
    "odd files beside it": lambda desk: os.mkfifo(desk.texts / "other.txt"),
    "a like name beside it": lambda desk: desk.write("Another text.", "HARBOUR.txt"),
}


@pytest.mark.parametrize("spelt", READ)
def test_what_changes_no_character_of_the_text_changes_nothing(kg: RunKg, desk: Desk, spelt: str) -> None:
    READ[spelt](desk)
    done = check(kg, desk)
    note = "note: 1 citation was not verified, because no passage is named: register\n"
    assert (done.code, done.out, done.err) == (0, "", f"{note}27 records conform\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_text_that_is_closed_to_us_is_refused(kg: RunKg, desk: Desk) -> None:
    desk.text.chmod(0)
    done = check(kg, desk)
    assert (done.code, "cannot be read: Permission denied" in done.out) == (1, True)


@pytest.mark.parametrize("spoilt", ["cp949", "pipe", "link to a device", "vast", "empty", "folder"])
def test_citing_refuses_the_same(kg: RunKg, desk: Desk, spoilt: str) -> None:
    spoil, said = REFUSED[spoilt]
    spoil(desk)
    for arguments in ((desk.text,), ("harbour-news", "Harbour", "--path", HARBOUR, "--sources", desk.texts)):
        done = kg("cite", *arguments)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
