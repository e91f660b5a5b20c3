"""The API keeps its own contract: whatever is sent, it answers as its schema says and never with a server error."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.factories.world import World
from tests.platform.ledger.rows import entered
from xieshou.business.talent.api import TrainingSession
from xieshou.faces.machine.services import ACT, token_make

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def headers(world: World, settings: Settings, tmp_path: Path) -> dict[str, str]:
    settings.MEDIA_ROOT = tmp_path
    entered(world)
    scopes = [*sorted({grant.permission.value for grant in world.clerk_a.access.grants}), ACT]
    _, secret = token_make(actor=world.clerk_a, name="契约", scopes=scopes, days=1)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application is called directly: it must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_answers_whatever_is_sent_as_its_schema_says(headers: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        _try(result.ok(), headers)


def _try(operation: Any, headers: dict[str, str]) -> None:
    @settings(
        max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], database=None
    )
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        if "slug" in case.path_parameters:  # so that what lies behind the look-up is tried too
            case.path_parameters["slug"] = "training"
        if "records/{pk}" in case.path:
            case.path_parameters["pk"] = TrainingSession.objects.values_list("pk", flat=True).first()
        response = case.call(headers={**headers, "If-Match": '"v1"'})
        case.validate_response(response, checks=CHECKS)

    attempt()
