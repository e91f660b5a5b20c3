"""Pieces of a project's page: its stage in colour, its sections."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from xieshou.business.projects.models import PlanState, Project, Stage, YearPlan
from xieshou.business.projects.panels import Shown

register = template.Library()
_TONES = {
    Stage.PROPOSED: "blue",
    Stage.REVIEWING: "blue",
    Stage.RETURNED: "yellow",
    Stage.IN_LIBRARY: "green",
    Stage.REFUSED: "red",
    Stage.PLANNED: "green",
    Stage.RUNNING: "green",
    Stage.SUSPENDED: "yellow",
    Stage.TERMINATED: "red",
    Stage.COMPLETED: "blue",
    Stage.ACCEPTED: "green",
    Stage.SETTLED: "grey",
}


@register.inclusion_tag("shell/_status.html")
def stage(project: Project) -> dict[str, str]:
    """Where the project stands, in words and colour."""
    return {"text": project.get_stage_display(), "tone": _TONES.get(Stage(project.stage), "grey")}


@register.simple_tag(takes_context=True)
def panel(context: Context, shown: Shown) -> SafeString:
    """One section of the page, drawn by the app that added it."""
    values = {**shown.context, "project": context["project"], "panel": shown.panel, "user": context["user"]}
    return render_to_string(shown.panel.template, values, request=context["request"])


@register.inclusion_tag("shell/_status.html")
def plan_state(plan: YearPlan) -> dict[str, str]:
    """Where a plan stands, in words and colour."""
    tones = {PlanState.SUBMITTED: "blue", PlanState.ISSUED: "green"}
    return {"text": plan.get_state_display(), "tone": tones.get(PlanState(plan.state), "grey")}
