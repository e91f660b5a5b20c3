"""A thousand matters in one job: progress, a list of failures, nothing done twice."""

import pytest

from tests.factories.world import World
from tests.platform.workflow.conftest import Office
from xieshou.lib.problems import Invalid
from xieshou.platform.jobs.api import Job, JobState, Progress, do, work_until_idle
from xieshou.platform.jobs.services import take_one
from xieshou.platform.workflow.models import Matter, MatterState, Step
from xieshou.platform.workflow.services import bulk

pytestmark = pytest.mark.function("ZC10")


def ask(world: World, matters: list[Matter], action: str = "approve", comment: str = "") -> Job:
    return bulk.bulk_ask(
        actor=world.approver_a, action=action, matter_ids=[matter.pk for matter in matters], comment=comment
    )


def test_it_approves_all_and_lists_what_failed(office: Office, world: World) -> None:
    chosen = [office.start(title=f"购置 {number}") for number in range(5)]
    office.approve(chosen[2], world.approver_a)
    job = ask(world, chosen)
    work_until_idle()
    job.refresh_from_db()
    assert (job.state, job.done_count, job.result) == (JobState.DONE, 5, {"办成": 4, "没有办成": 1})
    assert job.failures == [[f"{chosen[2].pk} 购置 2", "不在您手上，或已经办过"]]
    assert Matter.objects.filter(state=MatterState.APPROVED).count() == 5


def test_it_joins_a_second_click(office: Office, world: World) -> None:
    chosen = [office.start()]
    assert ask(world, chosen).pk == ask(world, chosen).pk


def test_it_acts_once_when_a_dead_worker_is_followed_by_another(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [office.start("county-to-office", title=f"购置 {one}", variables={"amount_fen": 5}) for one in range(4)]
    job = ask(world, chosen, "return", "请补材料")
    taken = take_one()
    assert taken is not None
    tell = Progress.tell

    def dies(self: Progress, done: int, total: int | None = None, stage: str | None = None) -> None:
        if done == 2:
            raise SystemExit
        tell(self, done, total, stage)

    monkeypatch.setattr(Progress, "tell", dies)
    with pytest.raises(SystemExit):
        do(taken)
    monkeypatch.undo()
    do(Job.objects.get(pk=job.pk))
    job.refresh_from_db()
    assert job.result == {"办成": 4, "没有办成": 0}
    assert Step.objects.filter(path="submit", state_open=True).count() == 4
    assert Step.objects.filter(outcome="returned").count() == 4


def test_it_shows_nothing_of_matters_outside_the_reach(office: Office, world: World) -> None:
    secret = office.start(title="不该看到的标题")
    job = bulk.bulk_ask(actor=world.clerk_b, action="remind", matter_ids=[secret.pk])
    work_until_idle()
    job.refresh_from_db()
    assert job.failures == [[str(secret.pk), "找不到，或不在您的可见范围内"]]


def test_it_refuses_more_than_a_thousand_and_a_return_without_reason(office: Office, world: World) -> None:
    with pytest.raises(Invalid) as refused:
        bulk.bulk_ask(actor=world.approver_a, action="return", matter_ids=range(1, 1002))
    assert [problem.where for problem in refused.value.problems] == ["批量办理", "意见"]
