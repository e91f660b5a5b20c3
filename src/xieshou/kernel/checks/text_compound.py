"""Running text: yearly growth over several years, quarters that must accumulate, amounts added to a budget."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xieshou.kernel.checks.figures import distance, judge_rate, percent, root_growth
from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, TEXT, finding, gathered, joined, with_text
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.exact import HUNDRED, ONE, Exact, total
from xieshou.kernel.reading import Finding
from xieshou.kernel.wording import NO_WORDS, Words

_YEARLY = re.compile("年均(?:增长|增速|增幅|复合增长)(?:率|速度)?(?:为|达到?|约|是)?$")
_DELTA = re.compile("(?:增加|增长|减少|下降|多出|新增)(?:了|额)?$")
_QUARTER = re.compile("第?([一二三四])季度[^，。；]{0,12}$")
_MOST_YEARS = 50
_QUARTERS = "一二三四"
_BUDGETS = ("调整预算数", "调整后预算", "全年预算数", "年初预算", "年初预算数", "预算数")
_ADDED = re.compile("(?:追加|调增|追加下达|增加下达|年中下达)(?:预算|资金)?(?:下达)?$")
_ADJUSTED = re.compile("调整累计金额(?:为)?$|累计调整(?:金额)?(?:为)?$")


def check_compound(story: Story) -> Iterator[Finding]:
    """TX-COMPOUND, TX-QUARTERS and TX-ADDED of every paragraph."""
    budgets = [one for _, one in story.amounts() if one.is_money and one.subject.endswith(_BUDGETS)]
    for told in story.told:
        for mention in told.amounts:
            if mention.is_rate and _YEARLY.search(told.before(mention)):
                yield from _yearly(told, mention)
        yield from _quarters(told, budgets)
        yield from _added(story, told)


def _yearly(told: Told, rate: Mention) -> Iterator[Finding]:
    first, last = _levels(told, rate) or (rate, rate)
    years = (last.year or 0) - (first.year or 0)
    if not 1 <= years <= _MOST_YEARS or not first.value or last.value <= Exact(0):
        return
    growth = root_growth(last.value / first.value, years, rate.places + 2)
    verdict = judge_rate(rate.printed, growth)
    text = with_text(f"({last.text}÷{first.text})^(1÷{years})−1={growth.text(2)}%", rate.text)
    if verdict is MISMATCH:
        text += _otherwise(rate, first, last, years)
    shown = growth.text(max(2, rate.places)) + "%"
    yield finding("TX-COMPOUND", verdict, rate.spot, TEXT, rate.text, shown, text, others=[first.spot, last.spot])


def _levels(told: Told, rate: Mention) -> tuple[Mention, Mention] | None:
    """The first and the last amount that the growth lies between: of its own sentence, else of that before it too."""
    for sentences in (1, 2):
        amounts = [one for one in told.window(rate, sentences) if _is_level(told, one)]
        last = amounts[-1] if amounts else None
        earlier = [one for one in amounts if last and same_kind(one, last) and (one.year or 0) < (last.year or 0)]
        if last is not None and earlier:
            return earlier[0], last
    return None


def _is_level(told: Told, mention: Mention) -> bool:
    """An amount reached in a named year, not a difference."""
    is_level = not _DELTA.search(told.before(mention)) and not re.search("累计|合计|总计|共", told.lead(mention))
    return is_level and not mention.is_rate and mention.year is not None


def _otherwise(rate: Mention, first: Mention, last: Mention, years: int) -> Words:
    simple = (last.value / first.value - ONE) * HUNDRED
    if judge_rate(rate.printed, simple / Exact(years)) is OK:
        return Words(
            f"；{rate.text}=总增幅 {simple.text(2)}%÷{years}，是算术平均，不是年均增长率",
            f"; {rate.text} is the whole growth {simple.text(2)}%÷{years}, the simple mean, not the growth by the year",
        )
    for other in (years - 1, years + 1):
        if other > 0 and judge_rate(rate.printed, root_growth(last.value / first.value, other, rate.places + 2)) is OK:
            return Words(
                f"；按 {other} 年计算得 {rate.text}，年数应为 {years}",
                f"; {rate.text} is for {other} years, it should be {years}",
            )
    return NO_WORDS


# --- quarters ---


def _quarters(told: Told, budgets: Sequence[Mention]) -> Iterator[Finding]:
    amounts: dict[int, Mention] = {}
    rates: dict[int, Mention] = {}
    for mention in told.amounts:
        found = _QUARTER.search(told.before(mention, 26))
        if found:
            chosen = rates if mention.is_rate else amounts
            chosen.setdefault(_QUARTERS.index(found[1]), mention)
    found_all = [*_falling(told, amounts), *_paces(told, amounts, rates, budgets), *_average(told, rates)]
    unlike = [one for one in found_all if one.verdict is not OK]
    wrong = gathered(unlike, joined(unlike))
    yield from (one for one in found_all if one.verdict is OK)
    yield from (one for one in (wrong,) if one)


def _falling(told: Told, amounts: dict[int, Mention]) -> Iterator[Finding]:
    """Amounts that grow for two quarters are cumulative; then none may be smaller than the one before."""
    row = [amounts[number] for number in range(4) if number in amounts]
    if len(row) < 4 or not all(same_kind(row[0], one) for one in row):
        return
    is_cumulative = row[0].value < row[1].value < row[2].value or "累计" in told.text
    falls = [(one, other) for one, other in pairwise(row) if other.value < one.value]
    shown = "、".join(one.text for one in row)
    if not falls:
        text = Words(f"各季度累计支出没有下降：{shown}", f"spending by the quarter does not fall: {shown}")
        yield finding("TX-QUARTERS", OK, row[0].spot, TEXT, shown, "", text)
    elif is_cumulative:
        before, after = falls[0]
        text = Words(
            f"累计支出由 {before.text} 降到 {after.text}，累计数不会下降",
            f"spending falls from {before.text} to {after.text}; what accumulates cannot fall",
        )
        yield finding(
            "TX-QUARTERS", MISMATCH, after.spot, TEXT, after.text, f"≥{before.text}", text, others=[before.spot]
        )


def _paces(
    told: Told, amounts: dict[int, Mention], rates: dict[int, Mention], budgets: Sequence[Mention]
) -> Iterator[Finding]:
    """Spent so far ÷ the budget due by then. The budget is the one that gives at least two of the printed rates."""
    both = sorted(amounts.keys() & rates.keys())
    for budget in budgets if len(both) == 4 else ():
        exact = {number: _pace(amounts[number], budget, number) for number in both}
        right = [number for number in both if judge_rate(rates[number].printed, exact[number]) is OK]
        if len(right) < 2:
            continue
        for number in both:
            yield _pace_finding(amounts[number], rates[number], budget, exact[number], number, is_right=number in right)
        return


def _pace(amount: Mention, budget: Mention, number: int) -> Exact:
    due = budget.value * Exact(number + 1, 4)
    return percent(amount.value, due) or Exact(0)


def _pace_finding(
    amount: Mention, rate: Mention, budget: Mention, exact: Exact, number: int, *, is_right: bool
) -> Finding:
    is_capped = exact > HUNDRED and rate.printed.value == HUNDRED
    verdict = OK if is_right else QUESTION if is_capped else MISMATCH
    rule = f"{amount.text}÷({budget.text}×{25 * (number + 1)}%)={exact.text(2)}%"
    text = Words(f"第{_QUARTERS[number]}季度 ", f"quarter {number + 1}: ") + with_text(rule, rate.text)
    if is_capped:
        text += Words("，封顶为 100%，别的季度没有封顶", ", cut at 100%, which other quarters are not")
    return finding(
        "TX-QUARTERS", verdict, rate.spot, TEXT, rate.text, exact.text(2) + "%", text, others=[amount.spot, budget.spot]
    )


def _average(told: Told, rates: dict[int, Mention]) -> Iterator[Finding]:
    row = [rates[number] for number in range(4) if number in rates]
    mean = next((one for one in told.amounts if one.is_rate and "平均" in told.before(one, 16)), None)
    if len(row) < 4 or mean is None:
        return
    exact = total([one.printed.value for one in row]) / Exact(4)
    capped = total([one.printed.value if one.printed.value < HUNDRED else HUNDRED for one in row]) / Exact(4)
    shown = "+".join(one.text for one in row)
    text = with_text(f"({shown})÷4={exact.text()}%", mean.text)
    verdict = judge_rate(mean.printed, exact)
    if verdict is MISMATCH and judge_rate(mean.printed, capped) is OK:
        verdict = QUESTION
        text += Words(
            "；每季度超过 100% 的按 100% 计才得此数，文中没有说明",
            "; it comes out only with every quarter cut at 100%, which the text does not say",
        )
    yield finding(
        "TX-QUARTERS", verdict, mean.spot, TEXT, mean.text, exact.text() + "%", text, others=[one.spot for one in row]
    )


# --- amounts added ---


def _added(story: Story, told: Told) -> Iterator[Finding]:
    for mention in told.amounts:
        before = told.before(mention)
        if mention.is_money and _ADDED.search(before):
            yield from _explains(told, mention)
        elif mention.is_money and _ADJUSTED.search(before):
            yield from _adjusted(story, mention)


def _explains(told: Told, mention: Mention) -> Iterator[Finding]:
    """An amount added in the year that should explain why spending passed the initial budget."""
    amounts = [one for one in told.amounts if one.is_money and one.start < mention.start]
    budget = next((one for one in reversed(amounts) if "年初预算" in one.subject), None)
    spent = next((one for one in reversed(amounts) if "支出" in one.subject), None)
    if budget is None or spent is None or spent.value <= budget.value or "大于预算" not in told.text:
        return
    gap = spent.value - budget.value
    verdict = OK if distance(gap, mention.value) <= mention.step else QUESTION
    scale = mention.value / mention.printed.value if mention.printed.value else ONE
    shown = (gap / scale).text() + mention.scale + mention.unit
    text = Words(
        f"决算 {spent.text}−年初预算 {budget.text}={shown}，说明的追加 {mention.text}",
        f"spent {spent.text}−initial budget {budget.text}={shown}, said to be added {mention.text}",
    )
    yield finding("TX-ADDED", verdict, mention.spot, TEXT, mention.text, shown, text, others=[spent.spot, budget.spot])


def _adjusted(story: Story, mention: Mention) -> Iterator[Finding]:
    """The sum of adjustments against the adjusted budget minus the initial one."""
    after = _last(story, "调整预算数", "调整后预算")
    before = _last(story, "年初预算", "年初预算数")
    if after is None or before is None or after.value <= before.value:
        return
    gap = after.value - before.value
    verdict = OK if distance(gap, mention.value) <= mention.step else QUESTION
    shown = (gap / (mention.value / mention.printed.value)).text() + mention.scale + mention.unit
    text = Words(
        f"调整预算数 {after.text}−年初预算 {before.text}={shown}，文中调整累计 {mention.text}",
        f"adjusted budget {after.text}−initial budget {before.text}={shown}, the text says {mention.text}",
    )
    yield finding("TX-ADDED", verdict, mention.spot, TEXT, mention.text, shown, text, others=[after.spot, before.spot])


def _last(story: Story, *names: str) -> Mention | None:
    found: Sequence[Mention] = [one for _, one in story.amounts() if one.is_money and one.subject.endswith(names)]
    adjusted = [told for told, one in story.amounts() if one.subject.endswith("调整预算数")]
    near = [one for told, one in story.amounts() if one in found and told in adjusted]
    chosen = near or list(found)
    return chosen[-1] if chosen else None
