"""`xieshou keys`: a new key, everything encrypted again, the old key dropped only when nothing needs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.commands.maintenance import keys
from xieshou.platform.accounts.models import User

pytestmark = pytest.mark.function("JC14")


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """An installation's own file with the keys of this run."""
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"secret_key": "x" * 50, "field_keys": list(settings.FIELD_KEYS)}))
    monkeypatch.setenv("XIESHOU_HOME", str(tmp_path))
    monkeypatch.delenv("XIESHOU_SECRET_KEY")
    monkeypatch.delenv("XIESHOU_FIELD_KEYS")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(keys, arguments)


def stored(path: Path) -> list[str]:
    found: list[str] = json.loads(path.read_text())["field_keys"]
    return found


def test_it_puts_a_new_key_first_and_keeps_the_file_private(secrets: Path, world: World) -> None:
    before = stored(secrets)
    assert "重启" in run("new").output
    assert stored(secrets)[1:] == before
    assert secrets.stat().st_mode & 0o077 == 0


def test_it_rotates_and_then_lets_the_old_key_go(secrets: Path, world: World, settings: Settings) -> None:
    world.clerk_a.mobile = "13800138000"
    world.clerk_a.save()
    run("new")
    settings.FIELD_KEYS = tuple(stored(secrets))  # as after the restart
    assert run("retire").exit_code == 1
    assert len(stored(secrets)) == 2
    assert run("rotate").exit_code == 0
    assert run("retire").exit_code == 0
    settings.FIELD_KEYS = tuple(stored(secrets))
    assert len(stored(secrets)) == 1
    assert User.objects.get(pk=world.clerk_a.pk).mobile.plain == "13800138000"


def test_it_says_so_when_a_key_is_missing(secrets: Path, world: World, settings: Settings) -> None:
    world.clerk_a.mobile = "13800138000"
    world.clerk_a.save()
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    answer = run("rotate")
    assert answer.exit_code != 0
    assert "密钥的备份" in answer.output
