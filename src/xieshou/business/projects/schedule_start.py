"""The schedule that a project begins with: its category's template laid over the project's time."""

from datetime import date, timedelta
from typing import Any

from xieshou.business.projects.models import Project
from xieshou.business.projects.work_data import WHOLE, schedule_for, schedule_rule

USUAL_DAYS = 365  # for a project without an end: a year, to be corrected


def suggested(project: Project, today: date) -> list[dict[str, Any]]:
    """The lines of the form, nothing stored. Who is responsible is the implementer until said otherwise."""
    starts = project.starts_on or today
    ends = project.ends_on if project.ends_on and project.ends_on > starts else starts + timedelta(days=USUAL_DAYS)
    days = (ends - starts).days
    lines: list[dict[str, Any]] = []
    for step in schedule_for(project.category, schedule_rule(project.owner_path)):
        earlier = [line["ends_on"] for line in lines if line["order"] < step.order]
        lines.append(
            {
                "name": step.name,
                "order": step.order,
                "is_main": "1" if step.is_main else "0",
                "weight": step.weight,
                "starts_on": max(earlier, default=starts),
                "ends_on": starts + timedelta(days=days * step.at // WHOLE),
                "responsible": project.implementer,
            }
        )
    return lines
