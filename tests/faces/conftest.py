"""Programs that call, and what there is for them to find."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World
from xieshou.faces.machine.services import ACT, token_make
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow.api import FlowDefinition, Matter, Task, load_builtin_flows, matter_start


@dataclass(frozen=True)
class Program:
    """A program with a token."""

    secret: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """One request; `If_Match=…` becomes the header If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **named},
        )

    def get(self, path: str) -> Any:
        """The JSON of an answer that must be 200."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()


def program_of(user: User, *scopes: str) -> Program:
    """A program of a person; without scopes it may do all the person may."""
    held = [*sorted({grant.permission.value for grant in user.access.grants}), ACT]
    _, secret = token_make(actor=user, name="测试", scopes=list(scopes) or held, days=1)
    return Program(secret)


def reading(user: User) -> Program:
    """A program that may only read ledgers."""
    return program_of(user, Permission.RECORD_READ.value)


@pytest.fixture
def matter(world: World) -> Matter:
    """Started by the clerk of county A; the county's approver has it."""
    load_builtin_flows()
    flow = FlowDefinition.objects.get(code="two-step")
    started = matter_start(actor=world.clerk_a, flow=flow, title="购置教学设备", owner=world.county_a)
    assert Task.objects.filter(matter=started, user=world.approver_a, state="open").exists()
    return started
