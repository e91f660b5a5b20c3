"""What this part of the cycle tells the apps below it, once, when the models are ready."""

from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.services import (  # noqa: F401 they register the handlers of their jobs
    consistency,
    dossier_file,
)
from xieshou.business.evaluation.services.applying import unanswered
from xieshou.business.evaluation.services.appraising import CATEGORY
from xieshou.business.funds import api as funds
from xieshou.business.projects.api import Project
from xieshou.lib.problems import Problem
from xieshou.platform.inbox import api as inbox


def connect() -> None:
    """Notices have their category; a budget is not set before last year's results are answered."""
    funds.gates.add(_answered)
    inbox.category_add(inbox.Category(CATEGORY, _("绩效评价与结果应用")))


def _answered(project: Project, year: int) -> list[Problem]:
    return unanswered(project=project, year=year)
