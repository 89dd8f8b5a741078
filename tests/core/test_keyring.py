"""Secrets at rest: sealed for one place, opened by keys that are not in the database, and turned without losing any."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from sportello.core.keyring import FILE, Key, Keyring, KeyringRefused, id_of, read_keys


def written(*letters: str) -> SecretStr:
    """Keys as somebody sets them."""
    return SecretStr(",".join(base64.b64encode(letter.encode() * 32).decode() for letter in letters))


def begun(home: Path) -> bytes:
    return Keyring(home).current.id


def turned(home: Path) -> Key:
    return Keyring(home).turn()


@pytest.fixture(params=["file", "setting"])
def keyring(request: pytest.FixtureRequest, tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "home", given=written("a", "b") if request.param == "setting" else None)


def test_what_is_sealed_opens_where_it_belongs(keyring: Keyring) -> None:
    sealed = keyring.seal("sk-canary é", about="model_keys 1")
    assert b"canary" not in sealed
    assert keyring.open(sealed, about="model_keys 1").get_secret_value() == "sk-canary é"
    assert keyring.seal("sk-canary é", about="model_keys 1") != sealed
    assert "canary" not in repr(keyring.open(sealed, about="model_keys 1"))
    with pytest.raises(KeyringRefused, match="changed, or moved"):
        keyring.open(sealed, about="model_keys 2")


def test_no_byte_of_it_can_be_changed(keyring: Keyring) -> None:
    sealed = keyring.seal("sk-canary", about="here")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(KeyringRefused):
            keyring.open(bytes(changed), about="here")
    for short in (b"", sealed[:1], sealed[:9], sealed[:25]):
        with pytest.raises(KeyringRefused):
            keyring.open(short, about="here")


def test_the_file_is_made_with_the_first_secret_and_is_its_owners(tmp_path: Path) -> None:
    home = tmp_path / "home"
    keyring = Keyring(home)
    assert keyring.keys == ()
    assert not home.exists(), "who only looks makes nothing"
    keyring.seal("x", about="")
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == [FILE]
    (home / FILE).chmod(0o640)
    with pytest.raises(KeyringRefused, match="chmod 600"):
        Keyring(home).seal("x", about="")


def test_processes_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        ids = {*threads.map(begun, [tmp_path] * 64)}
    assert len(ids) == 1


def test_a_turned_key_loses_nothing(tmp_path: Path) -> None:
    running = Keyring(tmp_path)
    old = running.seal("one", about="1")
    made = Keyring(tmp_path).turn()
    new = Keyring(tmp_path).seal("two", about="2")
    assert id_of(new) == made.id != id_of(old)
    # The process that was running meanwhile reads the file again, to open and to seal.
    assert running.open(new, about="2").get_secret_value() == "two"
    assert running.open(old, about="1").get_secret_value() == "one"
    assert id_of(running.seal("three", about="3")) == made.id
    assert not running.is_current(old)
    assert running.forget(needed=[id_of(old)]) == []
    (gone,) = running.forget(needed=[])
    assert gone.id == id_of(old)
    with pytest.raises(KeyringRefused, match=f"{gone.name}, which is not in .*{FILE}.*backup"):
        Keyring(tmp_path).open(old, about="1")
    assert Keyring(tmp_path).open(new, about="2").get_secret_value() == "two"


def test_keys_turned_at_once_are_all_kept(tmp_path: Path) -> None:
    first = Keyring(tmp_path).current
    with ThreadPoolExecutor(8) as threads:
        made = {key.id for key in threads.map(turned, [tmp_path] * 8)}
    assert {key.id for key in Keyring(tmp_path).keys} >= {first.id, *made}
    assert len(Keyring(tmp_path).keys) == 9


def test_keys_that_are_set_are_not_turned_by_us(tmp_path: Path) -> None:
    old = Keyring(tmp_path, given=written("b")).seal("x", about="")
    both = Keyring(tmp_path, given=written("a", "b"))
    assert both.open(old, about="").get_secret_value() == "x"
    assert not both.is_current(old)
    with pytest.raises(KeyringRefused, match=r"SECRET_KEYS.*sportello keys reseal"):
        both.turn()
    with pytest.raises(KeyringRefused, match="which is not in SECRET_KEYS"):
        Keyring(tmp_path, given=written("a")).open(old, about="")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["x", "YWJj", "é", base64.b64encode(b"a" * 31).decode(), f"{'A' * 43}=,short"])
def test_what_is_no_key_is_refused_without_saying_it(wrong: str) -> None:
    with pytest.raises(KeyringRefused) as refused:
        read_keys(wrong, where="SECRET_KEYS")
    assert wrong not in str(refused.value).replace("SECRET_KEYS", "") or len(wrong) < 2
