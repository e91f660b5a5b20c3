"""What a change of a project touches inside this app: open contracts, unfinished nodes, a goal that stayed behind.

A published self-evaluation shows why: an exhibition was cancelled, its money was cut, and its targets stayed as they
were, so that points were lost for what was no longer to be done. What is dropped from the tasks is looked for by name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from xieshou.business.projects.amounts import wan
from xieshou.business.projects.effects import Effect
from xieshou.business.projects.models import ChangeKind, ContractState, Project

_SEPARATORS = re.compile(r"[\s、，。；：,.;:（）()“”\"和与及]+")
_SHORTEST = 2
CONTRACT, NODE, GOAL = _("合同"), _("节点"), _("绩效目标")
STOPPING = {ChangeKind.SUSPEND, ChangeKind.TERMINATE}
_TODO = {
    ChangeKind.CONTENT: _("核对标的，签补充合同或解除"),
    ChangeKind.PERIOD: _("核对履行期限，签补充合同"),
    ChangeKind.BUDGET: _("核对金额，签补充合同"),
    ChangeKind.SUSPEND: _("通知供应商暂停履行，停止支付"),
    ChangeKind.RESUME: _("通知供应商恢复履行，核对期限"),
    ChangeKind.TERMINATE: _("解除合同，清算已履行部分，退还保证金"),
}


def own_effects(project: Project, kind: str, values: Mapping[str, Any]) -> list[Effect]:
    """Contracts, nodes and the goal."""
    return [
        *_contracts(project, kind),
        *_budget(project, kind, values),
        *_nodes(project, kind, values),
        *_goal(project, kind, values),
        *_dropped(project, kind, values),
    ]


def _contracts(project: Project, kind: str) -> Iterator[Effect]:
    for contract in project.contracts.filter(state__in=[ContractState.SIGNED, ContractState.DRAFT]).order_by("pk"):
        figures = _("现合同金额 %(amount)s，期限 %(ends)s") if contract.ends_on else _("现合同金额 %(amount)s")
        facts = {"amount": wan(contract.amount_fen), "ends": f"{contract.ends_on}"}
        yield Effect(CONTRACT, str(contract), figures, _TODO[ChangeKind(kind)], contract.get_absolute_url(), facts)


def _budget(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    asked = values.get("estimate_fen")
    if kind != ChangeKind.BUDGET or asked is None:
        return
    signed = sum(one.amount_fen for one in project.contracts.exclude(state=ContractState.TERMINATED))
    if signed > asked:
        figures = _("合同合计 %(signed)s，变更后投资 %(asked)s，超出 %(over)s")
        facts = {"signed": wan(signed), "asked": wan(asked), "over": wan(signed - asked)}
        yield Effect(CONTRACT, project.name, figures, _("先核减合同"), facts=facts)


def _nodes(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    ends = values.get("ends_on")
    for node in project.milestones.all():
        if node.percent == 100:
            continue
        figures = _("权重 %(weight)s%%，进度 %(percent)s，计划 %(ends)s 完成")
        percent = _("未报") if node.percent is None else f"{node.percent}%"
        facts: dict[str, str | int] = {"weight": node.weight, "percent": percent, "ends": f"{node.ends_on}"}
        if kind in STOPPING:
            todo = _("停止") if kind == ChangeKind.TERMINATE else _("停止或顺延")
            yield Effect(NODE, node.name, figures, todo, facts=facts)
        elif kind in {ChangeKind.PERIOD, ChangeKind.RESUME} and (not ends or f"{node.ends_on}" > ends):
            yield Effect(NODE, node.name, figures, _("按新的期限调整节点"), facts=facts)


def _goal(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    if not project.goal or "goal" in values:
        return
    if kind == ChangeKind.TERMINATE:
        told, todo = _("项目终止，目标仍在"), _("同时申请调整或取消绩效目标和指标")
        yield Effect(GOAL, project.goal[:120], told, todo)
    elif kind in {ChangeKind.CONTENT, ChangeKind.SUSPEND, ChangeKind.BUDGET}:
        told, todo = _("本次变更没有改绩效目标"), _("确认目标能否实现；不能的同时申请调整")
        yield Effect(GOAL, project.goal[:120], told, todo)


def _dropped(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    """What the new tasks no longer name and something still promises."""
    if kind != ChangeKind.CONTENT or "content" not in values:
        return
    for phrase in dropped_phrases(project.content, values["content"]):
        facts = {"phrase": phrase}
        if phrase in values.get("goal", project.goal):
            figures = _("建设任务去掉了“%(phrase)s”，绩效目标里仍有")
            yield Effect(GOAL, phrase, figures, _("调整绩效目标"), facts=facts)
        for node in project.milestones.filter(name__contains=phrase):
            figures = _("建设任务去掉了“%(phrase)s”，节点仍有")
            yield Effect(NODE, node.name, figures, _("删除或改名"), facts=facts)
        for contract in project.contracts.filter(name__contains=phrase, state=ContractState.SIGNED):
            figures = _("建设任务去掉了“%(phrase)s”，合同仍有")
            yield Effect(CONTRACT, str(contract), figures, _("解除或变更合同"), facts=facts)


def dropped_phrases(before: str, after: str) -> list[str]:
    """The words between marks that were there and are there no more, in order."""
    phrases = [part for part in _SEPARATORS.split(before) if len(part) >= _SHORTEST]
    return [part for number, part in enumerate(phrases) if part not in after and part not in phrases[:number]]
