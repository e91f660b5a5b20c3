"""Projects at work: running ones with a schedule, contracts, photographs. Figures are invented."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects import contract_totals, effects, spent_share
from xieshou.business.projects.models import Contract, Milestone, Project, Stage
from xieshou.business.projects.services import contracts, milestones
from xieshou.platform.accounts.api import User

SignIn = Callable[[User], Client]
WAN = 1_000_000  # 分 in 万元


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _hooks_as_they_were() -> Iterator[None]:
    """What a test registers is taken back."""
    kept = (list(contract_totals._FUNCTIONS), list(effects._FUNCTIONS), list(spent_share._FUNCTION))
    yield
    contract_totals._FUNCTIONS[:], effects._FUNCTIONS[:], spent_share._FUNCTION[:] = kept


@pytest.fixture
def running(world: World) -> Project:
    """A running project of county A."""
    return make_project(world, stage=Stage.RUNNING)


_SHADES = count()


def photograph(shade: int | None = None) -> SimpleUploadedFile:
    """A picture, another one each time unless a shade is given."""
    data = BytesIO()
    number = next(_SHADES) if shade is None else shade
    Image.new("RGB", (64, 64), (number // 16 % 16 * 16, number % 16 * 16, 90)).save(data, "JPEG")
    return SimpleUploadedFile("现场.jpg", data.getvalue())


def paper(words: str = "资料") -> SimpleUploadedFile:
    return SimpleUploadedFile("资料.txt", words.encode())


def days(number: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=number)


def node(name: str = "主体", weight: int = 100, **rest: Any) -> milestones.Node:
    known: dict[str, Any] = {"order": 1, "starts_on": days(-90), "ends_on": days(90), **rest}
    return milestones.Node(name=name, weight=weight, **known)


def scheduled(world: World, project: Project, *nodes: milestones.Node) -> list[Milestone]:
    project.refresh_from_db()
    return milestones.schedule_set(
        actor=world.clerk_a, project=project, nodes=nodes or [node()], opened_version=project.version
    )


def reported(world: World, milestone: Milestone, percent: int, *, on: date | None = None, **rest: Any) -> Any:
    known: dict[str, Any] = {"photographs": [photograph()], "words": "按计划施工", **rest}
    return milestones.progress_report(
        actor=world.clerk_a, milestone=milestone, reported_on=on or days(0), percent=percent, **known
    )


def signed(world: World, project: Project, **changed: Any) -> Contract:
    known: dict[str, Any] = {
        "number": f"HT-{project.contracts.count() + 1}",
        "name": "教学楼施工合同",
        "method": "open",
        "supplier_name": "演示建筑公司",
        "signed_fen": 300 * WAN,
        "signed_on": days(-60),
    }
    return contracts.contract_sign(actor=world.clerk_a, project=project, **{**known, **changed})
