"""What a change of a project touches inside this app: open contracts, unfinished nodes, a goal that stayed behind.

A published self-evaluation shows why: an exhibition was cancelled, its money was cut, and its targets stayed as they
were, so that points were lost for what was no longer to be done. What is dropped from the tasks is looked for by name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from xieshou.business.projects.amounts import wan
from xieshou.business.projects.effects import Effect
from xieshou.business.projects.models import ChangeKind, ContractState, Project

_SEPARATORS = re.compile(r"[\s、，。；：,.;:（）()“”\"和与及]+")
_SHORTEST = 2
STOPPING = {ChangeKind.SUSPEND, ChangeKind.TERMINATE}
_TODO = {
    ChangeKind.CONTENT: "核对标的，签补充合同或解除",
    ChangeKind.PERIOD: "核对履行期限，签补充合同",
    ChangeKind.BUDGET: "核对金额，签补充合同",
    ChangeKind.SUSPEND: "通知供应商暂停履行，停止支付",
    ChangeKind.RESUME: "通知供应商恢复履行，核对期限",
    ChangeKind.TERMINATE: "解除合同，清算已履行部分，退还保证金",
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
        ends = f"，期限 {contract.ends_on}" if contract.ends_on else ""
        figures = f"现合同金额 {wan(contract.amount_fen)}{ends}"
        yield Effect("合同", str(contract), figures, _TODO[ChangeKind(kind)], contract.get_absolute_url())


def _budget(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    asked = values.get("estimate_fen")
    if kind != ChangeKind.BUDGET or asked is None:
        return
    signed = sum(one.amount_fen for one in project.contracts.exclude(state=ContractState.TERMINATED))
    if signed > asked:
        figures = f"合同合计 {wan(signed)}，变更后投资 {wan(asked)}，超出 {wan(signed - asked)}"
        yield Effect("合同", "合同合计超过变更后的投资", figures, "先核减合同")


def _nodes(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    ends = values.get("ends_on")
    for node in project.milestones.all():
        if node.percent == 100:
            continue
        shown = "未报" if node.percent is None else f"{node.percent}%"
        figures = f"权重 {node.weight}%，进度 {shown}，计划 {node.ends_on} 完成"
        if kind in STOPPING:
            yield Effect("节点", node.name, figures, "停止或顺延")
        elif kind in {ChangeKind.PERIOD, ChangeKind.RESUME} and (not ends or f"{node.ends_on}" > ends):
            yield Effect("节点", node.name, figures, "按新的期限调整节点")


def _goal(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    if not project.goal or "goal" in values:
        return
    if kind == ChangeKind.TERMINATE:
        yield Effect("绩效目标", project.goal[:120], "项目终止，目标仍在", "同时申请调整或取消绩效目标和指标")
    elif kind in {ChangeKind.CONTENT, ChangeKind.SUSPEND, ChangeKind.BUDGET}:
        yield Effect("绩效目标", project.goal[:120], "本次变更没有改绩效目标", "确认目标能否实现；不能的同时申请调整")


def _dropped(project: Project, kind: str, values: Mapping[str, Any]) -> Iterator[Effect]:
    """What the new tasks no longer name and something still promises."""
    if kind != ChangeKind.CONTENT or "content" not in values:
        return
    for phrase in dropped_phrases(project.content, values["content"]):
        if phrase in values.get("goal", project.goal):
            yield Effect("绩效目标", phrase, f"建设任务去掉了“{phrase}”，绩效目标里仍有", "调整绩效目标")
        for node in project.milestones.filter(name__contains=phrase):
            yield Effect("节点", node.name, f"建设任务去掉了“{phrase}”，节点仍有", "删除或改名")
        for contract in project.contracts.filter(name__contains=phrase, state=ContractState.SIGNED):
            yield Effect("合同", str(contract), f"建设任务去掉了“{phrase}”，合同仍有", "解除或变更合同")


def dropped_phrases(before: str, after: str) -> list[str]:
    """The words between marks that were there and are there no more, in order."""
    phrases = [part for part in _SEPARATORS.split(before) if len(part) >= _SHORTEST]
    return [part for number, part in enumerate(phrases) if part not in after and part not in phrases[:number]]
