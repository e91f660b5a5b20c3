"""Who gets a step: countersigning, signers added, standing in, reassigning, nobody there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories.world import World, person, signed_in
from tests.platform.workflow.conftest import Office
from tests.platform.workflow.drawing import chain, drawn, user
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import Post, TaskGrant, User, post_appoint
from xieshou.platform.inbox.api import notices, todos
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.models import CalendarDay, Delegation, Matter, MatterState, Step, Task
from xieshou.platform.workflow.selectors import search
from xieshou.platform.workflow.services import acting, delegating, duties, matters, vacancies
from xieshou.platform.workflow.workdays import due_after

pytestmark = pytest.mark.function("ZC09")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def second(office: Office, world: World) -> User:
    """A second approver of the county."""
    found = person("approver_a2", "塔县审核二")
    post_appoint(
        actor=None,
        user=found,
        role=world.roles["approver"],
        organisation=world.county_a,
        title="塔县审核二",
        valid_from=date(2020, 1, 1),
    )
    return found


def of_mode(office: Office, mode: str) -> Matter:
    office.publish("mode", drawn("mode", user("s"), user("a", "approver", mode=mode), chain("start", "s", "a", "end")))
    return office.start("mode")


@pytest.mark.function("ZC08")
def test_it_waits_for_all_of_a_countersignature(office: Office, world: World, second: User) -> None:
    matter = of_mode(office, "all")
    assert office.approve(matter, world.approver_a).is_open
    assert office.approve(matter, second).state == MatterState.APPROVED


@pytest.mark.function("ZC08")
def test_it_goes_on_with_the_first_of_any(office: Office, world: World, second: User) -> None:
    matter = of_mode(office, "any")
    assert office.approve(matter, second).state == MatterState.APPROVED
    assert not todos(world.approver_a).exists()


@pytest.mark.function("ZC08")
def test_it_gives_a_single_step_to_the_least_busy(office: Office, world: World, second: User) -> None:
    assert [office.holders(of_mode(office, "single")) for _ in range(2)] == [["approver_a"], ["approver_a2"]]


def test_it_ends_a_countersignature_with_one_return(office: Office, world: World, second: User) -> None:
    matter = of_mode(office, "all")
    office.approve(matter, world.approver_a)
    office.send_back(matter, second, "s")
    assert office.holders(matter) == ["clerk_a"]


def test_it_hears_a_signer_before_deciding(office: Office, world: World) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    acting.signer_add(actor=world.approver_a, task=task, signer=world.clerk_b, when="before", comment="请看价格")
    assert office.holders(matter) == ["clerk_b"]
    with pytest.raises(Invalid, match="加签的意见还没有回来"):
        acting.task_approve(actor=world.approver_a, task=task)
    acting.task_object(actor=world.clerk_b, task=office.task(matter, world.clerk_b), comment="价格偏高")
    assert office.holders(matter) == ["approver_a"]


def test_it_lets_a_signer_before_give_no_more_than_an_opinion(office: Office, world: World) -> None:
    matter = office.start()
    acting.signer_add(
        actor=world.approver_a, task=office.task(matter, world.approver_a), signer=world.clerk_b, when="before"
    )
    with pytest.raises(Invalid, match="只提意见"):
        acting.task_reject(actor=world.clerk_b, task=office.task(matter, world.clerk_b), reason="不行")


def test_it_asks_a_signer_after_agreeing(office: Office, world: World) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    matter = acting.signer_add(actor=world.approver_a, task=task, signer=world.leader, when="after", comment="同意")
    assert matter.is_open
    assert office.approve(matter, world.leader).state == MatterState.APPROVED


def test_it_gives_new_tasks_to_who_stands_in(office: Office, world: World) -> None:
    today = timezone.localdate()
    delegating.delegation_create(
        actor=world.approver_a, delegate=world.hq_approver, starts_on=today, ends_on=today + timedelta(days=3)
    )
    task = office.task(office.start(), world.hq_approver)
    assert task.who == "指挥部审核（代塔县审核）"
    assert "代塔县审核" in todos(world.hq_approver).get().title


def test_it_moves_what_is_in_hand_and_back(office: Office, world: World) -> None:
    matter, today = office.start(), timezone.localdate()
    delegation = delegating.delegation_create(
        actor=world.approver_a, delegate=world.hq_approver, starts_on=today, ends_on=today
    )
    assert office.holders(matter) == ["hq_approver"]
    delegating.delegation_revoke(actor=world.approver_a, delegation=delegation)
    assert office.holders(matter) == ["approver_a"]


def test_it_starts_and_ends_standing_in_by_the_clock(office: Office, world: World) -> None:
    matter, today = office.start(), timezone.localdate()
    delegation = Delegation.objects.create(
        principal=world.approver_a, delegate=world.hq_approver, starts_on=today, ends_on=today
    )
    delegating.delegations_apply(timezone.now())
    assert office.holders(matter) == ["hq_approver"]
    Delegation.objects.filter(pk=delegation.pk).update(starts_on=today - timedelta(2), ends_on=today - timedelta(1))
    delegating.delegations_apply(timezone.now())
    assert office.holders(matter) == ["approver_a"]


def test_it_ends_a_circle_of_delegations(office: Office, world: World) -> None:
    today = timezone.localdate()
    for one, other in ((world.approver_a, world.hq_approver), (world.hq_approver, world.approver_a)):
        Delegation.objects.create(principal=one, delegate=other, starts_on=today, ends_on=today)
    assert office.holders(office.start()) == ["approver_a"]


def test_it_tells_everything_wrong_with_a_delegation(office: Office, world: World) -> None:
    with pytest.raises(Invalid) as refused:
        delegating.delegation_create(
            actor=world.clerk_a, delegate=world.clerk_a, starts_on=date(2020, 2, 1), ends_on=date(2020, 1, 1)
        )
    assert len(refused.value.problems) == 3


def test_it_is_reassigned_by_a_manager_only(office: Office, world: World) -> None:
    matter = office.start()
    task = office.task(matter, world.approver_a)
    with pytest.raises(Refused, match="督办"):
        matters.task_reassign(actor=world.clerk_a, task=task, user=world.leader, reason="x")
    matters.task_reassign(actor=world.hq_approver, task=task, user=world.leader, reason="出差")
    assert office.holders(matter) == ["leader"]
    assert TaskGrant.objects.filter(ended_at=None).get().user == world.leader


@pytest.mark.function("ZC08")
def test_it_says_that_nobody_can_do_a_step(office: Office, world: World) -> None:
    Post.objects.filter(user=world.approver_a).update(valid_to=timezone.localdate())
    matter = office.start()
    assert "没有人能办" in matter.stuck_because
    step = Step.objects.get(matter=matter, state_open=True)
    matter = matters.step_assign(actor=world.hq_approver, step=step, user=world.hq_approver, reason="岗位空缺")
    assert matter.stuck_because == ""
    assert office.approve(matter, world.hq_approver).state == MatterState.APPROVED


@pytest.mark.function("ZC08")
def test_it_tells_at_submission_whom_a_later_step_wants_and_who_can_help(office: Office, world: World) -> None:
    Post.objects.filter(user=world.hq_approver).update(valid_to=timezone.localdate())
    matter = office.start("county-to-office", variables={"amount_fen": 100})
    assert matter.stuck_because == ""
    (told,) = vacancies.vacancies_ahead(matter)
    assert (told.step, world.hq.name in told.wanted, "审核" in told.wanted) == ("前方指挥部审核", True, True)
    because = notices(world.clerk_a).get(category="workflow.stuck").because
    assert all(words in because for words in ("前方指挥部审核", str(world.division_manager), "任命"))
    assert notices(world.division_manager).filter(category="workflow.stuck").exists()
    page = signed_in(world.clerk_a).get(matter.get_absolute_url()).content.decode()
    assert "后面的环节现在没有人能办" in page


@pytest.mark.function("ZC08")
def test_it_says_nothing_of_steps_that_the_amount_does_not_reach(office: Office, world: World) -> None:
    Post.objects.filter(user=world.leader).update(valid_to=timezone.localdate())
    small = office.start("county-to-office", variables={"amount_fen": 100})
    large = office.start("county-to-office", variables={"amount_fen": 10**10}, title="大额")
    assert [len(vacancies.vacancies_ahead(one)) for one in (small, large)] == [0, 1]


@pytest.mark.function("ZC08")
def test_a_unit_without_one_above_is_told_so(office: Office, world: World) -> None:
    Organisation.objects.filter(pk=world.county_a.pk).update(parent=None)
    matter = office.start("county-to-office", variables={"amount_fen": 100}, owner=Organisation.objects.get(pk=world.county_a.pk))  # fmt: skip
    assert "没有上级单位" in vacancies.vacancies_ahead(matter)[0].wanted


@pytest.mark.function("ZC08")
def test_a_step_that_nobody_had_goes_to_who_is_appointed(office: Office, world: World) -> None:
    Post.objects.filter(user=world.approver_a).update(valid_to=timezone.localdate())
    matter = office.start()
    vacancies.vacancies_check(timezone.now())
    assert office.holders(matter) == []
    post_appoint(
        actor=None, user=world.clerk_b, role=world.roles["approver"], organisation=world.county_a, title="审核"
    )
    vacancies.vacancies_check(timezone.now())
    matter.refresh_from_db()
    assert (office.holders(matter), matter.stuck_because) == (["clerk_b"], "")


@pytest.mark.function("ZC11")
def test_it_hurries_who_has_it_once_for_many_clicks(office: Office, world: World) -> None:
    matter = office.start()
    for _ in range(3):
        matters.matter_remind(actor=world.clerk_a, matter=matter)
    assert [notice.merged_count for notice in notices(world.approver_a)] == [3]


@pytest.mark.function("ZC08")
@pytest.mark.django_db
def test_it_counts_working_days_by_the_calendar() -> None:
    friday = datetime(2026, 9, 25, 10, tzinfo=SHANGHAI)
    due = due_after(friday, 1)
    assert due is not None
    assert timezone.localtime(due).date() == date(2026, 9, 28)


@pytest.mark.function("ZC08")
@pytest.mark.django_db
def test_it_counts_free_days_and_worked_weekends() -> None:
    CalendarDay.objects.create(day=date(2026, 9, 27), is_working=True, name="调休")
    CalendarDay.objects.create(day=date(2026, 9, 28), is_working=False, name="放假")
    friday = datetime(2026, 9, 25, 10, tzinfo=SHANGHAI)
    days = [timezone.localtime(due).date() for count in (1, 2) if (due := due_after(friday, count)) is not None]
    assert days == [date(2026, 9, 27), date(2026, 9, 29)]


@pytest.mark.function("ZC08")
def test_it_gives_every_task_a_deadline(office: Office, world: World) -> None:
    task = Task.objects.get(matter=office.start(), state="open")
    assert task.due_at == due_after(task.step.opened_at, 3)


def test_it_says_so_when_the_holder_has_left(office: Office, world: World) -> None:
    matter = office.start()
    User.objects.filter(pk=world.approver_a.pk).update(is_active=False)
    duties.departures_check(timezone.now())
    matter.refresh_from_db()
    assert "没有人能办" in matter.stuck_because
    assert notices(world.clerk_a).get().category == "workflow.stuck"
    matters.task_reassign(
        actor=world.hq_approver, task=office.task(matter, world.approver_a), user=world.leader, reason="离任"
    )
    matter.refresh_from_db()
    assert matter.stuck_because == ""


def test_it_does_not_add_a_second_holder_to_a_step_in_hand(office: Office, world: World) -> None:
    step = Step.objects.get(matter=office.start(), state_open=True)
    with pytest.raises(Invalid, match="用“改派”"):
        matters.step_assign(actor=world.hq_approver, step=step, user=world.leader, reason="加急")


def test_it_is_found_by_those_within_reach_only(office: Office, world: World) -> None:
    office.start(title="深塔中学教学设备")
    assert [hit.label for hit in search(world.clerk_a, "教学", 5)] == ["深塔中学教学设备"]
    assert search(world.clerk_b, "教学", 5) == []


def test_it_keeps_who_agreed_and_asks_who_had_not_when_a_countersignature_comes_straight_back(
    office: Office, world: World, second: User
) -> None:
    third = person("approver_a3", "塔县审核三")
    post_appoint(actor=None, user=third, role=world.roles["approver"], organisation=world.county_a, title="塔县审核三")
    matter = of_mode(office, "all")
    office.approve(matter, world.approver_a)
    office.send_back(matter, second, "s")
    office.approve(matter, world.clerk_a, direct=True)
    assert office.holders(matter) == ["approver_a2", "approver_a3"]


def test_it_has_a_stand_in_sign_for_both(office: Office, world: World, second: User) -> None:
    today = timezone.localdate()
    delegating.delegation_create(actor=second, delegate=world.approver_a, starts_on=today, ends_on=today)
    matter = of_mode(office, "all")
    assert office.holders(matter) == ["approver_a", "approver_a"]
    for task in Task.objects.filter(matter=matter, state="open"):
        matter = acting.task_approve(actor=world.approver_a, task=task)
    assert matter.state == MatterState.APPROVED
