"""A kind that is declared for one test."""

from collections.abc import Iterator

import pytest

from tests.platform.templates.kind_for_tests import KIND
from xieshou.platform.templates import api
from xieshou.platform.templates.api import TemplateKind


@pytest.fixture
def kind() -> Iterator[TemplateKind]:
    """The kind, declared as an app above does."""
    api.register(KIND)
    yield KIND
    api.unregister(KIND.slug)
