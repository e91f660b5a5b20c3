"""Running text: words that contradict the amounts before them, and words of the template that were left in."""

import re
from collections.abc import Iterator
from dataclasses import replace

from xieshou.kernel.checks.mentions import Mention
from xieshou.kernel.checks.report import MISMATCH, OK, TEXT, finding
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.reading import Finding, Spot
from xieshou.kernel.wording import Words

_COMPARED = re.compile("决算数?(?P<word>大于|高于|小于|低于|等于)(?:年初|全年|调整)?预算数?")
_BUDGET = re.compile("(?:年初|全年|调整后?)?预算(?:数|安排)?$")
_SPENT = re.compile("(?:决算|支出)(?:数|支出)?$")
_TEMPLATE = re.compile(
    "(?:增加|增长|上升|提高|大于|高于)[（(](?:减少|下降|降低|小于|低于)[）)]|(?:减少|下降|降低|小于|低于)[（(](?:增加|增长|上升|大于|高于)[）)]"
)
_ZERO_BUDGET = re.compile(
    "(?P<base>年初预算)(?:数|安排)?为?0(?:万?元)?[，,。；;](?![^。]{0,60}调整)[^。]{0,60}完成年初预算的"
)


def check_wording(story: Story) -> Iterator[Finding]:
    """TX-DIRECTION, TX-TEMPLATE and TX-ZERO of every paragraph."""
    for told in story.told:
        for found in _COMPARED.finditer(told.text):
            yield from _direction(told, found)
        for found in _TEMPLATE.finditer(told.text):
            text = Words(f"“{found[0]}”没有删去一边", f"“{found[0]}”: one side was not taken out")
            yield finding("TX-TEMPLATE", MISMATCH, _spot(told, found), TEXT, found[0], "", text)
        if found_zero := _ZERO_BUDGET.search(re.sub(r"\s", "", told.text)):
            text = Words(
                "年初预算为 0，不能计算“完成年初预算的”百分比", "the initial budget is 0: there is no percentage of it"
            )
            yield finding("TX-ZERO", MISMATCH, told.paragraph.spot, TEXT, found_zero[0], "无法计算", text)


def _direction(told: Told, found: re.Match[str]) -> Iterator[Finding]:
    earlier = [one for one in told.amounts if one.start < found.start() and one.is_money]
    budget = next((one for one in reversed(earlier) if _BUDGET.search(one.subject)), None)
    spent = next((one for one in reversed(earlier) if _SPENT.search(one.subject)), None)
    if budget is None or spent is None or _is_far(told, budget, spent):
        return
    word = found["word"]
    is_right = {"大": spent.value > budget.value, "高": spent.value > budget.value, "等": spent.value == budget.value}
    holds = is_right.get(word[0], spent.value < budget.value)
    text = Words(
        f"决算 {spent.text}，预算 {budget.text}，文中“{found[0]}”",
        f"spent {spent.text}, budget {budget.text}, the text says “{found[0]}”",
    )
    true = "大于" if spent.value > budget.value else "小于" if spent.value < budget.value else "等于"
    spots = [spent.spot, budget.spot]
    yield finding(
        "TX-DIRECTION", OK if holds else MISMATCH, _spot(told, found), TEXT, found[0], true, text, others=spots
    )


def _is_far(told: Told, budget: Mention, spent: Mention) -> bool:
    """Whether the two stand in different sentences, so that they may not belong together."""
    first, last = sorted((budget, spent), key=lambda one: one.start)
    return "。" in told.text[first.end : last.start]


def _spot(told: Told, found: re.Match[str]) -> Spot:
    quote = told.text[max(0, found.start() - 16) : found.end() + 8]
    return replace(told.paragraph.spot, line=told.paragraph.line_at(found.start()), quote=quote)
