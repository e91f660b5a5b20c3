"""The sections that proposals, reviews, evidence and history have on a project's page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from xieshou.business.projects.models import Project, Review, ReviewExpert, Stage
from xieshou.business.projects.services import negative, required, reviewing, scoring, similar
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence

SHOWN_ENTRIES = 100
_CHECKED = {Stage.DRAFT, Stage.RETURNED, Stage.PROPOSED, Stage.REVIEWING, Stage.IN_LIBRARY}

Content = Mapping[str, Any] | None


def facts(user: User, project: Project) -> Content:
    """What the proposal says, and how it is to be paid for."""
    needs = list(project.needs.order_by("pk"))
    plans = project.plan_items.filter(taken_out_at=None).select_related("plan").order_by("plan__year")
    return {"needs": needs, "plans": plans}


def checks(user: User, project: Project) -> Content:
    """What is still missing, twins, and the negative list: until the project is planned."""
    if project.stage not in _CHECKED:
        return None
    lines, listed = required.checklist(project), negative.rule_for(project)
    return {
        "lines": lines,
        "missing": sum(not line.is_met for line in lines),
        "contradictions": required.contradictions(project, required.needs_of(project)),
        "found": similar.findings(user, similar.Described.of(project), project.owner),
        "core": similar.core(project.name),
        "hits": negative.hits(project, listed),
        "listed": listed,
        "may_edit": user.may(Permission.PROJECT_EDIT, project) and project.stage in {Stage.DRAFT, Stage.RETURNED},
        "may_exempt": user.may(Permission.PROJECT_DECIDE, project),
    }


def reviews(user: User, project: Project) -> Content:
    """Every round: who, what they gave where it may be seen, what was decided."""
    experts = Prefetch("experts", ReviewExpert.objects.select_related("expert"))
    rounds = list(project.reviews.select_related("project", "rule").prefetch_related(experts, "scores"))
    return {"rounds": [_round(user, review) for review in rounds]} if rounds else None


def _round(user: User, review: Review) -> dict[str, Any]:
    sees = reviewing.may_see_scores(user, review)
    total = scoring.result_of(review.scores.all(), scoring.rules_for(review)).total if sees else None
    submitted = sum(one.submitted_at is not None for one in review.experts.all())
    is_mine = any(one.expert_id == user.pk and one.submitted_at is None for one in review.experts.all())
    return {"review": review, "total": total, "submitted": submitted, "is_mine": is_mine}


def proofs(user: User, project: Project) -> Content:
    """The evidence."""
    may_cite = user.may(Permission.PROJECT_EDIT, project)
    return {
        "citations": evidence.citations_of(project),
        "cite_url": reverse("projects:cite", args=[project.pk]) if may_cite else "",
    }


def history(user: User, project: Project) -> Content:
    """Who changed what, when and why."""
    return {"entries": audit.history_of(project)[:SHOWN_ENTRIES]}
