from __future__ import annotations

import os
import socket
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnreadableInput
from kg.files import decode, digest_tree, open_regular, read_bytes

KOREAN = "울산 테크노파크는 협약을 맺었다. 웨스트미들랜즈와 함께 한다."
ENGLISH = "The council’s grant of £1.2 million “for boats”."
FRENCH = "Le café de la région a reçu une subvention à Orléans. Rien de plus ne fut dit ce jour-là."


@pytest.mark.parametrize(
    ("data", "offset", "looks_like"),
    [
        (ENGLISH.encode("cp1252"), 11, "WINDOWS-1252"),
        (FRENCH.encode("latin-1"), 6, "ISO-8859-1"),
        (KOREAN.encode("cp949"), 0, "CP949"),
        (f"Minutes: {KOREAN}".encode("euc_kr"), 9, "CP949"),
        ("똠방각하 펲시콜라 쓩쓩 그리고 다른 모든 말들이 여기에 있다".encode("cp949"), 0, "CP949"),
        (ENGLISH.encode("utf-16"), 0, "UTF-16"),
        (KOREAN.encode("utf-16"), 0, "UTF-16"),
        (ENGLISH.encode("utf-32"), 0, "UTF-32"),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), 0, "UTF-16"),
        ("Plain words".encode("utf-16-le"), 1, "UTF-16LE"),
        ("Plain words".encode("utf-16-be"), 0, "UTF-16BE"),
        (KOREAN.encode("utf-16-le"), None, "UTF-16LE"),
        (KOREAN.encode("iso2022_kr"), None, "ISO-2022-KR"),
        ("日本語の文章".encode("iso2022_jp"), None, "ISO-2022-JP"),
        (KOREAN.encode("utf-16-be"), None, "UTF-16BE"),
    ],
)
def test_another_encoding_is_named_with_the_place_and_the_way_out(
    data: bytes, offset: int | None, looks_like: str
) -> None:
    with pytest.raises(UnreadableInput) as caught:
        decode(data, "the minutes.txt")
    assert caught.value.message.startswith("the minutes.txt is not UTF-8")
    assert offset is None or f"at offset {offset}" in caught.value.message
    assert f"looks like {looks_like};" in caught.value.fix
    assert f"iconv -f {looks_like} -t UTF-8 'the minutes.txt'" in caught.value.fix


@pytest.mark.parametrize("text", [ENGLISH, KOREAN, FRENCH])
def test_the_advice_is_right(text: str, tmp_path: Path) -> None:
    """What the message says it looks like decodes to what was written."""
    for encoding in ("cp1252", "latin-1", "cp949", "utf-16", "utf-16-le"):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        with pytest.raises(UnreadableInput) as caught:
            decode(data, "x")
        named = caught.value.fix.partition("iconv -f ")[2].partition(" ")[0]
        assert data.decode(named) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (KOREAN.encode()[:-2], "cut off"),
        (ENGLISH.encode()[:-3], "cut off"),
        (KOREAN.encode() + b" caf\xe9 " + KOREAN.encode(), "Most of it is UTF-8"),
        (b"caf\xe9", "ISO-8859-1"),
        ("日本語の文章はここにあります".encode("shift_jis"), "with the program that it is from"),
        ("Привет, мир, это текст".encode("cp1251"), "with the program that it is from"),
        (b"The grant\0 was made to those who asked", "with the program that it is from"),
        (b"%PDF-1.7\n1 0 obj", "plain text"),
        (b"PK\x03\x04" + bytes(20), "plain text"),
        (b"{\\rtf1\\ansi The grant}", "plain text"),
        (bytes(range(256)), "with the program that it is from"),
    ],
)
def test_what_is_no_text_or_a_broken_one_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        decode(data, "x.txt")
    assert said in caught.value.fix


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"%PDF-", b"PK\x03\x04", b"{\\rtf")):
        assert decode(data, "x") == text


@given(st.binary())
def test_every_byte_is_read_or_refused(data: bytes) -> None:
    try:
        read = decode(data, "x")
    except UnreadableInput:
        return
    assert read.encode() == data


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket"))
    told = {
        "pipe": "is a pipe and no file",
        "device": "is a device and no file",
        "folder": "is a folder and no file",
        "loop": "cannot be read: Too many levels",
        "nowhere": "cannot be read: No such file",
        "socket": "cannot be read: No such device",
    }
    for name, said in told.items():
        with pytest.raises(UnreadableInput, match=f"{name} {said}"):
            open_regular(tmp_path / name)
    (tmp_path / "file").write_bytes(b"ab")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_bytes(tmp_path / "link", 2) == b"ab"


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "vast"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UnreadableInput, match="vast has more than 1 MiB"):
        read_bytes(path, 1 << 20)


def test_a_digest_takes_in_what_can_be_read_and_says_what_cannot(tmp_path: Path) -> None:
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "memory").symlink_to("/proc/self/mem")
    (tmp_path / "again").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "vast").open("wb") as file:
        file.truncate(1 << 42)
    seen = set()
    for text in ("a", "b"):
        (tmp_path / "text").write_text(text, encoding="utf-8")
        digest = sha256()
        digest_tree(tmp_path, digest)
        seen.add(digest.hexdigest())
    assert len(seen) == 2
    digest_tree(tmp_path / "gone", sha256())
