"""What the system knows of an evaluation's facts before anybody enters one: the registered money and the self-evaluation.

Each value says where it was taken from; it is shown as taken until somebody enters another.
"""

from collections.abc import Mapping
from datetime import date

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import Appraisal, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds
from xieshou.business.evaluation.services.appraisal_card import goals_of
from xieshou.business.evaluation.services.judged import judged_facts
from xieshou.business.evaluation.services.self_lines import fact_lines
from xieshou.business.funds import api as funds
from xieshou.kernel.exact import Exact
from xieshou.kernel.scheme import Scheme
from xieshou.schemes import load_scheme

Facts = dict[str, dict[str, str]]
FROM_FUNDS, FROM_SELF = "funds", "self"
UNPROVED = "自评没有佐证"
_FEN = {"元": 100, "万元": 1_000_000}
_COUNTED = {"数量指标": "quantity", "质量指标": "quality", "时效指标": "timely"}


def known_facts(appraisal: Appraisal) -> Facts:
    """Everything known, by the names of the scheme; what the money tells goes before what the self-evaluation says."""
    scheme, goals = load_scheme(appraisal.scheme), goals_of(appraisal)
    found = _from_self(appraisal.self_evaluation, scheme) | _from_money(appraisal, goals, scheme)
    hidden = judged_facts(scheme)
    return {name: held for name, held in found.items() if name in scheme.facts and name not in hidden}


def refilled(appraisal: Appraisal) -> Facts:
    """The stored facts with what is known now in place of what was taken before; entered ones stay."""
    entered = {name: held for name, held in appraisal.facts.items() if held.get("value") and not held.get("from")}
    return known_facts(appraisal) | entered


def _from_money(appraisal: Appraisal, goals: GoalSet, scheme: Scheme) -> Facts:
    if appraisal.project is None:
        known = forms_funds.known_facts(goals, scheme)
        return {name: {"value": text, "note": "", "from": FROM_FUNDS} for name, text in known.items()}
    at_end = date(appraisal.year, 12, 31)
    total = funds.fund_block(appraisal.project, appraisal.year, at_end)[0]
    received = funds.four_figures(funds.Scope(year=appraisal.year, project=appraisal.project.pk), at_end).received
    amounts = {
        "initial": (total.initial, "年初预算数"),
        "budget": (total.budget, "全年预算数"),
        "received": (received, "到账"),
        "executed": (total.executed, "全年执行数"),
        "planned_cost": (total.budget, "计划成本取全年预算数"),
        "actual_cost": (total.executed, "实际成本取全年执行数"),
    }
    return {
        name: {"value": text, "note": note, "from": FROM_FUNDS}
        for name, (fen, note) in amounts.items()
        if (text := _amount(scheme, name, fen))
    }


def _amount(scheme: Scheme, name: str, fen: int | None) -> str:
    """The amount in the scheme's unit and decimals; empty where it is missing or the scheme does not ask for it."""
    fact = scheme.facts.get(name)
    per = _FEN.get(fact.unit) if fact is not None else None
    if fact is None or fen is None or per is None:
        return ""
    return f"{Exact(fen, per).text(fact.places)} {fact.unit}"


def _from_self(evaluation: SelfEvaluation | None, scheme: Scheme) -> Facts:
    if evaluation is None:
        return {}
    told = {name: held for name, held in evaluation.facts.items() if held.get("value")}
    unproved = {one.name for one in fact_lines(evaluation) if one.lacks_evidence}
    found = {
        name: {"value": str(held["value"]), "note": _remark(held, name in unproved), "from": FROM_SELF}
        for name, held in told.items()
    }
    return found | _counts(evaluation)


def _remark(held: Mapping[str, str], is_unproved: bool) -> str:
    """The self-evaluation's remark; what it did not prove the evaluator is told."""
    return "；".join(part for part in (str(held.get("note") or ""), UNPROVED if is_unproved else "") if part)


def _counts(evaluation: SelfEvaluation) -> Facts:
    """How many quantity, quality and timeliness indicators there are, and how many the self-evaluation says were met."""
    if evaluation.card is None:
        return {}
    items = {item["code"]: item for item in evaluation.card["items"]}
    found: Facts = {}
    for words, prefix in _COUNTED.items():
        own = [items[one.code] for one in stored(evaluation.goals) if one.level2 == words and one.code in items]
        met = sum((item["by_rule"] or item["awarded"]) == item["points"] for item in own)
        if own:
            note = f"自评：{words} {len(own)} 条，完成 {met} 条"
            found[f"{prefix}_total"] = {"value": f"{len(own)} 条", "note": note, "from": FROM_SELF}
            found[f"{prefix}_met"] = {"value": f"{met} 条", "note": note, "from": FROM_SELF}
    return found
