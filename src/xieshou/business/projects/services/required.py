"""What a proposal must say before it may go on: the eleven points every project library asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models import Project
from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import cells

Needs = Mapping[str, int]


@dataclass(frozen=True)
class Point:
    """One point: its official name, the form's field where it is written, and whether the project has it."""

    label: str | Promise
    field: str
    is_met: Callable[[Project, Needs], bool]
    remedy: str | Promise


@dataclass(frozen=True)
class Line:
    """One point of one project, for the checklist on its page."""

    point: Point
    is_met: bool


def _says(*names: str) -> Callable[[Project, Needs], bool]:
    return lambda project, needs: all(_is_filled(getattr(project, name)) for name in names)


def _is_filled(value: Any) -> bool:
    return value is not None and str(value).strip() != ""


POINTS = (
    Point(_("项目名称"), "name", _says("name"), _("写明在哪里做什么")),
    Point(_("类别"), "category", _says("category"), _("选一类")),
    Point(_("建设性质"), "nature", _says("nature"), _("选一种")),
    Point(_("建设地点"), "place", _says("place_id"), _("填区划，具体到乡镇、村的写在“建设地点”")),
    Point(_("时间进度"), "starts_on", _says("starts_on", "ends_on"), _("填开始和完成期限两个日期")),
    Point(_("责任单位"), "owner", _says("owner_id"), _("填负责申报和实施的单位")),
    Point(_("建设任务"), "content", _says("content"), _("写明规模、数量和建设标准")),
    Point(
        _("资金规模和筹资方式"),
        "estimate",
        lambda project, needs: project.estimate_fen is not None and bool(needs),
        _("填估算总投资，并写明各级各出多少"),
    ),
    Point(_("受益对象"), "beneficiaries", _says("beneficiaries"), _("写明是谁受益")),
    Point(_("绩效目标"), "goal", _says("goal"), _("写明到什么时候产出什么、有什么效果")),
    Point(_("利益联结机制"), "benefit_link", _says("benefit_link"), _("写明群众怎样得到收益")),
)


def needs_of(project: Project) -> dict[str, int]:
    """How the project means to be paid for: level → 分."""
    return dict(project.needs.order_by("pk").values_list("level", "amount_fen"))


def checklist(project: Project, needs: Needs | None = None) -> list[Line]:
    """Every point, met or not."""
    split = needs_of(project) if needs is None else needs
    return [Line(point, point.is_met(project, split)) for point in POINTS]


def missing(project: Project, needs: Needs | None = None) -> list[Problem]:
    """Every point that the proposal does not yet meet."""
    return [
        Problem("没有填", str(line.point.label), remedy=str(line.point.remedy))
        for line in checklist(project, needs)
        if not line.is_met
    ]


def contradictions(project: Project, needs: Needs) -> list[Problem]:
    """What is said but cannot be: an end before the beginning, parts that are not the whole."""
    found = []
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        found.append(Problem(f"早于开始日期 {project.starts_on}", "完成期限", "开始当天或以后"))
    total = sum(needs.values())
    if project.estimate_fen is not None and needs and total != project.estimate_fen:
        parts = f"各级合计 {in_wan(total)}，与估算总投资 {in_wan(project.estimate_fen)} 不等"
        found.append(Problem(parts, "估算总投资", "两者相等", "核对各级金额和单位"))
    return found


def in_wan(fen: int) -> str:
    """An amount in words."""
    return f"{cells.money(fen, '万元')} 万元"
