"""Running text: slips of the unit. `3.5元` where 3.5 万元 is meant, `13972人` for an income."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.mentions import Mention
from xieshou.kernel.checks.report import MISMATCH, TEXT, finding, gathered, joined
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding
from xieshou.kernel.wording import Words

_AMOUNT_NAME = re.compile("(?:(?<!低)收入|产值|金额|资金|经费|投资额|支出|费用|销售额|决算数|预算数|全年预算数)$")
_HEADS = ("人", "名", "户", "个", "人次", "家")
_BUDGET_WORD = re.compile("预算|决算|支出|收入|经费|资金")
_SMALL = Exact(10_000)


def check_units(story: Story) -> Iterator[Finding]:
    """TX-UNIT of every paragraph; several slips in one paragraph are one."""
    for told in story.told:
        slips = [one for mention in told.amounts for one in (*_yuan(story, told, mention), *_heads(told, mention))]
        wrong = gathered(slips, joined(slips))
        yield from (one for one in (wrong,) if one)


def _yuan(story: Story, told: Told, mention: Mention) -> Iterator[Finding]:
    """元 for 万元: the same digits stand nearby, or in the final accounts, in 万元."""
    is_small = mention.unit == "元" and not mention.scale and Exact(0) < mention.value < _SMALL
    if not is_small or not _BUDGET_WORD.search(told.lead(mention)) or "人均" in told.lead(mention):
        return
    twin = next((one for one in _near(story, told) if _is_twin(one, mention)), None)
    where = f"{twin.subject} {twin.text}" if twin else _in_accounts(story, mention)
    if where:
        slip, meant = f"“{mention.subject} {mention.text}”", f"{mention.printed.text.removesuffix('元')}万元"
        text = Words(f"{slip}应为 {meant}：{where}", f"{slip} should be {meant}: {where}")
        others = [twin.spot] if twin else []
        yield finding(
            "TX-UNIT",
            MISMATCH,
            mention.spot,
            TEXT,
            mention.text,
            mention.text[:-1].strip() + "万元",
            text,
            others=others,
        )


def _near(story: Story, told: Told) -> list[Mention]:
    place = story.told.index(told)
    return [one for other in story.told[max(0, place - 1) : place + 3] for one in other.amounts]


def _is_twin(one: Mention, mention: Mention) -> bool:
    return one.unit == "元" and one.scale == "万" and one.printed.value == mention.value


def _in_accounts(story: Story, mention: Mention) -> str:
    if not mention.places:
        return ""
    for number, sheet in story.accounts.items():
        if sheet.unit == "万元":
            for line in sheet.table.rows:
                if any(cell.value == mention.value for c in range(len(line.values)) if (cell := sheet.at(line, c))):
                    return f"{number} 表有 {mention.value.text()} 万元"
    return ""


def _heads(told: Told, mention: Mention) -> Iterator[Finding]:
    """People for an amount of money: what stands before is an income or an expense."""
    lead = mention.subject
    if mention.unit not in _HEADS or mention.is_approximate or mention.value < Exact(100):
        return
    if _AMOUNT_NAME.search(lead) and not re.search("低收入|有收入|无收入", lead):
        text = Words(
            f"“{lead} {mention.text}”说的是金额，单位却是“{mention.unit}”",
            f"“{lead} {mention.text}” is an amount of money, its unit “{mention.unit}”",
        )
        shown = mention.text[: -len(mention.unit)].strip() + "元"
        yield finding("TX-UNIT", MISMATCH, mention.spot, TEXT, mention.text, shown, text)
