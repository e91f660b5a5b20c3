"""What this part of the cycle tells the apps below it, once, when the models are ready."""

from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models import GoalIndicator
from xieshou.business.evaluation.services import monitoring, self_evaluation
from xieshou.business.metrics.api import Metric
from xieshou.business.metrics.selectors import Use, add_uses
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox

MOST_USES = 50


def connect() -> None:
    """Forms follow their approvals, notices have their category, a metric's page tells which indicators use it."""
    inbox.category_add(inbox.Category(monitoring.KIND, _("绩效运行监控")))
    inbox.category_add(inbox.Category(self_evaluation.KIND, _("绩效自评")))
    monitoring.connect()
    self_evaluation.connect()
    add_uses(metric_uses)


def metric_uses(user: User, metric: Metric) -> list[Use]:
    """The indicators of goals that take their value from a metric, as far as the person may see them."""
    rows = GoalIndicator.objects.visible_to(user).filter(metric=metric)
    rows = rows.select_related("goals__project", "goals__owner").order_by("-pk")[:MOST_USES]
    return [Use(f"{one.goals}：{one.name}", one.get_absolute_url()) for one in rows]
