"""Small published data for the document tests, hand-made after the first published self-evaluation table."""

from datetime import UTC, datetime
from typing import Any

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, money
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Table
from xieshou.kernel.evaluation import (
    AccountRow,
    AccountTable,
    Evaluation,
    EvaluationKind,
    FundRow,
    FundRowKind,
    Goal,
    Indicator,
    Published,
    PublishedTotal,
    Source,
)

MADE_AT = datetime(2021, 9, 1, 12, 30, tzinfo=UTC)
SOURCE = Source("2020 年度部门决算", "某市协作办", 7405)
PROVENANCE = Provenance(SOURCE, "自评办法", "官方原文未取得。")


def evaluation(**changes: Any) -> Evaluation:
    """扶贫合作交流, shortened to three indicators."""
    given: dict[str, Any] = {
        "id": "exchange",
        "kind": EvaluationKind.PROJECT_SELF,
        "name": "扶贫合作交流",
        "year": 2020,
        "department": "某市协作办",
        "implementer": "某市协作办",
        "published": PublishedTotal("30.55", 3437),
        "amount": Published("7,969,500.00", 3336),
        "amount_unit": "元",
        "funds": (
            FundRow(FundRowKind.TOTAL, 3344, "2656500.00", "1939900.00", "1249727.75", "10.00", "0.64", "6.40"),
            FundRow(FundRowKind.OTHER, 3350, "0.00", "0.00", "0.00", None, "0.00"),
        ),
        "goals": (Goal("通过调研协调解决问题", "调研超过 50 次", 3355),),
        "indicators": (
            Indicator("1", "产出指标", "数量指标", "前往对口地区调研次数", 3383, "≥50 次", "53 次", "7.15", "7.15"),
            Indicator("2", "产出指标", "数量指标", "脱贫攻坚展展位面积", 3390, "≥200 ㎡", "297 ㎡", "7.00", "7.00"),
            Indicator("3", "效益指标", "经济效益指标", "意向订单金额", 3420, "≥100 万元", "100 万元", "10", "10", "无"),
        ),
    }
    return Evaluation(**(given | changes))


def account(table: str = "02", **changes: Any) -> AccountTable:
    """A final-accounts table with one code of each level; 20113 is a hundredth more than its parts."""
    given: dict[str, Any] = {
        "table": table,
        "title": "收入决算表",
        "department": "某市协作办",
        "year": 2020,
        "unit": "万元",
        "line": 191,
        "columns": ("本年收入合计", "财政拨款收入", "其他收入"),
        "rows": (
            AccountRow("合计", ("5,636.98", "5,636.98", ""), 219),
            AccountRow("一般公共服务支出", ("5,636.98", "5,636.98", ""), 221, code="201"),
            AccountRow("商贸事务", ("5,636.98", "5,636.98", ""), 223, code="20113"),
            AccountRow("行政运行", ("874.91", "874.91", ""), 225, code="2011301"),
            AccountRow("其他商贸事务支出", ("4,762.06", "4,762.06", ""), 227, code="2011399"),
        ),
        "note": "本表反映各项收入。",
    }
    return AccountTable(**(given | changes))


def table(**changes: Any) -> Table:
    """Two columns: a name and an amount, with their sum in the last row."""
    grid = Grid(2)
    grid.headers(("项目", "金额"))
    for name, amount in (("甲", "1,000.50"), ("乙", "2.5")):
        grid.next_row()
        grid.put(0, name)
        grid.number(1, amount, money)
    grid.next_row()
    grid.label(0, "合计")
    grid.number(1, "1003", money)
    grid.sum((3, 1), [(1, 1), (2, 1)])
    given: dict[str, Any] = {"name": "资金表", "widths": (3, 2), "cells": grid.cells(), "header_rows": 1}
    return Table(**(given | changes))


def document(*tables: Table, landscape: bool = False) -> Document:
    """A document of these tables, else of the small one."""
    return Document("资金表", (Section(tables or (table(),), landscape=landscape),))
