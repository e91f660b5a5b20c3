"""What surveys add to the pages of projects."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects import api as projects
from xieshou.business.rectification.api import link_to
from xieshou.business.surveys.selectors import satisfaction_of, surveys_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User

PANEL_ORDER = 85
MOST_SHOWN = 10


def connect() -> None:
    """A project's page shows what those concerned said of it."""
    projects.panel_add(projects.Panel("surveys", _("满意度调查"), _panel, "surveys/_panel.html", PANEL_ORDER))


def _panel(user: User, project: projects.Project) -> Mapping[str, Any] | None:
    """The surveys about a project that the person may read, and the way to a new one; nothing for anybody else."""
    rows = surveys_of(project)[:MOST_SHOWN]
    surveys = [(one, satisfaction_of(one)) for one in rows if user.may(Permission.SURVEY_READ, one)]
    may_edit = user.may(Permission.SURVEY_EDIT, project.owner) and project.stage in projects.PLANNED_ON
    if not surveys and not may_edit:
        return None
    new_url = f"{reverse('surveys:new')}?{urlencode({'about': link_to(project)})}" if may_edit else ""
    return {"surveys": surveys, "new_url": new_url}
