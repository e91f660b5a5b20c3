"""One matter: its page, and one address per action."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.workflow import selectors
from xieshou.platform.workflow.diagram import Level
from xieshou.platform.workflow.flow_files import compiled, published
from xieshou.platform.workflow.forms import (
    ReassignForm,
    SignForm,
    StartForm,
    VariablesForm,
    as_entered,
    startable_flows,
)
from xieshou.platform.workflow.models import Matter, Step, Task, TaskKind
from xieshou.platform.workflow.services import acting, matters, vacancies
from xieshou.platform.workflow.views_lists import actor_of, open_task_of
from xieshou.platform.workflow.wording import worded


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a flow, then say what it is about."""
    actor = actor_of(request)
    if not actor.may(Permission.MATTER_START):
        raise Refused(f"需要“{Permission.MATTER_START.label}”的权限")
    flows = list(startable_flows())
    code = request.POST.get("flow") or request.GET.get("flow", "")
    flow = next((one for one in flows if one.code == code), None)
    version = published(flow.code) if flow is not None else None
    if flow is None or version is None:
        return render(request, "workflow/start.html", {"flows": flows})
    variables = compiled(version).diagrams[flow.code].variables
    form = StartForm(request.POST if request.method == "POST" else None, user=actor, variables=variables)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "owner", "summary")}
        try:
            place = values["owner"].region
            matter = matters.matter_start(actor=actor, flow=flow, place=place, variables=form.values(), **values)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已发起。"))
            return redirect("workflow:matter", pk=matter.pk)
    context = {"flows": flows, "flow": flow, "version": version, "form": form, "problems": problems}
    return render(request, "workflow/start.html", context, status=422 if problems or form.errors else 200)


def _comment(request: HttpRequest) -> str:
    return request.POST.get("comment", "")


def _loaded(request: HttpRequest, pk: int) -> Matter:
    return load(Matter, actor_of(request), pk=pk)


@require_GET
def matter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is, who has it since when, what everyone said, and what I can do."""
    return _page(request, _loaded(request, pk))


def _page(request: HttpRequest, matter: Matter, problems: Any = (), status: int = 200) -> HttpResponse:
    actor, steps = actor_of(request), selectors.trail(matter)
    mine = open_task_of(matter, actor)
    acting_now = mine if mine is not None and mine.is_open else None
    target = matter.target
    can_read_target = target is not None and actor.may(target.read_permission, target)
    context = {
        "matter": matter,
        "steps": steps,
        "plan": selectors.plan(matter, steps),
        "open_steps": [step for step in steps if step.state_open],
        "lonely_steps": [step for step in steps if step.state_open and not any(t.is_open for t in step.tasks.all())],
        "active_ids": _ids(step.path for step in steps if step.state_open),
        "done_ids": _ids(selectors.passed_paths(steps)),
        "is_own_step": acting_now is not None and _is_own_step(matter, acting_now),
        "task": acting_now,
        "held": mine if acting_now is None else None,
        "is_signer_before": acting_now is not None and acting_now.kind == TaskKind.BEFORE,
        "return_targets": acting.earlier_steps(matter, acting_now.step) if acting_now is not None else [],
        "variables_form": _variables_form(matter, acting_now),
        "shown_variables": _shown_variables(matter),
        "sign_form": SignForm(),
        "can_manage": matter.is_open and actor.may(Permission.MATTER_MANAGE, matter),
        "is_starter": matter.started_by_id == actor.pk,
        "take_back_task": _take_back_task(matter, steps, actor.pk),
        "vacancies": _vacancies(matter, actor),
        "target": target if can_read_target else None,
        "citations": evidence.citations_of(matter),
        "history": worded(audit.history_of(matter)[:100]),
        "problems": problems,
        "comment": _comment(request),
    }
    return render(request, "workflow/matter.html", context, status=status)


def _vacancies(matter: Matter, actor: User) -> list[vacancies.Vacancy]:
    """What will stop it later, for those who can do something about it."""
    may_act = matter.started_by_id == actor.pk or actor.may(Permission.MATTER_MANAGE, matter)
    return vacancies.vacancies_ahead(matter) if matter.is_open and may_act else []


def _ids(paths: Any) -> str:
    return " ".join(sorted({part for path in paths for part in path.split("/")}))


def _is_own_step(matter: Matter, task: Task) -> bool:
    return compiled(matter.flow_version).node(task.step.path).rule.level == Level.STARTER


def _variables_form(matter: Matter, task: Task | None, data: Any = None) -> VariablesForm | None:
    """The starter's own step lets the values be corrected; elsewhere, or without variables, there is no form."""
    variables = compiled(matter.flow_version).diagrams[matter.flow_version.flow.code].variables
    if not variables or task is None or not _is_own_step(matter, task):
        return None
    return VariablesForm(data, variables=variables, values=matter.variables)


def _shown_variables(matter: Matter) -> list[tuple[str, str]]:
    declared = compiled(matter.flow_version).diagrams[matter.flow_version.flow.code].variables
    return [
        (one.label.replace("（分）", "（元）"), as_entered(one, matter.variables.get(one.name))) for one in declared
    ]


def _take_back_task(matter: Matter, steps: list[Step], user_id: int) -> Task | None:
    mine = [task for step in steps for task in step.tasks.all() if task.user_id == user_id and task.decision]
    if not mine or not matter.is_open:
        return None
    last = mine[-1]
    last.matter = matter
    return last if not acting.take_back_refused(last) else None


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    """Loads the task through its matter, does it, and shows what is wrong on the matter's own page."""
    task = get_object_or_404(Task.objects.select_related("step"), pk=pk)
    matter = _loaded(request, task.matter_id)
    try:
        act(task=task)
    except Invalid as error:
        return _page(request, _loaded(request, matter.pk), problems=error.problems, status=422)
    messages.success(request, said)
    return redirect("workflow:matter", pk=matter.pk)


@require_POST
def task_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Agrees or submits again."""

    def do(task: Task) -> None:
        acting.task_approve(
            actor=actor_of(request),
            task=task,
            comment=_comment(request),
            direct=request.POST.get("direct") == "1",
            variables=_corrected(request, task),
            summary=request.POST.get("summary"),
        )

    return _act(request, pk, do, _("已提交，转到下一步。"))


def _corrected(request: HttpRequest, task: Task) -> dict[str, Any] | None:
    if not any(name.startswith("var_") for name in request.POST):
        return None
    form = _variables_form(_loaded(request, task.matter_id), task, request.POST)
    if form is None:
        return None
    _valid(form)
    return dict(form.values())


@require_POST
def task_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it back to an earlier step."""
    to_path, reason = request.POST.get("to_path", ""), _comment(request)

    def do(task: Task) -> None:
        acting.task_return(actor=actor_of(request), task=task, to_path=to_path, reason=reason)

    return _act(request, pk, do, _("已退回。"))


@require_POST
def task_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses it for good."""
    act = partial(acting.task_reject, actor=actor_of(request), reason=_comment(request))
    return _act(request, pk, act, _("已办：不通过。"))


@require_POST
def task_object(request: HttpRequest, pk: int) -> HttpResponse:
    """A signer disagrees."""
    act = partial(acting.task_object, actor=actor_of(request), comment=_comment(request))
    return _act(request, pk, act, _("意见已交回。"))


@require_POST
def task_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks another person to sign."""
    form = SignForm(request.POST)

    def do(task: Task) -> None:
        _valid(form)
        acting.signer_add(actor=actor_of(request), task=task, **form.cleaned_data)

    return _act(request, pk, do, _("已请加签。"))


@require_POST
def task_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the own decision back."""
    return _act(request, pk, partial(acting.task_take_back, actor=actor_of(request)), _("已取回。"))


@require_POST
def task_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a task to somebody else."""
    form = ReassignForm(request.POST)

    def do(task: Task) -> None:
        _valid(form)
        matters.task_reassign(actor=actor_of(request), task=task, **form.cleaned_data)

    return _act(request, pk, do, _("已改派。"))


def _valid(form: Any) -> None:
    if not form.is_valid():
        raise Invalid(
            *[
                Problem(text, where=str(form.fields[name].label))
                for name, texts in form.errors.items()
                for text in texts
            ]
        )


def _on_matter(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    matter = _loaded(request, pk)
    try:
        act(matter=matter)
    except Invalid as error:
        return _page(request, _loaded(request, pk), problems=error.problems, status=422)
    messages.success(request, said)
    return redirect("workflow:matter", pk=pk)


@require_POST
def matter_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The starter calls it off."""
    act = partial(matters.matter_withdraw, actor=actor_of(request), reason=_comment(request))
    return _on_matter(request, pk, act, _("已撤回。"))


@require_POST
def matter_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Hurries whoever has it."""
    act = partial(matters.matter_remind, actor=actor_of(request), comment=_comment(request))
    return _on_matter(request, pk, act, _("已催办。"))


@require_POST
def step_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a step that nobody has to a person."""
    step = get_object_or_404(Step, pk=pk)
    form = ReassignForm(request.POST)

    def do(**_on: Matter) -> None:
        _valid(form)
        matters.step_assign(actor=actor_of(request), step=step, **form.cleaned_data)

    return _on_matter(request, step.matter_id, do, _("已指派。"))


@require_POST
def matter_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Attaches a file of the evidence store; the starter and whoever has a task may."""
    actor, matter = actor_of(request), _loaded(request, pk)
    task = open_task_of(matter, actor)
    if task is None and matter.started_by_id != actor.pk:
        raise Refused("只有发起人和当前办理人能加附件")
    chosen = evidence.evidence_seen_by(actor).filter(pk=key_of(request.POST.get("evidence", ""))).first()
    proves = request.POST.get("proves", "").strip()

    def do(matter: Matter) -> None:
        if chosen is None:
            raise Invalid(Problem("没有选文件，或不在您的可见范围内", where="附件"))
        evidence.cite(
            actor=actor, evidence=chosen, record=matter, proves=f"{task.step.name}：{proves}" if task else proves
        )

    return _on_matter(request, pk, do, _("已加附件。"))


@require_GET
def matter_diagram(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of the flow the matter goes by."""
    matter = _loaded(request, pk)
    return HttpResponse(
        matter.flow_version.xml,
        content_type="application/xml; charset=utf-8",
        headers={"Content-Disposition": "attachment"},  # fetched by the viewer, never shown as a page of ours
    )
