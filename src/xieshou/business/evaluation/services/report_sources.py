"""Where the figures of an evaluation come from, told for the annex 数据来源 of its report and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Count
from django.utils import timezone

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import Appraisal
from xieshou.business.evaluation.services import appraisal_card, reconciling, report_money, report_text, scoring
from xieshou.business.evaluation.services.appraisal_card import FactLine
from xieshou.business.evaluation.services.card_data import card_json
from xieshou.business.evaluation.services.forms_money import Behind, money_behind
from xieshou.business.evaluation.services.forms_proofs import about, citations_by_record, listed
from xieshou.business.evaluation.services.forms_sources import Card, Item, moment, target_told, value_told
from xieshou.business.funds import api as funds
from xieshou.documents.layouts.report_tables import AMOUNTS, RATES, rate
from xieshou.documents.sources import NO_PROOFS, Origin, Told
from xieshou.kernel.scheme import Scheme
from xieshou.platform.accounts.api import User
from xieshou.schemes import load_scheme

_TOTAL = "综合得分 = 各一级指标得分之和；等级按评价方案的分数段"
_LEVEL = "下级各项得分之和"
_USE = "按用途汇总已支付的金额，不含已退回的"
_AMOUNTS = {  # row of the fund table: what it is, which rows stand behind it
    "initial": ("年初批复的预算数", "planned"),
    "budget": ("全年预算数（年初预算加减批准的调整）", "planned"),
    "received": ("到账的金额，减去冲销的", "received"),
    "executed": ("已支付的金额，减去已退回的", "paid"),
}
_NAMES = {"initial": "年初预算金额", "budget": "全年预算数", "received": "资金到位", "executed": "实际支出"}
_COLUMNS = dict(zip(AMOUNTS, ("合计", "小计", "中央级", "省级", "市级", "区县"), strict=True))
_FIGURES = {"planned": "计划", "received": "到账", "paid": "支付"}
_ROW_OF = {"planned": "budget", "received": "received", "paid": "executed"}


def report_origins(appraisal: Appraisal, user: User | None = None) -> dict[str, Told]:
    """The origins of every figure of an evaluation's report: scores, values, money."""
    card = appraisal.card or card_json(appraisal_card.card_of(appraisal))
    return _scores(appraisal, card) | _values(appraisal) | _money(appraisal, user)


def _when(appraisal: Appraisal) -> str:
    """Until it is signed everything moves with its facts and scores."""
    if appraisal.signed_at is not None:
        return f"{moment(appraisal.signed_at)} 签发"
    return f"{moment(timezone.now())}，未签发"


# --- scores ---


def _scores(appraisal: Appraisal, card: Card) -> dict[str, Told]:
    scheme, page, when = load_scheme(appraisal.scheme), appraisal.get_absolute_url(), _when(appraisal)
    lines = {item.code: facts for item, facts in appraisal_card.facts_by_item(appraisal, scheme)}
    held = appraisal_card.scores_of(appraisal)
    cited = citations_by_record([appraisal]).get(appraisal.pk, ())
    found: dict[str, Told] = {}
    for item in card["items"]:
        code, score = item["code"], held.get(item["code"])
        how = score.arithmetic if score is not None and score.arithmetic else ""
        origin = _item(item, f"{page}#{code}", how, lines.get(code, ()))
        proofs, unlisted = listed(about(cited, [line.words for line in lines.get(code, ())]))
        unproved = "" if not any(line.is_bare for line in lines.get(code, ())) else origin.unproved
        found[f"score.{code}"] = Told(replace(origin, proofs=proofs, unlisted=unlisted, unproved=unproved, as_of=when))
    return found | dict(_sums(appraisal, card, scheme))


def _item(item: Item, page: str, how: str, facts: Sequence[FactLine]) -> Origin:
    """One item: how the experts' scores came together, else the steps of its rule; and why it was awarded otherwise."""
    steps = how or "；".join(line.removeprefix("→ ") for line in item["arithmetic"])
    told = [steps or f"{item['awarded']} 分"]
    if item["by_rule"] is not None and item["by_rule"] != item["awarded"]:
        told.append(f"按规则 {item['by_rule']} 分，评定 {item['awarded']} 分，理由：{item['reason'] or '未说明'}")
    entered = [line for line in facts if line.value]
    counted = f"{len(entered)} 项事实" if facts else "专家评分" if how else ""
    return Origin(f"{item['words']} · 得分", page, item["rule"], "\n".join(told), counted)


def _sums(appraisal: Appraisal, card: Card, scheme: Scheme) -> Iterator[tuple[str, Told]]:
    page, when = appraisal.get_absolute_url(), _when(appraisal)
    tops = [level for level in card["levels"] if level["depth"] == 0]
    for level in tops:
        parts = [one["awarded"] for one in card["items"] if one["path"] and one["path"][0] == level["words"]]
        told = f"{' + '.join(parts)} = {level['awarded']}" if parts else level["awarded"]
        name = f"{level['words']} · 得分"
        yield (
            f"level.{level['code']}",
            Told(Origin(name, page, _LEVEL, told, f"{len(parts)} 项", unproved="", as_of=when)),
        )
    sums = " + ".join(f"{one['words']} {one['awarded']}" for one in tops)
    told = f"{sums} = {card['total']}"
    total = Origin("综合得分", page, _TOTAL, told, f"{len(card['items'])} 项得分", unproved="")
    yield "total", Told(replace(total, as_of=f"{when}\n方案 {scheme.digest[:12]}"))


# --- targets and values ---


def _values(appraisal: Appraisal) -> dict[str, Told]:
    """What the self-evaluation says, with its sources; without one the targets of the goals."""
    form = appraisal.self_evaluation
    if form is None:
        goals = appraisal_card.goals_of(appraisal)
        return target_told(goals, stored(goals)) if goals.pk is not None else {}
    lines = scoring.lines_of(form)
    cited = citations_by_record([one.value for one in lines])
    found: dict[str, Told] = {}
    for line in lines:
        told = value_told(form, line, None, listed(cited.get(line.value.pk, ())))
        found |= {ref: one for ref, one in told.items() if ref.startswith(("target.", "actual."))}
    return found


# --- money ---


def _money(appraisal: Appraisal, user: User | None) -> dict[str, Told]:
    scope, at_end = report_money.scope_of(appraisal), date(appraisal.year, 12, 31)
    whole = money_behind(scope, at_end, user, appraisal.project).of(funds.FundRowKind.TOTAL.value)
    receipts = scope.receipts().filter(received_on__lte=at_end).count()
    found = dict(_fund_table(appraisal, scope, at_end, whole, receipts))
    return found | dict(_uses(appraisal, scope, at_end, whole)) | dict(_sources(appraisal, scope, at_end))


def _page(scope: funds.Scope, at_end: date, kind: str, **narrowed: object) -> str:
    owner = int(scope.owner_path[-7:]) if scope.owner_path else None
    return funds.short_path(kind, at_end, {"year": scope.year, "project": scope.project, "owner": owner} | narrowed)


def _fund_table(
    appraisal: Appraisal, scope: funds.Scope, at_end: date, whole: Behind, receipts: int
) -> Iterator[tuple[str, Told]]:
    counted = {
        "planned": f"{whole.budgets} 笔预算，{whole.changes} 笔调整",
        "received": f"{receipts} 笔到账",
        "paid": f"{whole.payments} 笔支付",
    }
    when = f"截至 {at_end}\n{_when(appraisal)}"
    for row, (definition, kind) in _AMOUNTS.items():
        held = appraisal.facts.get(row, {})
        entered = (
            f"评分事实，{held['note']}" if held.get("note") else "评分事实" if held.get("value") else "取自登记的资金"
        )
        told = f"{entered}；各级按资金来源的级别汇总登记的资金"
        origin = Origin(
            _NAMES[row], _page(scope, at_end, kind), definition, told, counted[kind], unproved="", as_of=when
        )
        if kind == "paid":
            origin = replace(origin, proofs=whole.proofs, unlisted=whole.unlisted, unproved=NO_PROOFS)
        for column, label in _COLUMNS.items():
            yield f"money.{row}.{column}", Told(origin, label)
    yield from _rates(appraisal, scope, at_end, when)


def _rates(appraisal: Appraisal, scope: funds.Scope, at_end: date, when: str) -> Iterator[tuple[str, Told]]:
    """The rates under the fund table, worked out from its rows."""
    totals = {row.row: row.total for row in report_text.report_chapters(appraisal).fund_table}
    for name, above, below in RATES:
        over, under = totals.get(above, ""), totals.get(below, "")
        value = rate(over, under)
        told = f"{over} ÷ {under} × 100% = {value.text()}%" if value is not None else ""
        definition = f"{_NAMES[above]} ÷ {_NAMES[below]} × 100%"
        origin = Origin(name, _page(scope, at_end, _AMOUNTS[above][1]), definition, told, unproved="", as_of=when)
        for column, label in _COLUMNS.items():
            yield f"money.{above}/{below}.{column}", Told(origin, label)


def _uses(appraisal: Appraisal, scope: funds.Scope, at_end: date, whole: Behind) -> Iterator[tuple[str, Told]]:
    rows = report_money.use_rows(appraisal)
    paid = scope.payments().filter(paid_on__lte=at_end).exclude(reversed_on__lte=at_end).order_by()
    numbers = dict(paid.values_list("purpose").annotate(Count("pk")))
    page, when = _page(scope, at_end, "paid"), f"截至 {at_end}"
    for number, row in enumerate(rows):
        count = numbers.get(row.content)
        counted = f"{count} 笔支付" if count else "其余各笔支付"
        yield f"use.{number}", Told(Origin(row.content, page, _USE, f"{counted}之和", counted, unproved="", as_of=when))
    sums = " + ".join(row.total for row in rows)
    total = Origin("资金使用 · 合计", page, _USE, f"{sums} 万元", f"{whole.payments} 笔支付", unproved="", as_of=when)
    yield "use.total", Told(total)


def _sources(appraisal: Appraisal, scope: funds.Scope, at_end: date) -> Iterator[tuple[str, Told]]:
    """The table of sources: each figure of each source, and of all together."""
    when = f"截至 {at_end}"
    budgets = dict(scope.budgets().order_by().values_list("source").annotate(Count("pk")))
    payments = dict(
        scope.payments().filter(paid_on__lte=at_end).order_by().values_list("budget__source").annotate(Count("pk"))
    )
    receipts = dict(
        scope.receipts().filter(received_on__lte=at_end).order_by().values_list("source").annotate(Count("pk"))
    )
    for source, name in [*report_money.source_names(appraisal), (report_money.WHOLE, "全部资金")]:
        is_whole = source == report_money.WHOLE
        counts = {
            "planned": f"{sum(budgets.values()) if is_whole else budgets.get(source, 0)} 笔预算",
            "received": f"{sum(receipts.values()) if is_whole else receipts.get(source, 0)} 笔到账",
            "paid": f"{sum(payments.values()) if is_whole else payments.get(source, 0)} 笔支付",
        }
        for kind, label in _FIGURES.items():
            page = _page(scope, at_end, kind, source=source if source and not is_whole else None)
            definition = _AMOUNTS[_ROW_OF[kind]][0]
            origin = Origin(f"{name} · {label}", page, definition, f"{counts[kind]}汇总", counts[kind], unproved="")
            yield f"source.{source}.{kind}", Told(replace(origin, as_of=when), label)
            if kind == "paid":
                yield f"source.{source}.rate", Told(replace(origin, as_of=when), "支出率（支付 ÷ 计划）")


# --- the reconciliation ---


def reconciliation_origins(appraisal: Appraisal, _user: User | None = None) -> dict[str, Told]:
    """Each column opens the evaluation whose scores it holds."""
    found: dict[str, Told] = {}
    for number, column in enumerate(reconciling.reconciliation(appraisal).columns):
        definition = f"{column.label}的得分/满分，按 {column.scheme} 评分"
        origin = Origin(
            column.label, column.url, definition, "见该评价的评分表", f"{len(column.items)} 项得分", unproved=""
        )
        found[f"mark.{number}"] = Told(replace(origin, as_of=f"{moment(timezone.now())} 的评分"))
    return found


__all__ = ["reconciliation_origins", "report_origins"]
