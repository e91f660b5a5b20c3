"""What an office lays down about the performance cycle: from when projects are assessed, and when monitoring warns."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models import GoalSet, Monitoring
from xieshou.business.projects.api import Nature
from xieshou.business.rules.api import (
    CLAUSES,
    NOT_AT_HAND,
    OWN_VALUES,
    Book,
    Entry,
    InForce,
    RuleKind,
    Shape,
    Table,
    Values,
    add,
    in_force,
    kept,
)
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import LintLimits, Margins, MonitoringLimits
from xieshou.lib.problems import Problem
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.exchange.api import Column, Kind

EX_ANTE, MONITORING, GOAL_CHECK = "ex-ante", "monitoring", "goal-check"
GROUP = _("绩效")
_NATURES = tuple((code, str(label)) for code, label in zip(Nature.values, Nature.labels, strict=True))


@cache
def data() -> Mapping[str, Any]:
    """The ex-ante assessment as it comes with the program."""
    found: Mapping[str, Any] = read_yaml(
        files("xieshou.business.evaluation").joinpath("data/ex_ante.yaml").read_text("utf-8")
    )
    return found


def _number(name: str, label: str, unit: str, most: int, help: str = "", width: int = 3) -> Entry:
    column = Column(name, label, Kind.WHOLE, unit=unit, is_required=True, least=1, most=most, help=help)
    return Entry(column, width=width)


# --- the ex-ante assessment ---


def _ex_ante_shape() -> Shape:
    named = tuple((one["code"], one["zh"]) for one in data()["criteria"])
    return Shape(
        (
            Entry(Column("threshold_fen", "估算达到多少要评估", Kind.MONEY, unit="万元", is_required=True)),
            Entry(
                Column("natures", "哪些性质算新增", Kind.LONG_TEXT, choices=_NATURES, is_required=True), is_list=True
            ),
            _number("support_from", "多少分起予以支持", "分", 100),
            _number("amend_from", "多少分起调整完善后支持", "分", 100),
        ),
        (
            Table(
                "criteria",
                "评估内容",
                (
                    Entry(Column("code", "内容", Kind.CHOICE, choices=named, is_required=True), width=3),
                    _number("points", "分值", "分", 100, width=2),
                    Entry(Column("questions", "评估要点", Kind.LONG_TEXT, is_required=True), True, 7, CLAUSES),
                ),
                "code",
                "五项内容是表样规定的，分值合计 100 分；要点之间用“；”隔开。",
                fixed=("code",),
            ),
        ),
    )


def _ex_ante_built_in() -> Values:
    """As shipped; the setting `XIESHOU_EX_ANTE_THRESHOLD_FEN` replaces the amount."""
    found = data()
    amount = getattr(settings, "XIESHOU_EX_ANTE_THRESHOLD_FEN", None)
    criteria = [{"code": c["code"], "points": c["points"], "questions": c["questions"]} for c in found["criteria"]]
    numbers = {name: found[name] for name in ("support_from", "amend_from")}
    threshold = found["threshold_fen"] if amount is None else amount
    return {"threshold_fen": threshold, "natures": list(found["natures"]), **numbers, "criteria": criteria}


def _ex_ante_problems(values: Values) -> Iterable[Problem]:
    known = [one["code"] for one in data()["criteria"]]
    if sorted(row["code"] for row in values["criteria"]) != sorted(known):
        yield Problem("五项内容要各有一行", "评估内容", "、".join(one["zh"] for one in data()["criteria"]))
    points = sum(row["points"] for row in values["criteria"])
    if points != 100:
        yield Problem(f"分值合计 {points} 分", "评估内容", "100 分")
    if values["amend_from"] >= values["support_from"]:
        allowed = f"小于“予以支持”的 {values['support_from']} 分"
        yield Problem(f"{values['amend_from']} 分不低于予以支持的分数", "多少分起调整完善后支持", allowed)


# --- monitoring ---

_LIMITS = (
    _number("spending", "支出进度与序时进度相差超过", "百分点", 100, "快于或慢于都预警"),
    _number("target", "指标进度慢于序时进度超过", "百分点", 100, "上限类指标为快于"),
    _number("gap", "支出进度与目标进度相差超过", "百分点", 100),
)


def limits_of(rule: InForce) -> MonitoringLimits:
    """When a monitoring warns by a version."""
    return MonitoringLimits(**{one.name: Exact(rule.values[one.name], 100) for one in _LIMITS})


def rule_of_monitoring(form: Monitoring, book: Book | None = None) -> InForce:
    """The version a monitoring is judged by: that of its submission, before that the one in force."""
    if not form.is_editable:
        return kept(MONITORING, form.rule)
    return book.of(form.owner_path) if book is not None else in_force(MONITORING, form.owner_path)


# --- the indicator check and the plausibility of targets ---

_FEWEST = (
    _number("outputs", "产出指标至少", "个", 50),
    _number("effects", "效益指标至少", "个", 50),
    _number("satisfaction", "满意度指标至少", "个", 50),
)
_FEWEST_LEVELS = {"outputs": "产出", "effects": "效益", "satisfaction": "满意"}
_GOAL_LIMITS = (
    _number("lowest_share", "选自指标库的至少", "%", 100),
    *_FEWEST,
    _number("copied_from", "与上年相同的指标值到几个提醒", "个", 50),
    _number("years", "目标低于最近几年的每一年提醒", "年", 10),
    _number("below_peers", "低于同类地区中位数多少提醒", "%", 100),
    _number("fewest_peers", "同类地区至少几个才比", "个", 50),
    _number("growth", "超过往年实际多少提醒", "%", 10_000, "300 就是三倍"),
    _number("above_peers", "超过同类地区中位数多少提醒", "%", 10_000, "300 就是三倍"),
)
_GOALS_BUILT_IN = {
    "lowest_share": 90,
    "outputs": 3,
    "effects": 1,
    "satisfaction": 1,
    "copied_from": 3,
    "years": 3,
    "below_peers": 20,
    "fewest_peers": 3,
    "growth": 300,
    "above_peers": 300,
}


def rule_of_goals(goals: GoalSet) -> InForce:
    """The version goals are checked by: that of their submission, before that the one in force."""
    return in_force(GOAL_CHECK, goals.owner.path) if goals.is_editable else kept(GOAL_CHECK, goals.rule)


def lint_limits(rule: InForce) -> LintLimits:
    """The limits of the indicator check by a version."""
    fewest = tuple((_FEWEST_LEVELS[one.name], rule.values[one.name]) for one in _FEWEST)
    return LintLimits(fewest=fewest, copied_from=rule.values["copied_from"])


def margins_of(rule: InForce) -> Margins:
    """The margins of plausibility by a version."""
    shares = {name: Exact(rule.values[name], 100) for name in ("below_peers", "growth", "above_peers")}
    return Margins(years=rule.values["years"], fewest_peers=rule.values["fewest_peers"], **shares)


def add_kinds() -> None:
    """Declares them; called once when the app is loaded."""
    add(
        RuleKind(
            EX_ANTE,
            _("事前绩效评估"),
            GROUP,
            _ex_ante_shape,
            _ex_ante_built_in,
            _ex_ante_problems,
            _("《中共中央 国务院关于全面实施预算绩效管理的意见》（五项内容）；分值、金额界线和分数线是本系统的起始值"),
            NOT_AT_HAND,
            _("报目标、申请预算前的关口；评估表的分值和结论"),
            _("已经建立的评估按建立时的版本评完；关口按当天的版本"),
            order=30,
        ),
        RuleKind(
            MONITORING,
            _("绩效运行监控"),
            GROUP,
            lambda: Shape(_LIMITS),
            lambda: {one.name: 20 for one in _LIMITS},
            lambda values: (),
            _("本系统的起始值"),
            OWN_VALUES,
            _("监控表里的预警，监控列表标红"),
            _("已经提交的监控保留提交时的版本；填报中和退回的按新版"),
            order=31,
        ),
        RuleKind(
            GOAL_CHECK,
            _("绩效目标检查"),
            GROUP,
            lambda: Shape(_GOAL_LIMITS),
            lambda: _GOALS_BUILT_IN,
            lambda values: (),
            _("本系统的起始值"),
            OWN_VALUES,
            _("填报目标时的指标检查和目标值合理性提醒"),
            _("已经提交的目标保留提交时的版本；填报中和退回的按新版"),
            order=32,
        ),
    )
