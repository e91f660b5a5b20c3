"""A made-up self-evaluation: texts as they will be printed. Clean ones add up in every relation that is checked."""

from dataclasses import dataclass, replace
from random import Random

from tests.conformance.corpus.words import NAMES, NOTES, OFFICES, POOL, Kind
from xieshou.kernel.exact import Exact, total

LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
FUND_ROWS = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")


@dataclass(frozen=True, slots=True)
class Fund:
    """A row of the fund block."""

    label: str
    initial: str
    budget: str
    executed: str
    rate: str
    score: str = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the indicator block. `value` and `unit` make the target with the sign."""

    level1: str
    level2: str
    name: str
    sign: str
    value: str
    unit: str
    actual: str
    points: str
    score: str
    note: str = ""
    is_measured: bool = True  # a count that can be compared, not a date or words

    @property
    def target(self) -> str:
        """The target as one cell."""
        return f"{self.sign}{self.value}{self.unit}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole table."""

    name: str
    office: str
    year: int
    amount_unit: str
    full: str  # points of the execution rate
    funds: tuple[Fund, ...]
    rows: tuple[Row, ...]
    goals: tuple[str, str]
    total: str
    changed: frozenset[int] = frozenset()  # rows that hold a fault: a second one would hide it


def clean_paper(random: Random, *, full: int = 10) -> Paper:
    """A table in which everything adds up."""
    year, unit = random.randint(2019, 2024), random.choice(["元", "万元"])
    rows = tuple(_rows(random, year, 100 - full))
    funds = _funds(random, full)
    name = random.choice(NAMES) + random.choice(["", "（第二批）", "试点"])
    goals = ("按计划完成年度各项协作任务，帮扶群众稳定增收。", "各项任务按计划推进，年度总体目标基本实现。")
    paper = Paper(name, random.choice(OFFICES), year, unit, str(full), funds, rows, goals, "")
    return with_total(paper)


def with_total(paper: Paper) -> Paper:
    """The same with the total that its scores give."""
    scores = [number(row.score) for row in paper.rows] + [number(paper.funds[0].score)]
    return replace(paper, total=total(scores).text())


def number(text: str) -> Exact:
    """A printed number."""
    return Exact.read(text.replace(",", "").rstrip("%"))


def change(paper: Paper, index: int, **texts: str) -> Paper:
    """The same with one row changed and the total that follows."""
    rows = list(paper.rows)
    rows[index] = replace(rows[index], **texts)  # type: ignore[arg-type]
    return with_total(replace(paper, rows=tuple(rows), changed=paper.changed | {index}))


def change_fund(paper: Paper, index: int, **texts: str) -> Paper:
    """The same with one fund row changed and the total that follows."""
    funds = list(paper.funds)
    funds[index] = replace(funds[index], **texts)
    return with_total(replace(paper, funds=tuple(funds)))


def _rows(random: Random, year: int, points: int) -> list[Row]:
    kinds = [
        (level, kind)
        for level in LEVELS
        for kind in random.sample(POOL[level[1]], min(random.randint(1, 2), len(POOL[level[1]])))
    ]
    shares = _shares(random, points, len(kinds))
    return [_row(random, level, kind, year, share) for (level, kind), share in zip(kinds, shares, strict=True)]


def _shares(random: Random, points: int, count: int) -> list[int]:
    """Whole points of at least 2 each."""
    cuts = sorted(random.sample(range(1, points - count), count - 1))
    return [right - left + 1 for left, right in zip([0, *cuts], [*cuts, points - count], strict=True)]


def _row(random: Random, level: tuple[str, str], kind: Kind, year: int, points: int) -> Row:
    if kind.unit == "date":
        target, actual = f"{year}年{random.choice(['11月底前', '12月底前', '12月31日前'])}", f"{year}年10月"
        return Row(*level, kind.name, "", target, "", actual, str(points), str(points), is_measured=False)
    if not kind.unit:
        return Row(*level, kind.name, "", kind.words, "", kind.words, str(points), str(points), is_measured=False)
    return _measured(random, level, kind, points)


def _measured(random: Random, level: tuple[str, str], kind: Kind, points: int) -> Row:
    target = random.randint(kind.low, kind.high)
    share = random.randint(*((72, 97) if random.random() < 0.2 else (100, 140)))
    reached = target * share // 100 if kind.sign == "≥" else target * 100 // share
    if kind.unit == "%":
        reached = min(reached, 100)
    is_met = reached >= target if kind.sign == "≥" else reached <= target
    score = str(points) if is_met else _partly(points, reached, target, kind.sign)
    note = "" if is_met else random.choice(NOTES)
    return Row(*level, kind.name, kind.sign, str(target), kind.unit, f"{reached}{kind.unit}", str(points), score, note)


def _partly(points: int, reached: int, target: int, sign: str) -> str:
    share = Exact(reached, target) if sign == "≥" else Exact(target, reached)
    return (Exact(points) * share).rounded(2).text()


def _funds(random: Random, full: int) -> tuple[Fund, ...]:
    own = [Exact(random.randint(200_000, 90_000_000), 100), Exact(random.choice([0, 1_250_000]), 100), Exact(0)]
    initial = [amount + Exact(random.choice([0, 50_000])) if amount else amount for amount in own]
    spent = [(amount * Exact(random.randint(81, 100), 100)).rounded(2) for amount in own]
    whole = [total(parts) for parts in (initial, own, spent)]
    is_percent = random.random() < 0.6
    rows = [
        Fund(label, _money(a), _money(b), _money(c), _rate(c, b, is_percent=is_percent))
        for label, a, b, c in zip(FUND_ROWS, [whole[0], *initial], [whole[1], *own], [whole[2], *spent], strict=True)
    ]
    rate = (whole[2] / whole[1]).rounded(4 if is_percent else 2)
    return (replace(rows[0], score=(Exact(full) * rate).rounded(2).text(2)), *rows[1:])


def _money(amount: Exact) -> str:
    return amount.text(2)


def _rate(spent: Exact, budget: Exact, *, is_percent: bool) -> str:
    if not budget:
        return "—"
    rate = spent / budget
    return (rate * Exact(100)).text(2) + "%" if is_percent else rate.text(2)
