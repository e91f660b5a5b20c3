"""What the cycle prints, with the unit's own template."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xieshou.business.evaluation.models import GoalSet, SelfEvaluation
from xieshou.business.evaluation.own_templates import goals_filled, self_filled
from xieshou.business.evaluation.telling import FORMS, SELF, remembering, telling_of
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.templates.api import Printed


@require_GET
def goals_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The goal declaration."""
    goals = load(GoalSet, user_of(request), pk=pk)
    answer = _attached(goals_filled(goals, telling_of(request, FORMS)), f"goal-form-{goals.pk}-v{goals.number}")
    return remembering(request, answer, FORMS)


@require_GET
def self_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The self-evaluation table."""
    form = load(SelfEvaluation, user_of(request), pk=pk)
    answer = _attached(self_filled(form, telling_of(request, SELF)), f"self-evaluation-{form.pk}")
    return remembering(request, answer, SELF)


def _attached(printed: Printed, name: str) -> HttpResponse:
    answer = HttpResponse(printed.data, content_type=printed.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{printed.form}"'
    return answer
