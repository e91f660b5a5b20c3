"""One office at work for all tests of a module; what a test changes in it is undone after the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.factories.office import Furnished, furnish, kept_secret, template_kind
from tests.factories.world import make_world
from tests.security.addresses import learn


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """Built once, inside a transaction that is never committed; tests run in savepoints of it."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        template_kind(),
        transaction.atomic(),
    ):
        made = furnish(make_world())
        assert kept_secret(made.world) > 40
        learn(tmp_path_factory, made.world)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def furnished(office: Furnished, db: None) -> Furnished:
    return office
