"""Running text of reports: sentences whose figures fit, and the same with one that does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from xieshou.documents.document import Document, Paragraph, Section
from xieshou.kernel.exact import Exact


@dataclass(frozen=True, slots=True)
class Saying:
    """A kind of sentence. `told` gives the paragraphs; when asked for, one figure in them is wrong."""

    kind: str
    codes: tuple[str, ...]
    told: Callable[[Random, bool], Sequence[str]]


def _amount(random: Random, low: int = 500, high: int = 90_000) -> Exact:
    return Exact(random.randint(low * 100, high * 100), 100)


def _percent(part: Exact, whole: Exact) -> Exact:
    return (part / whole * Exact(100)).rounded(2)


def growth(random: Random, is_wrong: bool) -> Sequence[str]:
    """The rate of growth."""
    then = _amount(random)
    now = (then * Exact(random.randint(104, 170), 100)).rounded(2)
    rate = _percent(now - then, then) + Exact(7 if is_wrong else 0)
    gap = (now - then).text(2)
    return [f"2021年消费帮扶销售额{now.text(2)}万元，比2020年的{then.text(2)}万元增加{gap}万元，增长{rate.text(2)}%。"]


def difference(random: Random, is_wrong: bool) -> Sequence[str]:
    """The amount of a fall."""
    then = _amount(random)
    now = (then * Exact(random.randint(60, 95), 100)).rounded(2)
    gap = then - now + Exact(30 if is_wrong else 0)
    return [
        f"2021年度公用经费支出{now.text(2)}万元，比2020年度支出{then.text(2)}万元减少{gap.text(2)}万元，主要是压减一般性支出。"
    ]


def share(random: Random, is_wrong: bool) -> Sequence[str]:
    """A part of a whole in per cent."""
    own, rest = _amount(random, 500, 3000), _amount(random, 4000, 9000)
    whole = own + rest
    first, second = _percent(own, whole), _percent(rest, whole) + Exact(4 if is_wrong else 0)
    return [
        f"本年支出合计{whole.text(2)}万元，其中：基本支出{own.text(2)}万元，占{first.text(2)}%；项目支出{rest.text(2)}万元，占{second.text(2)}%。"
    ]


def completion(random: Random, is_wrong: bool) -> Sequence[str]:
    """How much of the budget was spent."""
    budget = _amount(random)
    spent = (budget * Exact(random.randint(80, 99), 100)).rounded(2)
    rate = _percent(spent, budget) - Exact(6 if is_wrong else 0)
    return [f"项目全年预算数{budget.text(2)}万元，全年执行数{spent.text(2)}万元，预算执行率为{rate.text(2)}%。"]


def parts(random: Random, is_wrong: bool) -> Sequence[str]:
    """Parts of a sum."""
    one, other = _amount(random), _amount(random)
    whole = one + other + Exact(50 if is_wrong else 0)
    return [
        f"全年投入财政帮扶资金{whole.text(2)}万元，其中省级财政资金{one.text(2)}万元，市级财政资金{other.text(2)}万元。"
    ]


def compound(random: Random, is_wrong: bool) -> Sequence[str]:
    """Growth by the year: compound, and wrong as the simple mean."""
    base = random.choice([1000, 2000, 4000])
    yearly = random.choice([10, 20, 30])
    last = base * (100 + yearly) ** 3 // 10**6
    rate = _percent(Exact(last - base), Exact(base * 3)) if is_wrong else Exact(yearly)
    return [f"园区务工人数由2018年的{base}人增加到2021年的{last}人，年均增长{rate.text(2)}%。"]


def unit_slip(random: Random, is_wrong: bool) -> Sequence[str]:
    """元 for 万元."""
    amount = Exact(random.randint(150, 950), 100).text(2)
    unit = "元" if is_wrong else "万元"
    return [
        f"公务用车运行维护费预算数为{amount}万元，按规定用于燃料费和保险费。",
        f"2021年度公务用车运行维护费全年预算数为{amount}{unit}，与上年持平。",
    ]


def same_fact(random: Random, is_wrong: bool) -> Sequence[str]:
    """One fact told twice."""
    amount = random.randint(11, 40)
    again = amount + random.randint(3, 20) if is_wrong else amount
    return [
        f"协作产业园项目总投资{amount}亿元，已落地企业九家。",
        "两地签订劳务协作协议，建立信息互通机制。",
        f"截至年末，协作产业园项目总投资{again}亿元，主体工程完工。",
    ]


def quarters(random: Random, is_wrong: bool) -> Sequence[str]:
    """Cumulative spending by the quarter."""
    steps = sorted(random.sample(range(1000, 9000), 4))
    if is_wrong:
        steps[3] = steps[2] - 600
    told = "；".join(f"第{name}季度累计支出{amount}.00万元" for name, amount in zip("一二三四", steps, strict=True))
    return [f"预算支出按季度推进：{told}。"]


def grade(random: Random, is_wrong: bool) -> Sequence[str]:
    """Score and grade."""
    score = random.randint(8000, 8990)
    return [f"经综合评价，项目绩效评价得分{Exact(score, 100).text(2)}分，评价等级为“{'优' if is_wrong else '良'}”。"]


def deduction(random: Random, is_wrong: bool) -> Sequence[str]:
    """Full marks, a deduction, a score."""
    full, taken = random.randint(8, 20), random.randint(1, 4)
    score = full - taken + (1 if is_wrong else 0)
    return [f"1、产出数量得分：{score}分（满分{full}分）", f"部分活动因故延期，按评分标准扣{taken}分。"]


def above_full(random: Random, is_wrong: bool) -> Sequence[str]:
    """A score above its full marks."""
    full = random.choice([15, 20, 25])
    return [f"过程管理（满分{full}分，得{full + 1 if is_wrong else full - 1}分），资金管理规范，制度执行到位。"]


def other_words(random: Random, is_wrong: bool) -> Sequence[str]:
    """One claim told again in other words."""
    helped = random.randint(2000, 9000)
    again = helped - random.randint(100, 900) if is_wrong else helped
    return [
        f"引导落户的企业带动{helped}名脱贫劳动力稳定增收。",
        "帮扶车间运行平稳，用工需求持续发布。",
        f"综合各项措施，带动脱贫劳动力稳定增收{again}人。",
    ]


def the_rest(random: Random, is_wrong: bool) -> Sequence[str]:
    """What is covered, and the rest."""
    some, rest = random.randint(11, 40), random.randint(11, 40)
    whole = some + rest + (3 if is_wrong else 0)
    return [f"前方工作组运行保障人员{whole}人，本级经费只保障其中{some}人，另外{rest}人由区县保障。"]


SAYINGS = (
    Saying("文：满分减扣分", ("EV-DEDUCTION",), deduction),
    Saying("文：得分高于满分", ("EV-SCORES",), above_full),
    Saying("文：换一种说法", ("TX-SAME",), other_words),
    Saying("文：其余", ("TX-PARTS",), the_rest),
    Saying("文：增减率", ("TX-GROWTH",), growth),
    Saying("文：增减额", ("TX-DIFFERENCE",), difference),
    Saying("文：占比", ("TX-SHARE",), share),
    Saying("文：执行率", ("TX-COMPLETION",), completion),
    Saying("文：部分之和", ("TX-PARTS",), parts),
    Saying("文：年均增长", ("TX-COMPOUND",), compound),
    Saying("文：元与万元", ("TX-UNIT",), unit_slip),
    Saying("文：同一事实", ("TX-SAME",), same_fact),
    Saying("文：季度累计", ("TX-QUARTERS",), quarters),
    Saying("文：等级", ("TX-GRADE",), grade),
)


def report(random: Random, wrong: Sequence[Saying]) -> Document:
    """A text with every kind of sentence, in any order, some of them wrong."""
    sayings = random.sample(SAYINGS, len(SAYINGS))
    texts = [text for saying in sayings for text in saying.told(random, saying in wrong)]
    blocks = tuple(Paragraph(text) for text in texts)
    return Document("工作报告", (Section(blocks),))
