"""Score tables, evaluation reports and department forms of the published year, each with one figure changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from xieshou.commands.render import documents_of
from xieshou.commands.scoring import score_all
from xieshou.datasets import load_dataset
from xieshou.documents.document import Block, Document, Paragraph
from xieshou.documents.table import Cell, Table

NAME = "shenzhen-2020"
Change = Callable[[Block], Block]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault in a published document: which one (by the start of its name), what is changed, what finds it."""

    kind: str
    codes: tuple[str, ...]
    document: str
    change: Change
    allowed: tuple[str, ...] = ()


@cache
def documents() -> dict[str, Document]:
    """The documents by the number in their names; `09` is put together with the project's own table `01`."""
    made = {
        title[:2]: document
        for title, document in documents_of(load_dataset(NAME), score_all(NAME))
        if "评分表" in title or "评价报告" in title or "自评表" in title
    }
    both = Document("部门与项目自评表", made["09"].sections + made["01"].sections)
    return {"10": made["10"], "11": made["11"], "12": made["12"], "09": both}


def in_table(name: str, row: str, text: str, new: str) -> Change:
    """The cell of a text in the row that begins with, or holds, a word; in the table of a name."""

    def change(block: Block) -> Block:
        if not isinstance(block, Table) or block.name != name:
            return block
        rows = {cell.row for cell in block.cells if cell.text.startswith(row)}
        old = next(cell for cell in block.cells if cell.row in rows and cell.text == text)
        return replace(block, cells=tuple(_changed(cell, new) if cell is old else cell for cell in block.cells))

    return change


def _changed(cell: Cell, text: str) -> Cell:
    return replace(cell, text=text, number=None, format=None, formula=None)


def in_text(text: str, new: str) -> Change:
    """Words of the running text, wherever they stand."""

    def change(block: Block) -> Block:
        return replace(block, text=block.text.replace(text, new)) if isinstance(block, Paragraph) else block

    return change


SCORES, FORM = "部门整体支出绩效评分表", "绩效目标完成情况自评表"
PLANTED = (
    Planted("评分表：合计", ("DP-TOTAL",), "10", in_table(SCORES, "综合评分", "88.83", "86.83")),
    Planted("评分表：分值", ("DP-POINTS",), "10", in_table(SCORES, "公众或服务对象满意度", "6", "5")),
    Planted("评分表：等级", ("DP-GRADE",), "10", in_table(SCORES, "评分等级", "良", "优")),
    Planted("评价：资金表比率", ("EV-RATES",), "11", in_table("项目资金投入", "资金到位率", "100", "90")),
    Planted("评价：资金使用", ("EV-USE",), "11", in_table("资金使用情况", "调研协调工作", "53.81", "63.81")),
    Planted("评价：章节得分", ("EV-CHAPTER",), "11", in_table("评分表", "立项程序规范性", "2", "1"), ("DP-TOTAL",)),
    Planted("评价：附表等级", ("DP-GRADE",), "11", in_table("评分表", "等级", "优", "中")),
    Planted("评价：满分减扣分", ("EV-DEDUCTION",), "12", in_text("扣 2.44 分", "扣 1.44 分"), ("EV-COUNT",)),
    Planted("评价：成本节约率", ("EV-COST",), "12", in_text("成本节约率 1.21%", "成本节约率 4.21%"), ("EV-RATES",)),
    Planted("评价：完成条数", ("EV-COUNT",), "12", in_text("数量指标 4 条，完成 3 条", "数量指标 4 条，完成 2 条")),
    Planted("评价：取消而有支出", ("EV-CANCELLED",), "11", in_text("取消绿色博览会项目", "取消调研协调工作项目")),
    Planted("部门表：两表不同", ("SE-ACROSS",), "09", in_table(FORM, "前往对口地区调研次数", "53 次", "63 次")),
    Planted(
        "部门表：任务与项目",
        ("SE-TASKS",),
        "09",
        in_table(FORM, "扶贫合作交流", "1,249,727.75", "1,549,727.75"),
        ("SE-FUNDS",),
    ),
)


def with_one_wrong(random: Random) -> tuple[Document, Planted]:
    """A document with one fault."""
    planted = random.choice(PLANTED)
    return planted_in(planted), planted


def planted_in(planted: Planted) -> Document:
    """The document of a fault, with it."""
    document = documents()[planted.document]
    sections = tuple(
        replace(section, blocks=tuple(planted.change(block) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)
