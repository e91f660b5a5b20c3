"""What people do with a matter: pass on, return, submit again, reject, withdraw, take back."""

import pytest

from tests.factories.world import World
from tests.platform.workflow.conftest import Office
from tests.platform.workflow.drawing import chain, drawn, line, node, user
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of
from xieshou.platform.inbox.api import returned, todos
from xieshou.platform.workflow.models import Decision, MatterState, Outcome, Step, Task
from xieshou.platform.workflow.services import acting, matters

pytestmark = pytest.mark.function("ZC09")


def test_it_goes_from_clerk_to_approver_to_the_end(office: Office, world: World) -> None:
    matter = office.start()
    assert office.holders(matter) == ["approver_a"]
    assert office.approve(matter, world.approver_a).state == MatterState.APPROVED


def test_it_goes_up_from_county_to_office(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 99_999_999})
    matter = office.approve(matter, world.approver_a, world.hq_approver, world.division_manager)
    assert matter.state == MatterState.APPROVED


def test_it_goes_to_the_leader_from_the_limit_on(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 100_000_000})
    matter = office.approve(matter, world.approver_a, world.hq_approver, world.division_manager)
    assert office.holders(matter) == ["leader"]


def test_it_refuses_to_start_without_a_value_its_conditions_need(office: Office) -> None:
    with pytest.raises(Invalid, match="金额（分）：没有填"):
        office.start("county-to-office")


def test_it_refuses_to_start_for_an_office_one_does_not_work_in(office: Office, world: World) -> None:
    with pytest.raises(Refused, match="名义"):
        office.start(owner=world.county_b)


def test_it_returns_to_any_earlier_step_with_the_reason(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a, world.hq_approver)
    office.send_back(matter, world.division_manager, "county", "金额与合同不符")
    assert office.holders(matter) == ["approver_a"]
    assert [item.because for item in returned(world.approver_a)] == ["金额与合同不符"]


def test_it_wants_a_reason_for_a_return(office: Office, world: World) -> None:
    matter = office.start()
    with pytest.raises(Invalid, match="退回要写理由"):
        office.send_back(matter, world.approver_a, "submit", "  ")


def test_it_refuses_to_return_forward(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    with pytest.raises(Invalid, match="经办"):
        office.send_back(matter, world.approver_a, "fund")


def test_it_goes_straight_to_who_returned_it(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a, world.hq_approver)
    office.send_back(matter, world.division_manager, "submit")
    office.approve(matter, world.clerk_a, direct=True)
    assert office.holders(matter) == ["division_manager"]
    skipped = Task.objects.filter(matter=matter, decision=Decision.SKIPPED)
    assert [task.step.path for task in skipped] == ["county", "headquarters"]


def test_it_goes_step_by_step_after_a_return_when_asked(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a, world.hq_approver)
    office.send_back(matter, world.division_manager, "submit")
    office.approve(matter, world.clerk_a)
    assert office.holders(matter) == ["approver_a"]


def test_it_never_passes_over_someone_who_has_not_agreed(office: Office, world: World) -> None:
    """Returned from the county's step, the headquarters had not seen it: straight back stops at the county."""
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.send_back(matter, world.approver_a, "submit")
    office.approve(matter, world.clerk_a, direct=True)
    assert office.holders(matter) == ["approver_a"]
    office.approve(matter, world.approver_a)
    assert office.holders(matter) == ["hq_approver"]


def test_it_remembers_the_first_returner_through_a_second_return(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a, world.hq_approver)
    office.send_back(matter, world.division_manager, "county")
    office.send_back(matter, world.approver_a, "submit")
    office.approve(matter, world.clerk_a, direct=True)
    assert office.holders(matter) == ["approver_a"]
    office.approve(matter, world.approver_a, direct=True)
    assert office.holders(matter) == ["division_manager"]


def test_it_takes_the_new_way_when_the_starter_corrects_the_amount(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    office.approve(matter, world.approver_a, world.hq_approver)
    office.send_back(matter, world.division_manager, "submit")
    office.approve(matter, world.clerk_a, direct=True, variables={"amount_fen": 200_000_000})
    office.approve(matter, world.division_manager)
    assert office.holders(matter) == ["leader"]


def test_it_keeps_the_other_branch_when_one_is_returned(office: Office, world: World) -> None:
    office.publish(
        "two-branches",
        drawn(
            "two-branches",
            user("s"),
            user("c", "approver"),
            user("h", "approver", "parent"),
            user("b", "clerk", skipSame="no"),
            node("parallelGateway", "split"),
            node("parallelGateway", "join"),
            chain("start", "s", "split", "b", "c", "join", "end") + line("split", "h") + line("h", "join"),
        ),
    )
    matter = office.start("two-branches")
    office.approve(matter, world.hq_approver, world.clerk_a)
    office.send_back(matter, world.approver_a, "b")
    assert office.open_steps(matter) == ["b"]
    assert office.approve(matter, world.clerk_a, world.approver_a).state == MatterState.APPROVED
    assert Step.objects.filter(matter=matter, path="h").count() == 1


def test_it_takes_both_branches_back_when_returned_before_the_split(office: Office, world: World) -> None:
    office.publish(
        "two-branches",
        drawn(
            "two-branches",
            user("s"),
            user("c", "approver"),
            user("h", "approver", "parent"),
            user("l", "leader", "office"),
            node("parallelGateway", "split"),
            node("parallelGateway", "join"),
            chain("start", "s", "split", "c", "join", "l", "end") + line("split", "h") + line("h", "join"),
        ),
    )
    matter = office.start("two-branches")
    office.approve(matter, world.approver_a)
    office.send_back(matter, world.hq_approver, "s")
    assert office.open_steps(matter) == ["s"]
    office.approve(matter, world.clerk_a)
    assert office.open_steps(matter) == ["c", "h"]


def test_it_ends_when_rejected(office: Office, world: World) -> None:
    matter = office.start()
    matter = acting.task_reject(
        actor=world.approver_a, task=office.task(matter, world.approver_a), reason="不在支持范围"
    )
    assert matter.state == MatterState.REJECTED
    assert office.holders(matter) == []


def test_it_is_withdrawn_by_the_starter_only(office: Office, world: World) -> None:
    matter = office.start()
    with pytest.raises(Refused, match="只有发起人"):
        matters.matter_withdraw(actor=world.approver_a, matter=matter, reason="x")
    assert matters.matter_withdraw(actor=world.clerk_a, matter=matter, reason="填错").state == MatterState.WITHDRAWN
    assert not todos(world.approver_a).exists()


def test_it_is_taken_back_while_nobody_has_acted_on_it(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    task = office.task(matter, world.approver_a)
    office.approve(matter, world.approver_a)
    acting.task_take_back(actor=world.approver_a, task=task)
    assert office.holders(matter) == ["approver_a"]
    assert Step.objects.get(matter=matter, path="headquarters").outcome == Outcome.TAKEN_BACK


def test_it_is_not_taken_back_once_someone_has_acted(office: Office, world: World) -> None:
    matter = office.start("county-to-office", variables={"amount_fen": 5})
    task = office.task(matter, world.approver_a)
    office.approve(matter, world.approver_a, world.hq_approver)
    with pytest.raises(Invalid, match="后面的环节已经有人办了"):
        acting.task_take_back(actor=world.approver_a, task=task)


def test_it_skips_a_step_whose_person_has_just_passed_it_on(office: Office, world: World) -> None:
    office.publish(
        "twice",
        drawn("twice", user("s"), user("a", "approver"), user("b", "approver"), chain("start", "s", "a", "b", "end")),
    )
    matter = office.approve(office.start("twice"), world.approver_a)
    assert matter.state == MatterState.APPROVED
    skipped = Task.objects.get(matter=matter, step__path="b")
    assert (skipped.decision, skipped.user, skipped.comment) == (
        Decision.SKIPPED,
        world.approver_a,
        "与上一步为同一人，自动跳过",
    )


def test_it_does_not_skip_where_the_flow_says_so(office: Office, world: World) -> None:
    steps = [user("s"), user("a", "approver"), user("b", "approver", skipSame="no")]
    office.publish("twice", drawn("twice", *steps, chain("start", "s", "a", "b", "end")))
    matter = office.approve(office.start("twice"), world.approver_a)
    assert office.holders(matter) == ["approver_a"]


def test_it_lets_only_the_holder_act(office: Office, world: World) -> None:
    matter = office.start()
    with pytest.raises(Refused, match="不在您手上"):
        acting.task_approve(actor=world.clerk_a, task=office.task(matter, world.approver_a))


def test_it_tells_the_second_person_who_was_first(office: Office, world: World) -> None:
    office.publish(
        "any", drawn("any", user("s"), user("a", "approver", "parent", mode="any"), chain("start", "s", "a", "end"))
    )
    matter = office.start("any")
    opened = office.task(matter, world.hq_approver)
    office.approve(matter, world.hq_approver)
    with pytest.raises(Stale, match="指挥部审核"):
        acting.task_approve(actor=world.hq_approver, task=opened)


def test_it_gives_reading_with_the_task_and_takes_it_back(office: Office, world: World) -> None:
    office.publish(
        "neighbour",
        drawn(
            "neighbour",
            user("s"),
            user("a", "clerk", "named", organisation="疏附县受援办"),
            chain("start", "s", "a", "end"),
        ),
    )
    matter = office.start("neighbour")
    assert world.clerk_b.may(Permission.MATTER_READ, matter)
    office.approve(matter, world.clerk_b)
    assert not world.clerk_b.may(Permission.MATTER_READ, matter)


def test_it_writes_every_action_into_the_log(office: Office, world: World) -> None:
    matter = office.start()
    office.send_back(matter, world.approver_a, "submit")
    office.approve(matter, world.clerk_a, world.approver_a)
    actions = [entry.action for entry in history_of(matter) if entry.action.startswith("matter.")]
    assert actions == ["matter.end", "matter.approve", "matter.approve", "matter.return", "matter.start"]
