"""Small published tables and texts for the tests of the checks."""

from collections.abc import Sequence

from xieshou.kernel.checks import check
from xieshou.kernel.reading import (
    AccountLine,
    Finding,
    FindingVerdict,
    FundLine,
    IndicatorLine,
    Paragraph,
    ReadFile,
    ReadTable,
    ScoreLine,
    Seen,
    Spot,
    TableKind,
)

BAD = (FindingVerdict.MISMATCH, FindingVerdict.QUESTION)


def seen(text: str | None, line: int = 1) -> Seen | None:
    """A cell; each its own place, by line and text."""
    return None if text is None else Seen(text, Spot(line=line, quote=text))


def cell(text: str, line: int = 1) -> Seen:
    """A cell that is printed."""
    return Seen(text, Spot(line=line, quote=text))


def indicator(
    name: str = "培训基层干部场次",
    target: str = "≥10 场",
    actual: str | None = "12 场",
    points: str | None = "90",
    score: str | None = "90",
    note: str | None = None,
    level2: str = "数量指标",
    line: int = 10,
) -> IndicatorLine:
    """An indicator row, reached and fully scored."""
    level1 = "产出指标" if level2 in ("数量指标", "质量指标", "时效指标", "成本指标") else "效益指标"
    cells = (seen(target, line), seen(actual, line), seen(points, line), seen(score, line), seen(note, line))
    return IndicatorLine(level1, level2, cell(name, line), *cells)


def fund(
    row: str = "年度资金总额",
    initial: str | None = "1000.00",
    budget: str | None = "1000.00",
    executed: str | None = "1000.00",
    points: str | None = "10",
    rate: str | None = "100%",
    score: str | None = "10",
    line: int = 5,
) -> FundLine:
    """A row of the fund block, fully spent."""
    cells = (
        seen(initial, line),
        seen(budget, line),
        seen(executed, line),
        seen(points, line),
        seen(rate, line),
        seen(score, line),
    )
    return FundLine(row, Spot(line=line), *cells)


def self_table(
    *lines: IndicatorLine,
    funds: Sequence[FundLine] = (fund(),),
    total: str | None = "100",
    name: str = "干部培训",
    kind: TableKind = TableKind.PROJECT_SELF,
    goals: Sequence[Seen] = (),
    year: int | None = 2020,
    start: int = 1,
) -> ReadTable:
    """A self-evaluation table; its one indicator is reached and everything adds up unless a part is given."""
    return ReadTable(
        kind, "项目支出绩效自评表", Spot(line=start), year=year, name=cell(name, start), amount_unit="元", funds=tuple(funds),
        indicators=lines or (indicator(),), total=seen(total, start + 30), goals=tuple(goals),
    )  # fmt: skip


def account(code: str, name: str, *values: str | None, line: int = 1, no: str = "") -> AccountLine:
    """A row of a final-accounts table."""
    return AccountLine(name, Spot(line=line), code, no, tuple(seen(value, line) for value in values))


def accounts(number: str, *rows: AccountLine, columns: Sequence[str] = (), statement: str | None = None) -> ReadTable:
    """A one-sided final-accounts table in 万元."""
    return ReadTable(
        TableKind.ACCOUNTS, "决算表", Spot(line=1), number=number, year=2020, amount_unit="万元", columns=tuple(columns), rows=rows,
        empty_statement=seen(statement),
    )  # fmt: skip


def two_sided(number: str, income: Sequence[AccountLine], spending: Sequence[AccountLine]) -> ReadTable:
    """A two-sided final-accounts table in 万元."""
    return ReadTable(
        TableKind.ACCOUNTS,
        "总表",
        Spot(line=1),
        number=number,
        year=2020,
        amount_unit="万元",
        income=tuple(income),
        spending=tuple(spending),
    )


def item(name: str, points: str, score: str, criteria: str = "", line: int = 10) -> ScoreLine:
    """A row of a score table."""
    return ScoreLine((), cell(name, line), seen(points, line), criteria, seen(score, line))


def score_table(
    *items: ScoreLine,
    total: str,
    grade: str | None = None,
    kind: TableKind = TableKind.DEPARTMENT_SCORE,
    start: int = 1,
) -> ReadTable:
    """A score table."""
    return ReadTable(
        kind, "评分表", Spot(line=start), year=2020, items=items, total=seen(total, start), grade=seen(grade, start)
    )


def fund_table(*rows: AccountLine, title: str = "项目资金投入", start: int = 1) -> ReadTable:
    """A fund table of an evaluation report in 万元."""
    return ReadTable(TableKind.EVALUATION_FUNDS, title, Spot(line=start), year=2020, amount_unit="万元", rows=rows)


def paragraph(text: str, line: int = 100) -> Paragraph:
    """A paragraph of running text."""
    return Paragraph(text, Spot(line=line, quote=text[:20]))


def check_tables(*tables: ReadTable) -> tuple[Finding, ...]:
    """What the checks say of some tables."""
    return check([ReadFile("表.txt", tables)])


def check_text(*texts: str, tables: Sequence[ReadTable] = (), start: int = 100) -> tuple[Finding, ...]:
    """What the checks say of some paragraphs, beside tables."""
    paragraphs = tuple(paragraph(text, start + 10 * number) for number, text in enumerate(texts))
    return check([ReadFile("文.txt", tuple(tables), paragraphs)])


def all_of(found: Sequence[Finding]) -> list[Finding]:
    """Findings with those that hang under them."""
    return [one for top in found for one in (top, *all_of(top.related))]


def bad(found: Sequence[Finding]) -> list[tuple[str, str]]:
    """Code and verdict of what a reviewer is shown."""
    return [(one.code, one.verdict.value) for one in found if one.verdict in BAD]


def verdicts(found: Sequence[Finding], code: str) -> list[str]:
    """The verdicts of one check, with those that hang under others."""
    return [one.verdict.value for one in all_of(found) if one.code == code]


def one(found: Sequence[Finding], code: str) -> Finding:
    """The worst finding of one check."""
    return next(each for each in all_of(found) if each.code == code)
