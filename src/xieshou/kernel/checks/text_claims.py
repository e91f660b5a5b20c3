"""One claim told in other words: the clause around the figure, the thing that is counted, the places it is counted in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, TEXT, finding, place
from xieshou.kernel.checks.story import Story, Told, key
from xieshou.kernel.exact import Exact, total
from xieshou.kernel.reading import Finding
from xieshou.kernel.wording import Words

_NOUN = re.compile("[一-龥“”]{1,16}")
_PEOPLE = {"名": "人", "位": "人", "个人": "人", "人": "人"}
_OUTCOME = re.compile(
    "(?:带动|帮助|吸纳|引导|签约|签订|引进|援建|共建|新建|建成|建设|举办|选派|转移|培训|结对|实施|落地|投产|新增)"
)
_FILLER = re.compile("^(?:成功|累计|全年|共计|共|已|先后|新)+|(?:数量|总数|人数|个数)$")
_ONE_OF = re.compile("每|人均|户均|平均|其中|上年|去年|计划|拟|目标|力争|预计|不少于|至少|同比|比|较|原|应")
_ROUGHLY = re.compile(r"(?:近|超过?|约|逾|突破)\s*$")
_INVESTED = re.compile("投资")
_REST = re.compile("另外|其余|剩余|另有")
_ONLY = re.compile("只|仅")
_STABLE = re.compile(
    r"稳定就业\s*(?P<all>[0-9,]+)\s*人[，,；;、]?[^。；;]{0,4}?稳定就业\s*(?:3|三)\s*个月(?:及)?以上\s*(?P<some>[0-9,]+)\s*人"
)
_CLAUSE, _SHORT, _SHORTEST = 8, 4, 3
_SCOPE, _SCOPE_BACK = 4, 26
_MOST_VALUES = 3  # more figures are a list, by county or by project
_MOST = 12  # a claim told more often is a heading, not a fact


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure and the clause it stands in, without the figure: `带动` 16149 名 `贫困人口脱贫`."""

    told: Told
    mention: Mention
    before: str
    after: str

    @property
    def clause(self) -> str:
        """The clause in one piece."""
        return _FILLER.sub("", _FILLER.sub("", self.before + self.after))

    @property
    def unit(self) -> str:
        """Its unit; people are counted in several words."""
        unit = self.mention.unit + ("人" if self.mention.unit == "个" and self.after.startswith("人") else "")
        return _PEOPLE.get(unit, unit)


def check_claims(story: Story) -> Iterator[Finding]:
    """TX-SAME and TX-PARTS of claims that are told twice in other words."""
    claims = [claim for told in story.told for claim in _claims(told)]
    yield from _clauses(claims)
    yield from _summed(claims)
    yield from _things(claims)
    yield from _by_place(claims)
    for told in story.told:
        yield from _rest(told)
        yield from _stable(told)


def _claims(told: Told) -> Iterator[Claim]:
    for mention in told.amounts:
        if mention.is_rate or mention.bound or mention.unit in ("分", "天", "小时"):
            continue
        text = told.after(mention, 24)
        found = _NOUN.match(text)
        is_next = (
            found is not None and text[found.end() : found.end() + 1].isdigit()
        )  # these words lead to the next figure
        yield Claim(told, mention, key(mention.subject), key(found[0]) if found and not is_next else "")


def _is_apart(one: Claim, other: Claim) -> bool:
    years = {claim.mention.year for claim in (one, other)} - {None}
    return one.told is not other.told and one.unit == other.unit and len(years) < 2


def _is_exact(claim: Claim) -> bool:
    return not claim.mention.is_approximate and not _ONE_OF.search(claim.clause)


# --- the whole clause: 带动…贫困人口脱贫 ---


def _clauses(claims: Sequence[Claim]) -> Iterator[Finding]:
    by_ending: dict[str, list[Claim]] = {}
    for claim in claims:
        if _is_exact(claim) and len(claim.clause) >= _CLAUSE and _OUTCOME.search(claim.clause):
            by_ending.setdefault(claim.clause[-_CLAUSE:], []).append(claim)
    for group in by_ending.values():
        last = max(group, key=lambda claim: place(claim.mention.spot))
        others = [claim for claim in group if _is_apart(claim, last) and _ends_alike(claim.clause, last.clause)]
        values = {claim.mention.value for claim in others}
        if 0 < len(values) <= _MOST_VALUES and _is_in_other_words(last, others):
            yield _told_again(last, others)


def _ends_alike(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _is_in_other_words(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether the figure stands at another place of the clause; otherwise one name is told twice."""
    return any(other.after or claim.after for other in others)


def _told_again(claim: Claim, others: Sequence[Claim]) -> Finding:
    values = [other.mention.value for other in others]
    is_same = claim.mention.value in values or (len(values) > 1 and total(values) == claim.mention.value)
    shown = "；".join(dict.fromkeys(other.mention.text for other in others))
    where = "；".join(f"“{_written(other)}”" for other in others)
    text = Words(f"“{_written(claim)}”，另处 {where}", f"“{_written(claim)}”, elsewhere {where}")
    spots = [other.mention.spot for other in others]
    verdict = OK if is_same else QUESTION
    return finding("TX-SAME", verdict, claim.mention.spot, TEXT, claim.mention.text, shown, text, others=spots)


def _written(claim: Claim) -> str:
    return f"{claim.before}{claim.mention.text}{claim.after}"


# --- a short clause, against what is told of it in parts: 签约 48 个项目 ---


def _summed(claims: Sequence[Claim]) -> Iterator[Finding]:
    for claim in claims:
        if not (_SHORT <= len(claim.clause) < _CLAUSE and _OUTCOME.match(claim.clause) and _is_exact(claim)):
            continue
        others = [one for one in claims if _is_apart(one, claim) and _is_of(one, claim)]
        parts = [one for one in others if one.told is others[0].told]
        if len(parts) >= 2 and len(others) <= _MOST:
            yield from _against_parts(claim, parts)


def _is_of(one: Claim, whole: Claim) -> bool:
    return _is_exact(one) and one.clause.endswith(whole.clause) and one.mention.value <= whole.mention.value


def _against_parts(claim: Claim, parts: Sequence[Claim]) -> Iterator[Finding]:
    values = [part.mention.value for part in parts]
    if claim.mention.value in values:
        return
    whole = total(values)
    shown = "+".join(part.mention.text for part in parts) + f"={whole.text()}{claim.mention.unit}"
    text = Words(f"“{_written(claim)}”，另处分别写 {shown}", f"“{_written(claim)}”, elsewhere in parts {shown}")
    verdict = OK if whole == claim.mention.value else QUESTION
    money = _money_beside(claim, parts) if verdict is QUESTION else None
    recomputed = f"{whole.text()}{claim.mention.unit}"
    spots = [part.mention.spot for part in parts]
    yield finding(
        "TX-SAME", verdict, claim.mention.spot, TEXT, claim.mention.text, recomputed, text,
        related=[money] if money else (), others=spots,
    )  # fmt: skip


def _money_beside(claim: Claim, parts: Sequence[Claim]) -> Finding | None:
    """The investment that is told with the count: `48 个项目，意向投资近 200 亿元` and `38 个，计划总投资 175.23 亿元`."""
    own = _invested(claim)
    told = [one for part in parts if (one := _invested(part))]
    if own is None or not told or _fits(own, total([one.value for one in told])):
        return None
    shown = "；".join(one.text for one in told)
    printed = _rough(claim.told, own) + own.text
    text = Words(
        f"“{own.subject}{printed}”，另处“{told[0].subject}”{shown}",
        f"“{own.subject}{printed}”, elsewhere “{told[0].subject}” {shown}",
    )
    return finding("TX-SAME", QUESTION, own.spot, TEXT, printed, shown, text, others=[one.spot for one in told])


def _rough(told: Told, mention: Mention) -> str:
    """`近` or `约` before an amount."""
    found = _ROUGHLY.search(told.text[: mention.start])
    return found[0].strip() if found else ""


def _invested(claim: Claim) -> Mention | None:
    amounts = claim.told.amounts
    following = amounts[amounts.index(claim.mention) + 1 :][:1]
    return next((one for one in following if one.is_money and _INVESTED.search(one.subject)), None)


def _fits(told: Mention, value: Exact) -> bool:
    """Whether an amount, or a `近` one, can stand for a value: within a twentieth."""
    gap = told.value - value if told.value > value else value - told.value
    return gap <= told.value * Exact(1, 20) if told.is_approximate else not gap


# --- the thing counted, in one place: 百色、河池…46 个贫困村 ---


def _things(claims: Sequence[Claim]) -> Iterator[Finding]:
    nouns: dict[str, list[Claim]] = {}
    for claim in claims:
        if _SHORTEST <= len(claim.after) <= 6 and not claim.mention.is_approximate:
            nouns.setdefault(claim.after, []).append(claim)
    for claim in claims:
        for noun in _inside(claim.after) if not claim.mention.is_approximate else ():
            for one in nouns.get(noun, ())[:_MOST]:
                if _is_apart(one, claim) and one.mention.value != claim.mention.value and _scope(one, claim):
                    yield _thing(claim, one, noun)


def _inside(text: str) -> list[str]:
    """The nouns that a longer name can end with: `国家挂牌督战贫困村全覆盖` holds `贫困村`."""
    ends = range(_SHORTEST + 2, len(text) + 1)
    return [text[start:end] for end in ends for start in range(max(2, end - 6), end - _SHORTEST + 1)]


def _scope(one: Claim, other: Claim) -> str:
    """The places both speak of, right before the figure."""
    return min(_listed(one) & _listed(other), default="")


def _listed(claim: Claim) -> set[str]:
    """Names joined by `、` right before a figure, put together: `百色、河池` → 百色河池."""
    text = claim.told.before(claim.mention, _SCOPE_BACK)
    pairs = re.finditer("(?=([一-龥]{2})、([一-龥]{2}))", text)
    return {found[1] + found[2] for found in pairs}


def _thing(claim: Claim, other: Claim, noun: str) -> Finding:
    scope = _scope(other, claim)
    one, two = claim.mention, other.mention
    text = Words(
        f"{scope[:2]}、{scope[2:]}的“{noun}”：{one.text}（{_written(claim)}），另处 {two.text}（{_written(other)}）",
        f"“{noun}” of {scope[:2]}、{scope[2:]}: {one.text} ({_written(claim)}), elsewhere {two.text} ({_written(other)})",
    )
    return finding("TX-SAME", QUESTION, one.spot, TEXT, one.text, two.text, text, others=[two.spot])


# --- a figure of two places, against a figure for each: 河源、汕尾…61 个 ---


def _by_place(claims: Sequence[Claim]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for one, other in pairwise(claims):
        places = _differing(one.before, other.before) if one.told is other.told and one.unit == other.unit else None
        if places is None or places[:2] in seen:
            continue
        for whole in claims:
            if _is_of_both(whole, one, places) and whole.mention.value >= one.mention.value:
                seen.add(places[:2])
                yield _of_both(whole, one, other)


def _differing(one: str, other: str) -> tuple[str, str, str] | None:
    """Two names of places in clauses that are otherwise one, and the rest of the clause."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None or len(one) != len(other):
        return None
    end = next(at for at in range(len(one), start, -1) if one[at - 1] != other[at - 1])
    rest = one[:start] + one[end:]
    return (one[start:end], other[start:end], rest) if end - start in (2, 3) and len(rest) >= _CLAUSE else None


def _is_of_both(whole: Claim, part: Claim, places: tuple[str, str, str]) -> bool:
    first, second, rest = places
    lead = whole.told.before(whole.mention, _SCOPE_BACK)
    is_named = any(f"{first}{mark}{second}" in lead for mark in "、和及")
    shared = _bigrams(rest) & _bigrams(key(lead) + whole.after)
    return is_named and _is_apart(whole, part) and len(shared) >= 3


def _bigrams(text: str) -> set[str]:
    return {one + other for one, other in pairwise(text)}


def _of_both(whole: Claim, one: Claim, other: Claim) -> Finding:
    parts = (one.mention, other.mention)
    added = total([part.value for part in parts])
    shown = f"{added.text()}{whole.mention.unit}"
    each = f"“{_written(one)}”“{_written(other)}”"
    text = Words(
        f"“{_written(whole)}”，分别为{each}，合计 {shown}", f"“{_written(whole)}”, each: {each}, together {shown}"
    )
    verdict = OK if added == whole.mention.value else QUESTION
    if verdict is QUESTION:
        text += Words("；口径没有写明", "; what is counted is not said")
    spots = [part.spot for part in parts]
    return finding("TX-SAME", verdict, whole.mention.spot, TEXT, whole.mention.text, shown, text, others=spots)


# --- 只保障 11 人，另外 17 人 ---


def _rest(told: Told) -> Iterator[Finding]:
    for whole, some, rest in zip(told.amounts, told.amounts[1:], told.amounts[2:], strict=False):
        gaps = told.gap(whole, some), told.gap(some, rest)
        is_rest = bool(_ONLY.search(gaps[0]) and _REST.search(gaps[1])) and "。" not in gaps[0] + gaps[1]
        if (
            is_rest
            and same_kind(whole, some)
            and rest.unit in (some.unit, "个")
            and some.value + rest.value != whole.value
        ):
            added = some.value + rest.value
            text = Words(
                f"{some.text}，另外 {rest.text}，合计 {added.text()}{whole.unit}，前面写 {whole.text}",
                f"{some.text} and the other {rest.text} are {added.text()}{whole.unit}, told before as {whole.text}",
            )
            spots = [some.spot, rest.spot]
            yield finding(
                "TX-PARTS", MISMATCH, whole.spot, TEXT, whole.text, added.text() + whole.unit, text, others=spots
            )


# --- 稳定就业, which means three months and more ---


def _stable(told: Told) -> Iterator[Finding]:
    found = _STABLE.search(told.text)
    if found is None or found["all"] == found["some"]:
        return
    wide, narrow = (
        next((one for one in told.amounts if one.start == found.start(name)), None) for name in ("all", "some")
    )
    if wide is not None and narrow is not None:
        text = Words(
            f"“稳定就业”按统计口径就是就业 3 个月以上，文中分别写 {wide.text} 和 {narrow.text}",
            f"“稳定就业” (stable work) means three months and more; the text gives {wide.text} and {narrow.text}",
        )
        yield finding("TX-SAME", QUESTION, narrow.spot, TEXT, narrow.text, wide.text, text, others=[wide.spot])
