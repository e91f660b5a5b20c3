"""The schedule of a project and the reports on it. A report counts once a photograph proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from xieshou.business.projects.models import AcceptanceState, Milestone, ProgressReport, Project, Stage
from xieshou.business.projects.services.holding import WORKABLE, held, reason_of
from xieshou.business.projects.services.warnings import warnings_refresh
from xieshou.business.projects.stages import move
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence

WHOLE = 100


@dataclass(frozen=True)
class Node:
    """One node as entered; `pk` names the one it changes, missing: a new one. Parallel nodes share an order."""

    name: str
    order: int
    weight: int
    ends_on: date
    starts_on: date | None = None
    is_main: bool = True
    responsible: Any = None
    pk: int | None = None

    @property
    def words(self) -> str:
        """For the log."""
        line = "主线" if self.is_main else "并联"
        starts = f"{self.starts_on} 至 " if self.starts_on else ""
        return f"{line} {self.weight}% {starts}{self.ends_on} {self.responsible or ''}".strip()


def _node(milestone: Milestone) -> Node:
    return Node(
        milestone.name,
        milestone.order,
        milestone.weight,
        milestone.ends_on,
        milestone.starts_on,
        milestone.is_main,
        milestone.responsible,
        milestone.pk,
    )


@transaction.atomic
def schedule_set(
    *, actor: User, project: Project, nodes: Sequence[Node], opened_version: int, reason: str = ""
) -> list[Milestone]:
    """Writes the whole schedule. Weights make 100; a node that was reported on stays; a change of it needs a reason."""
    project = held(actor, project.pk, Stage.IN_LIBRARY, *WORKABLE, doing="安排节点")
    stored = {one.pk: one for one in project.milestones.select_related("responsible")}
    reported = set(ProgressReport.objects.filter(milestone__project=project).values_list("milestone_id", flat=True))
    problems = _node_problems(nodes) + _kept_problems(nodes, stored, reported)
    if problems:
        raise Invalid(*problems)
    why = reason_of(reason, remedy="节点已有进度报告，调整要说明依据") if reported else reason.strip()
    bump(project, opened_version)
    changes = _changes(nodes, stored)
    _removed(stored, {node.pk for node in nodes})
    saved = [_saved(project, node, stored.get(node.pk or 0)) for node in nodes]
    audit.record(actor=actor, action="project.schedule", target=project, changes=changes, reason=why)
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return saved


def _node_problems(nodes: Sequence[Node]) -> list[Problem]:
    if not nodes:
        return [Problem("至少要有一个节点", "节点")]
    problems = []
    total = sum(node.weight for node in nodes)
    if total != WHOLE:
        sums = " + ".join(str(node.weight) for node in nodes)
        problems.append(Problem(f"{sums} = {total}，不是 100", "权重", "各节点权重合计 100", f"还差 {WHOLE - total}"))
    names = [node.name for node in nodes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem(f"“{name}”重复", "节点", "每个节点名称不同"))
    for number, node in enumerate(nodes, 1):
        if node.starts_on and node.starts_on > node.ends_on:
            problems.append(
                Problem(f"开始 {node.starts_on} 晚于完成 {node.ends_on}", f"第 {number} 个节点“{node.name}”")
            )
    return problems


def _kept_problems(nodes: Sequence[Node], stored: dict[int, Milestone], reported: set[int]) -> list[Problem]:
    kept = {node.pk for node in nodes if node.pk is not None}
    problems = [
        Problem("已有进度报告，不能删除", f"节点“{stored[pk].name}”", remedy="改名称、权重或期限")
        for pk in sorted(reported - kept)
        if pk in stored
    ]
    if kept - stored.keys():
        problems.append(Problem("有节点不属于本项目或已被删除", "节点", remedy="重新打开本页再改"))
    return problems


def _changes(nodes: Sequence[Node], stored: dict[int, Milestone]) -> list[audit.Change]:
    before = {pk: _node(one) for pk, one in stored.items()}
    after = {node.pk: node for node in nodes if node.pk is not None}
    changes = [
        audit.Change(old.name, old.words, after[pk].words if pk in after else None)
        for pk, old in before.items()
        if pk not in after or after[pk] != old
    ]
    return changes + [audit.Change(node.name, None, node.words) for node in nodes if node.pk is None]


def _removed(stored: dict[int, Milestone], kept: set[int | None]) -> None:
    gone = [pk for pk in stored if pk not in kept]
    try:
        with transaction.atomic():
            Milestone.objects.filter(pk__in=gone).delete()
    except ProtectedError as error:
        held_by = sorted({str(one._meta.verbose_name) for one in error.protected_objects})
        names = "、".join(stored[pk].name for pk in gone)
        told = f"节点“{names}”已有{'、'.join(held_by)}，不能删除"
        raise Invalid(Problem(told, "节点", remedy="改名称、权重或期限")) from error


def _saved(project: Project, node: Node, milestone: Milestone | None) -> Milestone:
    milestone = milestone or Milestone(project=project)
    for name in ("name", "order", "weight", "ends_on", "starts_on", "is_main", "responsible"):
        setattr(milestone, name, getattr(node, name))
    milestone.save()
    return milestone


@transaction.atomic
def progress_report(
    *,
    actor: User,
    milestone: Milestone,
    reported_on: date,
    percent: int,
    words: str,
    fall_reason: str = "",
    photographs: Sequence[Any] = (),
) -> ProgressReport:
    """What was done by a day. With a photograph it counts at once; without one it waits and the percent stays."""
    project = held(actor, milestone.project_id, Stage.RUNNING, doing="填报进度")
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if problems := _report_problems(milestone, reported_on, percent, words, fall_reason):
        raise Invalid(*problems)
    report = ProgressReport.objects.create(
        milestone=milestone,
        owner=project.owner,
        place=project.place,
        reported_on=reported_on,
        percent=percent,
        words=words.strip(),
        fall_reason=fall_reason.strip(),
        reported_by=actor,
    )
    change = audit.Change("形象进度", _percent(milestone.percent), _percent(percent))
    audit.record(actor=actor, action="progress.report", target=report, changes=[change], reason=fall_reason)
    for photograph in photographs:
        _attach(actor, project, report, photograph)
    return _counted(actor, report, milestone)


def _percent(value: int | None) -> str | None:
    return None if value is None else f"{value}%"


def _report_problems(
    milestone: Milestone, reported_on: date, percent: int, words: str, fall_reason: str
) -> list[Problem]:
    problems = []
    if not 0 <= percent <= WHOLE:
        problems.append(Problem(f"{percent} 超出范围", "形象进度（%）", "0 到 100 的整数"))
    if reported_on > timezone.localdate():
        problems.append(Problem(f"{reported_on} 还没有到", "截至", "今天或以前"))
    if milestone.reported_on and reported_on < milestone.reported_on:
        problems.append(
            Problem(f"{reported_on} 早于上一次 {milestone.reported_on}", "截至", f"{milestone.reported_on} 或以后")
        )
    if not words.strip():
        problems.append(Problem("要写做了什么", "进展"))
    if milestone.reports.filter(reported_on=reported_on, percent=percent, words=words.strip()).exists():
        told = f"{reported_on} 已有一份同样的报告"
        problems.append(Problem(told, "进展", remedy="不用再报；要补照片的，在那份报告下补"))
    if milestone.percent is not None and percent < milestone.percent and not fall_reason.strip():
        problems.append(
            Problem(
                f"进度从 {milestone.percent}% 降到 {percent}%",
                "进度下降的理由",
                f"{milestone.percent}% 或以上",
                "确有返工、核减的，写明理由",
            )
        )
    return problems


def _attach(actor: User, project: Project, report: ProgressReport, photograph: Any) -> None:
    piece, _ = evidence.evidence_add(
        actor=actor, owner=project.owner, upload=photograph, title=f"{report.milestone.name} 现场", place=project.place
    )
    if not piece.file.is_image:
        raise Invalid(Problem(f"“{piece.name}”不是照片", "现场照片", "JPG、PNG 等图片"))
    _refuse_used(report, piece)
    evidence.cite(actor=actor, evidence=piece, record=report, proves=f"{report.milestone.name} 进度 {report.percent}%")


def _refuse_used(report: ProgressReport, piece: evidence.Evidence) -> None:
    """One photograph proves one day: a picture of an earlier report proves nothing new."""
    kind = ContentType.objects.get_for_model(ProgressReport)
    cited = evidence.Citation.objects.filter(evidence=piece, content_type=kind).exclude(object_id=report.pk)
    others = ProgressReport.objects.filter(pk__in=cited.values("object_id")).exclude(reported_on=report.reported_on)
    used = others.select_related("milestone").order_by("pk").first()
    if used is not None:
        raise Invalid(
            Problem(f"照片“{piece.name}”已用于 {used.reported_on} 的报告（{used}）", "现场照片", "本次拍摄的照片")
        )


@transaction.atomic
def report_cite(*, actor: User, report: ProgressReport, piece: evidence.Evidence, proves: str) -> ProgressReport:
    """Evidence for a report; the first photograph makes it count."""
    held(actor, report.milestone.project_id, doing="补充证据")
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=report.milestone_id)
    if piece.file.is_image:
        _refuse_used(report, piece)
    evidence.cite(actor=actor, evidence=piece, record=report, proves=proves)
    return _counted(actor, report, milestone)


def has_photograph(report: ProgressReport) -> bool:
    """Whether at least one picture proves it."""
    return any(one.evidence.file.is_image for one in evidence.citations_of(report))


def _counted(actor: User, report: ProgressReport, milestone: Milestone) -> ProgressReport:
    """Lets a proved report count; the newest one tells the node's percent."""
    if report.is_counted or not has_photograph(report):
        return report
    report.is_counted = True
    report.save(update_fields=["is_counted"])
    if milestone.reported_on is None or report.reported_on >= milestone.reported_on:
        _told(actor, report, milestone)
    warnings_refresh(project_ids=[milestone.project_id], today=timezone.localdate())
    return report


def _told(actor: User, report: ProgressReport, milestone: Milestone) -> None:
    before = milestone.percent
    if before is not None and report.percent < before and not report.fall_reason:
        raise Invalid(Problem(f"进度已是 {before}%，这份报告是 {report.percent}%", "形象进度（%）", remedy="重新填报"))
    milestone.percent, milestone.reported_on = report.percent, report.reported_on
    milestone.done_on = report.reported_on if report.percent == WHOLE else None
    milestone.save(update_fields=["percent", "reported_on", "done_on"])
    change = audit.Change(milestone.name, _percent(before), _percent(report.percent))
    project = milestone.project
    audit.record(
        actor=actor,
        action="progress.count",
        target=project,
        changes=[change],
        reason=report.fall_reason or report.words,
    )


@transaction.atomic
def project_complete(*, actor: User, project: Project) -> Project:
    """Every node is done: the project waits for its acceptance."""
    project = held(actor, project.pk, Stage.RUNNING, doing="报完工")
    unfinished = [one for one in project.milestones.all() if one.percent != WHOLE]
    if unfinished or not project.milestones.exists():
        told = [Problem(f"进度 {_percent(one.percent) or '未报'}", f"节点“{one.name}”", "100%") for one in unfinished]
        raise Invalid(*(told or [Problem("还没有节点计划", "节点", remedy="先安排节点并填报进度")]))
    before, after = move(project, Stage.COMPLETED)
    audit.record(actor=actor, action="project.complete", target=project, changes=[audit.Change("阶段", before, after)])
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return project


@transaction.atomic
def project_reopen(*, actor: User, project: Project, reason: str) -> Project:
    """Takes back that a project is completed, before its acceptance is handed in: progress is reported again."""
    project = held(actor, project.pk, Stage.COMPLETED, doing="撤回完工")
    why = reason_of(reason, "撤回完工的理由")
    if project.acceptances.filter(state=AcceptanceState.SUBMITTED).exists():
        raise Invalid(Problem("已提交验收，不能撤回完工", str(project), remedy="请验收的人先退回验收资料"))
    before, after = move(project, Stage.RUNNING)
    change = audit.Change("阶段", before, after)
    audit.record(actor=actor, action="project.reopen", target=project, changes=[change], reason=why)
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return project


@transaction.atomic
def project_start(*, actor: User, project: Project, reason: str) -> Project:
    """Work on a planned project begins; from now on its progress is reported."""
    project = held(actor, project.pk, Stage.PLANNED, doing="开工（启动）")
    why = reason_of(reason, "开工（启动）依据")
    if not project.milestones.exists():
        raise Invalid(Problem("还没有节点计划", "节点", remedy="先安排节点，再开工"))
    before, after = move(project, Stage.RUNNING)
    change = audit.Change("阶段", before, after)
    audit.record(actor=actor, action="project.start", target=project, changes=[change], reason=why)
    return project
