"""The door of approvals."""

from xieshou.platform.workflow.ending import on_end
from xieshou.platform.workflow.models import FlowDefinition, Matter, MatterState, Step, Task
from xieshou.platform.workflow.selectors import open_of
from xieshou.platform.workflow.services.acting import (
    earlier_steps,
    signer_add,
    task_approve,
    task_object,
    task_reject,
    task_return,
    task_take_back,
)
from xieshou.platform.workflow.services.bulk import bulk_ask
from xieshou.platform.workflow.services.delegating import delegation_create, delegation_revoke, delegations_apply
from xieshou.platform.workflow.services.duties import departures_check, limits_check
from xieshou.platform.workflow.services.flows import load_builtin_flows
from xieshou.platform.workflow.services.matters import (
    matter_remind,
    matter_start,
    matter_withdraw,
    step_assign,
    task_reassign,
)
from xieshou.platform.workflow.services.vacancies import vacancies_ahead, vacancies_check
from xieshou.platform.workflow.workdays import due_after

__all__ = [
    "FlowDefinition",
    "Matter",
    "MatterState",
    "Step",
    "Task",
    "bulk_ask",
    "delegation_create",
    "delegation_revoke",
    "delegations_apply",
    "departures_check",
    "due_after",
    "earlier_steps",
    "limits_check",
    "load_builtin_flows",
    "matter_remind",
    "matter_start",
    "matter_withdraw",
    "on_end",
    "open_of",
    "signer_add",
    "step_assign",
    "task_approve",
    "task_object",
    "task_reassign",
    "task_reject",
    "task_return",
    "task_take_back",
    "vacancies_ahead",
    "vacancies_check",
]
