"""What the performance cycle tells the apps below it, once, when the models are ready."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from xieshou.business.evaluation import own_templates, rule_kinds, selectors, wiring_appraisal, wiring_self
from xieshou.business.evaluation.models import ExAnte, FormState, GoalSet, Monitoring, SelfEvaluation
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
    rule_kinds.add_kinds()
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
    since = timezone.localdate().year - 1
    in_force = GoalSet.objects.filter(project=project, state=FormState.APPROVED, year__gte=since)
    found = []
    for goals in in_force.select_related("project", "owner"):
        figures = gettext_noop("第 %(number)s 版，%(count)s 个指标")
        facts = {"number": goals.number, "count": goals.indicators.count()}
        todo = _GOALS_NEXT_STEP.get(kind, gettext_noop("按变更后的任务办“年中调整”"))
        url = goals.get_absolute_url()
        found.append(projects.effects.Effect(gettext_noop("绩效目标"), str(goals), figures, todo, url, facts))
    return [*found, *(_in_hand(project, since) if kind in _STOPPING else ())]


_STOPPING = (projects.ChangeKind.SUSPEND, projects.ChangeKind.TERMINATE)
_GOALS_NEXT_STEP: dict[str, str] = {
    projects.ChangeKind.RESUME: gettext_noop("核对目标还能否按期完成，需要的办“年中调整”"),
    projects.ChangeKind.TERMINATE: gettext_noop("按终止前的任务办“年中调整”；不调整的，自评时如实评价并说明"),
}


def _in_hand(project: projects.Project, since: int) -> Iterator[projects.effects.Effect]:
    """Monitoring and self-evaluation that are being filled in or reviewed."""
    for model, subject, todo in (
        (Monitoring, gettext_noop("运行监控"), gettext_noop("写明停止的原因和后续处理")),
        (SelfEvaluation, gettext_noop("绩效自评"), gettext_noop("按停止前的实际完成情况自评，未完成的写明原因")),
    ):
        rows = model.objects.filter(project=project, year__gte=since)
        for form in rows.exclude(state__in=[FormState.APPROVED, FormState.SUPERSEDED]).order_by("pk"):
            state = str(form.get_state_display())
            yield projects.effects.Effect(subject, str(form), state, todo, form.get_absolute_url())
