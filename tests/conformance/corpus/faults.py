"""Faults to plant in a clean table, one function each: what an office gets wrong, and which finding must name it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.conformance.corpus.paper import Paper, Row, change, change_fund, number
from xieshou.kernel.exact import Exact

Planted = tuple[Paper, str] | None  # the changed table and the words its finding must hold; None where it has no place


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault. `codes`: any one of them finds it. `allowed`: what may follow from it."""

    kind: str
    plant: Callable[[Paper, Random], Planted]
    codes: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    needs_points: bool = True
    group: str = ""  # of one group only one is planted: they would undo each other


def _places(paper: Paper, test: Callable[[Row], bool]) -> Sequence[int]:
    return [index for index, row in enumerate(paper.rows) if index not in paper.changed and test(row)]


def _pick(paper: Paper, random: Random, test: Callable[[Row], bool]) -> tuple[int, Row] | None:
    places = _places(paper, test)
    index = random.choice(places) if places else None
    return None if index is None else (index, paper.rows[index])


def _is_full(row: Row) -> bool:
    return row.score == row.points and not row.note


def _is_count(row: Row) -> bool:
    is_plain = row.actual.removesuffix(row.unit).isdigit()
    return _is_full(row) and row.is_measured and row.sign == "≥" and row.unit != "%" and is_plain


def _is_scored(row: Row) -> bool:
    return row.is_measured and not row.note


def total_off(paper: Paper, random: Random) -> Planted:
    """The total is not the sum."""
    wrong = number(paper.total) + Exact(random.choice([-200, -150, -60, -7, 9, 100]), 100)
    return replace(paper, total=wrong.text()), ""


def points_off(paper: Paper, random: Random) -> Planted:
    """The points are not a hundred."""
    found = _pick(paper, random, lambda row: _is_full(row) and int(row.points) > 4)
    if found is None:
        return None
    less = str(int(found[1].points) - random.choice([1, 2]))
    return change(paper, found[0], points=less, score=less), ""


def rate_off(paper: Paper, random: Random) -> Planted:
    """The execution rate is not executed ÷ budget; its score is."""
    rate = paper.funds[0].rate
    gap = Exact(random.choice([3, 7, 12]), 1 if rate.endswith("%") else 100)
    wrong = (number(rate) - gap).text(2) + ("%" if rate.endswith("%") else "")
    return change_fund(paper, 0, rate=wrong), "资金总额"


def rate_score_off(paper: Paper, random: Random) -> Planted:
    """The score of the execution rate is another one."""
    wrong = number(paper.funds[0].score) - Exact(random.choice([60, 100, 230]), 100)
    return change_fund(paper, 0, score=wrong.text(2)), ""


def funds_off(paper: Paper, random: Random) -> Planted:
    """The whole of the initial budget is not its parts."""
    wrong = number(paper.funds[0].initial) + Exact(random.choice([100, 900, -50]))
    return change_fund(paper, 0, initial=wrong.text(2)), "年初预算"


def overrun(paper: Paper, random: Random) -> Planted:
    """More was spent than budgeted."""
    fund, scale = paper.funds[1], Exact(random.randint(104, 130), 100)
    spent = (number(fund.budget) * scale).rounded(2)
    paper = change_fund(paper, 1, executed=spent.text(2), rate=_like(fund.rate, spent, number(fund.budget)))
    whole = spent + number(paper.funds[2].executed) + number(paper.funds[3].executed)
    if whole <= number(paper.funds[0].budget):
        return None
    rate = _like(fund.rate, whole, number(paper.funds[0].budget))
    return change_fund(paper, 0, executed=whole.text(2), rate=rate, score=f"{paper.full}.00"), ""


def _like(printed: str, spent: Exact, budget: Exact) -> str:
    rate = spent / budget
    return (rate * Exact(100)).text(2) + "%" if printed.endswith("%") else rate.text(2)


def score_off(paper: Paper, random: Random) -> Planted:
    """A missed target is scored out of proportion, without a reason."""
    found = _pick(paper, random, lambda row: _is_count(row) and int(row.points) >= 4)
    if found is None:
        return None
    reached = str(int(found[1].value) * 6 // 10) + found[1].unit
    wrong = (number(found[1].points) * Exact(9, 10)).rounded(2).text()
    return change(paper, found[0], actual=reached, score=wrong), found[1].name


def full_missed(paper: Paper, random: Random) -> Planted:
    """Full marks although the target is missed."""
    found = _pick(paper, random, _is_count)
    if found is None:
        return None
    less = str(max(1, int(found[1].value) * random.randint(60, 95) // 100)) + found[1].unit
    return change(paper, found[0], actual=less, score=found[1].points), found[1].name


def announced(paper: Paper, random: Random) -> Planted:
    """The remark says that points are taken off; they are not."""
    found = _pick(paper, random, _is_count)
    note = random.choice(["人员变动，酌情扣分", "材料报送不及时，扣0.5分", "进度偏慢，扣1分"])
    return (change(paper, found[0], note=note), found[1].name) if found else None


def unexplained(paper: Paper, random: Random) -> Planted:
    """Points taken off from a target that was reached, without a reason."""
    found = _pick(paper, random, lambda row: _is_count(row) and int(row.points) >= 3)
    return (change(paper, found[0], score=str(int(found[1].points) - 1)), found[1].name) if found else None


def other_year(paper: Paper, random: Random) -> Planted:
    """A target of another year."""
    found = _pick(paper, random, lambda row: "年" in row.value)
    if found is None:
        return None
    old = found[1].value.replace(str(paper.year), str(paper.year - random.choice([1, 2])))
    return change(paper, found[0], value=old), found[1].name


def other_unit(paper: Paper, random: Random) -> Planted:
    """The actual value counts something else than the target."""
    found = _pick(paper, random, lambda row: _is_count(row) and row.unit in ("场", "期", "公里", "份", "家"))
    if found is None:
        return None
    return change(paper, found[0], actual=found[1].actual.removesuffix(found[1].unit) + "人"), found[1].name


def copied_sign(paper: Paper, random: Random) -> Planted:
    """The target is copied as the actual value."""
    found = _pick(paper, random, _is_count)
    return (change(paper, found[0], actual=found[1].target), found[1].name) if found else None


def above(paper: Paper, random: Random) -> Planted:
    """A score above its points."""
    found = _pick(paper, random, _is_full)
    return (change(paper, found[0], score=str(int(found[1].points) + 1)), found[1].name) if found else None


def no_actual(paper: Paper, random: Random) -> Planted:
    """Points for what was not done."""
    found = _pick(paper, random, _is_count)
    said = random.choice(["未提供", "取消", "未完成"])
    return (change(paper, found[0], actual=said), found[1].name) if found else None


def over(paper: Paper, random: Random) -> Planted:
    """More than twice the target."""
    found = _pick(paper, random, _is_count)
    if found is None:
        return None
    much = str(int(found[1].value) * random.randint(3, 9)) + found[1].unit
    return change(paper, found[0], actual=much), found[1].name


def direction(paper: Paper, random: Random) -> Planted:
    """An output with an upper limit, or a cost with a lower one."""
    found = _pick(
        paper,
        random,
        lambda row: (
            _is_full(row)
            and ((_is_count(row) and row.level2 == "数量指标") or (row.sign == "≤" and row.level2 == "成本指标"))
        ),
    )
    if found is None:
        return None
    sign = "≤" if found[1].sign == "≥" else "≥"
    return change(paper, found[0], sign=sign, actual=found[1].value + found[1].unit), found[1].name


def spending(paper: Paper, random: Random) -> Planted:
    """An amount spent as an output."""
    found = _pick(paper, random, lambda row: _is_count(row) and row.level2 == "数量指标")
    if found is None:
        return None
    texts = {"name": "帮扶资金支出金额", "value": "300", "unit": "万元", "actual": "312万元"}
    return change(paper, found[0], **texts), "帮扶资金支出金额"


def evidence(paper: Paper, random: Random) -> Planted:
    """Points although the table says that the evidence is missing."""
    found = _pick(paper, random, lambda row: _is_count(row) and int(row.points) >= 4)
    score = str(int(found[1].points) - 1) if found else ""
    return (change(paper, found[0], score=score, note="佐证材料不充分"), found[1].name) if found else None


def rate_indicator(paper: Paper, random: Random) -> Planted:
    """An execution rate among the indicators that is not the fund block's."""
    found = _pick(paper, random, lambda row: _is_full(row) and row.unit == "%" and row.level2 == "质量指标")
    if found is None or number(paper.funds[0].rate) == Exact(100):
        return None
    texts = {"name": "项目经费执行率", "sign": "≥", "value": "75", "unit": "%", "actual": "79%"}
    return change(paper, found[0], **texts), "项目经费执行率"


def goals_differ(paper: Paper, random: Random) -> Planted:
    """The goals tell another count than the indicator."""
    found = _pick(paper, random, lambda row: _is_count(row) and row.unit in ("人", "人次", "户次", "场"))
    if found is None:
        return None
    told = int(found[1].actual.removesuffix(found[1].unit)) + random.randint(3, 30)
    text = f"各项任务按计划推进，{found[1].name}{told}{found[1].unit}，年度总体目标基本实现。"
    return replace(change(paper, found[0]), goals=(paper.goals[0], text)), ""


def breakdown(paper: Paper, random: Random) -> Planted:
    """The parts in the remark do not make their sum."""
    found = _pick(paper, random, lambda row: _is_count(row) and row.unit in ("人", "人次", "户次", "场", "期"))
    if found is None:
        return None
    unit, whole = found[1].unit, int(found[1].actual.removesuffix(found[1].unit))
    first = max(1, whole // 3)
    second = whole - first + random.choice([-2, 3, 10])
    note = f"上半年{first}{unit}，下半年{second}{unit}，合计{whole}{unit}"
    return change(paper, found[0], note=note), found[1].name


FAULTS = (
    Fault("明细之和", breakdown, ("SE-BREAKDOWN",)),
    Fault("分值不是一百", points_off, ("SE-POINTS",)),
    Fault("执行率有误", rate_off, ("SE-RATE",), group="rate", needs_points=False),
    Fault("执行率得分有误", rate_score_off, ("SE-RATE-SCORE",), group="rate"),
    Fault("资金各行不等", funds_off, ("SE-FUNDS",), needs_points=False),
    Fault("超预算", overrun, ("SE-OVERRUN",), ("SE-RATE", "SE-FUNDS"), needs_points=False, group="rate"),
    Fault("得分不成比例", score_off, ("SE-SCORE",)),
    Fault("未完成而满分", full_missed, ("SE-FULL",)),
    Fault("说扣未扣", announced, ("SE-ANNOUNCED",)),
    Fault("扣分无原因", unexplained, ("SE-UNEXPLAINED",)),
    Fault("他年目标", other_year, ("SE-YEAR",), needs_points=False),
    Fault("单位不同", other_unit, ("SE-UNIT",), needs_points=False),
    Fault("照抄符号", copied_sign, ("SE-SIGN",), needs_points=False),
    Fault("得分高于分值", above, ("SE-ABOVE",)),
    Fault("未做而得分", no_actual, ("SE-NO-ACTUAL", "SE-FULL")),
    Fault("超过两倍", over, ("SE-OVER",), needs_points=False),
    Fault("方向相反", direction, ("SE-DIRECTION",), needs_points=False),
    Fault("以支出作产出", spending, ("SE-SPENDING", "SE-EXECUTED"), ("SE-EXECUTED",), needs_points=False),
    Fault("缺佐证", evidence, ("SE-EVIDENCE",)),
    Fault("执行率指标不同", rate_indicator, ("SE-RATE-INDICATOR",), ("SE-SPENDING",), needs_points=False),
    Fault("叙述与指标不同", goals_differ, ("SE-GOALS",), needs_points=False),
    Fault("总分不是得分之和", total_off, ("SE-TOTAL",), needs_points=False),  # the last: the others sum up anew
)


def plant(paper: Paper, faults: Sequence[Fault], random: Random) -> tuple[Paper, dict[str, str]]:
    """The table with each fault that found a place, and the words its finding must hold, by kind."""
    placed: dict[str, str] = {}
    groups: set[str] = set()
    for fault in sorted(faults, key=FAULTS.index):
        done = None if fault.group and fault.group in groups else fault.plant(paper, random)
        if done and not (done[1] and done[1] in placed.values()):
            paper, placed[fault.kind] = done
            groups.add(fault.group)
    return paper, placed
