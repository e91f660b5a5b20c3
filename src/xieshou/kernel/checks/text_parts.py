"""Running text: parts and their whole. `T，其中：A a，B b`, `T（A a、B b）`."""

import re
from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.figures import distance
from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, ROUNDING, TEXT, finding
from xieshou.kernel.checks.story import Story, Told, key
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.reading import Finding, FindingVerdict
from xieshou.kernel.wording import Words

_OPENS = re.compile("其中(?![一-龥]{0,4}有[0-9])")
_SEMICOLON = re.compile("；|;")
_OTHER_THING = re.compile("到位|实际支出|执行|使用|结余|结转")
_ENDS = re.compile("。|）|\\)|相比|与[0-9]{4}|比[0-9]{4}|其中|，共|，合计|共计")
_DELTA = re.compile("(?:增加|减少|增长|下降)(?:了|额)?$")
_WITHOUT_REST = (
    ("基本支出", "项目支出"),
    ("货物", "工程", "服务"),
    ("一般公共预算", "政府性基金"),
    ("人员经费", "公用经费"),
    ("财政拨款", "其他"),
)
_DIVIDED = re.compile("按[^，。；,;]{2,8}(?:划分|分|看)[，,：:]")
_SPENT = re.compile("(?:执行数|支出|支出合计|支出总额)$")
_NEAR = Exact(2, 100)
_NEAR_IN_BRACKETS = Exact(20, 100)


def check_parts(story: Story) -> Iterator[Finding]:
    """TX-PARTS of every paragraph."""
    for told in story.told:
        for place, whole in enumerate(told.amounts[:-1]):
            if whole.is_rate or whole.is_approximate or whole.bound:
                continue
            parts = _parts(told, whole, told.amounts[place + 1 :])
            if parts:
                yield from _judge(told, whole, parts)
        yield from _by_nature(story, told)
        yield from _divided(story, told)


def _parts(told: Told, whole: Mention, after: Sequence[Mention]) -> list[Mention]:
    """The amounts of the same kind that the text says are in the whole."""
    first = after[0]
    gap = told.gap(whole, first)
    is_named = bool(_OPENS.search(gap)) and gap.count("。") <= 1 and "；" not in gap
    is_bracketed = gap.startswith(("（", "(")) and "其中" not in gap and not re.search("含|占|比|≥|平均", gap)
    is_bracketed = is_bracketed or _is_including(gap, whole)
    if not (is_named or is_bracketed) or (is_named and gap.find("。") > gap.find("其中")):
        return []
    return _listed(told, whole, after)


def _is_including(gap: str, whole: Mention) -> bool:
    """`收入合计 a（含一般公共预算 b、政府性基金 c）`: named parts of money, perhaps not all of them."""
    return whole.is_money and gap.startswith(("（含", "(含")) and bool(re.search("拨款|资金|收入|支出", gap))


def _listed(told: Told, whole: Mention, after: Sequence[Mention]) -> list[Mention]:
    is_delta = bool(_DELTA.search(told.before(whole)))
    is_list = bool(re.search("其中[：:]", told.gap(whole, after[0])))  # then ； stands between the parts
    parts: list[Mention] = []
    for number, mention in enumerate(after):
        gap = told.gap(after[number - 1], mention) if number else ""
        if _ENDS.search(gap) or (_SEMICOLON.search(gap) and not is_list):
            break
        if mention.subject.startswith("满分") or _is_other(whole, mention) or total_of(parts) == whole.value != ZERO:
            break
        if bool(_DELTA.search(told.before(mention))) is is_delta and same_kind(mention, whole) and not mention.is_rate:
            parts.append(mention)
    return parts


def _is_other(whole: Mention, mention: Mention) -> bool:
    """Whether it is no part but what became of the whole: money that came in, was spent or is left."""
    return bool(_OTHER_THING.search(mention.subject)) and not _OTHER_THING.search(whole.subject + mention.subject[:2])


def total_of(parts: Sequence[Mention]) -> Exact:
    """The sum of the parts so far."""
    return total([part.value for part in parts])


def _judge(told: Told, whole: Mention, parts: Sequence[Mention]) -> Iterator[Finding]:
    whole_sum = total([part.value for part in parts])
    is_bracketed = told.gap(whole, parts[0]).startswith(("（", "(")) and whole.is_money
    if told.gap(whole, parts[0]).startswith(("（含", "(含")) and whole_sum < whole.value:
        return  # not all parts are told
    verdict = _verdict(whole, parts, whole_sum, is_bracketed=is_bracketed)
    if len(parts) < 2 and not whole.value:
        return
    if verdict is None or (len(parts) < 2 and verdict is not MISMATCH and whole_sum != whole.value):
        return
    yield _finding(whole, parts, whole_sum, verdict)


def _finding(whole: Mention, parts: Sequence[Mention], whole_sum: Exact, verdict: FindingVerdict) -> Finding:
    scale = whole.value / whole.printed.value if whole.printed.value else Exact(1)
    shown = (whole_sum / scale).text() + whole.scale + whole.unit
    terms = "+".join(f"{part.subject} {part.text}".strip() for part in parts)
    text = Words(f"{terms}={shown}，{whole.subject} {whole.text}", f"{terms}={shown}, {whole.subject} {whole.text}")
    if verdict is not OK:
        gap = f"{((whole.value - whole_sum) / scale).text()}{whole.scale}{whole.unit}"
        text += Words(f"，差 {gap}", f", off by {gap}")
    return finding("TX-PARTS", verdict, whole.spot, TEXT, whole.text, shown, text, others=[part.spot for part in parts])


def _verdict(
    whole: Mention, parts: Sequence[Mention], whole_sum: Exact, *, is_bracketed: bool = False
) -> FindingVerdict | None:
    missing = distance(whole.value, whole_sum)
    step = max(
        [whole.step, *(part.step for part in parts if part.value != ZERO)],
        key=lambda one: Exact(one.num, one.den).num * 10**9 // one.den,
    )
    if not missing:
        return OK
    if whole.scale and whole.places + max(part.places for part in parts) and missing <= step * Exact(len(parts) + 1, 2):
        return ROUNDING
    if whole_sum > whole.value:
        return MISMATCH if _are_parts(whole, parts) else None
    if _is_complete(parts):
        return MISMATCH
    near = _NEAR_IN_BRACKETS if is_bracketed else _NEAR
    return QUESTION if len(parts) >= 2 and missing <= whole.value * near else None


def _are_parts(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether they can be parts side by side: money or people, not things of several sorts, not a slip of 万."""
    is_slip = len(parts) == 1 and parts[0].scale != whole.scale
    is_countable = whole.unit in ("元", "人", "名", "人次", "户", "分")
    return is_countable and not is_slip and len({part.subject for part in parts}) == len(parts)


def _is_complete(parts: Sequence[Mention]) -> bool:
    """Whether nothing else can be in the whole: 基本支出 and 项目支出; scores of a score."""
    names = [key(part.subject) for part in parts]
    if len(parts) >= 2 and all(part.unit == "分" for part in parts):
        return True
    return any(all(any(word in name for name in names) for word in group) for group in _WITHOUT_REST)


# --- 基本支出 a，项目支出 b, without a whole in the sentence ---


def _by_nature(story: Story, told: Told) -> Iterator[Finding]:
    for basic, project in zip(told.amounts, told.amounts[1:], strict=False):
        names = (key(basic.subject), key(project.subject))
        if not (names[0].endswith("基本支出") and names[1].endswith("项目支出") and basic.is_money):
            continue
        if "其中" in told.lead(basic) or re.search("增加|减少|得分", told.lead(basic)):
            continue
        whole = _whole(story, told, basic, basic.value + project.value)
        if whole:
            parts = (basic, project)
            yield _finding(
                whole,
                parts,
                basic.value + project.value,
                _verdict(whole, parts, basic.value + project.value) or QUESTION,
            )


def _divided(story: Story, told: Told) -> Iterator[Finding]:
    """`按资金来源分，a 支出 x，b 支出 y…`: what a text divides in so many words is all there is."""
    for found in _DIVIDED.finditer(told.text):
        parts = _until_stop(told, found.end())
        place = story.told.index(told)
        earlier = [one for other in story.told[max(0, place - 1) : place] for one in other.amounts]
        earlier += [one for one in told.amounts if one.end <= found.start()]
        wholes = [one for one in earlier if one.is_money and _SPENT.search(one.subject)]
        if len(parts) < 2 or not wholes or not all("支出" in part.subject for part in parts):
            continue
        whole_sum = total([part.value for part in parts])
        whole = next((one for one in wholes if one.value == whole_sum), wholes[0])
        if whole.value != whole_sum and _by_halves(parts):
            continue  # told above
        yield _finding(whole, parts, whole_sum, _verdict(whole, parts, whole_sum) or MISMATCH)


def _until_stop(told: Told, start: int) -> list[Mention]:
    stop = re.search("[。；;]", told.text[start:])
    end = start + stop.start() if stop else len(told.text)
    return [one for one in told.amounts if start <= one.start < end and one.is_money]


def _by_halves(parts: Sequence[Mention]) -> bool:
    """Whether they are basic and project spending near their whole, which are added up wherever they stand."""
    return len(parts) == 2 and key(parts[0].subject).endswith("基本支出")


def _whole(story: Story, told: Told, basic: Mention, whole_sum: Exact) -> Mention | None:
    """The spending told just before that the two should make up: within a fiftieth of their sum."""
    place = story.told.index(told)
    earlier = [one for other in story.told[max(0, place - 2) : place] for one in other.amounts]
    earlier += [one for one in told.amounts if one.start < basic.start]
    fitting = [one for one in earlier if one.is_money and distance(one.value, whole_sum) <= whole_sum * _NEAR]
    spending = [one for one in fitting if re.search("支出|执行", one.subject)]
    return min(spending, key=lambda one: (_order(distance(one.value, whole_sum)), -one.start), default=None)


def _order(value: Exact) -> int:
    return value.num * 10**6 // value.den
