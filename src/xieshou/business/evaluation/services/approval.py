"""How every form of the cycle is submitted, returned, submitted again, approved: on the platform's approvals.

A form of a kind is registered once with what approving it means. Its state follows the matter in one transaction; a
return made on the approval's own page is followed when the form is opened (`follow`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.business.evaluation.models import FormState, OfYear
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import api as workflow

FLOW = "two-step"
_OPEN = "open"


@dataclass(frozen=True, slots=True)
class FormKind:
    """A kind of form: the matter's kind, the noun of its audit actions, what is done in the transaction of approval."""

    kind: str
    noun: str
    approved: Callable[[Any, User | None], None]
    flow: str = FLOW


_KINDS: dict[str, FormKind] = {}


def register(kind: FormKind) -> None:
    """Makes the form's state follow its matters."""
    _KINDS[kind.kind] = kind
    workflow.on_end(kind.kind, _ended)


def matter_of(form: OfYear) -> workflow.Matter | None:
    """The open approval of a form; None: it is not on its way."""
    return workflow.open_of(ContentType.objects.get_for_model(form).pk, form.pk).first()


def task_of(form: OfYear, user: User) -> workflow.Task | None:
    """What the person has in hand in the form's approval; None: nothing."""
    matter = matter_of(form)
    if matter is None:
        return None
    return matter.tasks.filter(user=user, state=_OPEN).select_related("step").first()


def reviews(form: OfYear, user: User) -> bool:
    """Whether it is this person's turn to approve or return the form."""
    task = task_of(form, user)
    return task is not None and form.state == FormState.SUBMITTED and not _is_back(task.step)


def _is_back(step: workflow.Step) -> bool:
    return step.returned_by_id is not None and not workflow.earlier_steps(step.matter, step)


def follow(form: OfYear) -> OfYear:
    """The form as its approval stands: returned there means returned here. Nothing is written."""
    if form.state != FormState.SUBMITTED:
        return form
    matter = matter_of(form)
    if matter is None:
        return form
    for step in matter.steps.filter(state_open=True, returned_by__isnull=False):
        step.matter = matter
        if _is_back(step):
            form.state, form.return_reason = FormState.RETURNED, step.return_reason
            task = step.returned_by.tasks.exclude(decision="").order_by("-id").first() if step.returned_by else None
            form.returned_by = task.user if task is not None else None
    return form


def check_editable(actor: User, form: OfYear) -> None:
    """Refuses those without the right; tells why a form cannot be changed now."""
    if not actor.may(Permission.GOAL_EDIT, form):
        raise Refused(f"您可以查看，但没有在此“{Permission.GOAL_EDIT.label}”的权限")
    follow(form)
    if not form.is_editable:
        remedy = "等审核人批准或退回；要改请审核人退回" if form.state == FormState.SUBMITTED else "请走“年中调整”"
        raise Invalid(Problem(f"{form._meta.verbose_name}{FormState(form.state).label}，不能修改", remedy=remedy))


@transaction.atomic
def form_submit(*, actor: User, form: OfYear, kind: str, comment: str = "") -> None:
    """Sends a checked form to its reviewers; one that was returned goes straight to whoever returned it."""
    known = _KINDS[kind]
    matter = matter_of(form)
    form.state, form.submitted_by, form.submitted_at = FormState.SUBMITTED, actor, timezone.now()
    form.save()
    audit.record(actor=actor, action=f"{known.noun}.submit", target=form, reason=comment)
    if matter is None:
        title, flow = str(form)[:200], _flow(known.flow)
        workflow.matter_start(
            actor=actor, flow=flow, title=title, owner=form.owner, place=form.place, target=form, kind=kind
        )
    else:
        task = matter.tasks.filter(user=actor, state=_OPEN).select_related("step").first()
        if task is None:
            raise Invalid(_not_yours(matter))
        workflow.task_approve(actor=actor, task=task, comment=comment, direct=task.step.returned_by_id is not None)
    form.refresh_from_db()


def _flow(code: str) -> workflow.FlowDefinition:
    flow = workflow.FlowDefinition.objects.filter(code=code).first()
    if flow is None:
        raise Invalid(Problem(f"没有流程“{code}”", "流程", remedy="请系统管理员装入内置流程"))
    return flow


def _not_yours(matter: workflow.Matter) -> Problem:
    return Problem(
        f"这件审核由{matter.started_by}发起，退回在他手上", remedy=f"请{matter.started_by}提交，或请督办人改派"
    )


def _turn(actor: User, form: OfYear) -> workflow.Task:
    task = task_of(form, actor)
    if task is None or not reviews(form, actor):
        raise Refused("此件不在您手上，只有当前审核人能办")
    return task


@transaction.atomic
def form_return(*, actor: User, form: OfYear, kind: str, reason: str) -> None:
    """Sends a form back to those who fill it in, with why."""
    task = _turn(actor, form)
    if not reason.strip():
        raise Invalid(Problem("退回要写理由", "退回理由", "500 字以内", "写明哪一项要怎么改"))
    first = workflow.earlier_steps(task.matter, task.step)[0]
    workflow.task_return(actor=actor, task=task, to_path=first.path, reason=reason.strip()[:500])
    held = _held(form)
    held.state, held.returned_by, held.return_reason = FormState.RETURNED, actor, reason.strip()[:500]
    held.version += 1
    held.save()
    form.refresh_from_db()
    audit.record(actor=actor, action=f"{_KINDS[kind].noun}.return", target=form, reason=reason.strip())


def _held(form: OfYear) -> OfYear:
    """The form as it is now, locked: what a colleague awarded since it was loaded is not written over."""
    held: OfYear = type(form).objects.select_for_update(of=("self",)).get(pk=form.pk)
    return held


@transaction.atomic
def form_pass(*, actor: User, form: OfYear, comment: str = "", opened_version: int | None = None) -> None:
    """The reviewer agrees; at the end of the flow the form is approved.

    `opened_version`: the one that the reviewer has before their eyes. `Stale` when it has changed since: nobody agrees
    to what they have not seen.
    """
    task = _turn(actor, form)
    if opened_version is not None and _held(form).version != opened_version:
        last = audit.history_of(form).first()
        raise Stale(by=last.actor_label if last is not None else _("另一位用户"))
    workflow.task_approve(actor=actor, task=task, comment=comment)
    form.refresh_from_db()


def _ended(matter: workflow.Matter, actor: User | None) -> None:
    """What a matter's end means for its form."""
    known = _KINDS[matter.kind]
    if not isinstance(matter.target, OfYear):
        return
    form = _held(matter.target)
    if form.state not in {FormState.SUBMITTED, FormState.RETURNED}:
        return
    if matter.state == workflow.MatterState.APPROVED:
        _refuse_own(form, actor)
        form.state, form.approved_by, form.approved_at = FormState.APPROVED, actor, timezone.now()
        known.approved(form, actor)
        form.version += 1
        form.save()
        audit.record(actor=actor, action=f"{known.noun}.approve", target=form)
        return
    rejected = matter.state == workflow.MatterState.REJECTED
    form.state = FormState.RETURNED if rejected else FormState.DRAFT
    if rejected:
        form.returned_by, form.return_reason = actor, _last_words(matter)
    form.version += 1
    form.save()
    audit.record(actor=actor, action=f"{known.noun}.{'return' if rejected else 'withdraw'}", target=form)


def _refuse_own(form: OfYear, actor: User | None) -> None:
    """Whoever submitted a form does not approve it alone, also not by standing in for the reviewer."""
    if actor is not None and form.submitted_by_id == actor.pk:
        told = f"这张{form._meta.verbose_name}是您提交的，不能由您批准"
        raise Invalid(Problem(told, "审核", "没有提交这张表的审核人", "请督办人改派给另一位审核人"))


def _last_words(matter: workflow.Matter) -> str:
    last = matter.tasks.exclude(decision="").order_by("-done_at", "-id").first()
    return str(last.comment)[:500] if last is not None else ""
