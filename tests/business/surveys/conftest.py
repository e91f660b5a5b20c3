"""Surveys for tests."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.business.surveys import people, services
from xieshou.business.surveys.answering import answer_take
from xieshou.business.surveys.api import Survey, survey_create
from xieshou.business.surveys.models import Invitation
from xieshou.platform.evidence import api as evidence

Made = Callable[..., Survey]
PEOPLE = [*("群众",) * 12, *("干部",) * 6, *("企业",) * 2]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def draft(world: World) -> Made:
    """`draft(rule=…)` gives a survey in preparation: one question of levels, one of points, one of text."""

    def make(**changed: Any) -> Survey:
        today = timezone.localdate()
        days = {"opens_on": today, "closes_on": today + timedelta(days=10)}
        known = {"title": "深塔中学满意度调查", "owner": world.county_a, "least_answers": 8, **days}
        survey = survey_create(actor=world.clerk_a, **{**known, **changed})
        for kind, text in (("level", "总体是否满意"), ("number", "打几分"), ("text", "意见")):
            services.question_add(actor=world.clerk_a, survey=survey, kind=kind, text=text)
        return survey

    return make


@pytest.fixture
def opened(world: World, draft: Made) -> Made:
    """`opened(wanted=…)` gives a survey that takes answers from a sample of twenty people (12 群众, 6 干部, 2 企业)."""

    def make(wanted: int = len(PEOPLE), **changed: Any) -> Survey:
        survey = draft(**changed)
        listed = [people.Named(category, f"演示{number}", "13800000000") for number, category in enumerate(PEOPLE, 1)]
        people.population_write(actor=world.clerk_a, survey=survey, people=listed)
        people.sample_draw(actor=world.clerk_a, survey=survey, wanted=wanted, seed="2020")
        survey.refresh_from_db()
        return services.survey_open(actor=world.clerk_a, survey=survey, opened_version=survey.version)

    return make


def written(survey: Survey, level: int | str = 1, points: int | str = 9, text: str = "") -> dict[str, str]:
    """The form as filled in."""
    keys = [f"q{one.pk}" for one in survey.questions.all()]
    return dict(zip(keys, map(str, (level, points, text)), strict=True))


def answered(survey: Survey, category: str, *levels: int) -> None:
    """So many people of a category answer, each with a level."""
    waiting = Invitation.objects.filter(survey=survey, category=category, is_used=False)[: len(levels)]
    for invitation, level in zip(waiting, levels, strict=True):
        answer_take(invitation=invitation, written=written(survey, level))


def scan(world: World) -> evidence.Evidence:
    """A photograph of filled-in sheets."""
    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "JPEG")
    file = SimpleUploadedFile("问卷.jpg", data.getvalue())
    piece, _ = evidence.evidence_add(actor=world.clerk_a, owner=world.county_a, upload=file, title="纸质问卷扫描件")
    return piece
