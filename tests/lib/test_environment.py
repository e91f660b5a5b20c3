"""Settings fail loudly: which variable, what is wrong with it, what is allowed."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from xieshou.commands.platform import address_of_demo, write_secrets
from xieshou.lib import environment
from xieshou.lib.wrong_settings import WrongSettings


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("XIESHOU_SECRET_KEY", "XIESHOU_FIELD_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIESHOU_HOME", str(tmp_path))
    return monkeypatch


def test_it_has_no_default_for_a_secret(clean: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongSettings, match="xieshou init"):
        environment.secrets()


def test_it_writes_fresh_keys_once_for_their_owner_only(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert write_secrets(tmp_path)
    first = environment.secrets()
    assert not write_secrets(tmp_path)
    assert environment.secrets() == first
    assert (tmp_path / environment.SECRETS_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"secret_key": "short", "field_keys": ["x"]}'])
def test_it_refuses_a_damaged_file_of_keys(clean: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    (tmp_path / environment.SECRETS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(WrongSettings):
        environment.secrets()


def test_it_takes_keys_from_the_environment_newest_first(clean: pytest.MonkeyPatch) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    clean.setenv("XIESHOU_SECRET_KEY", "k" * 50)
    clean.setenv("XIESHOU_FIELD_KEYS", f"{new}, {old}")
    assert environment.secrets().field_keys == (new, old)


@pytest.mark.parametrize("value", ["", "maybe", "2"])
def test_it_names_what_a_switch_may_be(clean: pytest.MonkeyPatch, value: str) -> None:
    clean.setenv("XIESHOU_DEBUG", value)
    with pytest.raises(WrongSettings, match="XIESHOU_DEBUG"):
        environment.flag("XIESHOU_DEBUG", default=False)


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "481"])
def test_it_names_the_bounds_of_a_number(clean: pytest.MonkeyPatch, value: str) -> None:
    clean.setenv("XIESHOU_IDLE_MINUTES", value)
    with pytest.raises(WrongSettings, match="1 到 480"):
        environment.number("XIESHOU_IDLE_MINUTES", 30, least=1, most=480)


@pytest.mark.parametrize("value", ["platform.example", "ftp://platform.example", "https://", "https://a.example/?x=1"])
def test_it_says_what_an_address_looks_like(clean: pytest.MonkeyPatch, value: str) -> None:
    clean.setenv("XIESHOU_ADDRESS", value)
    with pytest.raises(WrongSettings, match="https://主机名"):
        environment.address("XIESHOU_ADDRESS")


def test_an_address_has_no_slash_at_its_end_and_may_be_missing(clean: pytest.MonkeyPatch) -> None:
    assert environment.address("XIESHOU_ADDRESS") == ""
    clean.setenv("XIESHOU_ADDRESS", "https://platform.example/office/")
    assert environment.address("XIESHOU_ADDRESS") == "https://platform.example/office"


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({"XIESHOU_DEMO": "1"}, {"XIESHOU_ADDRESS": "http://127.0.0.1:8000"}),
        ({"XIESHOU_DEMO": "1", "XIESHOU_ORIGINS": "https://platform.example"}, {}),
        ({}, {}),
    ],
)
def test_a_demo_is_reached_where_it_listens(
    clean: pytest.MonkeyPatch, variables: dict[str, str], address: dict[str, str]
) -> None:
    for name in ("XIESHOU_DEMO", "XIESHOU_ORIGINS"):
        clean.delenv(name, raising=False)
    for name, value in variables.items():
        clean.setenv(name, value)
    assert address_of_demo("0.0.0.0", 8000) == address
