"""One invented project of this year in each stage, brought there step by step by the people whose work it is (演示数据)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.business.projects import api as projects
from xieshou.business.projects.services import accepting, changing, milestones, settling
from xieshou.config.demo_year.cast import Cast, approve
from xieshou.config.demo_year.entering import NOT_TOLD, PUBLICITY_DAYS, into_library
from xieshou.config.demo_year.leaving import hand_over, pay
from xieshou.config.demo_year.picture import picture_of
from xieshou.config.demo_year.published import DEMO
from xieshou.lib.yaml_text import read_yaml

WAN = 1_000_000  # 分 in 万元
SOURCE = "演示数据：虚构的示例项目"
Project = projects.Project


def enter_this_year(cast: Cast) -> str:
    """Every project that is not there yet; one that people have moved on since is left where they put it."""
    told = read_yaml(files("xieshou.config").joinpath("data/this_year.yaml").read_text("utf-8"))["projects"]
    year = timezone.localdate().year
    known = set(Project.objects.filter(is_demo=True, source=SOURCE).values_list("name", flat=True))
    made = [one for one in told if _name(one, year) not in known]
    if made:
        _enter(cast, made, year)
    return f"{year} 年示例项目 {len(told)} 个，各阶段一个（{DEMO}）"


def _name(one: Mapping[str, Any], year: int) -> str:
    return f"{one['name']}（{year} 年{DEMO}）"


@transaction.atomic
def _enter(cast: Cast, told: list[Mapping[str, Any]], year: int) -> None:
    made = {one["stage"]: _draft(cast, one, year) for one in told}
    for stage, project in made.items():
        for step in _WAY_IN.get(stage, (_library,)):
            step(cast, project)
    planned = [made[stage] for stage in _ONWARD if stage in made]
    if planned:
        _plan(cast, planned, year)
    for stage, project in made.items():
        for step in _ONWARD.get(stage, ()):
            project.refresh_from_db()
            step(cast, project)


def _draft(cast: Cast, one: Mapping[str, Any], year: int) -> Project:
    owner, actor = (cast.kashi, cast.kashi_handler) if one["owner"] == "kashi" else (cast.chayu, cast.chayu_handler)
    return projects.project_create(
        actor=actor,
        owner=owner,
        name=_name(one, year),
        needs={"city": one["wan"] * WAN},
        is_demo=True,
        category=one["category"],
        nature=one.get("nature", "service"),
        place=owner.region,
        department=cast.office,
        implementer=owner,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        content=one["content"],
        basis=SOURCE,
        estimate_fen=one["wan"] * WAN,
        beneficiaries=f"当地群众（{DEMO}）",
        benefit_link=f"服务直接到人（{DEMO}）",
        goal=f"当年完成：{one['content']}",
        maturity="feasible",
        twin_reason="示例项目，各在不同阶段",
        source=SOURCE,
    )


# --- the way into the library ---


def _propose(cast: Cast, project: Project) -> None:
    projects.project_propose(actor=_proposer(project), project=project)


def _proposer(project: Project) -> Any:
    return project.created_by


def _review(cast: Cast, project: Project) -> None:
    _propose(cast, project)
    projects.review_open(actor=cast.head, project=_fresh(project), experts=[cast.evaluator])


def _fresh(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def _return(cast: Cast, project: Project) -> None:
    _review(cast, project)
    projects.review_close(
        actor=cast.head,
        review=project.reviews.get(),
        verdict="amend",
        minutes=f"培训人数和补贴标准要写清（{DEMO}）",
        reason=f"请补充培训人数和补贴标准（{DEMO}）",
    )


def _library(cast: Cast, project: Project) -> None:
    held_on = timezone.localdate() - timedelta(days=PUBLICITY_DAYS)
    into_library(project, _proposer(project), cast.head, cast.evaluator, held_on=held_on)


def _refuse(cast: Cast, project: Project) -> None:
    _propose(cast, project)
    projects.project_refuse(actor=cast.head, project=_fresh(project), reason=f"与当年资金投向不符（{DEMO}）")


# --- from the plan to the settlement ---


def _plan(cast: Cast, chosen: list[Project], year: int) -> None:
    plan = projects.plan_create(
        actor=cast.chayu_handler,
        year=year,
        owner=cast.chayu,
        place=cast.chayu.region,
        title=f"{year} 年项目计划（{DEMO}）",
        is_demo=True,
    )
    for project in chosen:
        projects.plan_item_add(
            actor=cast.chayu_handler, plan=plan, project=_fresh(project), amount_fen=project.estimate_fen or 0
        )
    projects.plan_submit(actor=cast.chayu_handler, plan=plan, summary=NOT_TOLD)
    approve(cast.chayu_reviewer, plan, DEMO)


def _start(cast: Cast, project: Project) -> None:
    today = timezone.localdate()
    node = milestones.Node(name="组织实施", order=1, weight=100, starts_on=project.starts_on, ends_on=today)
    milestones.schedule_set(
        actor=cast.chayu_handler, project=project, nodes=[node], opened_version=project.version, reason=DEMO
    )
    milestones.project_start(actor=cast.chayu_handler, project=_fresh(project), reason=f"年度计划已下达（{DEMO}）")


def _change(kind: str) -> Callable[[Cast, Project], None]:
    def change(cast: Cast, project: Project) -> None:
        asked = changing.change_draft(
            actor=cast.chayu_handler, project=project, kind=kind, reason=f"实施条件有变化（{DEMO}）"
        )
        changing.change_submit(actor=cast.chayu_handler, change=asked, opened_version=asked.version)
        approve(cast.chayu_reviewer, asked, DEMO)

    return change


def _complete(cast: Cast, project: Project) -> None:
    for milestone in project.milestones.all():
        milestones.progress_report(
            actor=cast.chayu_handler,
            milestone=milestone,
            reported_on=timezone.localdate(),
            percent=100,
            words=f"已全部完成（{DEMO}）",
            photographs=[picture_of(project.code)],
        )
    milestones.project_complete(actor=cast.chayu_handler, project=_fresh(project))


def _accept(cast: Cast, project: Project) -> None:
    acceptance = accepting.acceptance_prepare(
        actor=cast.chayu_handler, project=project, due_on=timezone.localdate() + timedelta(days=30)
    )
    for item in acceptance.items.all():
        accepting.item_waive(
            actor=cast.chayu_handler, item=item, opened_version=item.version, reason=f"{DEMO}，不附文件"
        )
    accepting.acceptance_submit(actor=cast.chayu_handler, acceptance=acceptance, opened_version=acceptance.version)
    accepting.acceptance_decide(
        actor=cast.head,
        acceptance=acceptance,
        opened_version=acceptance.version,
        is_passed=True,
        held_on=timezone.localdate(),
        conclusion=f"同意通过验收（{DEMO}）",
    )


def _settle(cast: Cast, project: Project) -> None:
    amount = project.estimate_fen or 0
    settlement = settling.settlement_register(
        actor=cast.chayu_handler, project=project, submitted_fen=amount, note=DEMO
    )
    settlement = settling.settlement_audit(
        actor=cast.chayu_handler,
        settlement=settlement,
        opened_version=settlement.version,
        audited_fen=amount,
        auditor=f"审核机构（{DEMO}）",
        settled_on=timezone.localdate(),
    )
    settling.settlement_close(
        actor=cast.head, settlement=settlement, opened_version=settlement.version, closed_on=timezone.localdate()
    )


_WAY_IN: Mapping[str, tuple[Callable[[Cast, Project], None], ...]] = {
    "draft": (),
    "proposed": (_propose,),
    "reviewing": (_review,),
    "returned": (_return,),
    "refused": (_refuse,),
}
_DONE = (_start, _complete)
_ONWARD: Mapping[str, tuple[Callable[[Cast, Project], None], ...]] = {
    "planned": (),
    "running": (_start,),
    "suspended": (_start, _change("suspend")),
    "terminated": (_change("terminate"),),
    "completed": _DONE,
    "accepted": (*_DONE, _accept),
    "settled": (*_DONE, _accept, _settle),
    "handed_over": (*_DONE, pay, _accept, hand_over),
}
