"""The rights that come with tasks, asked once for a request and never out of date."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects.api import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import TaskGrant, User, access_of, task_end, task_grant
from xieshou.platform.evidence.api import Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.function("ZC03")]
SignIn = Callable[[User], Client]
TABLE = TaskGrant._meta.db_table


def asked_of_tasks(queries: CaptureQueriesContext) -> int:
    return sum(f'FROM "{TABLE}"' in one["sql"] for one in queries.captured_queries)


def sees(user: User, project: Project) -> bool:
    return Project.objects.visible_to(user).filter(pk=project.pk).exists()


def test_it_asks_once_for_every_list_and_record(world: World) -> None:
    project = make_project(world)
    task_grant(user=world.clerk_b, record=project, key="t", reason="会签")
    access = access_of(world.clerk_b)
    with CaptureQueriesContext(connection) as queries:
        assert list(access.task_ids(Project)) == [project.pk]
        assert list(access.task_ids(Evidence)) == []
        assert access.may(Permission.PROJECT_READ, project)
        assert list(access.filter(Permission.PROJECT_READ, Project.objects.all())) == [project]
    assert asked_of_tasks(queries) == 1


@pytest.mark.parametrize("url", ["/projects/", "/projects/library/", "/funds/payments/", "/performance/", "/"])
def test_a_page_asks_once(world: World, sign_in: SignIn, url: str) -> None:
    make_project(world)
    browser = sign_in(world.clerk_a)
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    assert asked_of_tasks(queries) <= 1


def test_the_page_of_a_project_asks_once(world: World, sign_in: SignIn) -> None:
    url, browser = make_project(world).get_absolute_url(), sign_in(world.clerk_a)
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    assert asked_of_tasks(queries) == 1


def test_it_sees_at_once_what_is_given_and_taken_back_through_another_object(world: World) -> None:
    project, same_person = make_project(world), User.objects.get(pk=world.clerk_b.pk)
    assert not sees(world.clerk_b, project)
    task_grant(user=same_person, record=project, key="t", reason="会签")
    assert sees(world.clerk_b, project)
    task_end(user=same_person, record=project, key="t")
    assert not sees(world.clerk_b, project)


def test_it_forgets_what_was_rolled_back(world: World) -> None:
    project = make_project(world)
    assert not sees(world.clerk_b, project)
    with transaction.atomic():
        task_grant(user=world.clerk_b, record=project, key="t", reason="会签")
        assert sees(world.clerk_b, project)
        transaction.set_rollback(True)
    assert not sees(world.clerk_b, project)


def test_it_gives_nothing_to_who_was_put_out_of_office_meanwhile(world: World) -> None:
    project = make_project(world)
    task_grant(user=world.clerk_b, record=project, key="t", reason="会签")
    assert sees(world.clerk_b, project)
    world.clerk_b.is_active = False
    assert not sees(world.clerk_b, project)
