"""Drawing, publishing and retiring flows. A published file never changes; a change is a new version."""

import hashlib
from importlib import resources

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import flow_files
from xieshou.platform.workflow.diagram import UnreadableError, read
from xieshou.platform.workflow.diagram_writer import renamed
from xieshou.platform.workflow.engine import EngineRefused
from xieshou.platform.workflow.models import FlowDefinition, FlowState, FlowVersion
from xieshou.platform.workflow.validation import problems_of

BUILTIN = {
    "two-step": ("两步审批", "经办提交，本单位审核，办结"),
    "county-to-office": ("受援县逐级报批", "受援县、前方指挥部、专项资金处，达到金额界线的报分管领导"),
    "countersign": ("处室会签", "协作办各处室会签，分管领导审批"),
}


def _may_edit(actor: User) -> None:
    if not actor.may(Permission.FLOW_EDIT):
        raise Refused(f"需要“{Permission.FLOW_EDIT.label}”的权限")


def _hash(xml: str) -> str:
    return hashlib.sha256(xml.encode()).hexdigest()


def builtin_file(code: str) -> str:
    """The file of a built-in flow."""
    return (resources.files("xieshou.platform.workflow") / "flows" / f"{code}.bpmn").read_text(encoding="utf-8")


@transaction.atomic
def flow_create(*, actor: User, code: str, name: str, kind: str = "", description: str = "") -> FlowVersion:
    """A new flow with a first draft: the two-step flow, to be changed."""
    _may_edit(actor)
    try:
        with transaction.atomic():
            flow = FlowDefinition.objects.create(code=code, name=name, kind=kind, description=description)
    except IntegrityError as error:
        raise Invalid(Problem(f"代码“{code}”已被用", where="代码", remedy="换一个")) from error
    xml = renamed(builtin_file("two-step"), code, name)
    version = FlowVersion.objects.create(flow=flow, number=1, xml=xml, sha256=_hash(xml))
    audit.record(actor=actor, action="flow.create", target=flow)
    return version


@transaction.atomic
def draft_create(*, actor: User, source: FlowVersion) -> FlowVersion:
    """A new draft from any version; a flow has one draft at a time."""
    _may_edit(actor)
    flow = FlowDefinition.objects.select_for_update().get(pk=source.flow_id)
    if flow.versions.filter(state=FlowState.DRAFT).exists():
        raise Invalid(Problem("已有一个草稿", remedy="先发布或作废那个草稿"))
    newest = flow.versions.order_by("-number").first()
    number = (newest.number if newest is not None else 0) + 1
    version = FlowVersion.objects.create(flow=flow, number=number, xml=source.xml, sha256=source.sha256)
    audit.record(actor=actor, action="flow.draft", target=version, reason=f"取自第 {source.number} 版")
    return version


def _draft(version: FlowVersion, opened_version: int) -> FlowVersion:
    fresh = FlowVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state != FlowState.DRAFT:
        raise Invalid(
            Problem(f"第 {fresh.number} 版{FlowState(fresh.state).label}，不能再改", remedy="从它新建一版再改")
        )
    if fresh.version != opened_version:
        raise Stale(by="另一位流程管理员")
    return fresh


@transaction.atomic
def draft_save(*, actor: User, version: FlowVersion, xml: str, note: str, opened_version: int) -> FlowVersion:
    """Keeps a draft, right or not; only a file that is no BPMN at all is refused."""
    _may_edit(actor)
    fresh = _draft(version, opened_version)
    try:
        xml = renamed(xml, fresh.flow.code, fresh.flow.name)
        read(xml)
    except UnreadableError as error:
        raise Invalid(Problem(str(error), where="流程文件")) from error
    change = audit.Change("校验值", fresh.sha256[:12], _hash(xml)[:12])
    fresh.xml, fresh.sha256, fresh.note, fresh.version = xml, _hash(xml), note[:300], fresh.version + 1
    fresh.save()
    audit.record(actor=actor, action="flow.save", target=fresh, changes=[change])
    return fresh


def draft_problems(version: FlowVersion) -> list[Problem]:
    """All that stands against publishing a version."""
    return problems_of(version.xml, version.flow.code, flow_files.known())


@transaction.atomic
def version_publish(*, actor: User, version: FlowVersion, opened_version: int) -> FlowVersion:
    """New matters take this version from now on; those on their way stay on theirs."""
    _may_edit(actor)
    fresh = _draft(version, opened_version)
    if found := draft_problems(fresh):
        raise Invalid(*found)
    _publish(fresh, actor)
    return fresh


def _publish(version: FlowVersion, actor: User | None) -> None:
    FlowVersion.objects.filter(flow=version.flow, state=FlowState.PUBLISHED).update(state=FlowState.RETIRED)
    version.state, version.published_at, version.published_by = FlowState.PUBLISHED, timezone.now(), actor
    version.calls = flow_files.pinned_calls(read(version.xml))
    _must_run(version)
    version.version += 1
    version.save()
    audit.record(actor=actor, action="flow.publish", target=version, reason=version.note)


def _must_run(version: FlowVersion) -> None:
    """The last check: the engine itself must accept the file."""
    try:
        flow_files.compiled(version)
    except EngineRefused as error:
        raise Invalid(Problem(f"流程引擎不接受：{error}", where="流程文件")) from error


@transaction.atomic
def version_retire(*, actor: User, version: FlowVersion) -> None:
    """Ends a published version for new matters, or throws a draft away; matters on their way go on."""
    _may_edit(actor)
    fresh = FlowVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state == FlowState.RETIRED:
        return
    fresh.state = FlowState.RETIRED
    fresh.version += 1
    fresh.save()
    audit.record(actor=actor, action="flow.retire", target=fresh)


@transaction.atomic
def load_builtin_flows() -> list[FlowDefinition]:
    """The flows an office starts with; one that exists stays as it is. Roles must be loaded first."""
    for code, (name, description) in BUILTIN.items():
        values = {"name": name, "description": description, "is_builtin": True}
        flow, is_new = FlowDefinition.objects.get_or_create(code=code, defaults=values)
        if is_new:
            xml = builtin_file(code)
            version = FlowVersion.objects.create(flow=flow, number=1, xml=xml, sha256=_hash(xml), note="内置")
            if found := draft_problems(version):
                raise Invalid(*found)
            _publish(version, None)
    return list(FlowDefinition.objects.filter(code__in=BUILTIN))
