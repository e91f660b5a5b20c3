"""What the tests of money share."""

from collections.abc import Iterator

import pytest

from tests.factories import funds as factory
from tests.factories.world import World
from xieshou.business.funds import gates
from xieshou.business.funds.models import FundSource, ProjectBudget


@pytest.fixture(autouse=True)
def _no_gates() -> Iterator[None]:
    """What the performance cycle demands before a budget is tested there."""
    kept = list(gates._GATES)
    gates._GATES.clear()
    yield
    gates._GATES[:] = kept


@pytest.fixture
def office(world: World) -> World:
    """The world with its flows."""
    factory.flows()
    return world


@pytest.fixture
def source(world: World) -> FundSource:
    """A grant of 1,000 万元."""
    return factory.make_source(world)


@pytest.fixture
def budget(office: World, source: FundSource) -> ProjectBudget:
    """100 万元 of a running project of county A, half done."""
    made = factory.make_budget(office, source=source)
    factory.make_progress(made.project, 50)
    return made
