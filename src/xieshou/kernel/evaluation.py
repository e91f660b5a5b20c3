"""What an office published: one evaluation, its funds, indicators, facts and scores, and the final-accounts tables.

Values are text exactly as published; None means nothing was printed, which is not zero. Every value keeps the line of its
source, counted from 1 in the published document's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EvaluationKind(StrEnum):
    """What is evaluated, by whom (财预〔2020〕10号: 单位自评, 部门评价)."""

    PROJECT_SELF = "project-self"  # 项目支出绩效自评
    DEPARTMENT = "department"  # 部门整体支出绩效评价
    PROJECT_EVALUATION = "project-evaluation"  # 项目支出部门评价


class FundRowKind(StrEnum):
    """Rows of the fund block of a self-evaluation table."""

    TOTAL = "total"  # 年度资金总额
    APPROPRIATION = "appropriation"  # 当年财政拨款
    CARRYOVER = "carryover"  # 上年结转资金
    OTHER = "other"  # 其他资金


@dataclass(frozen=True, slots=True)
class Published:
    """One published value: text as printed, unit when the text does not hold it, the line, a remark."""

    value: str
    line: int
    unit: str = ""
    note: str = ""
    is_inferred: bool = False  # not printed as a fact, but concluded from the published score
    at: int = 0  # line in the data file


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A printed figure that is kept beside the facts, under the name it is printed with."""

    name: str
    value: str
    line: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class FundRow:
    """One row of the fund block; amounts in the evaluation's amount unit."""

    row: FundRowKind
    line: int
    initial: str | None = None  # 年初预算数
    budget: str | None = None  # 全年预算数
    executed: str | None = None  # 全年执行数
    points: str | None = None  # 分值
    rate: str | None = None  # 执行率
    score: str | None = None  # 得分
    at: int = 0  # line in the data file


@dataclass(frozen=True, slots=True)
class Goal:
    """年度总体目标: expected and achieved, retold in our own words where long."""

    expected: str
    actual: str
    line: int


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One unit's share of an indicator that is put together before it is scored; funds in one unit of money for all."""

    name: str
    funds: str
    target: str
    actual: str
    line: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicator block: level 1 and 2, name, target and actual as published."""

    code: str
    level1: str
    level2: str
    name: str
    line: int
    target: str | None = None  # 年度指标值
    actual: str | None = None  # 实际完成值
    points: str | None = None  # 分值
    score: str | None = None  # 得分
    note: str | None = None  # 偏差原因分析及改进措施
    at: int = 0  # line in the data file
    units: tuple[UnitValue, ...] = ()  # several units' values, put together before scoring where the scheme says so


@dataclass(frozen=True, slots=True)
class Task:
    """One row of 年度主要任务完成情况; amounts in 元."""

    name: str
    line: int
    done: str | None = None
    budget: str | None = None
    budget_fiscal: str | None = None
    executed: str | None = None
    executed_fiscal: str | None = None


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The published score of one scheme item."""

    item: str
    score: str
    line: int
    note: str = ""
    at: int = 0  # line in the data file


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A reviewer's stated departure from the rule: the score awarded instead, and why."""

    item: str
    awarded: str
    reason: str
    line: int
    at: int = 0  # line in the data file


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """The published total and, when printed, the grade."""

    score: str
    line: int
    grade: str | None = None
    at: int = 0  # line in the data file


@dataclass(frozen=True, slots=True)
class FundTableRow:
    """One row of the fund table of an evaluation report, 万元; empty text is an empty cell."""

    row: str  # initial | budget | received | executed
    line: int
    total: str
    fiscal: str = ""
    central: str = ""
    province: str = ""
    city: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class FundRates:
    """The three rates printed under a fund table, per cent."""

    execution: str
    received: str
    spent: str
    line: int


@dataclass(frozen=True, slots=True)
class UseRow:
    """One row of 资金使用情况, 万元."""

    content: str
    line: int
    total: str = ""
    fiscal: str = ""
    other: str = ""
    dedicated: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the report says of one second-level item: reasons, no arithmetic."""

    item: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Chapters:
    """The chapters of an evaluation report, in our own words (财预〔2020〕10号 report outline)."""

    overview: Mapping[str, str]
    fund_table: tuple[FundTableRow, ...]
    fund_rates: FundRates | None
    use_table: tuple[UseRow, ...]
    goals: Mapping[str, str]
    process: Mapping[str, str]
    conclusion: str
    analysis: tuple[Analysis, ...]
    experience: tuple[str, ...]
    problems: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One published evaluation. `scheme` is None when the office did not publish enough to name one."""

    id: str
    kind: EvaluationKind
    name: str
    year: int
    department: str
    published: PublishedTotal
    scheme: str | None = None
    implementer: str | None = None
    amount: Published | None = None
    amount_unit: str | None = None
    funds: tuple[FundRow, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    facts: Mapping[str, Published] = field(default_factory=dict)
    scores: tuple[ItemScore, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    printed: tuple[NamedFigure, ...] = ()
    chapters: Chapters | None = None
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row of a final-accounts table: code or order number, name, printed values."""

    name: str
    values: tuple[str, ...]
    line: int
    code: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class AccountTable:
    """One table of 部门决算公开 01–09. Tables 01 and 04 have two sides, the others columns and rows."""

    table: str
    title: str
    department: str
    year: int
    unit: str
    line: int
    income: tuple[AccountRow, ...] = ()
    spending: tuple[AccountRow, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[AccountRow, ...] = ()
    note: str = ""  # the table's own 注, in our words
    remark: str = ""  # how it was transcribed, and what does not agree
    empty_statement: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure outside the tables, with its subject."""

    id: str
    subject: str
    value: str
    line: int
    year: int | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The published document a data set was taken from; `lines` is the length of its text."""

    title: str
    publisher: str
    lines: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything one office published for one year."""

    id: str
    title_zh: str
    title_en: str
    office: str
    year: int
    source: Source
    evaluations: tuple[Evaluation, ...]
    accounts: tuple[AccountTable, ...] = ()
    figures: tuple[Figure, ...] = ()
