"""Flows and matters for the tests of approvals."""

import hashlib
from dataclasses import dataclass

import pytest

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow.models import FlowDefinition, FlowVersion, Matter, Step, Task
from xieshou.platform.workflow.services import acting, flows, matters


@dataclass
class Office:
    """The world with flows in it, and short words for what people do."""

    world: World

    def publish(self, code: str, xml: str) -> FlowDefinition:
        """A published flow from a file; refused with everything that is wrong."""
        actor = self.world.division_manager
        flow, _ = FlowDefinition.objects.get_or_create(code=code, defaults={"name": code})
        number = flow.versions.count() + 1
        version = FlowVersion.objects.create(
            flow=flow, number=number, xml=xml, sha256=hashlib.sha256(xml.encode()).hexdigest()
        )
        flows.version_publish(actor=actor, version=version, opened_version=1)
        return flow

    def start(self, code: str = "two-step", by: User | None = None, **rest: object) -> Matter:
        """A matter of the county, started by its clerk."""
        values: dict[str, object] = {"title": "购置教学设备", "owner": self.world.county_a, **rest}
        flow = FlowDefinition.objects.get(code=code)
        return matters.matter_start(actor=by or self.world.clerk_a, flow=flow, **values)  # type: ignore[arg-type]

    def task(self, matter: Matter, user: User) -> Task:
        """The task the person has in hand."""
        return Task.objects.select_related("step").get(matter=matter, user=user, state="open")

    def approve(self, matter: Matter, *users: User, **rest: object) -> Matter:
        """Each in turn agrees."""
        for user in users:
            matter = acting.task_approve(actor=user, task=self.task(matter, user), **rest)  # type: ignore[arg-type]
        return matter

    def send_back(self, matter: Matter, by: User, to: str, reason: str = "缺发票") -> Matter:
        """Returned to the step with this id."""
        return acting.task_return(actor=by, task=self.task(matter, by), to_path=to, reason=reason)

    def holders(self, matter: Matter) -> list[str]:
        """The accounts of who has it, sorted."""
        return sorted(Task.objects.filter(matter=matter, state="open").values_list("user__username", flat=True))

    def open_steps(self, matter: Matter) -> list[str]:
        return sorted(Step.objects.filter(matter=matter, state_open=True).values_list("path", flat=True))


@pytest.fixture
def office(world: World) -> Office:
    """The world with the built-in flows."""
    flows.load_builtin_flows()
    return Office(world)
