"""Tokens at rest: digests alone, for the owner's eyes, and minded as soon as they are changed."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import KgError, UnknownName
from kg.tokens import FILE_NAME, Identity, TokenFile, digest, identify
from tests.conftest import HARBOUR, RunKg

ANA = Identity("steward", "ana", ("harbour", "canal-towns"))


def identities(home: Path) -> dict[str, Identity]:
    return {each.digest: each.identity for each in TokenFile(home).tokens()}


def test_the_secret_is_nowhere_and_opens_what_it_is_for(tmp_path: Path) -> None:
    home = tmp_path / "home"
    secret = TokenFile(home).add(ANA)
    assert len(secret) > 43
    assert identify(secret, identities(home)) == ANA
    assert [identify(each, identities(home)) for each in ("", secret[1:], f"{secret} ", digest(secret))] == [None] * 4
    assert not [path for path in home.iterdir() if secret.encode() in path.read_bytes()]
    assert stat.S_IMODE((home / FILE_NAME).stat().st_mode) == 0o600


def test_each_change_is_minded_by_whoever_has_the_file_open(tmp_path: Path) -> None:
    file, other = TokenFile(tmp_path), TokenFile(tmp_path)
    assert file.tokens() == ()
    secret = other.add(ANA)
    assert [each.identity for each in file.tokens()] == [ANA]
    other.revoke("ana")
    assert file.tokens() == ()
    again = other.add(ANA)
    assert again != secret
    assert [each.digest for each in file.tokens()] == [digest(again)]


def test_two_that_make_tokens_at_once_lose_none(tmp_path: Path) -> None:
    names = [f"person {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda name: TokenFile(tmp_path).add(Identity("reader", name)), names))
    assert len(secrets) == 24
    assert sorted(each.identity.name for each in TokenFile(tmp_path).tokens()) == sorted(names)


@pytest.mark.parametrize(
    "identity",
    [
        Identity("boss", "a"),
        Identity("steward", ""),
        Identity("steward", "a:b"),
        Identity("steward", "a,b"),
        Identity("steward", " a"),
        Identity("steward", "a\n"),
        Identity("steward", "\udc80"),
        Identity("steward", "a" * 101),
        Identity("admin", "a", ("harbour",)),
        Identity("reader", "a", ("harbour",)),
        Identity("steward", "a", ("Not a dataset",)),
        ANA,
    ],
)
def test_what_cannot_be_a_token_is_refused(tmp_path: Path, identity: Identity) -> None:
    TokenFile(tmp_path).add(ANA)
    with pytest.raises(KgError):
        TokenFile(tmp_path).add(identity)
    assert list(identities(tmp_path).values()) == [ANA]
    with pytest.raises(UnknownName, match="ana"):
        TokenFile(tmp_path).revoke("ben")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"tokens": [{"name": "a"}]}',
        '{"tokens": [{"name": "a", "role": "boss", "datasets": [], "digest": "x", "made": ""}]}',
        '{"tokens": [{"name": 1, "role": "admin", "datasets": [], "digest": "x", "made": ""}]}',
        '{"tokens": [{"name": "a", "role": "admin", "datasets": [], "digest": "é", "made": ""}]}',
        "\x00",
    ],
)
def test_a_file_that_is_none_lets_nobody_in(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(KgError, match=r"tokens\.json"):
        TokenFile(tmp_path).tokens()


def test_a_backup_has_no_tokens_and_a_home_that_is_restored_keeps_its_own(tmp_path: Path, kg: RunKg) -> None:
    home, backup = tmp_path / "home", tmp_path / "backup"
    kg("--home", home, "load", HARBOUR)
    TokenFile(home).add(ANA)
    assert kg("--home", home, "backup", backup).code == 0
    assert not [path for path in backup.rglob("*") if path.name.startswith("tokens")]
    assert kg("--home", home, "restore", backup, "--replace").code == 0
    assert list(identities(home).values()) == [ANA]


def test_the_command(tmp_path: Path, kg: RunKg) -> None:
    home = ("--home", tmp_path / "home")
    done = kg(*home, "token", "new", "ana", "--role", "steward", "--dataset", "harbour", "--dataset", "harbour")
    assert (done.code, len(done.out.split())) == (0, 1)
    assert identify(done.out.strip(), identities(tmp_path / "home")) == Identity("steward", "ana", ("harbour",))
    kg("token", *home, "new", "root", "--role", "admin")
    listed = kg(*home, "token", "list").out
    assert listed.startswith("ana: steward of harbour, made 20")
    assert "\nroot: admin, made 20" in listed
    assert [each["name"] for each in json.loads(kg(*home, "token", "list", "--format", "json").out)] == ["ana", "root"]
    assert kg(*home, "token", "revoke", "ana").code == 0
    assert kg(*home, "token", "revoke", "ana").code == 2
    assert kg(*home, "token", "list").out.startswith("root: admin")
