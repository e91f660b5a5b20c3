"""A backup is the whole installation, proven by hashes; what is not whole is refused and changes nothing."""

import tarfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from tests.business.metrics.builders import training
from tests.factories.office import furnish, template_kind
from tests.factories.world import World, make_world
from xieshou.business.metrics.api import Metric, Scope, figure_of
from xieshou.config.backup import all_models, backup, restore, table_hash
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.audit import triggers
from xieshou.platform.evidence.api import evidence_add

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path / "files"
    world = make_world()
    evidence_add(actor=world.clerk_a, owner=world.county_a, upload=SimpleUploadedFile("意见.txt", "合格".encode()))
    return world


def emptied(settings: Settings, tmp_path: Path) -> None:
    """A new installation: no rows, another folder."""
    triggers.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = tmp_path / "other"


def hashes() -> dict[str, tuple[int, str]]:
    return {model._meta.label: table_hash(model) for model in all_models()}


def test_it_restores_every_row_and_file_as_it_was(full: World, settings: Settings, tmp_path: Path) -> None:
    before = hashes()
    backup(tmp_path / "all.tar")
    emptied(settings, tmp_path)
    report = restore(tmp_path / "all.tar")
    assert hashes() == before
    assert report.files == 1
    assert audit.verify()[1] == []
    User.objects.create_user("new", name="新账号")  # keys go on after the restored ones


def test_it_restores_an_office_at_work_and_goes_on_counting(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    world = make_world()
    with template_kind():
        furnish(world)
    before, counted = hashes(), people_trained()
    backup(tmp_path / "all.tar")
    emptied(settings, tmp_path)
    restore(tmp_path / "all.tar")
    assert hashes() == before
    assert audit.verify()[1] == []
    training(world, title="恢复以后的培训", persons=7)
    assert people_trained() == counted + 7


def people_trained() -> int:
    return int(figure_of(Metric.objects.get(code="persons"), Scope.of_year(2020)).text)


def test_it_keeps_the_keys_out(full: World, tmp_path: Path) -> None:
    backup(tmp_path / "all.tar")
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert not [name for name in archive.getnames() if "secret" in name]


def test_it_refuses_to_restore_over_data(full: World, tmp_path: Path) -> None:
    backup(tmp_path / "all.tar")
    with pytest.raises(Invalid, match="已有数据"):
        restore(tmp_path / "all.tar")


def test_it_refuses_a_file_that_was_cut_off(full: World, settings: Settings, tmp_path: Path) -> None:
    backup(tmp_path / "all.tar")
    whole = (tmp_path / "all.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    emptied(settings, tmp_path)
    with pytest.raises(Invalid, match="备份"):
        restore(tmp_path / "cut.tar")
    assert not User.objects.exists()


def test_it_refuses_a_row_changed_inside_the_backup(full: World, settings: Settings, tmp_path: Path) -> None:
    backup(tmp_path / "all.tar")
    whole = (tmp_path / "all.tar").read_bytes()
    assert "塔县经办".encode() in whole
    (tmp_path / "changed.tar").write_bytes(whole.replace("塔县经办".encode(), "塔县会计".encode()))
    emptied(settings, tmp_path)
    with pytest.raises(Invalid, match="校验值不符"):
        restore(tmp_path / "changed.tar")
    assert not User.objects.exists()
