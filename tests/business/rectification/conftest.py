"""Problems for tests."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.business.rectification.api import Finding, NewFinding, finding_create
from xieshou.platform.evidence import api as evidence

FOUND = date(2020, 9, 1)
Found = Callable[..., Finding]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def soon(days: int = 30) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def new(world: World, **changed: Any) -> NewFinding:
    """What an auditor found at county A."""
    known: dict[str, Any] = {
        "title": "验收资料不全",
        "owner": world.county_a,
        "source": "audit",
        "found_on": FOUND,
        "due_on": soon(),
        "responsible": world.clerk_a,
    }
    return NewFinding(**{**known, **changed})


@pytest.fixture
def found(world: World) -> Found:
    """`found(title=…)` gives a problem that the headquarters entered."""

    def make(**changed: Any) -> Finding:
        return finding_create(actor=world.hq_approver, finding=new(world, **changed))

    return make


def prove(world: World, finding: Finding) -> None:
    """The unit cites a photograph."""
    data = BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "JPEG")
    file = SimpleUploadedFile("整改后.jpg", data.getvalue())
    piece, _ = evidence.evidence_add(actor=world.clerk_a, owner=world.county_a, upload=file, title="整改后照片")
    evidence.cite(actor=world.clerk_a, evidence=piece, record=finding, proves="资料已补齐")
