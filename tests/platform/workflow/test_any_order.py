"""Whatever people do in whatever order: an open matter is in somebody's hands or says it is stuck, rights follow tasks."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.platform.workflow.conftest import Office
from tests.platform.workflow.drawing import chain, drawn, line, node, timer, user
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import Post, TaskGrant, User
from xieshou.platform.inbox.api import Item
from xieshou.platform.workflow.models import Delegation, Matter, Step, Task
from xieshou.platform.workflow.services import acting, delegating, duties, matters
from xieshou.platform.workflow.services.hands import key_of
from xieshou.platform.workflow.services.moving import run_of

FLOW = drawn(
    "everything",
    user("s"),
    user("a", "approver"),
    user("h", "approver", "parent", mode="any"),
    user("m", "manager", "office", mode="all"),
    user("l", "leader", "office"),
    node("parallelGateway", "split"),
    node("parallelGateway", "join"),
    node("exclusiveGateway", "either"),
    node("exclusiveGateway", "big", default="big_end"),
    timer("t", "a", "P9D"),
    chain("start", "s", "split", "a", "either", "join", "m", "big", "end"),
    line("split", "h")
    + line("h", "join")
    + line("big", "l", "amount_fen > 100")
    + line("l", "end")
    + line("t", "either"),
    variables="amount_fen:integer",
)


class AnyOrder(RuleBasedStateMachine):
    """Random people do random things to a few matters."""

    office: ClassVar[Office]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        world = self.office.world
        self.people: list[User] = [
            world.clerk_a,
            world.approver_a,
            world.hq_approver,
            world.division_manager,
            world.leader,
            world.clerk_b,
        ]

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def tries(self, do: Any, **values: Any) -> None:
        """A refusal is an answer; it must have changed nothing, which the invariants see."""
        with suppress(Invalid, Refused, Stale):
            do(**values)

    def a_task(self, pick: int, state: str = "open") -> Task | None:
        tasks = list(Task.objects.filter(state=state).select_related("step", "user", "matter"))
        return tasks[pick % len(tasks)] if tasks else None

    @precondition(lambda self: Matter.objects.count() < 3)
    @rule(amount=st.sampled_from([5, 500]))
    def starts(self, amount: int) -> None:
        self.office.start("everything", variables={"amount_fen": amount})

    @rule(pick=st.integers(0, 9), direct=st.booleans())
    def approves(self, pick: int, direct: bool) -> None:
        if task := self.a_task(pick):
            self.tries(acting.task_approve, actor=task.user, task=task, direct=direct)

    @rule(pick=st.integers(0, 9), to=st.sampled_from(["s", "a", "h", "m"]))
    def returns(self, pick: int, to: str) -> None:
        if task := self.a_task(pick):
            self.tries(acting.task_return, actor=task.user, task=task, to_path=to, reason="缺材料")

    @rule(pick=st.integers(0, 9), signer=st.integers(0, 5), when=st.sampled_from(["before", "after"]))
    def asks_a_signer(self, pick: int, signer: int, when: str) -> None:
        if task := self.a_task(pick):
            self.tries(acting.signer_add, actor=task.user, task=task, signer=self.people[signer], when=when)

    @rule(pick=st.integers(0, 9))
    def objects(self, pick: int) -> None:
        if task := self.a_task(pick):
            self.tries(acting.task_object, actor=task.user, task=task, comment="不妥")

    @rule(pick=st.integers(0, 9), to=st.integers(0, 5))
    def reassigns(self, pick: int, to: int) -> None:
        if task := self.a_task(pick):
            actor = self.office.world.division_manager
            self.tries(matters.task_reassign, actor=actor, task=task, user=self.people[to], reason="出差")

    @rule(pick=st.integers(0, 9))
    def takes_back(self, pick: int) -> None:
        if task := self.a_task(pick, "done"):
            self.tries(acting.task_take_back, actor=task.user, task=task)

    @rule(pick=st.integers(0, 9), is_withdrawn=st.booleans())
    def ends(self, pick: int, is_withdrawn: bool) -> None:
        if pick < 7 or not (task := self.a_task(pick)):
            return
        if is_withdrawn:
            self.tries(matters.matter_withdraw, actor=task.matter.started_by, matter=task.matter, reason="填错")
        else:
            self.tries(acting.task_reject, actor=task.user, task=task, reason="不符")

    @rule(one=st.integers(0, 5), other=st.integers(0, 5))
    def goes_away(self, one: int, other: int) -> None:
        today = timezone.localdate()
        delegate = self.people[other]
        self.tries(
            delegating.delegation_create, actor=self.people[one], delegate=delegate, starts_on=today, ends_on=today
        )

    @rule()
    def comes_back(self) -> None:
        if delegation := Delegation.objects.filter(revoked_at=None).select_related("principal").first():
            delegating.delegation_revoke(actor=delegation.principal, delegation=delegation)

    @rule()
    def leaves_the_post(self) -> None:
        Post.objects.filter(user=self.office.world.leader).update(valid_to=timezone.localdate())

    @rule(is_late=st.booleans())
    def time_passes(self, is_late: bool) -> None:
        now = timezone.now()
        delegating.delegations_apply(now)
        if is_late:
            duties.limits_check(now + timedelta(days=10))

    @invariant()
    def somebody_has_it_or_it_says_so(self) -> None:
        for matter in Matter.objects.filter(state="open"):
            steps = list(matter.steps.filter(state_open=True))
            assert steps
            alone = [step for step in steps if not step.tasks.filter(state="open").exists()]
            assert bool(alone) == bool(matter.stuck_because)

    @invariant()
    def each_open_task_gives_reading_exactly_once(self) -> None:
        granted = sorted(TaskGrant.objects.filter(ended_at=None).values_list("key", "user_id"))
        assert granted == sorted((key_of(task), task.user_id) for task in Task.objects.filter(state="open"))

    @invariant()
    def each_open_task_is_one_to_do(self) -> None:
        waiting = Item.objects.filter(kind="todo", done_at=None, category="workflow.task")
        tasks = Task.objects.filter(state="open")
        assert sorted(waiting.values_list("source", "user_id")) == sorted((key_of(one), one.user_id) for one in tasks)

    @invariant()
    def nothing_is_open_in_what_is_closed(self) -> None:
        assert not Task.objects.filter(state__in=["open", "held"]).exclude(matter__state="open").exists()
        assert not Task.objects.filter(state__in=["open", "held"], step__state_open=False).exists()
        assert not Step.objects.filter(state_open=True).exclude(matter__state="open").exists()

    @invariant()
    def rows_and_engine_agree(self) -> None:
        for matter in Matter.objects.filter(state="open").select_related("flow_version__flow"):
            paths = sorted(matter.steps.filter(state_open=True).values_list("path", flat=True))
            assert paths == run_of(matter).waiting()


@pytest.mark.function("ZC09")
def test_it_holds_in_any_order(office: Office) -> None:
    office.publish("everything", FLOW)
    AnyOrder.office = office
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=25,
            stateful_step_count=16,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
