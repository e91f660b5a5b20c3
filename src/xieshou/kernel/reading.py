"""What was read from a published file: tables, paragraphs, and what could not be read, each with its place.

Values are text exactly as published. None means that nothing was printed. A `Seen` is a text with the place it was seen at.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from xieshou.kernel.wording import CHINESE, Say, Words


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: line of a text, page of a PDF, sheet and cell of a workbook, table and cell of a Word file."""

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    quote: str = ""
    file: str = ""  # where places of several files are named together

    def __str__(self) -> str:
        return self.told()

    def told(self, say: Say = CHINESE) -> str:
        """`第 3 页 表 1 第 2 行第 4 列`; a cell of a workbook by its address, one described in words as it is."""
        parts = [
            say(f"第 {self.page} 页", f"page {self.page}") if self.page else "",
            say(f"工作表“{self.sheet}”", f"sheet “{self.sheet}”") if self.sheet else "",
            _cell_words(self.cell or "", say),
            say(f"第 {self.line} 行", f"line {self.line}") if self.line else "",
        ]
        return " ".join(part for part in parts if part) or say("位置不详", "place unknown")


_ADDRESS = re.compile("[A-Z]{1,3}[0-9]+")
_CELLS = (
    (re.compile("R([0-9]+)C([0-9]+)"), Words(r"第 \1 行第 \2 列", r"row \1 column \2")),
    (re.compile("表 ([0-9]+) 之后第 ([0-9]+) 段"), Words(r"表 \1 之后第 \2 段", r"paragraph \2 after table \1")),
    (re.compile("^第 ([0-9]+) 段"), Words(r"第 \1 段", r"paragraph \1")),
    (re.compile("^表 ([0-9]+)"), Words(r"表 \1", r"table \1")),
)


def _cell_words(cell: str, say: Say) -> str:
    if _ADDRESS.fullmatch(cell):
        return say(f"单元格 {cell}", f"cell {cell}")
    for form, words in _CELLS:
        cell = form.sub(say.words(words), cell)
    return cell


@dataclass(frozen=True, slots=True)
class Seen:
    """A published text and where it stands."""

    text: str
    spot: Spot


class TableKind(StrEnum):
    """What a table is."""

    PROJECT_SELF = "project-self"  # 项目支出绩效自评表
    DEPARTMENT_SELF = "department-self"  # 部门整体支出绩效目标完成情况自评表
    DEPARTMENT_SCORE = "department-score"  # 部门整体支出绩效评分表
    GOALS = "goals"  # 绩效目标申报表
    EVALUATION_SCORE = "evaluation-score"  # 项目支出绩效评价指标体系评分表, and the chapter score tables
    EVALUATION_INDICATORS = "evaluation-indicators"  # indicators with target and actual, no points
    EVALUATION_FUNDS = "evaluation-funds"  # 项目资金投入 / 资金使用情况
    ACCOUNTS = "accounts"  # 部门决算公开 01–09


@dataclass(frozen=True, slots=True)
class FundLine:
    """A row of the fund block, as printed; `row` is its printed label."""

    row: str
    spot: Spot
    initial: Seen | None = None
    budget: Seen | None = None
    executed: Seen | None = None
    points: Seen | None = None
    rate: Seen | None = None
    score: Seen | None = None


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """A row of the indicator block. `uncertain`: its cells could not be paired with proof."""

    level1: str
    level2: str
    name: Seen
    target: Seen | None = None
    actual: Seen | None = None
    points: Seen | None = None
    score: Seen | None = None
    note: Seen | None = None
    unit: Seen | None = None  # 度量单位, when the form has the column
    nature: Seen | None = None  # 指标性质 (≥ ≤ = 定性), when the form has the column
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A row of a score table: levels, name, points, criteria text, score."""

    levels: tuple[str, ...]
    name: Seen
    points: Seen | None = None
    criteria: str = ""
    score: Seen | None = None
    uncertain: bool = False
    explanation: str = ""  # 指标解释, when the table has it beside the criteria


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A row of a final-accounts or fund table; a value is None where nothing is printed."""

    name: str
    spot: Spot
    code: str = ""
    no: str = ""
    values: tuple[Seen | None, ...] = ()
    uncertain: bool = False  # not every figure is proven to stand in its column


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table. Only the parts its kind has are filled."""

    kind: TableKind
    title: str
    spot: Spot
    number: str = ""  # final accounts: 01 … 09
    year: int | None = None
    name: Seen | None = None  # the project or department
    unit_name: Seen | None = None  # the office
    amount: Seen | None = None  # 项目金额
    amount_unit: str | None = None
    funds: tuple[FundLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    items: tuple[ScoreLine, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[AccountLine, ...] = ()  # one-sided tables
    income: tuple[AccountLine, ...] = ()  # left side of two-sided tables
    spending: tuple[AccountLine, ...] = ()  # right side
    goals: tuple[Seen, ...] = ()  # expected, actual
    total_points: Seen | None = None
    total: Seen | None = None
    grade: Seen | None = None
    empty_statement: Seen | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text joined over its lines; `breaks` maps offsets in the text to the lines they stand on."""

    text: str
    spot: Spot
    breaks: tuple[tuple[int, int], ...] = ()
    heading: str = ""

    def line_at(self, offset: int) -> int | None:
        """The line on which the character at an offset stands."""
        line = self.spot.line
        for start, number in self.breaks:
            if start <= offset:
                line = number
        return line


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A part that could not be read, and why; in English where somebody wrote it."""

    spot: Spot
    reason: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Everything read from one file."""

    file: str
    tables: tuple[ReadTable, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    pages: int | None = None


class FindingVerdict(StrEnum):
    """How sure a finding is, worst first."""

    MISMATCH = "mismatch"  # it does not add up
    QUESTION = "question"  # a person must look
    ROUNDING = "rounding"  # explained by rounding
    OK = "ok"  # it was checked and holds


@dataclass(frozen=True, slots=True)
class Finding:
    """One relation that was checked: what was published, what comes out, why it matters, what to do."""

    code: str
    verdict: FindingVerdict
    spot: Spot
    table: str  # title and name of the table, or "正文"
    published: str
    recomputed: str
    explanation: str  # the arithmetic, in Chinese
    why: str = ""
    remedy: str = ""
    related: tuple["Finding", ...] = field(default=())
    others: tuple[Spot, ...] = ()  # the other places the relation rests on
    english: str = ""  # the explanation in English; names and figures as published
