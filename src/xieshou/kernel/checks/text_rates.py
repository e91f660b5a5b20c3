"""Running text: completion rates, shares and control rates against the amounts around them."""

import re
from collections.abc import Callable, Iterator, Sequence

from xieshou.kernel.checks.figures import Figure, distance, judge_rate, percent
from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import OK, QUESTION, ROUNDING, TEXT, finding, with_text
from xieshou.kernel.checks.story import Story, Told, key
from xieshou.kernel.exact import HUNDRED, ONE, Exact
from xieshou.kernel.reading import Finding, FindingVerdict
from xieshou.kernel.wording import Words

_COMPLETION = re.compile(
    "(?:完成|占)(?P<base>年初|全年|调整后?|年度|本年)?(?:支出)?预算数?的$|"
    "(?:预算|采购|资金|支出)?(?:执行率|完成率|到位率|支付率|支出率|支出进度)(?:为|达到?|是|约)?$"
)
_BUDGET = re.compile("(?:预算|计划)(?:数|金额|总额|资金|安排|安排数|规模|额|合计)?$")
_SHARE = re.compile("占(?P<whole>[^，。；,;占]{0,24}?)(?:的)?(?:比例|比重)?(?:为|达|约)?$")
_CONTROL = re.compile("(?P<name>[^，。；,;]{0,16}(?:控制率|及时率|办结率|利用率|完成率))(?:为|达到?)?$")
_ALL = re.compile("(?:总支出|总收入|总额|合计|总计)$")  # the whole by another name
_NO_WHOLE = re.compile("(?:总额|合计|总计|总数)$")
_PAID = re.compile("(?:支付|拨付|支出|执行)(?:资金|金额)?$")
_GIVEN = re.compile("(?:安排|下达|到位|项目|补助)资金(?:总额|总计|合计)?$")
_FALL = "季度"
Pair = tuple[Mention, Mention]


def check_rates(story: Story) -> Iterator[Finding]:
    """TX-COMPLETION, TX-SHARE and DP-FORMULA of every paragraph."""
    for told in story.told:
        for rate in told.amounts:
            if rate.is_rate and not rate.bound and not rate.is_approximate:
                yield from _rate(story, told, rate)


def _rate(story: Story, told: Told, rate: Mention) -> Iterator[Finding]:
    before = told.before(rate)
    if _FALL in told.before(rate, 14) or "平均" in told.before(rate, 14):
        return
    if inline := _inline_share(told, rate):
        yield _judged("TX-SHARE", rate, inline, [inline])
    elif found := _COMPLETION.search(before):
        yield from _completion(told, rate, found.groupdict().get("base") or "")
    elif found := _SHARE.search(before):
        yield from _share(story, told, rate, found["whole"])
    elif _CONTROL.search(before):
        yield from _control(told, rate)


def _inline_share(told: Told, rate: Mention) -> Pair | None:
    """`122,806.74 万元…占预算总额 246,364.09 万元的 49.85%`."""
    window = [one for one in told.window(rate) if not one.is_rate]
    if len(window) < 2 or told.gap(window[-1], rate) != "的" or "占" not in told.lead(window[-1]):
        return None
    return (window[-2], window[-1]) if same_kind(window[-2], window[-1]) else None


# --- completion ---


def _completion(told: Told, rate: Mention, base: str) -> Iterator[Finding]:
    amounts = [one for one in told.window(rate, 3) if one.is_money]
    budgets = [one for one in amounts if _BUDGET.search(one.subject)]
    if not budgets:
        yield from _paid(told, rate, amounts)
        return
    named = [one for one in budgets if base in one.subject] or budgets
    pairs = [(done, budget) for budget in reversed(named) for done in reversed(amounts) if done not in budgets]
    pairs += [(done, budget) for budget in reversed(named) for done in reversed(budgets) if done is not budget]
    if "到位率" in told.before(rate, 8):
        pairs = [pair for pair in pairs if "到位" in pair[0].subject]
    if pairs and not _is_elsewhere(told, rate, pairs[0]):
        yield _judged("TX-COMPLETION", rate, pairs[0], pairs)


def _paid(told: Told, rate: Mention, amounts: Sequence[Mention]) -> Iterator[Finding]:
    """`安排资金 19204 万元…支付 18501 万元，支付率 95%`: a budget by another name, with what was paid of it."""
    paid = next((one for one in reversed(amounts) if _PAID.search(one.subject)), None)
    given = [
        one
        for one in amounts
        if paid and one.start < paid.start and _GIVEN.search(one.subject) and one.value >= paid.value
    ]
    if paid is not None and given and "到位" not in told.before(rate, 8) and paid in amounts[-2:]:
        pairs = [(paid, one) for one in reversed(given)]
        yield _judged("TX-COMPLETION", rate, pairs[0], pairs)


def _is_elsewhere(told: Told, rate: Mention, pair: Pair) -> bool:
    """Whether the nearest amounts stand in another sentence, so that only an agreement proves anything."""
    text = told.text[pair[0].end : rate.start]
    is_far = "。" in text
    return is_far and not _fits(rate, *pair) and not _is_only(told, rate)


def _is_only(told: Told, rate: Mention) -> bool:
    """Whether the paragraph tells one amount spent and one budget, so that they must belong together."""
    amounts = [one for one in told.amounts if one.is_money and one.start < rate.start]
    return len(amounts) == 2 and sum(bool(_BUDGET.search(one.subject)) for one in amounts) == 1


def _fits(rate: Mention, part: Mention, whole: Mention) -> bool:
    exact = percent(part.value, whole.value)
    return exact is not None and judge_rate(rate.printed, exact) is OK


def _judged(code: str, rate: Mention, stated: Pair, pairs: Sequence[Pair]) -> Finding:
    """The first pair that gives the rate, else the stated one with its verdict."""
    part, whole = next((pair for pair in pairs if _fits(rate, *pair)), stated)
    exact = percent(part.value, whole.value) or Exact(0)
    verdict = _verdict(rate, part, whole, exact)
    text = with_text(f"{part.subject} {part.text}÷{whole.subject} {whole.text}={exact.text(2)}%", rate.text)
    if verdict is QUESTION:
        text += Words(
            "；按公布的数算不出来，可能用了未取整的金额",
            "; it does not follow from the published figures, perhaps from unrounded ones",
        )
    shown = exact.text(max(rate.places, 2)) + "%"
    return finding(code, verdict, rate.spot, TEXT, rate.text, shown, text, others=[part.spot, whole.spot])


def _verdict(rate: Mention, part: Mention, whole: Mention, exact: Exact) -> FindingVerdict:
    low, high = _limits(part, whole)
    return judge_rate(rate.printed, exact, low, high)


def _limits(part: Mention, whole: Mention) -> tuple[Exact | None, Exact | None]:
    """The rates that amounts could give which print as these two; money in 万元 only."""
    if not (part.scale and whole.scale) or not whole.value or part.places < 2:
        return None, None
    half = Exact(1, 2)
    low = percent(part.value - part.step * half, whole.value + whole.step * half)
    high = percent(part.value + part.step * half, whole.value - whole.step * half)
    return low, high


# --- shares ---


def _share(story: Story, told: Told, rate: Mention, whole: str) -> Iterator[Finding]:
    amounts = [one for one in told.window(rate, 3) if not one.is_rate]
    if not amounts:
        return
    part = amounts[-1]
    nearby = [
        one for one in _nearby(story, told) if same_kind(one, part) and one.value >= part.value and one is not part
    ]
    pairs = [(part, one) for one in nearby]
    if not whole:
        stated = _opened(told, part, amounts)
        fitting = [pair for pair in ([(part, stated)] if stated else []) + pairs if _fits(rate, *pair)]
        if fitting:
            yield _judged("TX-SHARE", rate, fitting[0], fitting)
        elif stated:
            yield _judged("TX-SHARE", rate, (part, stated), [])
        else:
            yield from _of_table(story, rate, part)
        return
    found = list(_of_named(story, rate, part, whole, pairs))
    stated = _opened(told, part, amounts) if not found and _ALL.search(key(whole)) else None
    yield from found
    if stated:
        yield _judged("TX-SHARE", rate, (part, stated), [])


def _opened(told: Told, part: Mention, amounts: Sequence[Mention]) -> Mention | None:
    """The whole before 其中 in whose list the part stands."""
    for one in reversed(amounts[:-1]):
        gap = told.gap(one, part)
        if "其中" in gap:
            is_one = "。" not in gap.replace("。其中", "其中") and gap.count("其中") == 1
            is_whole = same_kind(one, part) and is_one
            return one if is_whole and re.search("合计|总额|总计|收入|支出|资金|共", one.subject) else None
    return None


def _nearby(story: Story, told: Told) -> list[Mention]:
    place = story.told.index(told)
    return [one for other in story.told[max(0, place - 3) : place + 1] for one in reversed(other.amounts)]


def _of_table(story: Story, rate: Mention, part: Mention) -> Iterator[Finding]:
    """A share of nothing named: of the total of the table in which the part stands."""
    for number in ("03", "05"):
        sheet = story.accounts.get(number)
        whole = sheet.at(sheet.total_line()) if sheet else None
        cells = [cell for line in sheet.table.rows if (cell := sheet.at(line))] if sheet else []
        if whole and any(cell.value == part.printed.value for cell in cells) and part.scale + part.unit == whole.unit:
            yield _with_figure(rate, part, whole, judge_rate)
            return


def _of_named(story: Story, rate: Mention, part: Mention, whole: str, pairs: Sequence[Pair]) -> Iterator[Finding]:
    name = _NO_WHOLE.sub("", key(whole))
    named = [pair for pair in pairs if _is_named(pair[1].subject, name)]
    if rate.printed.value == HUNDRED and (figure := _table_total(story, name, part)):
        yield _with_figure(rate, part, figure, _whole_share)
        return
    fitting = [pair for pair in (*named, *pairs) if _fits(rate, *pair)]
    if fitting:
        yield _judged("TX-SHARE", rate, fitting[0], fitting)
    elif named:
        yield _judged("TX-SHARE", rate, named[0], named)


def _is_named(subject: str, name: str) -> bool:
    mine = _NO_WHOLE.sub("", key(subject))
    return len(mine) >= 4 and len(name) >= 4 and (name.endswith(mine) or mine.endswith(name))


def _table_total(story: Story, name: str, part: Mention) -> Figure | None:
    """项目支出 and 基本支出 as the final accounts have them."""
    columns = {"基本支出": 1, "项目支出": 2}
    sheet = story.accounts.get("05") or story.accounts.get("03")
    column = next((column for word, column in columns.items() if name.endswith(word)), None)
    found = sheet.at(sheet.total_line(), column) if sheet and column else None
    return found if found and found.unit == part.scale + part.unit else None


def _whole_share(printed: Figure, exact: Exact) -> FindingVerdict:
    """100 % says that nothing is left out."""
    verdict = judge_rate(printed, exact)
    return QUESTION if verdict in (OK, ROUNDING) and exact != HUNDRED else verdict


def _with_figure(
    rate: Mention, part: Mention, whole: Figure, judge: Callable[[Figure, Exact], FindingVerdict]
) -> Finding:
    exact = percent(part.printed.value, whole.value) or Exact(0)
    verdict = judge(rate.printed, exact)
    text = with_text(f"{part.subject} {part.text}÷决算表{whole.label} {whole}={exact.text(2)}%", rate.text)
    if exact != HUNDRED and rate.printed.value == HUNDRED:
        gap = f"{(whole.value - part.printed.value).text()}{whole.unit}"
        text += Words(f"，相差 {gap}，并非全部", f"; {gap} are left out, so it is not all")
    return finding(
        "TX-SHARE", verdict, rate.spot, TEXT, rate.text, exact.text(2) + "%", text, others=[part.spot, whole.spot]
    )


# --- control rates ---


def _control(told: Told, rate: Mention) -> Iterator[Finding]:
    window = [one for one in told.window(rate, 3) if not one.is_rate and one.unit != "分"]
    if len(window) < 2:
        return
    pairs = [(one, other) for one in window for other in window if one is not other and same_kind(one, other)]
    if any(_fits(rate, *pair) for pair in pairs):
        yield _judged("DP-FORMULA", rate, pairs[0], pairs)
        return
    if found := _with_sum(told, rate, window):
        yield found
        return
    near = [pair for pair in pairs if _gap(rate, pair) <= ONE]
    if near:
        best = min(near, key=lambda pair: _order(_gap(rate, pair)))
        yield _judged("DP-FORMULA", rate, best, [best])
        return
    last = [one for one in window if same_kind(one, window[-1])]
    if len(last) == 2 and not _is_far(told, last[0], rate):
        part, whole = sorted(last, key=lambda one: not _is_part(one, last))
        yield _judged("DP-FORMULA", rate, (part, whole), [(part, whole)])


def _gap(rate: Mention, pair: Pair) -> Exact:
    exact = percent(pair[0].value, pair[1].value)
    return distance(rate.printed.value, exact) if exact is not None else HUNDRED


def _order(value: Exact) -> int:
    return value.num * 10**6 // value.den


def _is_far(told: Told, first: Mention, rate: Mention) -> bool:
    return told.text[first.end : rate.start].count("。") > 1


def _is_part(one: Mention, both: Sequence[Mention]) -> bool:
    """The amount that was done, spent or filled is divided by the one planned."""
    plan = re.compile("预算|编制人数|核定|计划|安排|应")
    planned = [bool(plan.search(each.subject)) and "实" not in each.subject for each in both]
    if planned[0] is not planned[1]:
        return not planned[both.index(one)]
    return one is both[1]


def _with_sum(told: Told, rate: Mention, window: Sequence[Mention]) -> Finding | None:
    """劳务派遣 ÷ (在编 + 派遣): a part of itself and the rest."""
    part = window[-1]
    earlier = [one for one in told.amounts if one.start < part.start and same_kind(one, part)]
    for rest in reversed(earlier):
        exact = percent(part.value, part.value + rest.value)
        if exact is not None and judge_rate(rate.printed, exact) is OK:
            text = with_text(f"{part.text}÷({rest.text}+{part.text})={exact.text(2)}%", rate.text)
            return finding("DP-FORMULA", OK, rate.spot, TEXT, rate.text, exact.text(2) + "%", text)
    return None
