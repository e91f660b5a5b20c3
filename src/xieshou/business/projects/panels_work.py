"""The sections that contracts, nodes, warnings, changes, acceptance and settlement add to a project's page."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects import progress
from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.models import Project, Stage
from xieshou.business.projects.panels import Panel, add
from xieshou.business.projects.services.changing import may_ask
from xieshou.business.projects.stages import PLANNED_ON
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User

_AT_WORK = {Stage.RUNNING, Stage.COMPLETED}


def _contracts(user: User, project: Project) -> Mapping[str, Any] | None:
    if project.stage not in PLANNED_ON:
        return None
    return {"book": selectors.contract_book(project)}


def _milestones(user: User, project: Project) -> Mapping[str, Any] | None:
    milestones = selectors.schedule_of(project)
    if project.stage not in PLANNED_ON and not milestones:
        return None
    today = timezone.localdate()
    return {
        "overall": progress.overall(milestones) if milestones else None,
        "gantt": progress.gantt(milestones, today),
        "may_edit": user.may(Permission.PROJECT_EDIT, project),
    }


def _warnings(user: User, project: Project) -> Mapping[str, Any] | None:
    warnings = selectors.warnings_of(project)
    return {"warnings": warnings, "today": timezone.localdate()} if warnings else None


def _changes(user: User, project: Project) -> Mapping[str, Any] | None:
    changes = selectors.changes_of(project)
    if not changes and not may_ask(user, project):
        return None
    return {"changes": changes, "may_ask": bool(may_ask(user, project))}


def _acceptance(user: User, project: Project) -> Mapping[str, Any] | None:
    acceptances = selectors.acceptances_of(project)
    may_edit = user.may(Permission.PROJECT_EDIT, project) and project.stage in _AT_WORK
    if not acceptances and not may_edit:
        return None
    is_open = any(one.state != "failed" for one in acceptances)
    return {"acceptances": acceptances, "may_prepare": may_edit and not is_open}


def _settlement(user: User, project: Project) -> Mapping[str, Any] | None:
    if project.stage not in {Stage.ACCEPTED, Stage.TERMINATED, Stage.SETTLED}:
        return None
    return {"settlement": selectors.settlement_of(project)}


def add_all() -> None:
    """Called once when the app is loaded."""
    add(Panel("warnings", _("预警"), _warnings, "projects/work/_warnings.html", 15))
    add(Panel("contracts", _("采购与合同"), _contracts, "projects/work/_contracts.html", 40))
    add(Panel("milestones", _("节点与进度"), _milestones, "projects/work/_milestones.html", 50))
    add(Panel("changes", _("变更"), _changes, "projects/work/_changes.html", 60))
    add(Panel("acceptance", _("验收"), _acceptance, "projects/work/_acceptance.html", 70))
    add(Panel("settlement", _("结算"), _settlement, "projects/work/_settlement.html", 75))
