"""The chain's section on a project's page: the way in, and what is broken."""

from collections.abc import Mapping
from typing import Any

from xieshou.business.projects.api import PLANNED_ON, Project
from xieshou.insight.chain.listing import of_project
from xieshou.platform.accounts.api import User


def project_panel(user: User, project: Project) -> Mapping[str, Any] | None:
    """Nothing before a project is planned: there is no money yet."""
    return {"broken": of_project(user, project)} if project.stage in PLANNED_ON else None
