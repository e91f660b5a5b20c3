"""Payments, projects and contracts as sources."""

from datetime import date
from typing import Any

import pytest

from tests.business.metrics.builders import metric
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.metrics.api import Measure, Scope, figure_of, refresh_all, sources
from xieshou.business.projects.api import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.function("JC13")]


def begun(world: World, **rest: Any) -> Any:
    project = make_project(world, **rest)
    project.starts_on, project.stage, project.estimate_fen = date(2020, 3, 1), Stage.RUNNING, 1_234_567_800
    project.save()
    return project


def test_it_counts_projects_by_the_year_they_begin(world: World) -> None:
    count = metric(world, "projects", measure=Measure.COUNT, source="projects", field="", unit="个")
    money = metric(world, "estimate", source="projects", field="estimate_fen", unit="万元")
    begun(world)
    assert figure_of(count, Scope.of_year(2020)).text == "1"
    assert figure_of(money, Scope.of_year(2020)).text == "1234.5678"
    assert figure_of(count, Scope.of_year(2021)).text == "0"


def test_it_leaves_out_a_project_that_was_refused(world: World) -> None:
    count = metric(world, "projects", measure=Measure.COUNT, source="projects", field="", unit="个")
    project = begun(world)
    refresh_all()
    project.stage = Stage.REFUSED
    project.save()
    assert figure_of(count, Scope.of_year(2020)).text == "0"


def test_it_knows_payments_and_contracts(world: World) -> None:
    assert {"payments", "projects", "contracts"} <= set(sources())
