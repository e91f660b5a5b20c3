"""What the performance cycle tells the apps below it, once, when the models are ready."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation import own_templates, selectors, wiring_appraisal, wiring_self
from xieshou.business.evaluation.models import ExAnte, FormState, GoalSet
from xieshou.business.evaluation.services import ex_ante, reviewing
from xieshou.business.funds import api as funds
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell import search

PANEL_ORDER = 80
MOST_SHOWN = 20


def connect() -> None:
    """Forms follow their approvals; notices have their category; a project's page shows its goals."""
    inbox.category_add(inbox.Category("evaluation.goals", _("绩效目标")))
    projects.panel_add(projects.Panel("performance", _("绩效"), _panel, "evaluation/goals/_panel.html", PANEL_ORDER))
    projects.effects.add(_effects)
    funds.gates.add(ex_ante.may_ask_budget)
    search.add("绩效", selectors.goals_found, lambda words: f"/performance/?q={quote(words)}")
    reviewing.connect()
    ex_ante.connect()
    own_templates.connect()
    wiring_self.connect()
    wiring_appraisal.connect()


def _panel(user: User, project: projects.Project) -> Mapping[str, Any] | None:
    """A project's goals and assessments on its page; nothing for those who may not read them."""
    if not user.may(Permission.PERFORMANCE_READ, project):
        return None
    year = timezone.localdate().year
    goals = GoalSet.objects.filter(project=project).exclude(state=FormState.SUPERSEDED)
    return {
        "goal_sets": list(goals.order_by("-year", "-number")[:MOST_SHOWN]),
        "assessments": list(ExAnte.objects.filter(project=project).order_by("-year", "-pk")[:MOST_SHOWN]),
        "year": year,
        "gate": ex_ante.may_ask_budget(project, year),
        "may_edit": user.may(Permission.GOAL_EDIT, project),
    }


def _effects(project: projects.Project, kind: str, values: Mapping[str, Any]) -> list[projects.effects.Effect]:
    """What a change of a project touches in its goals: those in force."""
    in_force = GoalSet.objects.filter(project=project, state=FormState.APPROVED)
    return [
        projects.effects.Effect(
            str(_("绩效目标")),
            str(goals),
            f"第 {goals.number} 版，{goals.indicators.count()} 个指标",
            str(_("按变更后的任务办“年中调整”")),
            goals.get_absolute_url(),
        )
        for goals in in_force.filter(year__gte=timezone.localdate().year - 1).select_related("project", "owner")
    ]
