"""The stations of the result: indicators with values, records and files, the score, the reports."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.api import Appraisal, FormState, GoalIndicator, GoalSet, Line, SelfEvaluation, lines_of
from xieshou.business.metrics.api import MetricVersion, Scope, counted, scope_of, source_named
from xieshou.business.projects.api import Project
from xieshou.insight.chain.money import day
from xieshou.insight.chain.nodes import HIDDEN, Fact, Node, Step, missing, node_of
from xieshou.platform.accounts.api import User

SHOWN_RECORDS = 3


@dataclass(frozen=True)
class Year:
    """A project's cycle of a year: goals in force with indicators, the self-evaluation and its lines, appraisals."""

    goals: GoalSet | None
    indicators: tuple[GoalIndicator, ...]
    self_evaluation: SelfEvaluation | None
    lines: tuple[Line, ...]
    appraisals: tuple[Appraisal, ...]

    @classmethod
    def of(cls, project: Project, year: int) -> "Year":
        """Read in a handful of queries, and one for each indicator with a live figure."""
        rows = GoalSet.objects.filter(project=project, year=year, state=FormState.APPROVED)
        goals = rows.select_related("project", "owner", "place").first()
        if goals is None:
            return cls(None, (), None, (), _appraisals(project, year))
        return cls.of_goals(goals, _appraisals(project, year))

    @classmethod
    def of_goals(cls, goals: GoalSet, appraisals: tuple[Appraisal, ...]) -> "Year":
        """Of goals at hand; of a department too."""
        rows = goals.indicators.select_related("metric", "data_owner", "owner", "place").order_by("order", "pk")
        indicators = list(rows)
        for one in indicators:
            one.goals = goals  # its page is the goals'
        form = SelfEvaluation.objects.filter(goals=goals).select_related("owner", "place", "project").first()
        if form is not None:
            form.goals = goals
        lines = tuple(lines_of(form)) if form is not None else ()
        return cls(goals, tuple(indicators), form, lines, appraisals)

    def line(self, indicator: GoalIndicator) -> Line | None:
        """The value of an indicator."""
        return next((one for one in self.lines if one.indicator.pk == indicator.pk), None)

    def item(self, indicator: GoalIndicator) -> dict[str, Any] | None:
        """What the approved card says of it."""
        card = self.self_evaluation.card if self.self_evaluation is not None else None
        found = [one for one in (card or {}).get("items", ()) if one["code"] == indicator.code]
        return found[0] if found else None


def _appraisals(project: Project, year: int) -> tuple[Appraisal, ...]:
    rows = Appraisal.objects.filter(project=project, year=year)
    links = ("owner", "place", "project", "report__owner", "disclosure__owner")
    return tuple(rows.select_related(*links).order_by("pk"))


def result_step(user: User, year: Year, only: GoalIndicator | None = None) -> Step:
    """The indicators, or one of them, each with its value and what the value rests on."""
    label = _("指标与结果")
    if year.goals is None:
        broken = missing(_("没有生效的绩效目标"), _("填报该年度绩效目标并报批"))
        return Step("result", label, (broken,))
    if not user.may(year.goals.read_permission, year.goals):
        return Step("result", label, (Node(HIDDEN, is_hidden=True),))
    shown = [one for one in year.indicators if only is None or one.pk == only.pk]
    nodes = tuple(_indicator(user, year, one, is_here=only is not None) for one in shown)
    return Step(
        "result", label, nodes, "" if nodes else _("目标中没有指标。"), year.goals.get_absolute_url(), str(year.goals)
    )


def _indicator(user: User, year: Year, one: GoalIndicator, *, is_here: bool) -> Node:
    line, item = year.line(one), year.item(one)
    facts = [
        Fact(_("指标值"), f"{one.target or '—'} {one.unit}".strip()),
        Fact(_("完成值"), (line.actual if line is not None else "") or _("还没有")),
        Fact(_("得分"), _score_words(year, item, one)),
    ]
    if not is_here:
        facts.append(Fact(_("反查到钱"), gettext("查看"), reverse("chain:indicator", args=[one.pk])))
    return node_of(
        user,
        one,
        title=f"{one.level2}：{one.name}",
        facts=(*facts, *_origin(line)),
        parts=_rests_on(user, line),
        is_here=is_here,
    )


def _score_words(year: Year, item: dict[str, Any] | None, one: GoalIndicator) -> str:
    points = one.points or "—"
    if item is not None:
        return gettext("%(awarded)s（满分 %(points)s）") % {"awarded": item["awarded"], "points": item["points"]}
    return gettext("自评批准后生成（满分 %(points)s）") % {"points": points}


def _origin(line: Line | None) -> tuple[Fact, ...]:
    """Where the value comes from: a metric, a frozen figure, or entered."""
    if line is None:
        return ()
    if line.is_measured and line.figure_url:
        return (Fact(_("取数"), str(line.indicator.metric), line.figure_url),)
    if line.is_measured:
        return (Fact(_("取数"), line.figure_problem or str(line.indicator.metric)),)
    return (Fact(_("填报，来源"), line.value.source or "—"),)


def _rests_on(user: User, line: Line | None) -> tuple[Node, ...]:
    """The value's own evidence, and the first of the records it counts."""
    if line is None or not line.actual:
        return ()
    proved = node_of(user, line.value, title=_("完成值的佐证"))
    if not line.is_measured:
        return (proved,) if line.proofs else (missing(_("没有取数也没有佐证"), _("在自评中引用佐证")),)
    records = _records(user, line)
    return (proved, *records) if line.proofs else records


def _records(user: User, line: Line) -> tuple[Node, ...]:
    counting = _counting(line)
    if counting is None:
        return ()
    version, scope = counting
    if not version.source:
        return ()  # a ratio: its page leads to both parts
    rows = counted(version, scope)
    seen = user.access.filter(source_named(version.source).model.read_permission, rows)  # type: ignore[attr-defined]
    found = list(seen.order_by("-pk")[:SHOWN_RECORDS])
    if not found:
        return (Node(_("计入的记录都不在您的可见范围内"), is_hidden=True),) if rows.exists() else ()
    return tuple(_record(user, one, version) for one in found)


def _counting(line: Line) -> tuple[MetricVersion, Scope] | None:
    """What is counted, and over which scope: as frozen, else as it is now."""
    frozen = line.value.figure
    if line.figure is not None:
        return line.figure.version, line.figure.scope
    return (frozen.metric_version, scope_of(frozen)) if frozen is not None else None


def _record(user: User, record: Any, version: MetricVersion) -> Node:
    label = source_named(version.source).label
    facts = (
        Fact(_("结果记录"), f"{label}　{getattr(record, 'listed_on', '')}"),
        Fact(_("反查到钱"), gettext("查看"), reverse("chain:record", args=[version.source, record.pk])),
    )
    has_chain = hasattr(record, "listed_on")
    return node_of(user, record, facts=facts if has_chain else facts[:1])


def score_step(user: User, year: Year) -> Step:
    """The totals: self-evaluation and each evaluation."""
    nodes = []
    form = year.self_evaluation
    if form is not None:
        facts = (
            Fact(_("总分"), form.total or _("未批准，未定分")),
            Fact(_("等级"), form.grade or "—"),
            Fact(_("状态"), form.get_state_display()),
        )
        nodes.append(node_of(user, form, title=_("单位自评"), facts=facts))
    for one in year.appraisals:
        told = (Fact(_("总分"), one.total or _("未定分")), Fact(_("等级"), one.grade or "—"))
        nodes.append(node_of(user, one, title=one.get_kind_display(), facts=told))
    if not nodes:
        return Step("score", _("得分"), (), _("还没有自评和评价。"))
    return Step("score", _("得分"), tuple(nodes))


def report_step(user: User, year: Year) -> Step:
    """The documents that the score went into."""
    nodes = [node for one in year.appraisals for node in _reports(user, one)]
    form = year.self_evaluation
    if form is not None and user.may(form.read_permission, form):
        for name, label in (("self_document", _("自评表（PDF）")), ("self_report", _("自评报告（PDF）"))):
            nodes.insert(0, Node(label, reverse(f"evaluation:{name}", args=[form.pk, "pdf"])))
    return Step("report", _("报告与公开"), tuple(nodes), "" if nodes else _("还没有报告。"))


def _reports(user: User, one: Appraisal) -> list[Node]:
    if not user.may(one.read_permission, one):
        return []
    nodes = []
    if one.report is not None:
        facts = (Fact(_("签发"), day(one.signed_at.date() if one.signed_at else None)),)
        nodes.append(node_of(user, one.report, facts=facts))
    if one.disclosed_on is not None:
        facts = (Fact(_("公开网址"), one.disclosed_at_url or "—"),)
        title = gettext("%(day)s 公开") % {"day": day(one.disclosed_on)}
        nodes.append(
            node_of(user, one.disclosure, title=title, facts=facts) if one.disclosure else Node(title, facts=facts)
        )
    return nodes
