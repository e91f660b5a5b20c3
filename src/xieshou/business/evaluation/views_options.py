"""What the long selections of the cycle's forms offer while one types a name."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from xieshou.business.evaluation.forms_choices import MOST_OFFERED
from xieshou.business.evaluation.forms_self import goals_to_evaluate, goals_to_fill
from xieshou.business.projects.api import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import user_of


@require_GET
def project_options(request: HttpRequest) -> JsonResponse:
    """Projects for which the person may fill in goals."""
    rows = Project.objects.visible_to(user_of(request), Permission.GOAL_EDIT).order_by("-pk")
    return _offered(rows.filter(name__icontains=_words(request)))


@require_GET
def goal_options(request: HttpRequest) -> JsonResponse:
    """Goals in force to be monitored."""
    return _offered(_of_subject(goals_to_fill(user_of(request)), _words(request)))


@require_GET
def goal_options_to_evaluate(request: HttpRequest) -> JsonResponse:
    """Goals in force that have no self-evaluation yet."""
    return _offered(_of_subject(goals_to_evaluate(user_of(request)), _words(request)))


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def _of_subject(rows: Any, words: str) -> Any:
    return rows.filter(Q(project__name__icontains=words) | Q(project=None, owner__name__icontains=words))


def _offered(rows: Any) -> JsonResponse:
    found = [{"value": row.pk, "text": str(row)} for row in rows[:MOST_OFFERED]]
    return JsonResponse(found, safe=False)
