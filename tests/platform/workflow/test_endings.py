"""What other apps hear when a matter ends, and two people acting in the same moment."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.factories.world import World
from tests.platform.workflow.conftest import Office
from xieshou.lib.problems import Invalid, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow import ending
from xieshou.platform.workflow.api import on_end, task_approve
from xieshou.platform.workflow.models import Matter, MatterState, Task
from xieshou.platform.workflow.services import acting, flows, matters

pytestmark = pytest.mark.function("ZC09")


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """What a listener of kind "test.kind" was told: title and state."""
    told: list[tuple[str, str]] = []

    def listen(matter: Matter, actor: User | None) -> None:
        told.append((matter.title, matter.state))
        if matter.title == "记录改不了":
            raise Invalid("这条记录已锁定")

    on_end("test.kind", listen)
    yield told
    ending._ON_END.pop("test.kind")


def test_it_tells_who_listens_for_the_kind(office: Office, world: World, heard: list[tuple[str, str]]) -> None:
    office.approve(office.start(kind="test.kind", title="一"), world.approver_a)
    office.approve(office.start(title="二"), world.approver_a)
    matters.matter_withdraw(actor=world.clerk_a, matter=office.start(kind="test.kind", title="三"), reason="填错")
    assert heard == [("一", MatterState.APPROVED), ("三", MatterState.WITHDRAWN)]


def test_it_takes_the_decision_back_when_the_listener_refuses(
    office: Office, world: World, heard: list[tuple[str, str]]
) -> None:
    matter = office.start(kind="test.kind", title="记录改不了")
    with pytest.raises(Invalid, match="已锁定"):
        office.approve(matter, world.approver_a)
    assert office.holders(matter) == ["approver_a"]


def test_it_has_one_open_matter_of_a_kind_for_a_record(office: Office, world: World) -> None:
    first = office.start(title="关于另一件")
    office.start(target=first, kind="review")
    with pytest.raises(Invalid, match="已有在办"):
        office.start(target=first, kind="review")
    office.start(target=first, kind="reopen")


def test_it_lets_who_has_the_task_read_the_record(office: Office, world: World) -> None:
    record = office.start(title="被审的记录")
    matter = office.start(target=record, kind="review")
    task = office.task(matter, world.approver_a)
    matters.task_reassign(actor=world.hq_approver, task=task, user=world.clerk_b, reason="交叉审核")
    assert world.clerk_b.may(Matter.read_permission, record)
    office.approve(matter, world.clerk_b)
    assert not world.clerk_b.may(Matter.read_permission, record)


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_act_in_the_same_moment(world: World) -> None:
    flows.load_builtin_flows()
    office = Office(world)
    task = office.task(office.start(), world.approver_a)
    together, outcomes = threading.Barrier(2), []

    def act() -> None:
        together.wait()
        try:
            task_approve(actor=world.approver_a, task=Task.objects.select_related("step").get(pk=task.pk))
            outcomes.append("done")
        except Stale:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "told"]


def test_it_holds_a_limit_on_comments(office: Office, world: World) -> None:
    matter = office.start()
    with pytest.raises(Invalid, match="不超过 1000 字"):
        acting.task_approve(actor=world.approver_a, task=office.task(matter, world.approver_a), comment="长" * 1001)
