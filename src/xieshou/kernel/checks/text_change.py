"""Running text: differences and growth. `A 为 x，比 B y 增加 d，增长 r%`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from xieshou.kernel.checks.figures import distance, judge_rate, percent
from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, ROUNDING, TEXT, finding, with_text
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, Spot
from xieshou.kernel.wording import NO_WORDS, Words

_UP = "增加|增长|多出|上升|提高|增多"
_DOWN = "减少|下降|降低|压减|减低"
_DELTA = re.compile(f"(?<![新累])(?P<word>{_UP}|{_DOWN})(?:了|额|额为)?$")
_RATE = re.compile(f"(?<!均)(?P<word>{_UP}|{_DOWN}|增幅|降幅)(?:率|幅度|额)?(?:了|为|达|约|是)*$")
_AGAINST = re.compile("(?<![占同环对])(?:比|较|与|由|从)(?![增重例率上])")
_WHOLE = re.compile("(?:合计|总计|总额|总数)$")
_MAX_BASES = 14


@dataclass(frozen=True, slots=True)
class Change:
    """A difference told in a text and the two amounts it lies between."""

    mention: Mention
    is_up: bool
    now: Mention
    then: Mention

    @property
    def base(self) -> Mention:
        """The amount that growth is measured from."""
        return self.then


def check_changes(story: Story) -> Iterator[Finding]:
    """TX-DIFFERENCE and TX-GROWTH of every paragraph."""
    for told in story.told:
        known: dict[Mention, Change] = {}
        for mention in told.amounts:
            word = _RATE.search(told.before(mention)) if mention.is_rate else _DELTA.search(told.before(mention))
            if not word or mention.is_approximate:
                continue
            is_up = word["word"] in _UP.split("|") or word["word"] == "增幅"
            if mention.is_rate:
                yield from _growth(told, mention, is_up, known)
            else:
                yield from _difference(told, mention, is_up, known)


def _difference(told: Told, mention: Mention, is_up: bool, known: dict[Mention, Change]) -> Iterator[Finding]:
    bases = _bases(told, mention)
    change = _explained(mention, bases, is_up=is_up) or _stated(told, mention, bases, is_up=is_up)
    if change is None:
        return
    known[mention] = change
    gap = distance(change.now.value, change.then.value)
    missing = distance(gap, mention.value)
    verdict = OK if not missing else ROUNDING if missing <= mention.step * Exact(3, 2) else MISMATCH
    rest = _in_scale(change.now.value - change.then.value, mention)
    arithmetic = f"{_named(change.now)}−{_named(change.then)}={rest}"
    text = Words(
        f"{arithmetic}，文中{'增加' if is_up else '减少'} {mention.text}",
        f"{arithmetic}, the text says {'more' if is_up else 'less'} by {mention.text}",
    )
    shown = _in_scale(gap, mention)
    yield finding("TX-DIFFERENCE", verdict, mention.spot, TEXT, mention.text, shown, text, others=_spots(change))


def _bases(told: Told, mention: Mention) -> list[Mention]:
    window = told.window(mention)
    kept = [one for one in window if same_kind(one, mention) and not _DELTA.search(told.before(one))]
    return kept[-_MAX_BASES:]


def _explained(mention: Mention, bases: Sequence[Mention], *, is_up: bool) -> Change | None:
    """The two amounts whose difference is the one told; the nearest such pair."""
    found = [
        (abs(bases.index(one) - bases.index(other)), -one.start, one, other)
        for one, other in permutations(bases, 2)
        if (one.value > other.value) is is_up and distance(distance(one.value, other.value), mention.value) <= mention.step * Exact(3, 2)
    ]  # fmt: skip
    best = min(
        found,
        key=lambda pair: (distance(distance(pair[2].value, pair[3].value), mention.value).num != 0, pair[:2]),
        default=None,
    )
    return Change(mention, is_up, best[2], best[3]) if best else None


def _stated(told: Told, mention: Mention, bases: Sequence[Mention], *, is_up: bool) -> Change | None:
    """What the sentence compares, when it says so: the amount after 比 or 与, and the first before it."""
    subject = re.sub(f"(?:{_UP}|{_DOWN})(?:了|额)?$", "", mention.subject)
    if len(subject) >= 4 and "比" not in subject:
        bases = [one for one in bases if one.subject.endswith(subject)]
    then = next((one for one in reversed(bases) if _AGAINST.search(told.lead(one))), None)
    if then is None:
        return None
    earlier = [one for one in bases if one.start < then.start]
    after = [one for one in bases if one.start > then.start]
    alike = [one for one in earlier if _whole_of(one) and _whole_of(one) == _whole_of(then)]
    if len(alike) == 1:
        return Change(mention, is_up, alike[0], then)  # the others are parts of the two: `收入合计 x，其中……；与收入 y`
    beside = [one for one in earlier if "。" not in told.gap(one, then)]
    if len(beside) == 1 < len(earlier):
        return Change(mention, is_up, beside[0], then)  # the others were told in the sentence before
    nows = earlier or after
    is_clear = len(nows) == 1 or (len(bases) <= 3 and not after)
    return Change(mention, is_up, nows[-1], then) if nows and is_clear else None


def _whole_of(one: Mention) -> str:
    """What an amount is the whole of: `收入合计` and `收入` are one."""
    return _WHOLE.sub("", one.subject)


def _growth(told: Told, rate: Mention, is_up: bool, known: dict[Mention, Change]) -> Iterator[Finding]:
    window = told.window(rate)
    last = window[-1] if window else None
    if last is None:
        return
    change = known.get(last)
    if change is not None:
        yield from _from_change(rate, change, window)
    elif _DELTA.search(told.before(last)):
        yield from _from_difference(told, rate, last, is_up)
    elif then := _named_year(told, rate, window):
        yield from _from_pair(rate, then, [window[-1]], is_up)
    elif _AGAINST.search(told.lead(last)) and not last.is_rate:
        yield from _from_pair(rate, last, [one for one in window[:-1] if same_kind(one, last)], is_up)


def _named_year(told: Told, rate: Mention, window: Sequence[Mention]) -> Mention | None:
    """The base of `比2024年决算数减少 1.10%`: the amount told of that year."""
    found = re.search(r"(?:比|较|与)((?:19|20)[0-9]{2})年", told.lead(rate))
    if not found or window[-1].year == int(found[1]):
        return None
    named = [one for one in window[:-1] if one.year == int(found[1]) and same_kind(one, window[-1])]
    return named[-1] if named else None


def _from_change(rate: Mention, change: Change, window: Sequence[Mention]) -> Iterator[Finding]:
    exact = percent(change.mention.value, change.base.value)
    true = percent(distance(change.now.value, change.then.value), change.base.value)
    if exact is None or true is None:
        return
    exact = true if judge_rate(rate.printed, true) is OK else exact
    verdict = judge_rate(rate.printed, exact)
    text = with_text(f"{change.mention.text}÷{_named(change.base)}={exact.text(2)}%", rate.text)
    if verdict is MISMATCH:
        text += _other_base(rate, change, window)
    shown = exact.text(max(rate.places, 1)) + "%"
    yield finding("TX-GROWTH", verdict, rate.spot, TEXT, rate.text, shown, text, others=_spots(change))


def _other_base(rate: Mention, change: Change, window: Sequence[Mention]) -> Words:
    """Names the base that gives the published rate."""
    for base in (change.now, *window):
        exact = percent(change.mention.value, base.value) if same_kind(base, change.mention) else None
        if exact is not None and base is not change.mention and judge_rate(rate.printed, exact) is OK:
            rule = f"{rate.text}={change.mention.text}÷{base.text}"
            return Words(
                f"；{rule}，基数用了“{base.subject}”而不是“{change.base.subject}”",
                f"; {rule}: the base was “{base.subject}”, not “{change.base.subject}”",
            )
    return NO_WORDS


def _from_difference(told: Told, rate: Mention, delta: Mention, is_up: bool) -> Iterator[Finding]:
    """`88.7 万元，比上年增加 30.84 万元，增长 53.3%`: the base is what was before."""
    bases = [one for one in told.window(delta) if same_kind(one, delta) and one.value > delta.value]
    for now in reversed(bases):
        then = now.value - delta.value if is_up else now.value + delta.value
        exact = percent(delta.value, then)
        if exact is not None and judge_rate(rate.printed, exact) in (OK, ROUNDING):
            base, rate_text = f"{now.text}{'−' if is_up else '+'}{delta.text}", f"{exact.text(2)}%"
            text = Words(f"基数={base}，{delta.text}÷基数={rate_text}", f"base={base}, {delta.text}÷base={rate_text}")
            yield finding(
                "TX-GROWTH", judge_rate(rate.printed, exact), rate.spot, TEXT, rate.text, exact.text(2) + "%", text
            )
            return
    same = [one for one in told.window(delta) if same_kind(one, delta) and one.value == delta.value]
    if not bases and is_up and same:
        text = Words(
            f"{same[-1].text} 比上年增加 {delta.text}，上年为 0，不能计算增长率",
            f"{same[-1].text} is {delta.text} more than the year before, which was 0: there is no rate of growth",
        )
        yield finding("TX-ZERO", MISMATCH, rate.spot, TEXT, rate.text, "无法计算", text, others=[same[-1].spot])
    elif len(bases) == 1:
        then = bases[0].value - delta.value if is_up else bases[0].value + delta.value
        exact = percent(delta.value, then)
        if exact is not None:
            text = Words(
                f"由 {bases[0].text} 与增减额 {delta.text} 推得基数，增减率 {exact.text(2)}%，文中 {rate.text}",
                f"from {bases[0].text} and the change {delta.text} the rate is {exact.text(2)}%, the text says {rate.text}",
            )
            yield finding("TX-GROWTH", MISMATCH, rate.spot, TEXT, rate.text, exact.text(2) + "%", text)


def _from_pair(rate: Mention, then: Mention, nows: Sequence[Mention], is_up: bool) -> Iterator[Finding]:
    tried = []
    for now in reversed(nows):
        gap = now.value - then.value if is_up else then.value - now.value
        exact = percent(gap, then.value)
        if exact is not None:
            tried.append((judge_rate(rate.printed, exact), now, exact))
    best = next((one for one in tried if one[0] in (OK, ROUNDING)), tried[0] if len(tried) == 1 else None)
    if best is not None:
        text = with_text(f"({best[1].text}−{then.text})÷{_named(then)}={best[2].text(2)}%", rate.text)
        verdict = best[0] if best[0] is not QUESTION else MISMATCH
        yield finding("TX-GROWTH", verdict, rate.spot, TEXT, rate.text, best[2].text(2) + "%", text)


def _named(mention: Mention) -> str:
    return f"{mention.subject} {mention.text}".strip()


def _in_scale(value: Exact, like: Mention) -> str:
    scale = Exact({"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[like.scale])
    return (value / scale).text() + like.scale + like.unit


def _spots(change: Change) -> tuple[Spot, ...]:
    return change.now.spot, change.then.spot
