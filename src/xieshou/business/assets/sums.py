"""The assets of one import together: no more than was paid for their project, told row by row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from xieshou.business.assets.models import Asset
from xieshou.business.assets.money import counted_of, paid_of, worth_of
from xieshou.business.assets.rules import project_coded, yuan
from xieshou.business.projects.api import Project
from xieshou.lib.problems import Problem
from xieshou.platform.ledger.api import Together, Values

MOST_ROWS = 5  # named of those above


@dataclass
class _Sum:
    """What is known of one project: paid, the assets that are registered by code, those of the rows above by code."""

    paid: int
    stored: dict[str, int]
    above: dict[str, tuple[int, int]] = field(default_factory=dict)  # code → row, amount

    def others(self, code: str) -> int:
        """The registered assets that no row of the table replaces."""
        return sum(amount for one, amount in self.stored.items() if one not in self.above and one != code)


class WithinSpent(Together):
    """Refuses the row with which a project's assets come to more than was paid; later rows that still fit are taken."""

    def __init__(self) -> None:
        self._sums: dict[str, _Sum | None] = {}

    def row(self, number: int, values: Values) -> Iterable[Problem]:
        """Judges one row after those above it."""
        known = self._sum(values["project_code"])
        if known is None:
            return
        code = values["code"]
        is_counted = values["amount_fen"] is not None and values["is_counted"] is not False
        amount = values["amount_fen"] if is_counted else 0
        others, above = known.others(code), sum(fen for _row, fen in known.above.values())
        if above and amount > known.paid - others - above:
            yield _over(known, others, above, amount)
            return
        known.above[code] = number, amount

    def _sum(self, code: str | None) -> _Sum | None:
        if not code:
            return None
        if code not in self._sums:
            project = project_coded(code)
            self._sums[code] = None if project is None else _sum_of(project)
        return self._sums[code]

    def whole(self, pending: Any, changed: Any) -> Iterable[Problem]:
        """Judges every project of the import, as it would stand."""
        codes = {*pending.values_list("project_code", flat=True), *changed.values_list("project_code", flat=True)}
        for project in Project.objects.filter(code__in=codes - {None, ""}).order_by("code"):
            worth, new = worth_of(project), sum(counted_of(project, pending).values())
            if new + worth.assets > worth.paid:
                yield Problem(
                    f"项目“{project}”的资产合计超过已支付：已支付 {yuan(worth.paid)}，台账中 {yuan(worth.assets)}，"
                    f"本次新增 {yuan(new)}，超出 {yuan(new + worth.assets - worth.paid)}",
                    "原值",
                    f"本次新增不超过 {yuan(max(worth.left, 0))}",
                    "重复的行选“跳过”时，台账中的原值不变；核对原值，或先登记支付，再重新上传核对",
                )


def _sum_of(project: Project) -> _Sum:
    return _Sum(paid_of(project), counted_of(project, Asset.objects.all()))


def _over(known: _Sum, others: int, above: int, amount: int) -> Problem:
    rows = [str(number) for number, fen in known.above.values() if fen]
    named = "、".join(rows[:MOST_ROWS]) + ("等" if len(rows) > MOST_ROWS else "")
    over = amount + above + others - known.paid
    return Problem(
        f"与本表第 {named} 行合计，超过项目已支付：已支付 {yuan(known.paid)}，已登记其他资产 {yuan(others)}，"
        f"本表前面各行 {yuan(above)}，本行 {yuan(amount)}，超出 {yuan(over)}",
        "原值",
        f"不超过 {yuan(max(known.paid - others - above, 0))}",
        "核对这几行的原值；钱已付而没有登记的，先登记支付",
    )
