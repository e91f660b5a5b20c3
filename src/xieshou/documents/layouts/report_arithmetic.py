"""The arithmetic of a report in sentences, written from the figures so that a reader can do the sum again."""

from collections.abc import Iterator, Sequence

from xieshou.documents.layouts.report_tables import rate
from xieshou.kernel.evaluation import FundRates, FundTableRow
from xieshou.kernel.exact import Exact
from xieshou.kernel.scorecard import ScoredItem


def fund_sentences(rows: Sequence[FundTableRow], published: FundRates | None) -> Iterator[str]:
    """`预算执行率 = 实际支出 ÷ 全年预算数 × 100% = 124.97 ÷ 193.99 × 100% = 64.42%。`, and what was published when it differs."""
    totals = {row.row: row.total for row in rows}
    for name, above, below, words, printed in (
        ("预算执行率", "executed", "budget", "实际支出 ÷ 全年预算数", published and published.execution),
        ("资金到位率", "received", "budget", "资金到位 ÷ 全年预算数", published and published.received),
        ("资金实际支出率", "executed", "received", "实际支出 ÷ 资金到位", published and published.spent),
    ):
        value = rate(totals.get(above, ""), totals.get(below, ""))
        if value is not None:
            differs = f"（公布为 {printed}%）" if printed and Exact.read(printed) != value else ""
            yield f"{name} = {words} × 100% = {totals[above]} ÷ {totals[below]} × 100% = {value.text()}%{differs}。"


def calculation(item: ScoredItem) -> str:
    """How an item's score was worked out; empty when its rule holds no sum to do."""
    steps = [line.zh.removeprefix("→ ") for line in item.arithmetic]
    if not any(" ÷ " in step or " × " in step for step in steps):
        return _difference(item)
    return f"{item.words.zh}：{'；'.join(steps)}。{_difference(item)}"


def _difference(item: ScoredItem) -> str:
    """What the office awarded when the rule gives something else, and its reason."""
    if not item.differs or item.by_rule is None:
        return ""
    reason = f"，理由：{item.reason}" if item.reason else "，未说明理由"
    return f"{item.words.zh}按评分标准为 {item.by_rule.text()} 分，评定为 {item.awarded.text()} 分{reason}。"
