"""`xieshou doctor` says what is wrong and how to mend it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.config.doctor import examine
from xieshou.platform.jobs.models import Job


def findings() -> dict[str, tuple[bool, str]]:
    return {one.subject: (one.is_well, one.remedy) for one in examine()}


def test_it_finds_a_worker_that_does_not_run(world: World) -> None:
    job = Job.objects.create(kind="x", title="x")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    is_well, remedy = findings()["后台任务"]
    assert not is_well
    assert "xieshou work" in remedy


def test_it_finds_debug_left_on(world: World, settings: Settings) -> None:
    settings.DEBUG = True
    assert not findings()["安全设置"][0]


@pytest.mark.parametrize("subject", ["数据库", "数据库结构", "密钥文件", "审计日志"])
def test_it_is_content_with_a_sound_installation(world: World, subject: str) -> None:
    assert findings()[subject][0]
