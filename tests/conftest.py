"""Fixtures that many folders share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from tests.factories.kept_world import kept_world
from tests.factories.world import World, signed_in
from xieshou.business.metrics import api as metrics
from xieshou.lib.garbage import collect_rarely, leave_out_what_is_loaded
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import triggers

collect_rarely()  # as the platform's own processes do


def pytest_collection_finish() -> None:
    leave_out_what_is_loaded()


@pytest.fixture(autouse=True)
def _no_language_is_left_over() -> None:
    """A page in English leaves its language to the thread that made it."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables come from the models, in a twentieth of the migrations' time; what migrations add beside tables is added here.

    That migrations lead to the same models is checked by `make check`; browser and crash tests run the migrations.
    """
    with django_db_blocker.unblock():
        triggers.install(connection)
        metrics.watch()


@pytest.fixture
def world(db: None) -> World:
    """An assisting city, two assisted counties and their people (see tests/factories/world.py)."""
    return kept_world()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """`sign_in(user)` gives a browser in which that person has signed in."""
    return signed_in


@pytest.fixture(autouse=True)
def _log_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits starts with the log append-only; before its database is emptied, that is lifted."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that this fixture ends before the emptying
    triggers.install(connection)
    yield
    triggers.remove(connection)
